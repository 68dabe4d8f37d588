// Revisions: reports of closed periods as they were issued, each an object in the bucket that is written once.
import { createHash } from 'node:crypto';
import {
  GetObjectCommand,
  NoSuchKey,
  PutObjectCommand,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import type { ReportPeriod } from '../../domain/config/config.ts';
import { unanswered, withAnswers } from '../../domain/report/hand-off-report.ts';
import type { Report } from '../../domain/report/report.ts';
import type { Period } from '../../domain/report/report-period.ts';
import { figuresText, type IssuedReport, isFinal } from '../../domain/report/report-revision.ts';
import { isRecord, UnreadableItem } from '../item-format.ts';
import {
  type Claim,
  claim,
  confirm,
  type IssuedMarker,
  type Markers,
  markFinal,
  type PeriodName,
  periodPrefix,
  readMarkers,
} from './revision-markers.ts';

export type Revisions = {
  readonly markers: Markers;
  readonly s3: S3Client;
  readonly bucket: string;
};

/** `busy`: another run is issuing the same period at this moment. */
export type Issue =
  | { readonly outcome: 'issued'; readonly revision: number; readonly restates: number | null }
  | { readonly outcome: 'unchanged' | 'busy' };

/** How long a claim holds: far longer than an object takes to write, far shorter than from one run to the next. */
const CLAIM_MS = 60_000;

/** All revisions that were issued of a funnel, the latest period first. */
export async function listRevisions(
  { markers }: Pick<Revisions, 'markers'>,
  funnel: string,
): Promise<readonly IssuedMarker[]> {
  const found = await readMarkers(markers, funnel);
  return [...found].sort((a, b) => compare(b.to, a.to) || compare(a.from, b.from) || b.revision - a.revision);
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

/** The number of the latest revision of any of these periods, 0 where none was issued. */
export async function latestRevision(
  { markers }: Pick<Revisions, 'markers'>,
  funnel: string,
  periods: readonly Period[],
): Promise<number> {
  const found = await Promise.all(
    periods.map((period) => readMarkers(markers, funnel, periodPrefix(period))),
  );
  return Math.max(0, ...found.flat().map(({ revision }) => revision));
}

/** A revision as it was issued; undefined where there is none. */
export async function readRevision(
  { s3, bucket }: Pick<Revisions, 's3' | 'bucket'>,
  funnel: string,
  {
    every,
    from,
    revision,
  }: { readonly every: ReportPeriod; readonly from: string; readonly revision: number },
): Promise<IssuedReport | undefined> {
  try {
    const { Body } = await s3.send(
      new GetObjectCommand({ Bucket: bucket, Key: objectKey({ funnel, every, from }, revision) }),
    );
    return (
      Body && issuedReport(await Body.transformToString(), `reports/${funnel}/${every}/${from}/r${revision}`)
    );
  } catch (error) {
    if (error instanceof NoSuchKey) return undefined;
    throw error;
  }
}

/** @throws UnreadableItem naming the object */
function issuedReport(text: string, name: string): IssuedReport {
  let report: unknown;
  try {
    report = JSON.parse(text, asToday);
  } catch (cause) {
    throw new UnreadableItem(`${name}: it is no JSON`, { cause });
  }
  if (!isIssued(report)) throw new UnreadableItem(`${name}: it is no issued report`);
  return report;
}

/**
 * What was issued before there were contacts, means, projections and a comparison at the same age has none of them; what was issued
 * before there was `lostOn`, and before `open` and `lost` were told apart, says neither of who was in no further stage; nor were hand-offs answered.
 */
function asToday(key: string, value: unknown): unknown {
  if (!isRecord(value)) return value;
  if ('stages' in value && 'late' in value) {
    const compared = key === 'previous' ? { sameAge: null, difference: null } : {};
    const ofOwnDays = key === '' ? { booked: null, quality: null } : {};
    return { lostOn: [], contacts: null, ...compared, ...ofOwnDays, ...value };
  }
  if ('median' in value && 'p90' in value) return { mean: null, ...value };
  if ('seconds' in value && ('to' in value || 'from' in value) && !('accepted' in value)) {
    const { leads, seconds, ...who } = value;
    if (typeof leads === 'number') return withAnswers(who, leads, seconds, unanswered(leads));
  }
  if (typeof value.leads !== 'number' || !('fromPrevious' in value)) return value;
  if (!('dropped' in value)) return { optional: false, projected: null, ...value };
  const { dropped, leads, fromEntry, ...stage } = value;
  const enteredBefore = typeof fromEntry === 'number' && fromEntry > 0 ? Math.round(leads / fromEntry) : 0;
  const notSaid = {
    optional: false,
    open: 0,
    lost: 0,
    enteredBefore,
    advanced: leads,
    projected: null,
    directRevenue: {},
  };
  return { ...stage, leads, fromEntry, ...notSaid };
}

function isIssued(value: unknown): value is IssuedReport {
  return (
    isRecord(value) &&
    ['funnel', 'every', 'from', 'to', 'definition', 'asOf'].every(
      (field) => typeof value[field] === 'string',
    ) &&
    ['revision', 'entered'].every((field) => Number.isSafeInteger(value[field])) &&
    Array.isArray(value.stages)
  );
}

/**
 * Issues a report of a closed period, unless the latest revision says the same. Safe to run twice at once: a number is
 * claimed in the table before the object is written, and an object that a run left behind unconfirmed is taken as it is.
 */
export async function issue(
  revisions: Revisions,
  every: ReportPeriod,
  report: Report,
  now: () => number,
): Promise<Issue> {
  const period = { funnel: report.funnel, every, from: report.from };
  const latest = (await readMarkers(revisions.markers, report.funnel, periodPrefix(period))).at(-1);
  const digest = digestOf(report);
  if (latest?.digest === digest) {
    if (isFinal(report) && !latest.final) {
      await markFinal(revisions.markers, { ...period, revision: latest.revision });
    }
    return { outcome: 'unchanged' };
  }
  const revision = (latest?.revision ?? 0) + 1;
  const restates = latest?.revision ?? null;
  const held: Claim = { ...period, revision, until: now() + CLAIM_MS };
  if (!(await claim(revisions.markers, held, now()))) return { outcome: 'busy' };
  const written = await writeOnce(revisions, period, { ...report, revision, every, restates });
  const confirmed = await confirm(revisions.markers, held, markerOf(written));
  if (!confirmed) return { outcome: 'busy' };
  // What an interrupted run left behind stands now, and is older: it is restated at once if it no longer holds.
  if (digestOf(written) !== digest) return issue(revisions, every, report, now);
  return { outcome: 'issued', revision, restates };
}

/** Writes a revision, or reads the one that stands there already. */
async function writeOnce(
  { s3, bucket }: Revisions,
  period: PeriodName,
  issued: IssuedReport,
): Promise<IssuedReport> {
  const source = { s3, bucket };
  const name = { every: period.every, from: period.from, revision: issued.revision };
  const before = await readRevision(source, period.funnel, name);
  if (before !== undefined) return before;
  try {
    await s3.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: objectKey(period, issued.revision),
        Body: `${JSON.stringify(issued)}\n`,
        ContentType: 'application/json; charset=utf-8',
        IfNoneMatch: '*',
      }),
    );
    return issued;
  } catch (error) {
    // Somebody whose claim had run out was slower than it, and faster than we: theirs stands.
    const theirs = isConflict(error) ? await readRevision(source, period.funnel, name) : undefined;
    if (theirs === undefined) throw error;
    return theirs;
  }
}

/** 412: the object is there. 409: it is being written at this moment. */
function isConflict(error: unknown): boolean {
  return error instanceof S3ServiceException && [409, 412].includes(error.$metadata.httpStatusCode ?? 0);
}

function objectKey({ funnel, every, from }: PeriodName, revision: number): string {
  return `reports/${funnel}/${every}/${from}/r${revision}.json`;
}

function markerOf(issued: IssuedReport): IssuedMarker {
  const { every, from, to, revision, restates, definition, asOf, entered } = issued;
  return {
    every,
    from,
    to,
    revision,
    restates,
    definition,
    asOf,
    entered,
    final: isFinal(issued),
    digest: digestOf(issued),
  };
}

/** Of the figures alone: when and in which words they were issued is not in it. */
export function digestOf(report: Report): string {
  return createHash('sha256').update(figuresText(report)).digest('base64url').slice(0, 22);
}
