// GET /leads/{id}: all that is kept of a lead, as a page, JSON or CSV.
import { answersOf } from '../domain/profile/answers.ts';
import { buildProfile } from '../domain/profile/build-profile.ts';
import { instant } from '../domain/profile/instant.ts';
import type { Profile } from '../domain/profile/profile.ts';
import { timelineCsv } from '../domain/profile/timeline-csv.ts';
import { shareLinkOf } from '../lead-mail/share-link-of.ts';
import { leadPage, PARTS } from '../pages/leads/lead-page.ts';
import { type HttpAnswer, json, page } from '../runtime/answer.ts';
import { csvAnswer } from '../runtime/csv-answer.ts';
import { chooseFormat, type Format } from '../runtime/format.ts';
import type { Owner } from '../runtime/owner-access.ts';
import { problem } from '../runtime/problem.ts';
import type { HttpRequest } from '../runtime/request.ts';
import type { LeadTable } from '../store/leads/lead-table.ts';
import type { LeadsDeps } from './deps.ts';
import { noLead } from './find-held.ts';
import type { FoundLead } from './find-lead.ts';
import { quarantinedOf, waitingOf } from './held-of-lead.ts';
import { emailHashesOf, mailsOf } from './mails-of.ts';
import { sequencesOf } from './sequences-of.ts';
import { type Room, readOlder, sliceOf } from './slice.ts';
import { withWordings } from './with-wordings.ts';

const OFFERED = ['html', 'json', 'csv'] as const satisfies readonly Format[];

/** Short of what an answer takes, by what stands beside the timeline; JSON tells the answers to forms twice. */
const DATA: Room = { entries: Number.POSITIVE_INFINITY, bytes: 1_500_000 };
const HELD_DATA: Room = { entries: 50, bytes: 400_000 };
const PAGE: Room = { entries: 100, bytes: 200_000 };
/** Of forms, and of what is kept aside. */
const PAGE_OF_FORMS: Room = { entries: 30, bytes: 200_000 };

export async function showLead(
  deps: LeadsDeps,
  request: HttpRequest,
  owner: Owner,
  table: LeadTable,
  found: FoundLead,
): Promise<HttpAnswer> {
  const { primary, records } = found;
  const profile = buildProfile({
    records,
    id: primary,
    hashOf: table.hashOf,
    funnels: await deps.labelledFunnels(),
    timezone: deps.config.timezone,
    now: deps.now(),
  });
  return showPerson(deps, request, owner, table, { profile, hashes: emailHashesOf(table, found), found });
}

/** Of a person who is no lead. */
export function showHeld(
  deps: LeadsDeps,
  request: HttpRequest,
  owner: Owner,
  table: LeadTable,
  hash: string,
): Promise<HttpAnswer> {
  const profile = noLead(hash, instant(deps.now()), deps.config.timezone);
  return showPerson(deps, request, owner, table, { profile, hashes: [hash] });
}

type Person = {
  readonly profile: Profile;
  /** The public ids of its e-mails. */
  readonly hashes: readonly string[];
  /** Absent: it is no lead. */
  readonly found?: FoundLead;
};

async function showPerson(
  deps: LeadsDeps,
  request: HttpRequest,
  owner: Owner,
  table: LeadTable,
  { profile, hashes, found }: Person,
): Promise<HttpAnswer> {
  const { query } = request;
  const format = chooseFormat(request, OFFERED);
  if (format === undefined) return problem(request, 'malformed', { detail: 'format: choose json or csv.' });
  const { config } = deps;
  const now = deps.now();
  const older = readOlder(query);
  const path = `/leads/${profile.id}`;
  const isPage = format === 'html';
  const slice = sliceOf(profile.timeline, older, isPage ? PAGE : DATA);
  if (format === 'csv') {
    const answer = csvAnswer(request, (dialect) => timelineCsv(slice.entries, dialect), `lead-${profile.id}`);
    return slice.older === 0
      ? answer
      : withNext(answer, `${path}?${nextQuery(query, { format, older: slice.older })}`);
  }
  const asked = {
    hashes,
    query,
    room: isPage ? PAGE_OF_FORMS : HELD_DATA,
    now,
  };
  const [consents, nurture, mails, quarantined, waiting, share] = await Promise.all([
    withWordings(table, config, profile.consents),
    // Where there are none, nothing is read.
    config.nurture === undefined || found === undefined ? undefined : sequencesOf(table, found),
    mailsOf(table, hashes, now),
    quarantinedOf(table, asked),
    waitingOf(table, asked),
    // A lead without an e-mail has no link to share: it gets no mails and is hardly known.
    found?.primary.kind === 'email' ? shareLinkOf(deps, request.address, profile.id) : undefined,
  ]);
  const typed = [...waiting.entries, ...quarantined.entries][0]?.email;
  const person = { ...profile, email: profile.email ?? typed ?? null, consents };
  if (isPage) {
    const { locale, forms } = config;
    return page(
      200,
      leadPage({
        profile: person,
        slice,
        answers: sliceOf(profile.answers, readOlder(query, 'forms'), PAGE_OF_FORMS),
        quarantined,
        waiting,
        sequences: nurture ?? [],
        ...mails,
        share,
        part: PARTS.find((one) => query.has(one)),
        canReplay: deps.tell !== undefined,
        locale,
        forms,
        owner,
      }),
    );
  }
  const hasMore = slice.older > 0 || quarantined.hasMore || waiting.hasMore;
  const places = { format, older: slice.older, quarantined: quarantined.at, waiting: waiting.at };
  return json(200, {
    ...partOf(person, slice.entries),
    ...(nurture && { nurture }),
    ...mails,
    ...(share !== undefined && { share }),
    quarantined: quarantined.entries,
    waiting: waiting.entries,
    next: hasMore ? `${path}?${nextQuery(query, places)}` : null,
  });
}

/** The answers and the timeline of one part; all else is told with each. */
function partOf(profile: Profile, timeline: Profile['timeline']): Profile {
  return { ...profile, answers: answersOf(timeline), timeline };
}

function withNext(answer: HttpAnswer, next: string): HttpAnswer {
  return { ...answer, headers: { ...answer.headers, link: `<${next}>; rel="next"` } };
}

function nextQuery(query: URLSearchParams, places: Readonly<Record<string, number | string>>): string {
  const next = new URLSearchParams();
  for (const [name, value] of Object.entries(places)) next.set(name, String(value));
  const separator = query.get('sep');
  if (separator !== null) next.set('sep', separator);
  return next.toString();
}
