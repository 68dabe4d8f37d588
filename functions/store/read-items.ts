// Reads many items by their keys, in batches that are under way together.
import { BatchGetItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { Unavailable } from '../runtime/unavailable.ts';
import type { Item } from './item-format.ts';

export type ItemKey = { readonly pk: string; readonly sk: string };

/** An eventually consistent read costs half, and can miss what was written just before. */
export type Consistency = 'strong' | 'eventual';

export type ReadItems = {
  readonly client: Pick<DynamoDBClient, 'send'>;
  readonly table: string;
  /** Waits before another try; `attempt` is 0 for the first wait. */
  readonly pause: (attempt: number) => Promise<void>;
};

/** The table repeatedly left keys unread, as it does when it is throttled. */
export class ReadsThrottled extends Unavailable {
  override readonly name = 'ReadsThrottled';
}

/** BatchGetItem takes 100 keys. */
const BATCH = 100;
/** Answers with unread keys after which a read is given up. */
const PARTS = 10;

/**
 * By `nameOf` their keys; what is not there is absent.
 * @param batch keys in one request: fewer where items are so large that an answer would not hold 100
 * @throws ReadsThrottled
 */
export async function readItems(
  from: ReadItems,
  keys: readonly ItemKey[],
  consistency: Consistency,
  batch = BATCH,
): Promise<ReadonlyMap<string, Item>> {
  const wanted = keys.map(({ pk, sk }): Item => ({ pk: { S: pk }, sk: { S: sk } }));
  const found = await readInBatches(from, wanted, consistency, batch);
  return new Map(found.map((item) => [nameOf({ pk: item.pk?.S ?? '', sk: item.sk?.S ?? '' }), item]));
}

/**
 * By keys of any table, in no order; what is not there is absent.
 * @throws ReadsThrottled
 */
export async function readInBatches(
  { client, table, pause }: ReadItems,
  keys: readonly Item[],
  consistency: Consistency,
  batch = BATCH,
): Promise<readonly Item[]> {
  const ConsistentRead = consistency === 'strong';
  const items: Item[] = [];
  const readBatch = async (some: Item[]): Promise<void> => {
    let Keys = some;
    for (let attempt = 0; Keys.length > 0; attempt++) {
      if (attempt > 0) await pause(attempt);
      if (attempt === PARTS) throw new ReadsThrottled(`${Keys.length} keys were left unread ${PARTS} times`);
      const { Responses, UnprocessedKeys } = await client.send(
        new BatchGetItemCommand({ RequestItems: { [table]: { Keys, ConsistentRead } } }),
      );
      for (const item of Responses?.[table] ?? []) items.push(item);
      Keys = UnprocessedKeys?.[table]?.Keys ?? [];
    }
  };
  await Promise.all(
    Array.from({ length: Math.ceil(keys.length / batch) }, (_, n) =>
      readBatch(keys.slice(n * batch, (n + 1) * batch)),
    ),
  );
  return items;
}

export function nameOf({ pk, sk }: ItemKey): string {
  return `${pk} ${sk}`;
}
