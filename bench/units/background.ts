// The counters as a site's other leads have filled them: made by the worker's own code, kept in memory, copied into a table.
import { type DynamoDBClient, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { advance } from '../../functions/domain/advance.ts';
import type { Config } from '../../functions/domain/config/config.ts';
import type { Submission } from '../../functions/domain/event/event.ts';
import { idKey, idsOf } from '../../functions/domain/lead/identity.ts';
import { emptyRecord } from '../../functions/domain/lead/record.ts';
import { currentDefinitions } from '../../functions/store/definitions/definition-key.ts';
import { counterKey } from '../../functions/store/keys.ts';
import { commit } from '../../functions/store/transactions/commit.ts';
import { MemoryClient } from '../memory-client.ts';
import type { Item } from './item-size.ts';
import { backgroundOf, DAYS } from './mix.ts';
import type { Random } from './random.ts';

/** So many of a day's leads share a transaction, and with it the items to which they add. */
const TOGETHER = 25;
const COUNTERS = counterKey('');

/** The counter items of a site that has so many new leads a day, on today and the days before. */
export async function counterItems(
  config: Config,
  leadsADay: number,
  random: Random,
): Promise<readonly Item[]> {
  const definitions = currentDefinitions(config);
  const client = new MemoryClient({ keepsCounters: true });
  for (let day = 0; day < DAYS; day++) {
    for (let n = 0; n < leadsADay; n += TOGETHER) {
      const leads = Array.from({ length: Math.min(TOGETHER, leadsADay - n) }, () =>
        backgroundOf(random, day),
      );
      const records = new Map(
        leads.flat().map((said) => [idKey(bearerOf(said)), emptyRecord(bearerOf(said))]),
      );
      const changes = advance(records, leads.flat(), definitions);
      const deps = {
        client,
        table: 'none',
        hashOf: ({ kind, key }: { readonly kind: string; readonly key: string }) => `${kind}:${key}`,
        pause: async () => {},
        random: random.next,
        now: Date.now,
      };
      await commit(deps, changes, { records, layouts: new Map() });
    }
  }
  return [...client.items.values()].filter(({ pk }) => pk?.S?.startsWith(COUNTERS));
}

/** Transactions under way at once while a table is filled, and items of each: the emulator writes a disk once for one. */
const LANES = 4;
const ITEMS = 100;

export async function copyInto(client: DynamoDBClient, table: string, items: readonly Item[]): Promise<void> {
  const lanes = Array.from({ length: LANES }, async (_, lane) => {
    for (let at = lane * ITEMS; at < items.length; at += LANES * ITEMS) {
      const TransactItems = items.slice(at, at + ITEMS).map((Item) => ({
        Put: { TableName: table, Item: { ...Item } },
      }));
      await client.send(new TransactWriteItemsCommand({ TransactItems }));
    }
  });
  await Promise.all(lanes);
}

function bearerOf(submission: Submission) {
  return idsOf(submission)[0];
}
