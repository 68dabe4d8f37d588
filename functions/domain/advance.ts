// Advancing leads: from records and submissions to the changes that must be written together.
import type { LeadId, Submission } from './event/event.ts';
import { type CellKey, type Cells, isSameCells, parseCellKey } from './funnel/cells.ts';
import type { Definition } from './funnel/funnel.ts';
import { tallyAll } from './funnel/tally.ts';
import { applySubmissions } from './lead/apply-submissions.ts';
import { type IdKey, idKey, idsIn } from './lead/identity.ts';
import { idsOfLead, primaryOf } from './lead/identity-graph.ts';
import { compareTouches, leadOf, type TimedTouch } from './lead/lead.ts';
import { emptyRecord, type LeadRecord, type Records } from './lead/record.ts';

/** One record before and after. The counters change by the difference of its contributions. */
export type Step = { readonly read: LeadRecord; readonly write: LeadRecord };

/** Records that must be written in one transaction, with their counters. */
export type Change = {
  readonly steps: readonly Step[];
  /** Every id that a submission of this change names. */
  readonly ids: ReadonlySet<IdKey>;
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
): readonly Change[] {
  const after = applySubmissions(records, submissions);
  const groups = groupsOf(records, after, submissions);
  return groups.flatMap(({ primaries, ids }) => {
    const change = changeOf(records, after, primaries, ids, definitions, isRetired);
    return change === undefined ? [] : [change];
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
      // Only a primary record has contributions: a record that was linked hands back its own.
      const handsBack = record.link !== undefined && record.contributions.size > 0;
      if (handsBack) changed.set(idKey(id), { ...record, contributions: NOTHING_COUNTED });
      else if (!isSame(record, before(id))) changed.set(idKey(id), record);
    }
    if (!isPrimary) continue;
    const tallies = tallyAll(
      definitions,
      leadOf(tree.map((id) => now(id).history)),
      primary.kind === 'email',
    );
    const counted = changedContributions(now(primary).contributions, tallies);
    // A primary record is written with every change below it: two writers of one lead meet at its version.
    if (counted !== undefined || tree.some((id) => changed.has(idKey(id)))) {
      const record = changed.get(idKey(primary)) ?? now(primary);
      const versions = tree.slice(1).map((id) => now(id).version + Number(changed.has(idKey(id))));
      changed.set(idKey(primary), {
        ...record,
        linkedVersions: versions,
        contributions: counted ?? record.contributions,
      });
    }
  }
  const steps = [...changed.values()].map((write) => ({
    read: withoutRetired(before(write.id), isRetired),
    write: withoutRetired(write, isRetired),
  }));
  return steps.length === 0 ? undefined : { steps, ids };
}

/** The contributions that a lead should have; under other definitions they stay as they are. */
export function contributionsOf(
  records: Records,
  primary: LeadId,
  definitions: readonly Definition[],
): LeadRecord['contributions'] {
  const at = (id: LeadId): LeadRecord => records.get(idKey(id)) ?? emptyRecord(id);
  const tallies = tallyAll(
    definitions,
    leadOf(idsOfLead(records, primary).map((id) => at(id).history)),
    primary.kind === 'email',
  );
  return changedContributions(at(primary).contributions, tallies) ?? at(primary).contributions;
}

const NOTHING_COUNTED: ReadonlyMap<string, Cells> = new Map();

/** Contributions under retired definitions are dropped so many months at a time: a transaction has room for few items. */
const RETIRED_MONTHS_AT_ONCE = 12;

/** A record without contributions under retired definitions. Their counters are not read any more and stay as they are. */
function withoutRetired(record: LeadRecord, isRetired: IsRetired): LeadRecord {
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
