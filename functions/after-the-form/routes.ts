// The routes of links in mails to leads. A `GET` changes nothing, as scanners follow every link of a mail; a click does.
import { donePage } from '../pages/lead-mail/click-page.ts';
import { leadMailTexts } from '../pages/texts/lead-mail.ts';
import { type HttpAnswer, page, withHeaders } from '../runtime/answer.ts';
import { type MailToken, readMailToken, type TokenUse } from '../runtime/mail-token.ts';
import { problem } from '../runtime/problem.ts';
import type { HttpRequest } from '../runtime/request.ts';
import { handlerOf, router } from '../runtime/router.ts';
import { Unavailable } from '../runtime/unavailable.ts';
import { AddressInMotion } from '../store/mail/addresses.ts';
import { WaitingInMotion } from '../store/waiting/close-waiting.ts';
import { askToConfirm, confirm } from './confirm.ts';
import type { AfterTheFormDeps } from './deps.ts';
import { download, showDownload } from './download.ts';
import { askToUnsubscribe, unsubscribe } from './unsubscribe.ts';

type Handler = (
  deps: AfterTheFormDeps,
  request: HttpRequest,
  token: MailToken,
) => HttpAnswer | Promise<HttpAnswer>;

/** What a link must be for is told with what answers it: of a path with dots the first letter is another's. */
const findRoute = router<Handler, { readonly use: TokenUse }>({
  '/c/:token': { use: 'c', GET: askToConfirm, POST: confirm },
  '/d/:token': { use: 'd', GET: showDownload, POST: download },
  '/u/:token': { use: 'u', GET: (_, request) => askToUnsubscribe(request), POST: unsubscribe },
});

/** The address is the key: it goes to no other site, and into no cache or index. */
const HEADERS = { 'referrer-policy': 'no-referrer', 'x-robots-tag': 'noindex' };

export async function afterTheForm(deps: AfterTheFormDeps, request: HttpRequest): Promise<HttpAnswer> {
  return withHeaders(await answer(deps, request), HEADERS);
}

async function answer(deps: AfterTheFormDeps, request: HttpRequest): Promise<HttpAnswer> {
  const found = findRoute(request.path);
  if (found === undefined) return problem(request, 'not-found');
  const served = handlerOf(found.route, request);
  if ('answer' in served) return served.answer;
  const { language } = request;
  const { token = '' } = found.parameters;
  const reading = readMailToken(await deps.mailKey(), found.route.use, token, deps.now());
  if (reading.kind !== 'valid') {
    if (!request.wantsHtml) return problem(request, reading.kind === 'expired' ? 'gone' : 'not-found');
    const { unknown, expired } = leadMailTexts(language).pages;
    return reading.kind === 'expired'
      ? page(410, donePage({ language, ...expired }))
      : page(404, donePage({ language, ...unknown }));
  }
  try {
    return await served.handler(deps, request, reading.token);
  } catch (error) {
    if (error instanceof AddressInMotion || error instanceof WaitingInMotion)
      throw new Unavailable(error.message, { cause: error });
    throw error;
  }
}
