// Erasing a lead: its records become marks, and its contributions stay in the counters.
import { broughtUpToDate, type Step } from './advance.ts';
import type { LeadId } from './event/event.ts';
import { type CellKey, type Cells, difference } from './funnel/cells.ts';
import type { Definition } from './funnel/funnel.ts';
import { type IdKey, idKey } from './lead/identity.ts';
import { idsOfLead, primaryOf } from './lead/identity-graph.ts';
import { emptyRecord, type LeadRecord, type Records } from './lead/record.ts';

/** What must be written in one transaction, so that counters stay the sum of the contributions of leads and tombstones. */
export type Erasure = {
  readonly steps: readonly Step[];
  /** By definition key: the contributions of the erased records. The counters keep them. */
  readonly contributions: ReadonlyMap<string, Cells>;
  /** The ids whose records are erased; other records of the change have only lost linked ids. */
  readonly erased: ReadonlySet<IdKey>;
  /** Whether the primary record is among them, so that nothing of the lead is left. */
  readonly isWhole: boolean;
};

/**
 * Erases at most `most` records of a lead, linked records before their owners. The rest is a smaller lead, which the
 * next call erases. Each erased record leaves a mark that rejects submissions received before, whenever they arrive.
 * @param records the whole lead
 * @param now ms since the epoch
 */
export function erase(
  records: Records,
  id: LeadId,
  definitions: readonly Definition[],
  now: number,
  most: number,
): Erasure {
  const primary = primaryOf(records, id);
  const tree = inOrder(records, primary, id);
  const at = (one: LeadId): LeadRecord => records.get(idKey(one)) ?? emptyRecord(one);
  const erased = new Set(tree.slice(0, most).map(idKey));
  // All events that are here were received before the erasure, also where the clock of their receiver is ahead.
  const erasedAt = Math.max(now, ...tree.flatMap((one) => latestOf(at(one))));
  const left = new Map<IdKey, LeadRecord>();
  for (const one of tree) {
    const record = at(one);
    const linkedIds = record.linkedIds.filter((member) => !erased.has(idKey(member)));
    if (erased.has(idKey(one))) left.set(idKey(one), marker(record, erasedAt));
    else if (linkedIds.length < record.linkedIds.length) left.set(idKey(one), { ...record, linkedIds });
  }
  const isWhole = erased.has(idKey(primary));
  const before = at(primary).contributions;
  const rest: Records = new Map([...records, ...left]);
  const primaryLeft = isWhole ? undefined : broughtUpToDate(rest, primary, definitions);
  const after = primaryLeft?.contributions ?? new Map<string, Cells>();
  if (primaryLeft !== undefined) {
    const versions = idsOfLead(rest, primary)
      .slice(1)
      .map((one) => at(one).version + Number(left.has(idKey(one))));
    left.set(idKey(primary), { ...primaryLeft, linkedVersions: versions });
  }
  const steps = [...left.values()].map((write) => ({ read: at(write.id), write }));
  return { steps, contributions: lost(before, after), erased, isWhole };
}

function marker({ id, version }: LeadRecord, erasedAt: number): LeadRecord {
  return { ...emptyRecord(id), version, erasedAt };
}

/** Linked ids before their owners, and the asked id and its owners last: after an interruption the rest is found by it. */
function inOrder(records: Records, primary: LeadId, asked: LeadId): readonly LeadId[] {
  const way = new Set<IdKey>();
  for (let id: LeadId | undefined = asked; id !== undefined && !way.has(idKey(id)); ) {
    way.add(idKey(id));
    id = records.get(idKey(id))?.link?.to;
  }
  const tree = leavesFirst(records, primary);
  return [...tree.filter((id) => !way.has(idKey(id))), ...tree.filter((id) => way.has(idKey(id)))];
}

/** Linked ids before their owners. */
function leavesFirst(records: Records, primary: LeadId): readonly LeadId[] {
  return [
    ...(records.get(idKey(primary))?.linkedIds ?? []).flatMap((member) => leavesFirst(records, member)),
    primary,
  ];
}

function latestOf({ history, erasedAt }: LeadRecord): readonly number[] {
  const received = history.events.reduce((latest, event) => Math.max(latest, event.received), 0);
  return erasedAt === undefined ? [received] : [received, erasedAt];
}

function lost(
  before: ReadonlyMap<string, Cells>,
  after: ReadonlyMap<string, Cells>,
): ReadonlyMap<string, Cells> {
  const result = new Map<string, Map<CellKey, number>>();
  for (const definition of new Set([...before.keys(), ...after.keys()])) {
    const cells = difference(before.get(definition) ?? new Map(), after.get(definition) ?? new Map());
    if (cells.size > 0) result.set(definition, cells);
  }
  return result;
}
