// GET /leads/{id}: all that is kept of a lead, as a page, JSON or CSV.
import { answersOf } from '../domain/profile/answers.ts';
import { buildProfile } from '../domain/profile/build-profile.ts';
import type { Answers, Profile } from '../domain/profile/profile.ts';
import { timelineCsv } from '../domain/profile/timeline-csv.ts';
import { leadPage } from '../pages/leads/lead-page.ts';
import { type HttpAnswer, json, page } from '../runtime/answer.ts';
import { csvAnswer } from '../runtime/csv-answer.ts';
import { chooseFormat, type Format } from '../runtime/format.ts';
import type { Owner } from '../runtime/owner-access.ts';
import { problem } from '../runtime/problem.ts';
import type { HttpRequest } from '../runtime/request.ts';
import type { LeadTable } from '../store/leads/lead-table.ts';
import type { LeadsDeps } from './deps.ts';
import type { FoundLead } from './find-lead.ts';
import { mailsOf } from './mails-of.ts';
import { sequencesOf } from './sequences-of.ts';
import { bytesIn, type Room, readOlder, sliceOf } from './slice.ts';

const OFFERED = ['html', 'json', 'csv'] as const satisfies readonly Format[];

/** Short of what an answer takes, by what stands beside the timeline; JSON tells the answers to forms twice. */
const DATA: Room = { entries: Number.POSITIVE_INFINITY, bytes: 1_500_000 };
const PAGE: Room = { entries: 100, bytes: 200_000 };
const ANSWERS_SHOWN: Room = { entries: 30, bytes: 200_000 };

export async function showLead(
  deps: LeadsDeps,
  request: HttpRequest,
  owner: Owner,
  table: LeadTable,
  found: FoundLead,
): Promise<HttpAnswer> {
  const { primary, records } = found;
  const format = chooseFormat(request, OFFERED);
  if (format === undefined) return problem(request, 'malformed', { detail: 'format: choose json or csv.' });
  const { config, now } = deps;
  const [nurture, mails] = await Promise.all([
    // Where there are none, nothing is read.
    config.nurture === undefined ? undefined : sequencesOf(table, found),
    mailsOf(table, found, now()),
  ]);
  const profile = buildProfile({
    records,
    id: primary,
    hashOf: table.hashOf,
    funnels: await deps.labelledFunnels(),
    timezone: config.timezone,
    now: now(),
  });
  const older = readOlder(request.query);
  const path = `/leads/${profile.id}`;
  if (format === 'html') {
    const slice = sliceOf(profile.timeline, older, PAGE);
    const { locale, forms } = config;
    const shown = { ...profile, answers: withinRoom(profile.answers) };
    const sequences = nurture ?? [];
    const view = {
      profile: shown,
      slice,
      isFirst: older === undefined,
      answered: profile.answers.length,
      canReplay: deps.tell !== undefined,
      sequences,
      ...mails,
    };
    return page(200, leadPage({ ...view, locale, forms, owner }));
  }
  const slice = sliceOf(profile.timeline, older, DATA);
  const next = slice.older === 0 ? null : `${path}?${nextQuery(request.query, format, slice.older)}`;
  if (format === 'csv') {
    const answer = csvAnswer(request, (dialect) => timelineCsv(slice.entries, dialect), `lead-${profile.id}`);
    return next === null
      ? answer
      : { ...answer, headers: { ...answer.headers, link: `<${next}>; rel="next"` } };
  }
  return json(200, { ...partOf(profile, slice.entries), ...(nurture && { nurture }), ...mails, next });
}

/** The answers and the timeline of one part; all else is told with each. */
function partOf(profile: Profile, timeline: Profile['timeline']): Profile {
  return { ...profile, answers: answersOf(timeline), timeline };
}

function withinRoom(answers: readonly Answers[]): readonly Answers[] {
  let bytes = 0;
  return answers.slice(0, ANSWERS_SHOWN.entries).filter((one, index) => {
    bytes += bytesIn(one);
    return index === 0 || bytes <= ANSWERS_SHOWN.bytes;
  });
}

function nextQuery(query: URLSearchParams, format: Format, older: number): string {
  const next = new URLSearchParams({ format, older: String(older) });
  const separator = query.get('sep');
  if (separator !== null) next.set('sep', separator);
  return next.toString();
}
