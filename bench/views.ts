// `views`: what it costs to keep every view of the paths that a funnel in order names, beside the first of each day alone.
import { type DynamoDBClient, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import type { Config, FunnelConfig } from '../functions/domain/config/config.ts';
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

type Cost = {
  readonly funnel: string;
  /** Of leads, not of counters. */
  readonly writeUnits: number;
  readonly bytes: number;
  readonly micros: number;
};

const SALES: readonly { readonly funnel: string; readonly change: Partial<FunnelConfig> }[] = [
  { funnel: 'reached: the first view of a path and day', change: {} },
  { funnel: 'ordered, names /pricing and /blog/*', change: { order: 'ordered' } },
  {
    funnel: 'ordered, names every page',
    change: { order: 'ordered', stages: [{ id: 'seen', on: [{ page: '/*' }] }] },
  },
];

export const views: Benchmark = async (tell) => {
  const costs: Cost[] = [];
  for (const { funnel, change } of SALES) {
    tell(funnel);
    costs.push({ funnel, ...(await costOf(withSales(change))) });
  }
  return outcomeOf(costs);
};

function withSales(change: Partial<FunnelConfig>): Config {
  const config = twoFunnels(['channel']);
  return {
    ...config,
    funnels: config.funnels.map((funnel) => (funnel.kind === 'sales' ? { ...funnel, ...change } : funnel)),
  };
}

async function costOf(config: Config): Promise<Omit<Cost, 'funnel'>> {
  const client = new MemoryClient({ keepsCounters: false });
  let units = 0;
  const send = async (command: unknown): Promise<unknown> => {
    if (command instanceof TransactWriteItemsCommand)
      for (const { Put } of command.input.TransactItems ?? [])
        if (Put?.Item !== undefined) units += 2 * Math.ceil(sizeOf(Put.Item) / KB);
    return await client.send(command as Parameters<DynamoDBClient['send']>[0]);
  };
  const random = randomOf(SEED);
  const take = workerOver({ send: send as DynamoDBClient['send'] }, 'bench', config, random);
  const events = traffic(random, LEADS_A_DAY);
  const { user, system } = process.cpuUsage();
  for (let at = 0; at < events.length; at += BATCH)
    await take(events.slice(at, at + BATCH).map((one) => messageOf(one)));
  const used = process.cpuUsage({ user, system });
  const bytes = [...client.items.values()].reduce((sum, item) => sum + sizeOf(item), 0);
  return {
    writeUnits: units / events.length,
    bytes: bytes / events.length,
    micros: (used.user + used.system) / events.length,
  };
}

function outcomeOf(costs: readonly Cost[]): Outcome {
  return {
    tables: [
      {
        title: `Every view of a path, in batches of ${BATCH}, an event`,
        head: ['the sales funnel', 'write units of leads', 'stored bytes', 'µs of processor time'],
        rows: costs.map(({ funnel, writeUnits, bytes, micros }) => [
          funnel,
          Math.round(writeUnits * 100) / 100,
          Math.round(bytes * 10) / 10,
          Math.round(micros),
        ]),
        notes: [`${TRAFFIC}. Counters are not in it.`],
      },
    ],
    aims: [],
    data: costs,
  };
}
