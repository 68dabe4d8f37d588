// `views`: what it costs to keep every view of a path on a day, beside keeping the first of them alone.
import { type DynamoDBClient, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import type { Submission } from '../functions/domain/event/event.ts';
import { viewKey } from '../functions/domain/lead/views.ts';
import { messageOf } from '../test/support/worker-deps.ts';
import { MemoryClient } from './memory-client.ts';
import type { Benchmark, Outcome } from './outcome.ts';
import { twoFunnels } from './units/funnels.ts';
import { sizeOf } from './units/item-size.ts';
import { randomOf } from './units/random.ts';
import { TRAFFIC, traffic } from './units/traffic.ts';
import { workerOver } from './units/worker.ts';

const SEED = 2_026;
const LEADS_A_DAY = 40;
const BATCH = 5;
const KB = 1_024;

/** Of leads, not of counters; an event, those that are left out included. */
type Cost = { readonly kept: string; readonly writeUnits: number; readonly bytes: number };

export const views: Benchmark = async (tell) => {
  const all = traffic(randomOf(SEED), LEADS_A_DAY);
  const batches = Array.from({ length: Math.ceil(all.length / BATCH) }, (_, n) =>
    all.slice(n * BATCH, (n + 1) * BATCH),
  );
  tell('the first view of a path and day alone');
  const isFirst = firstReader();
  const first = await costOf(
    batches.map((batch) => batch.filter(isFirst)),
    all.length,
  );
  tell('every view');
  const every = await costOf(batches, all.length);
  return outcomeOf([
    { kept: 'the first view of a path and day alone', ...first },
    { kept: 'every view', ...every },
  ]);
};

/** A view that is not kept is not written. */
function firstReader(): (submission: Submission) => boolean {
  const seen = new Set<string>();
  return ({ ids, event }) => {
    if (event.kind !== 'page') return true;
    const key = `${ids.email ?? ids.anonymous} ${viewKey(event)}`;
    return !seen.has(key) && seen.add(key).has(key);
  };
}

async function costOf(
  batches: readonly (readonly Submission[])[],
  events: number,
): Promise<Pick<Cost, 'writeUnits' | 'bytes'>> {
  const client = new MemoryClient({ keepsCounters: false });
  let units = 0;
  const send = async (command: unknown): Promise<unknown> => {
    if (command instanceof TransactWriteItemsCommand)
      for (const { Put } of command.input.TransactItems ?? [])
        if (Put?.Item !== undefined) units += 2 * Math.ceil(sizeOf(Put.Item) / KB);
    return await client.send(command as Parameters<DynamoDBClient['send']>[0]);
  };
  const config = twoFunnels(['channel']);
  const take = workerOver({ send: send as DynamoDBClient['send'] }, 'bench', config, randomOf(SEED));
  for (const batch of batches) if (batch.length > 0) await take(batch.map((one) => messageOf(one)));
  const bytes = [...client.items.values()].reduce((sum, item) => sum + sizeOf(item), 0);
  return { writeUnits: units / events, bytes: bytes / events };
}

function outcomeOf(costs: readonly Cost[]): Outcome {
  return {
    tables: [
      {
        title: `Every view of a path, in batches of ${BATCH}, an event`,
        head: ['kept', 'write units of leads', 'stored bytes'],
        rows: costs.map(({ kept, writeUnits, bytes }) => [
          kept,
          Math.round(writeUnits * 100) / 100,
          Math.round(bytes * 10) / 10,
        ]),
        notes: [`${TRAFFIC}. Counters are not in it.`],
      },
    ],
    aims: [],
    data: costs,
  };
}
