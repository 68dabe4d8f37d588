// Hands out the steps that are due: to the queue of what is told, and then off the index.

import type { LeadTable } from '../store/leads/lead-table.ts';
import { DUE_SHARDS, type DueStep, deleteDue, readDue } from '../store/nurture/due-index.ts';

export type HandOut = {
  readonly table: Pick<LeadTable, 'client' | 'table'>;
  /** Puts each step into the queue; throws where it is not all there. */
  readonly send: (steps: readonly DueStep[]) => Promise<void>;
  /** ms since the epoch. */
  readonly now: () => number;
  readonly hasTime: () => boolean;
};

/** What waits longer costs nothing, and what is told at once is not kept waiting by it: the rest comes with the next runs. */
export const STEPS_A_RUN = 5_000;
const STEPS_AT_ONCE = 50;

/** After a crash between the two a step is handed out again, and dropped where its turn is over. @returns how many */
export async function handOut({ table, send, now, hasTime }: HandOut): Promise<number> {
  const until = now();
  let left = STEPS_A_RUN;
  const ofShard = async (shard: number): Promise<void> => {
    let after: DueStep | undefined;
    while (left > 0 && hasTime()) {
      const most = Math.min(STEPS_AT_ONCE, left);
      left -= most;
      const steps = await readDue(table, shard, { now: until, most, after });
      left += most - steps.length;
      if (steps.length === 0) return;
      await send(steps);
      await Promise.all(steps.map((step) => deleteDue(table, step)));
      after = steps.at(-1);
    }
  };
  await Promise.all(Array.from({ length: DUE_SHARDS }, (_, shard) => ofShard(shard)));
  return STEPS_A_RUN - left;
}
