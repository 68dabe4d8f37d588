// Measures request units an event of a site's traffic: the worker's own code over a table as a month has filled it.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Emulators } from '../../test/support/emulators.ts';
import { messageOf } from '../../test/support/worker-deps.ts';
import { MemoryClient } from '../memory-client.ts';
import { copyInto } from './background.ts';
import { twoFunnels } from './funnels.ts';
import type { Item } from './item-size.ts';
import { kindOf } from './measure.ts';
import { Meter } from './meter.ts';
import { randomOf } from './random.ts';
import { traffic } from './traffic.ts';
import { workerOver } from './worker.ts';

/** Units an event. */
export type TrafficCell = {
  readonly batch: number;
  readonly events: number;
  readonly reads: number;
  readonly writes: number;
  /** Of `writes`, by kind of item. */
  readonly kinds: Readonly<Record<string, number>>;
};

export const LEADS_A_DAY = 400;
const SEED = 2_026;
/** Events measured at each batch size: the month's last ones. */
const EVENTS: readonly (readonly [batch: number, events: number])[] = [
  [1, 500],
  [5, 750],
  [25, 1_500],
  [100, 3_000],
];
const MOST = Math.max(...EVENTS.map(([, events]) => events));
const TOGETHER = 100;

export async function measureTraffic(
  emulators: Emulators,
  tell: (what: string) => void,
): Promise<readonly TrafficCell[]> {
  const random = randomOf(SEED);
  const config = twoFunnels(['channel']);
  const month = traffic(random, LEADS_A_DAY).map((submission) => messageOf(submission));
  const before = month.slice(0, -MOST);
  const memory = new MemoryClient({ keepsCounters: true });
  const fill = workerOver(memory, 'memory', config, random);
  for (let at = 0; at < before.length; at += TOGETHER) {
    if (at % 10_000 === 0) tell(`a month of traffic: ${at} of ${before.length} events`);
    await fill(before.slice(at, at + TOGETHER));
  }
  const cells: TrafficCell[] = [];
  for (const [batch, events] of EVENTS) {
    tell(`a month of traffic: batches of ${batch}`);
    const messages = month.slice(-MOST).slice(0, events);
    cells.push(await measureBatches(emulators, [...memory.items.values()], messages, batch));
  }
  return cells;

  async function measureBatches(
    { dynamodb, createTable }: Emulators,
    items: readonly Item[],
    messages: typeof month,
    batch: number,
  ): Promise<TrafficCell> {
    const table = await createTable();
    const plain = new DynamoDBClient(dynamodb);
    const meter = new Meter(dynamodb, table, kindOf);
    try {
      await copyInto(plain, table, items);
      const take = workerOver(meter.client, table, config, random);
      for (let at = 0; at < messages.length; at += batch) await take(messages.slice(at, at + batch));
      const { reads, writes, kinds } = meter.read();
      const events = messages.length;
      const each = Object.fromEntries([...kinds].map(([kind, n]) => [kind, n / events]));
      return { batch, events, reads: reads / events, writes: writes / events, kinds: each };
    } finally {
      plain.destroy();
      meter.close();
    }
  }
}
