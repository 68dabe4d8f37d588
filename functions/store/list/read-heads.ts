// Reads the heads of records by their hashes, many at once.
import { type AttributeValue, BatchGetItemCommand } from '@aws-sdk/client-dynamodb';
import { HEAD, leadKey } from '../keys.ts';
import type { Head } from '../leads/codec/head.ts';
import type { LeadTable } from '../leads/lead-table.ts';
import { headOf, ReadsThrottled } from '../leads/read-leads.ts';

/** BatchGetItem takes 100 keys. */
export const HEADS_AT_ONCE = 100;
const TRIES = 6;

/**
 * By hash; what is not there is absent. The last second may be missing, at half the price.
 * @throws ReadsThrottled, UnreadableItem
 */
export async function readHeads(
  { client, table, pause }: LeadTable,
  hashes: readonly string[],
): Promise<ReadonlyMap<string, Head>> {
  const heads = new Map<string, Head>();
  let wanted: Record<string, AttributeValue>[] = hashes.map((hash) => ({
    pk: { S: leadKey(hash) },
    sk: { S: HEAD },
  }));
  for (let attempt = 0; wanted.length > 0; attempt++) {
    if (attempt === TRIES) throw new ReadsThrottled(`${wanted.length} heads were left unread ${TRIES} times`);
    if (attempt > 0) await pause(attempt);
    const { Responses, UnprocessedKeys } = await client.send(
      new BatchGetItemCommand({ RequestItems: { [table]: { Keys: wanted } } }),
    );
    for (const item of Responses?.[table] ?? []) {
      const head = headOf(item);
      if (head !== undefined) heads.set(item.pk?.S?.slice(leadKey('').length) ?? '', head);
    }
    wanted = UnprocessedKeys?.[table]?.Keys ?? [];
  }
  return heads;
}
