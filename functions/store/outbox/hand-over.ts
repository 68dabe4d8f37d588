// Hands over what a transaction has left in the outbox: to the queue, and then off the table.
import type { Change } from '../../domain/advance.ts';
import type { LeadTable } from '../leads/lead-table.ts';
import type { Outcome } from '../transactions/commit.ts';
import { outboxOf } from '../transactions/plan.ts';
import { deleteOutbox, type Note, OUTBOX_SHARDS, type OutboxItem, readOutbox } from './outbox.ts';

export type HandOver = {
  readonly table: Pick<LeadTable, 'client' | 'table'>;
  /** Puts each note into the queue, once for each of its targets; throws where it is not all there. */
  readonly send: (notes: readonly Note[]) => Promise<void>;
};

/** After a crash, or an error, between the two, the item is handed over again: ids are the same. */
export async function handOver({ table, send }: HandOver, items: readonly OutboxItem[]): Promise<void> {
  if (items.length === 0) return;
  await send(items.flatMap(({ notes }) => notes));
  await Promise.all(items.map((item) => deleteOutbox(table, item)));
}

/** The items of the changes that were written. */
export function writtenItems(
  table: LeadTable,
  outcomes: ReadonlyMap<Change, Outcome>,
): readonly OutboxItem[] {
  return [...outcomes].flatMap(([change, outcome]) =>
    outcome === 'committed' || outcome === 'partial' ? outboxOf(table, change) : [],
  );
}

/** What is younger is left to the worker that wrote it. */
const YOUNG_MS = 60_000;

/** Hands over what a worker did not. @returns how many items */
export async function sweepOutbox(
  deps: HandOver & { readonly now: () => number; readonly hasTime: () => boolean },
): Promise<number> {
  let swept = 0;
  for (let shard = 0; shard < OUTBOX_SHARDS; shard++) {
    while (deps.hasTime()) {
      const items = await readOutbox(deps.table, shard, deps.now() - YOUNG_MS);
      if (items.length === 0) break;
      await handOver(deps, items);
      swept += items.length;
    }
  }
  return swept;
}
