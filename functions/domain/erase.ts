// Erasing a lead: what is left of its records, and what its counters keep of it.
import { contributionsOf, type Step } from './advance.ts';
import type { LeadId } from './event/event.ts';
import { type CellKey, type Cells, difference } from './funnel/cells.ts';
import type { Definition } from './funnel/funnel.ts';
import { type IdKey, idKey } from './lead/identity.ts';
import { idsOfLead, primaryOf } from './lead/identity-graph.ts';
import { emptyRecord, type LeadRecord, type Records } from './lead/record.ts';

/** What must be written together, so that the counters stay what leads and tombstones have counted. */
export type Erasure = {
  readonly steps: readonly Step[];
  /** By definition key: what the erased had counted. The counters keep it. */
  readonly contributions: ReadonlyMap<string, Cells>;
  /** The ids whose records are erasedAt; the others have only lost what was below them. */
  readonly erased: ReadonlySet<IdKey>;
  /** True when the root is among them: nothing of the lead is left. */
  readonly isWhole: boolean;
};

/**
 * Erases a lead, from its leaves upwards as many of its records as `most` allows; the rest is a smaller lead, and the
 * next call goes on. Of each erased record a mark is left that rejects what was received before, whenever it arrives.
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
  const root = primaryOf(records, id);
  const tree = inOrder(records, root, id);
  const at = (one: LeadId): LeadRecord => records.get(idKey(one)) ?? emptyRecord(one);
  const erased = new Set(tree.slice(0, most).map(idKey));
  // All that is here was received before, whatever the clocks of those that received it say.
  const erasedAt = Math.max(now, ...tree.flatMap((one) => latestOf(at(one))));
  const left = new Map<IdKey, LeadRecord>();
  for (const one of tree) {
    const record = at(one);
    const linkedIds = record.linkedIds.filter((member) => !erased.has(idKey(member)));
    if (erased.has(idKey(one))) left.set(idKey(one), marker(record, erasedAt));
    else if (linkedIds.length < record.linkedIds.length) left.set(idKey(one), { ...record, linkedIds });
  }
  const isWhole = erased.has(idKey(root));
  const before = at(root).contributions;
  const rest: Records = new Map([...records, ...left]);
  const after = isWhole ? new Map<string, Cells>() : contributionsOf(rest, root, definitions);
  if (!isWhole) {
    const versions = idsOfLead(rest, root)
      .slice(1)
      .map((one) => at(one).version + Number(left.has(idKey(one))));
    left.set(idKey(root), {
      ...(rest.get(idKey(root)) ?? at(root)),
      linkedVersions: versions,
      contributions: after,
    });
  }
  const steps = [...left.values()].map((write) => ({ read: at(write.id), write }));
  return { steps, contributions: lost(before, after), erased, isWhole };
}

function marker({ id, version }: LeadRecord, erasedAt: number): LeadRecord {
  return { ...emptyRecord(id), version, erasedAt };
}

/** Members before their owners, and the id that was asked for with its owners last: whoever is stopped finds the rest by it. */
function inOrder(records: Records, root: LeadId, asked: LeadId): readonly LeadId[] {
  const way = new Set<IdKey>();
  for (let id: LeadId | undefined = asked; id !== undefined && !way.has(idKey(id)); ) {
    way.add(idKey(id));
    id = records.get(idKey(id))?.link?.to;
  }
  const tree = leavesFirst(records, root);
  return [...tree.filter((id) => !way.has(idKey(id))), ...tree.filter((id) => way.has(idKey(id)))];
}

/** Members before their owners. */
function leavesFirst(records: Records, root: LeadId): readonly LeadId[] {
  return [
    ...(records.get(idKey(root))?.linkedIds ?? []).flatMap((member) => leavesFirst(records, member)),
    root,
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
