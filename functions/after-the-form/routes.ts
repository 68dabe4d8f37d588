// The routes of links in mails to leads. A `GET` changes nothing, as scanners follow every link of a mail; a click does.
import { donePage } from '../pages/lead-mail/click-page.ts';
import { leadMailTexts } from '../pages/texts/lead-mail.ts';
import { type HttpAnswer, page, withHeaders } from '../runtime/answer.ts';
import { type MailToken, readMailToken, type TokenUse } from '../runtime/mail-token.ts';
import { allow, methodNotAllowed, problem } from '../runtime/problem.ts';
import type { HttpRequest } from '../runtime/request.ts';
import { Unavailable } from '../runtime/unavailable.ts';
import { AddressInMotion } from '../store/mail/addresses.ts';
import { WaitingInMotion } from '../store/waiting/close-waiting.ts';
import { askToConfirm, confirm } from './confirm.ts';
import type { AfterTheFormDeps } from './deps.ts';
import { download, showDownload } from './download.ts';
import { askToUnsubscribe, unsubscribe } from './unsubscribe.ts';

type Route = {
  readonly get: (
    deps: AfterTheFormDeps,
    request: HttpRequest,
    token: MailToken,
  ) => HttpAnswer | Promise<HttpAnswer>;
  readonly post: (deps: AfterTheFormDeps, request: HttpRequest, token: MailToken) => Promise<HttpAnswer>;
};

const ROUTES: Readonly<Record<TokenUse, Route>> = {
  c: { get: askToConfirm, post: confirm },
  d: { get: showDownload, post: download },
  u: { get: (_, request) => askToUnsubscribe(request), post: unsubscribe },
};

function isUse(text: string | undefined): text is TokenUse {
  return text !== undefined && Object.hasOwn(ROUTES, text);
}

/** The address is the key: it goes to no other site, and into no cache or index. */
const HEADERS = { 'referrer-policy': 'no-referrer', 'x-robots-tag': 'noindex' };

export async function afterTheForm(deps: AfterTheFormDeps, request: HttpRequest): Promise<HttpAnswer> {
  return withHeaders(await answer(deps, request), HEADERS);
}

async function answer(deps: AfterTheFormDeps, request: HttpRequest): Promise<HttpAnswer> {
  const [, use, text] = /^\/([cdu])\/([^/]+)$/.exec(request.path) ?? [];
  if (!isUse(use) || text === undefined) return problem(request, 'not-found');
  const route = ROUTES[use];
  const { method, language } = request;
  if (method === 'OPTIONS') return { status: 204, headers: { allow: allow('GET', 'POST') } };
  if (method !== 'GET' && method !== 'POST') return methodNotAllowed(request, 'GET', 'POST');
  const reading = readMailToken(await deps.mailKey(), use, text, deps.now());
  if (reading.kind !== 'valid') {
    if (!request.wantsHtml) return problem(request, reading.kind === 'expired' ? 'gone' : 'not-found');
    const { unknown, expired } = leadMailTexts(language).pages;
    return reading.kind === 'expired'
      ? page(410, donePage({ language, ...expired }))
      : page(404, donePage({ language, ...unknown }));
  }
  try {
    return await route[method === 'GET' ? 'get' : 'post'](deps, request, reading.token);
  } catch (error) {
    if (error instanceof AddressInMotion || error instanceof WaitingInMotion)
      throw new Unavailable(error.message, { cause: error });
    throw error;
  }
}
