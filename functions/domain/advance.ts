// Advancing leads: from records and submissions to the changes that must be written together.
import type { LeadId, Submission } from './event/event.ts';
import { attemptReader } from './funnel/attempts.ts';
import { type CellKey, type Cells, isSameCells, parseCellKey } from './funnel/cells.ts';
import type { Definition } from './funnel/funnel.ts';
import { tallyAll } from './funnel/tally.ts';
import { applySubmissions } from './lead/apply-submissions.ts';
import { type IdKey, idKey, idsIn } from './lead/identity.ts';
import { idsOfLead, primaryOf } from './lead/identity-graph.ts';
import { compareTouches, leadOf, type TimedTouch } from './lead/lead.ts';
import { emptyRecord, type LeadRecord, type Records } from './lead/record.ts';
import { type Entering, newEnterings } from './nurture/enterings.ts';
import { newReferrals, type Referral } from './referral/referrals.ts';
import {
  contactSummary,
  isSameSummary,
  type LeadSummary,
  mergedSummary,
  withoutFunnels,
} from './summary/lead-summary.ts';
import type { Message } from './tell/message.ts';
import { newMessages, type Telling } from './tell/messages-of.ts';

/** One record before and after. The counters change by the difference of its contributions. */
export type Step = { readonly read: LeadRecord; readonly write: LeadRecord };

/** Records that must be written in one transaction, with their counters. */
export type Change = {
  readonly steps: readonly Step[];
  /** Every id that a submission of this change names. */
  readonly ids: ReadonlySet<IdKey>;
  /** What is to be told of it; absent: nothing. */
  readonly tells?: Tells;
};

export type Tells = {
  readonly messages: readonly Message[];
  /** Which leads come to the beginning of a sequence; absent: none. */
  readonly enterings?: readonly Entering[];
  /** Which leads were brought by others; absent: none. */
  readonly referrals?: readonly Referral[];
  /** When the latest of the submissions was accepted, ms since the epoch. */
  readonly at: number;
};

/** Whether a definition's key will never be counted or shown again, so that contributions under it can be dropped. */
export type IsRetired = (key: string) => boolean;

/**
 * Applies submissions to leads. Each change holds one lead, or the leads between which an id moves.
 * A submission that changes nothing yields no change. `records` must hold everything that `idsToRead` asks for.
 */
export function advance(
  records: Records,
  submissions: readonly Submission[],
  definitions: readonly Definition[],
  isRetired: IsRetired = () => false,
  telling?: Telling,
): readonly Change[] {
  const after = applySubmissions(records, submissions);
  const groups = groupsOf(records, after, submissions);
  const at = submissions.reduce((latest, { event }) => Math.max(latest, event.received), 0);
  return groups.flatMap(({ primaries, ids }) => {
    const change = changeOf(records, after, primaries, ids, definitions, isRetired);
    if (change === undefined) return [];
    if (telling === undefined) return [change];
    const messages = newMessages(records, after, primaries.values(), telling);
    const enterings = newEnterings(records, after, primaries.values(), telling.sequences ?? []);
    const referrals = telling.referrals === true ? newReferrals(records, after, primaries.values()) : [];
    if (messages.length + enterings.length + referrals.length === 0) return [change];
    const tells = {
      messages,
      ...(enterings.length > 0 && { enterings }),
      ...(referrals.length > 0 && { referrals }),
      at,
    };
    return [{ ...change, tells }];
  });
}

/**
 * Brings leads up to date with definitions that began, or changed their meaning, after their last event. A lead whose
 * tallies equal its contributions yields no change. `records` must hold everything that `missingIds` asks for.
 */
export function refresh(
  records: Records,
  ids: readonly LeadId[],
  definitions: readonly Definition[],
  isRetired: IsRetired = () => false,
): readonly Change[] {
  const primaries = new Map(
    ids.map((id) => primaryOf(records, id)).map((primary) => [idKey(primary), primary]),
  );
  return [...primaries].flatMap(([key, primary]) => {
    const only = new Map([[key, primary]]);
    return changeOf(records, records, only, new Set([key]), definitions, isRetired) ?? [];
  });
}

type Group = { readonly primaries: ReadonlyMap<IdKey, LeadId>; readonly ids: ReadonlySet<IdKey> };

/** Groups of leads, before and after, between which ids move, with the ids that the submissions name. */
function groupsOf(records: Records, after: Records, submissions: readonly Submission[]): readonly Group[] {
  const groupOf = new Map<IdKey, { primaries: Map<IdKey, LeadId>; ids: Set<IdKey> }>();
  for (const id of [...submissions.flatMap(idsIn), ...movedBetween(records, after)]) {
    const merged = { primaries: new Map<IdKey, LeadId>(), ids: new Set([idKey(id)]) };
    for (const primary of [primaryOf(records, id), primaryOf(after, id)]) {
      const known = groupOf.get(idKey(primary));
      merged.primaries.set(idKey(primary), primary);
      for (const [key, other] of known?.primaries ?? []) merged.primaries.set(key, other);
      for (const key of known?.ids ?? []) merged.ids.add(key);
    }
    for (const key of merged.primaries.keys()) groupOf.set(key, merged);
  }
  return [...new Set(groupOf.values())];
}

/** Ids whose owner has changed, by a link or because an owner keeps no claim on them any more. */
function movedBetween(records: Records, after: Records): readonly LeadId[] {
  return [...after.values()].flatMap(({ id, link }) => (link === records.get(idKey(id))?.link ? [] : [id]));
}

function changeOf(
  records: Records,
  after: Records,
  primaries: ReadonlyMap<IdKey, LeadId>,
  ids: ReadonlySet<IdKey>,
  definitions: readonly Definition[],
  isRetired: IsRetired,
): Change | undefined {
  const before = (id: LeadId): LeadRecord => records.get(idKey(id)) ?? emptyRecord(id);
  const now = (id: LeadId): LeadRecord => after.get(idKey(id)) ?? emptyRecord(id);
  const changed = new Map<IdKey, LeadRecord>();
  for (const primary of primaries.values()) {
    const isPrimary = now(primary).link === undefined;
    const tree = isPrimary ? idsOfLead(after, primary) : [primary];
    for (const id of tree) {
      const record = now(id);
      // Only a primary record has contributions and a summary: a record that was linked hands back its own.
      const handsBack =
        record.link !== undefined && (record.contributions.size > 0 || record.summary !== undefined);
      if (handsBack)
        changed.set(idKey(id), withSummary({ ...record, contributions: NOTHING_COUNTED }, undefined));
      else if (!isSame(record, before(id))) changed.set(idKey(id), record);
    }
    if (!isPrimary) continue;
    const { counted, summary } = derived(tree.map(now), definitions);
    const isListedAnew = !isSameSummary(summary, now(primary).summary);
    // A primary record is written with every change below it: two writers of one lead meet at its version.
    if (counted !== undefined || isListedAnew || tree.some((id) => changed.has(idKey(id)))) {
      const record = changed.get(idKey(primary)) ?? now(primary);
      const versions = tree.slice(1).map((id) => now(id).version + Number(changed.has(idKey(id))));
      const contributions = counted ?? record.contributions;
      changed.set(
        idKey(primary),
        withSummary({ ...record, linkedVersions: versions, contributions }, summary),
      );
    }
  }
  const steps = [...changed.values()].map((write) => {
    const read = before(write.id);
    // What the index of contacts tells of it tells of retired definitions too.
    return {
      read: withSummary(withoutRetired(read, isRetired), read.summary),
      write: withoutRetired(write, isRetired),
    };
  });
  return steps.length === 0 ? undefined : { steps, ids };
}

/** The primary record with the contributions and the summary that it should have; under other definitions both stay as they are. */
export function broughtUpToDate(
  records: Records,
  primary: LeadId,
  definitions: readonly Definition[],
): LeadRecord {
  const at = (id: LeadId): LeadRecord => records.get(idKey(id)) ?? emptyRecord(id);
  const record = at(primary);
  const { counted, summary } = derived(idsOfLead(records, primary).map(at), definitions);
  return withSummary({ ...record, contributions: counted ?? record.contributions }, summary);
}

/** What follows from the records of a lead, the primary first: its contributions where they differ, and its summary. */
function derived(
  tree: readonly LeadRecord[],
  definitions: readonly Definition[],
): {
  readonly counted: LeadRecord['contributions'] | undefined;
  readonly summary: LeadSummary | undefined;
} {
  const { contributions = NOTHING_COUNTED, summary } = tree[0] ?? {};
  const lead = leadOf(tree.map(({ history }) => history));
  const attemptsOf = attemptReader(lead);
  const counted = changedContributions(
    contributions,
    tallyAll(definitions, lead, tree[0]?.id.kind === 'email', attemptsOf),
  );
  const fresh = contactSummary({ records: tree, lead, definitions, attemptsOf });
  return { counted, summary: mergedSummary(summary, fresh, definitions) };
}

function withSummary({ summary: _, ...record }: LeadRecord, summary: LeadSummary | undefined): LeadRecord {
  return { ...record, ...(summary === undefined ? {} : { summary }) };
}

const NOTHING_COUNTED: ReadonlyMap<string, Cells> = new Map();

/** Contributions under retired definitions are dropped so many months at a time: a transaction has room for few items. */
const RETIRED_MONTHS_AT_ONCE = 12;

/** A record without contributions and summaries under retired definitions. Their counters are not read any more and stay as they are. */
function withoutRetired(read: LeadRecord, isRetired: IsRetired): LeadRecord {
  const record = withSummary(read, withoutFunnels(read.summary, isRetired));
  if (![...record.contributions.keys()].some(isRetired)) return record;
  const months = new Set<string>();
  const counted = new Map<string, Cells>();
  for (const [key, cells] of record.contributions) {
    const kept = isRetired(key) ? new Map([...cells].filter(([cell]) => !drop(key, cell))) : cells;
    if (kept.size > 0) counted.set(key, kept);
  }
  return { ...record, contributions: counted };

  function drop(key: string, cell: CellKey): boolean {
    const month = `${key} ${parseCellKey(cell).day.slice(0, 7)}`;
    return months.has(month) || (months.size < RETIRED_MONTHS_AT_ONCE && months.add(month).has(month));
  }
}

/** Contributions after these tallies; under other definitions they stay as they are. Undefined where nothing differs. */
function changedContributions(
  counted: ReadonlyMap<string, Cells>,
  tallies: ReadonlyMap<string, Cells>,
): ReadonlyMap<string, Cells> | undefined {
  const result = new Map(counted);
  let differs = false;
  for (const [key, tally] of tallies) {
    if (isSameCells(tally, counted.get(key) ?? NO_CELLS)) continue;
    if (tally.size === 0) result.delete(key);
    else result.set(key, tally);
    differs = true;
  }
  return differs ? result : undefined;
}

const NO_CELLS: Cells = new Map();

function isSame(a: LeadRecord, b: LeadRecord): boolean {
  return (
    a === b ||
    (a.link === b.link &&
      a.beyond === b.beyond &&
      a.claims === b.claims &&
      (a.linkedIds === b.linkedIds || sameItems(a.linkedIds.map(idKey), b.linkedIds.map(idKey))) &&
      a.typed?.value === b.typed?.value &&
      sameItems(a.history.events, b.history.events) &&
      sameTouches(a.history.touches, b.history.touches))
  );
}

/** `fold` returns the same objects for events that it keeps, so they can be compared by identity. */
function sameItems(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}

function sameTouches(a: readonly TimedTouch[], b: readonly TimedTouch[]): boolean {
  return (
    a.length === b.length &&
    a.every((one, index) => {
      const other = b[index];
      return other !== undefined && compareTouches(one, other) === 0;
    })
  );
}
