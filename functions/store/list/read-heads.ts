// Reads the heads of records by their hashes, many at once.
import { HEAD, leadKey } from '../keys.ts';
import type { Head } from '../leads/codec/head.ts';
import type { LeadTable } from '../leads/lead-table.ts';
import { headOf } from '../leads/read-leads.ts';
import { nameOf, readItems } from '../read-items.ts';

/**
 * By hash; what is not there is absent.
 * @param isStrong else the last second may be missing, at half the price
 * @throws ReadsThrottled, UnreadableItem
 */
export async function readHeads(
  table: LeadTable,
  hashes: readonly string[],
  isStrong = false,
): Promise<ReadonlyMap<string, Head>> {
  const keyOf = (hash: string) => ({ pk: leadKey(hash), sk: HEAD });
  const items = await readItems(table, hashes.map(keyOf), isStrong ? 'strong' : 'eventual');
  const heads = new Map<string, Head>();
  for (const hash of hashes) {
    const head = headOf(items.get(nameOf(keyOf(hash))));
    if (head !== undefined) heads.set(hash, head);
  }
  return heads;
}
