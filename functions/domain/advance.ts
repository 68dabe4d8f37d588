// Advancing leads: from records and submissions to the changes that must be written together.
import type { Calendar } from './calendar.ts';
import type { LeadId, Submission } from './event/event.ts';
import { type Cells, difference } from './funnel/cells.ts';
import type { Definition } from './funnel/funnel.ts';
import { tallyAll } from './funnel/tally.ts';
import { type IdKey, idKey, idsOf } from './lead/identity.ts';
import { leadOf, timedTouchKey } from './lead/lead.ts';
import { emptyRecord, type LeadRecord, type Records, rootOf, take, treeOf } from './lead/record.ts';

/** One record before and after: what its `counted` gains is what the counters gain. */
export type Step = { readonly read: LeadRecord; readonly write: LeadRecord };

/** Records that move together, with their counters, or not at all. */
export type Change = {
  readonly steps: readonly Step[];
  /** Every id that a submission of this change carries. */
  readonly ids: ReadonlySet<IdKey>;
};

/**
 * Takes submissions into leads. Each change holds one lead, or the leads between which an id moves.
 * What changes nothing yields no change. `records` must hold everything that `missing` asks for.
 */
export function advance(
  records: Records,
  submissions: readonly Submission[],
  definitions: readonly Definition[],
  calendar: Calendar,
): readonly Change[] {
  const taken = take(records, submissions);
  const groups = groupsOf(records, taken, submissions);
  return groups.flatMap(({ roots, ids }) => {
    const change = changeOf(records, taken, roots, ids, definitions, calendar);
    return change === undefined ? [] : [change];
  });
}

type Group = { readonly roots: ReadonlyMap<IdKey, LeadId>; readonly ids: ReadonlySet<IdKey> };

/** Which roots, former and present, are tied by which ids. */
function groupsOf(records: Records, taken: Records, submissions: readonly Submission[]): readonly Group[] {
  const groupOf = new Map<IdKey, { roots: Map<IdKey, LeadId>; ids: Set<IdKey> }>();
  for (const id of submissions.flatMap(idsOf)) {
    const merged = { roots: new Map<IdKey, LeadId>(), ids: new Set([idKey(id)]) };
    for (const root of [rootOf(records, id), rootOf(taken, id)]) {
      const known = groupOf.get(idKey(root));
      merged.roots.set(idKey(root), root);
      for (const [key, other] of known?.roots ?? []) merged.roots.set(key, other);
      for (const key of known?.ids ?? []) merged.ids.add(key);
    }
    for (const key of merged.roots.keys()) groupOf.set(key, merged);
  }
  return [...new Set(groupOf.values())];
}

function changeOf(
  records: Records,
  taken: Records,
  roots: ReadonlyMap<IdKey, LeadId>,
  ids: ReadonlySet<IdKey>,
  definitions: readonly Definition[],
  calendar: Calendar,
): Change | undefined {
  const before = (id: LeadId): LeadRecord => records.get(idKey(id)) ?? emptyRecord(id);
  const now = (id: LeadId): LeadRecord => taken.get(idKey(id)) ?? emptyRecord(id);
  const changed = new Map<IdKey, LeadRecord>();
  for (const root of roots.values()) {
    const isRoot = now(root).link === undefined;
    const tree = isRoot ? treeOf(taken, root) : [root];
    for (const id of tree) {
      const record = now(id);
      const edition = isSame(record, before(id)) ? record.edition : record.edition + 1;
      // Only a root has counted any: what became a member hands back all that it had.
      const counted = record.link === undefined ? record.counted : NOTHING_COUNTED;
      if (edition !== record.edition || counted.size !== record.counted.size) {
        changed.set(idKey(id), { ...record, edition, counted });
      }
    }
    if (!isRoot) continue;
    const tallies = tallyAll(definitions, leadOf(tree.map((id) => now(id).trail)), calendar);
    const counted = recount(now(root).counted, tallies);
    // A root is written with every change below it: its version is what keeps two writers of one lead apart.
    if (counted !== undefined || tree.some((id) => changed.has(idKey(id)))) {
      const record = changed.get(idKey(root)) ?? now(root);
      const below = tree
        .slice(1)
        .reduce((total, id) => total + (changed.get(idKey(id)) ?? now(id)).edition, 0);
      changed.set(idKey(root), { ...record, below, counted: counted ?? record.counted });
    }
  }
  const steps = [...changed.values()].map((write) => ({ read: before(write.id), write }));
  return steps.length === 0 ? undefined : { steps, ids };
}

const NOTHING_COUNTED: ReadonlyMap<string, Cells> = new Map();

/** What a root has counted with these tallies; definitions that are not current stay as they were. Undefined where nothing differs. */
function recount(
  counted: ReadonlyMap<string, Cells>,
  tallies: ReadonlyMap<string, Cells>,
): ReadonlyMap<string, Cells> | undefined {
  const result = new Map(counted);
  let differs = false;
  for (const [key, tally] of tallies) {
    if (difference(tally, counted.get(key) ?? new Map()).size === 0) continue;
    if (tally.size === 0) result.delete(key);
    else result.set(key, tally);
    differs = true;
  }
  return differs ? result : undefined;
}

function isSame(a: LeadRecord, b: LeadRecord | undefined): boolean {
  if (b === undefined) return a.trail.events.length === 0 && a.link === undefined && a.members.length === 0;
  return (
    a === b ||
    (a.link === b.link &&
      sameItems(a.members.map(idKey), b.members.map(idKey)) &&
      a.typed?.value === b.typed?.value &&
      sameItems(a.trail.events, b.trail.events) &&
      sameTouches(a, b))
  );
}

/** `fold` keeps the very objects that it keeps, so identity tells. */
function sameItems(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}

function sameTouches(a: LeadRecord, b: LeadRecord): boolean {
  return sameItems(a.trail.touches.map(timedTouchKey), b.trail.touches.map(timedTouchKey));
}
