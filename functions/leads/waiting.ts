// GET /leads/waiting: what waits for its confirmation, and the mails of which it is not known whether they went.
import { type WaitingEntry, waitingPage } from '../pages/leads/waiting-page.ts';
import { type HttpAnswer, json, page } from '../runtime/answer.ts';
import { chooseFormat, type Format } from '../runtime/format.ts';
import type { Owner } from '../runtime/owner-access.ts';
import { problem } from '../runtime/problem.ts';
import type { HttpRequest } from '../runtime/request.ts';
import { listUndecided } from '../store/mail/claims.ts';
import { emailOf } from '../store/quarantine/keep.ts';
import { isPlace } from '../store/quarantine/place.ts';
import { listWaiting } from '../store/waiting/list-waiting.ts';
import type { Waiting } from '../store/waiting/waiting-item.ts';
import type { LeadsDeps } from './deps.ts';

const WAITING_HOME = '/leads/waiting';
const OFFERED = ['html', 'json'] as const satisfies readonly Format[];
const AT_ONCE = 50;
/** The id of a mail. */
const MAIL = /^[\w-]{1,64}$/;

export async function showWaiting(deps: LeadsDeps, request: HttpRequest, owner: Owner): Promise<HttpAnswer> {
  const format = chooseFormat(request, OFFERED);
  if (format === undefined) return problem(request, 'malformed', { detail: 'format: choose json.' });
  const before = request.query.get('before') ?? undefined;
  if (before !== undefined && !isPlace(before))
    return problem(request, 'malformed', { detail: 'before: take it from "next" of the page before.' });
  const after = request.query.get('mails') ?? undefined;
  if (after !== undefined && !MAIL.test(after))
    return problem(request, 'malformed', { detail: 'mails: take it from "nextMails" of the page before.' });
  const table = await deps.table();
  const [{ items, next }, undecided] = await Promise.all([
    listWaiting(table, { now: deps.now(), before, most: AT_ONCE }),
    listUndecided(table, AT_ONCE, after),
  ]);
  const entries = items.map((one) => entryOf(one, table.hashOf(emailOf(one.submission))));
  const mails = undecided.map(({ at, ...mail }) => ({ ...mail, at: new Date(at).toISOString() }));
  const following = next === undefined ? null : `${WAITING_HOME}?before=${next}`;
  const lastMail = undecided.length < AT_ONCE ? undefined : undecided.at(-1)?.id;
  const followingMails = lastMail === undefined ? null : `${WAITING_HOME}?mails=${lastMail}`;
  if (format === 'json') {
    const link = (to: string | null): string | null => (to === null ? null : `${to}&format=json`);
    const rest = { next: link(following), nextMails: link(followingMails) };
    return json(200, { waiting: entries, undecidedMails: mails, ...rest });
  }
  const links = { next: following, nextMails: followingMails };
  return page(200, waitingPage({ entries, mails, ...links, config: deps.config, owner }));
}

function entryOf({ id, submission, until }: Waiting, lead: string): WaitingEntry {
  const { event, ids, typed } = submission;
  return {
    id,
    form: event.name,
    email: typed ?? ids.email ?? '',
    lead,
    received: new Date(event.received).toISOString(),
    until: new Date(until).toISOString(),
  };
}
