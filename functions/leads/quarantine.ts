// The routes of quarantine: what is in it, released as leads by a click, or deleted.
import { readEmail } from '../domain/event/email.ts';
import { type QuarantineEntry, quarantinePage } from '../pages/leads/quarantine-page.ts';
import { type HttpAnswer, json, page, seeOther } from '../runtime/answer.ts';
import { chooseFormat, type Format } from '../runtime/format.ts';
import type { Owner } from '../runtime/owner-access.ts';
import { problem } from '../runtime/problem.ts';
import type { HttpRequest } from '../runtime/request.ts';
import { closePlace } from '../store/quarantine/close.ts';
import { emailOf } from '../store/quarantine/keep.ts';
import { isPlace } from '../store/quarantine/place.ts';
import { listQuarantine, type Quarantined, readMore, readQuarantined } from '../store/quarantine/read.ts';
import type { LeadsDeps } from './deps.ts';
import { eraseHeld } from './erase-held.ts';

export const QUARANTINE_HOME = '/leads/quarantine';
const OFFERED = ['html', 'json'] as const satisfies readonly Format[];
const AT_ONCE = 50;

export async function showQuarantine(
  deps: LeadsDeps,
  request: HttpRequest,
  owner: Owner,
): Promise<HttpAnswer> {
  const format = chooseFormat(request, OFFERED);
  if (format === undefined) return problem(request, 'malformed', { detail: 'format: choose json.' });
  const before = request.query.get('before') ?? undefined;
  if (before !== undefined && !isPlace(before)) {
    return problem(request, 'malformed', { detail: 'before: take it from "next" of the page before.' });
  }
  const table = await deps.table();
  const now = deps.now();
  const [{ items, next }, counted] = await Promise.all([
    listQuarantine(table, { now, before, most: AT_ONCE }),
    Promise.all(
      deps.config.forms.map(async ({ id }) => ({ form: id, notKept: await readMore(table, id, now) })),
    ),
  ]);
  const notKept = counted.filter((one) => one.notKept > 0);
  const entries = items.map((one) => entryOf(one, table.hashOf(emailOf(one.submission))));
  const following = next === undefined ? null : `${QUARANTINE_HOME}?before=${next}`;
  if (format === 'json') {
    const link = following === null ? null : `${following}&format=json`;
    return json(200, { submissions: entries, notKept, next: link });
  }
  const done = request.query.get('done');
  return page(
    200,
    quarantinePage({
      entries,
      notKept,
      next: following,
      config: deps.config,
      owner,
      ...(done === 'released' || done === 'deleted' ? { done } : {}),
    }),
  );
}

function entryOf({ id, reasons, submission, until }: Quarantined, lead: string): QuarantineEntry {
  const { event, ids, typed } = submission;
  return {
    id,
    form: event.name,
    email: typed ?? ids.email ?? '',
    lead,
    received: new Date(event.received).toISOString(),
    until: new Date(until).toISOString(),
    reasons,
    answers: event.properties ?? {},
    ...(event.touch === undefined ? {} : { touch: event.touch }),
  };
}

export async function releaseQuarantined(
  deps: LeadsDeps,
  request: HttpRequest,
  place: string,
): Promise<HttpAnswer> {
  return takeOut(deps, request, place, 'released');
}

export async function deleteQuarantined(
  deps: LeadsDeps,
  request: HttpRequest,
  place: string,
): Promise<HttpAnswer> {
  return takeOut(deps, request, place, 'deleted');
}

async function takeOut(
  deps: LeadsDeps,
  request: HttpRequest,
  place: string,
  done: 'released' | 'deleted',
): Promise<HttpAnswer> {
  const table = await deps.table();
  const found = isPlace(place) ? await readQuarantined(table, place, deps.now()) : undefined;
  if (found === undefined) return gone(request);
  const { submission } = found;
  // The queue has it before it leaves quarantine: released twice, it has the same id and counts once.
  if (done === 'released') await deps.queue.send([submission]);
  await closePlace(table, place, table.hashOf(emailOf(submission)));
  if (request.wantsHtml) return seeOther(`${QUARANTINE_HOME}?done=${done}`);
  return json(200, { [done]: place, received: new Date(submission.event.received).toISOString() });
}

/** What was released or deleted a moment ago, by the same click say. */
function gone(request: HttpRequest): HttpAnswer {
  if (request.wantsHtml) return seeOther(QUARANTINE_HOME);
  return problem(request, 'not-found', { detail: 'It is not in quarantine, or no longer.' });
}

/** Of a person of whom nothing but this is kept. */
export async function eraseFromQuarantine(
  deps: LeadsDeps,
  request: HttpRequest,
  typed = '',
): Promise<HttpAnswer> {
  const address = readEmail(typed);
  if (address === undefined) {
    const detail = 'Send "email", an e-mail address.';
    return problem(request, 'invalid-fields', {
      detail,
      errors: [{ field: 'email', code: 'invalid', detail }],
    });
  }
  const table = await deps.table();
  const receipt = await eraseHeld(deps, table, table.hashOf({ kind: 'email', key: address.key }));
  return request.wantsHtml ? seeOther(`${QUARANTINE_HOME}?done=deleted`) : json(200, receipt);
}
