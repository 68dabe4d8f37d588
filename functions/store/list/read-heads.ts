// Reads the heads of records by their hashes, many at once.
import { type AttributeValue, BatchGetItemCommand } from '@aws-sdk/client-dynamodb';
import { HEAD, leadKey } from '../keys.ts';
import type { Head } from '../leads/codec/head.ts';
import type { LeadTable } from '../leads/lead-table.ts';
import { headOf, ReadsThrottled } from '../leads/read-leads.ts';

/** BatchGetItem takes 100 keys at once. */
export const HEADS_AT_ONCE = 100;
const TRIES = 6;

/**
 * By hash, in batches that are under way together; what is not there is absent.
 * @param isStrong else the last second may be missing, at half the price
 * @throws ReadsThrottled, UnreadableItem
 */
export async function readHeads(
  table: LeadTable,
  hashes: readonly string[],
  isStrong = false,
): Promise<ReadonlyMap<string, Head>> {
  const heads = new Map<string, Head>();
  const batches = Array.from({ length: Math.ceil(hashes.length / HEADS_AT_ONCE) }, (_, n) =>
    hashes.slice(n * HEADS_AT_ONCE, (n + 1) * HEADS_AT_ONCE),
  );
  await Promise.all(batches.map((batch) => readBatch(table, batch, isStrong, heads)));
  return heads;
}

async function readBatch(
  { client, table, pause }: LeadTable,
  hashes: readonly string[],
  ConsistentRead: boolean,
  heads: Map<string, Head>,
): Promise<void> {
  let wanted: Record<string, AttributeValue>[] = hashes.map((hash) => ({
    pk: { S: leadKey(hash) },
    sk: { S: HEAD },
  }));
  for (let attempt = 0; wanted.length > 0; attempt++) {
    if (attempt === TRIES) throw new ReadsThrottled(`${wanted.length} heads were left unread ${TRIES} times`);
    if (attempt > 0) await pause(attempt);
    const { Responses, UnprocessedKeys } = await client.send(
      new BatchGetItemCommand({ RequestItems: { [table]: { Keys: wanted, ConsistentRead } } }),
    );
    for (const item of Responses?.[table] ?? []) {
      const head = headOf(item);
      if (head !== undefined) heads.set(item.pk?.S?.slice(leadKey('').length) ?? '', head);
    }
    wanted = UnprocessedKeys?.[table]?.Keys ?? [];
  }
}
