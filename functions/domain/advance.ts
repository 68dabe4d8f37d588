// Advancing leads: from records and submissions to the changes that must be written together.
import type { LeadId, Submission } from './event/event.ts';
import { type CellKey, type Cells, parseCellKey } from './funnel/cells.ts';
import type { Definition } from './funnel/funnel.ts';
import { tallyAll } from './funnel/tally.ts';
import { applySubmissions } from './lead/apply-submissions.ts';
import { type IdKey, idKey, idsIn } from './lead/identity.ts';
import { idsOfLead, primaryOf } from './lead/identity-graph.ts';
import { compareTouches, leadOf, type TimedTouch } from './lead/lead.ts';
import { emptyRecord, type LeadRecord, type Records } from './lead/record.ts';

/** One record before and after: what its `counted` gains is what the counters gain. */
export type Step = { readonly read: LeadRecord; readonly write: LeadRecord };

/** Records that move together, with their counters, or not at all. */
export type Change = {
  readonly steps: readonly Step[];
  /** Every id that a submission of this change carries. */
  readonly ids: ReadonlySet<IdKey>;
};

/** Whether a definition's key will never be counted or shown again: what is counted under it is of no use. */
export type IsRetired = (key: string) => boolean;

/**
 * Takes submissions into leads. Each change holds one lead, or the leads between which an id moves.
 * What changes nothing yields no change. `records` must hold everything that `missing` asks for.
 */
export function advance(
  records: Records,
  submissions: readonly Submission[],
  definitions: readonly Definition[],
  isRetired: IsRetired = () => false,
): readonly Change[] {
  const taken = applySubmissions(records, submissions);
  const groups = groupsOf(records, taken, submissions);
  return groups.flatMap(({ roots, ids }) => {
    const change = changeOf(records, taken, roots, ids, definitions, isRetired);
    return change === undefined ? [] : [change];
  });
}

/**
 * Brings leads up to date with definitions that began, or changed their meaning, after their last event. A lead whose
 * tallies are what it has counted yields no change. `records` must hold everything that `missingOf` asks for.
 */
export function refresh(
  records: Records,
  ids: readonly LeadId[],
  definitions: readonly Definition[],
  isRetired: IsRetired = () => false,
): readonly Change[] {
  const roots = new Map(ids.map((id) => primaryOf(records, id)).map((root) => [idKey(root), root]));
  return [...roots].flatMap(([key, root]) => {
    const only = new Map([[key, root]]);
    return changeOf(records, records, only, new Set([key]), definitions, isRetired) ?? [];
  });
}

type Group = { readonly roots: ReadonlyMap<IdKey, LeadId>; readonly ids: ReadonlySet<IdKey> };

/** Which roots, former and present, are tied by which ids. */
function groupsOf(records: Records, taken: Records, submissions: readonly Submission[]): readonly Group[] {
  const groupOf = new Map<IdKey, { roots: Map<IdKey, LeadId>; ids: Set<IdKey> }>();
  for (const id of [...submissions.flatMap(idsIn), ...movedBetween(records, taken)]) {
    const merged = { roots: new Map<IdKey, LeadId>(), ids: new Set([idKey(id)]) };
    for (const root of [primaryOf(records, id), primaryOf(taken, id)]) {
      const known = groupOf.get(idKey(root));
      merged.roots.set(idKey(root), root);
      for (const [key, other] of known?.roots ?? []) merged.roots.set(key, other);
      for (const key of known?.ids ?? []) merged.ids.add(key);
    }
    for (const key of merged.roots.keys()) groupOf.set(key, merged);
  }
  return [...new Set(groupOf.values())];
}

/** Ids that belong to somebody else than before, be they said or have they made room for what was said. */
function movedBetween(records: Records, taken: Records): readonly LeadId[] {
  return [...taken.values()].flatMap(({ id, link }) => (link === records.get(idKey(id))?.link ? [] : [id]));
}

function changeOf(
  records: Records,
  taken: Records,
  roots: ReadonlyMap<IdKey, LeadId>,
  ids: ReadonlySet<IdKey>,
  definitions: readonly Definition[],
  isRetired: IsRetired,
): Change | undefined {
  const before = (id: LeadId): LeadRecord => records.get(idKey(id)) ?? emptyRecord(id);
  const now = (id: LeadId): LeadRecord => taken.get(idKey(id)) ?? emptyRecord(id);
  const changed = new Map<IdKey, LeadRecord>();
  for (const root of roots.values()) {
    const isRoot = now(root).link === undefined;
    const tree = isRoot ? idsOfLead(taken, root) : [root];
    for (const id of tree) {
      const record = now(id);
      // Only a root has counted any: what became a member hands back all that it had.
      const handsBack = record.link !== undefined && record.contributions.size > 0;
      if (handsBack) changed.set(idKey(id), { ...record, contributions: NOTHING_COUNTED });
      else if (!isSame(record, before(id))) changed.set(idKey(id), record);
    }
    if (!isRoot) continue;
    const tallies = tallyAll(definitions, leadOf(tree.map((id) => now(id).history)));
    const counted = recount(now(root).contributions, tallies);
    // A root is written with every change below it: its version is what keeps two writers of one lead apart.
    if (counted !== undefined || tree.some((id) => changed.has(idKey(id)))) {
      const record = changed.get(idKey(root)) ?? now(root);
      const versions = tree.slice(1).map((id) => now(id).version + Number(changed.has(idKey(id))));
      changed.set(idKey(root), {
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

/** What a lead is to have counted; under definitions other than these it stays as it was. */
export function contributionsOf(
  records: Records,
  root: LeadId,
  definitions: readonly Definition[],
): LeadRecord['contributions'] {
  const at = (id: LeadId): LeadRecord => records.get(idKey(id)) ?? emptyRecord(id);
  const tallies = tallyAll(definitions, leadOf(idsOfLead(records, root).map((id) => at(id).history)));
  return recount(at(root).contributions, tallies) ?? at(root).contributions;
}

const NOTHING_COUNTED: ReadonlyMap<string, Cells> = new Map();

/** Their parts of a record are deleted a few at a time: a transaction has room for few items. */
const RETIRED_MONTHS_AT_ONCE = 12;

/** A record that forgets what it has counted under retired definitions, whose counters nobody reads: they stay as they are. */
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

/** What a root has counted with these tallies; definitions that are not current stay as they were. Undefined where nothing differs. */
function recount(
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

function isSameCells(a: Cells, b: Cells): boolean {
  if (a.size !== b.size) return false;
  for (const [key, n] of a) if (b.get(key) !== n) return false;
  return true;
}

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

/** `fold` keeps the very objects that it keeps, so identity tells. */
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
