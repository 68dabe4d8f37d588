// `/a/{token}`: shows a handed-over lead to sales. A `GET` changes nothing, as scanners follow every link of a mail; a click answers.
import { answerEvent, type HandOffAnswer, type Verdict } from '../domain/hand-off/answer.ts';
import { type DeskView, deskPage, wordsPage } from '../pages/hand-off/desk-page.ts';
import { textIn } from '../pages/localized.ts';
import { handOffTexts } from '../pages/texts/hand-off.ts';
import { type HttpAnswer, json, page, withHeaders } from '../runtime/answer.ts';
import { type HandOffToken, readHandOffToken } from '../runtime/hand-off-token.ts';
import { problem } from '../runtime/problem.ts';
import type { HttpRequest } from '../runtime/request.ts';
import { handlerOf, router } from '../runtime/router.ts';
import { Unavailable } from '../runtime/unavailable.ts';
import { LeadsInMotion } from '../store/leads/read-leads.ts';
import type { DeskDeps } from './deps.ts';
import { type FoundHandOff, findHandOff } from './find-hand-off.ts';
import { verdictIn } from './verdict.ts';

type Handler = (
  deps: DeskDeps,
  request: HttpRequest,
  found: FoundHandOff,
  token: Omit<HandOffToken, 'until'>,
) => HttpAnswer | Promise<HttpAnswer>;

const findRoute = router<Handler>({ '/a/:token': { GET: show, POST: answer } });

/** The address is the key: it goes to no other site, and into no cache or index. */
const HEADERS = { 'referrer-policy': 'no-referrer', 'x-robots-tag': 'noindex' };

export async function handOffDesk(deps: DeskDeps, request: HttpRequest): Promise<HttpAnswer> {
  return withHeaders(await route(deps, request), HEADERS);
}

async function route(deps: DeskDeps, request: HttpRequest): Promise<HttpAnswer> {
  const found = findRoute(request.path);
  if (found === undefined) return problem(request, 'not-found');
  const served = handlerOf(found.route, request);
  if ('answer' in served) return served.answer;
  const { gone, expired, forged } = handOffTexts(request.language).desk;
  const reading = readHandOffToken(await deps.handOffKey(), found.parameters.token ?? '', deps.now());
  if (reading.kind !== 'valid')
    return reading.kind === 'expired' ? words(request, 410, expired) : words(request, 404, forged);
  try {
    const handOff = await findHandOff(deps, reading.token);
    if (handOff === undefined) return words(request, 410, gone);
    return await served.handler(deps, request, handOff, reading.token);
  } catch (error) {
    if (error instanceof LeadsInMotion) throw new Unavailable(error.message, { cause: error });
    throw error;
  }
}

function show(deps: DeskDeps, request: HttpRequest, found: FoundHandOff): HttpAnswer {
  if (!request.wantsHtml) return json(200, told(found, found.answer));
  return page(200, deskPage(viewOf(deps, request, found)));
}

/** An answer that another one was before is told which, and changes nothing: the first counts. */
async function answer(
  deps: DeskDeps,
  request: HttpRequest,
  found: FoundHandOff,
  { funnel, handedAt }: Omit<HandOffToken, 'until'>,
): Promise<HttpAnswer> {
  const { language, wantsHtml } = request;
  if (found.answer !== undefined) return show(deps, request, found);
  const verdict = verdictIn(request);
  if (verdict === undefined) {
    if (wantsHtml) return page(422, deskPage({ ...viewOf(deps, request, found), isUnclear: true }));
    const detail = 'answer: send accepted, or returned with a reason that is known.';
    return problem(request, 'invalid-fields', { detail });
  }
  const now = deps.now();
  const { kind: idKind, key } = found.record;
  await deps.queue.send([answerEvent({ ids: { [idKind]: key }, funnel, handedAt, verdict, now })]);
  deps.telemetry.count(verdict.kind === 'accepted' ? 'HandOffAccepted' : 'HandOffReturned');
  if (!wantsHtml) return json(202, told(found, { ...verdict, at: now }));
  return page(200, wordsPage({ language, ...handOffTexts(language).desk[verdict.kind] }));
}

function told(
  { from, to, handedAt }: FoundHandOff,
  answered: (Verdict & Pick<HandOffAnswer, 'at'>) | undefined,
): object {
  return {
    ...{ from, to, handedOver: new Date(handedAt).toISOString() },
    answer: answered?.kind ?? 'waiting',
    ...(answered === undefined ? {} : { answeredAt: new Date(answered.at).toISOString() }),
    ...(answered?.kind === 'returned' ? { reason: answered.reason } : {}),
  };
}

function viewOf(
  { config: { funnels, locale, timezone } }: DeskDeps,
  { language }: HttpRequest,
  { from, to, email, handedAt, answer: answered }: FoundHandOff,
): DeskView {
  const labelOf = (id: string): string => {
    const label = funnels.find((funnel) => funnel.id === id)?.label;
    return label === undefined ? id : textIn(label, language, locale);
  };
  return { language, timezone, email, handedAt, answer: answered, from: labelOf(from), to: labelOf(to) };
}

function words(
  request: HttpRequest,
  status: 404 | 410,
  said: { readonly title: string; readonly text: string },
): HttpAnswer {
  if (!request.wantsHtml) return problem(request, status === 410 ? 'gone' : 'not-found');
  return page(status, wordsPage({ language: request.language, ...said }));
}
