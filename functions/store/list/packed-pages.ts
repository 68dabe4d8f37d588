// The pages of the packed index of contacts: written whole, and read many at once.
import { type AttributeValue, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { IndexRow } from '../../domain/summary/list-row.ts';
import { FORMAT, readAs } from '../item-format.ts';
import { PACKED } from '../keys.ts';
import type { LeadTable } from '../leads/lead-table.ts';
import { nameOf, readItems } from '../read-items.ts';
import type { ListTable } from './journal.ts';
import { packRows, RowPage } from './row-pages.ts';

export type PackTable = Pick<LeadTable, 'client' | 'table' | 'pause'>;

export function pageKey(place: number): Record<string, AttributeValue> {
  return { pk: { S: PACKED }, sk: { S: pageName(place) } };
}

function pageName(place: number): string {
  return `page#${String(place).padStart(6, '0')}`;
}

export async function writePage(
  { client, table }: ListTable,
  place: number,
  run: string,
  rows: readonly IndexRow[],
): Promise<void> {
  const Item = { ...pageKey(place), ...FORMAT, v: { N: '1' }, run: { S: run }, ...packRows(rows) };
  await client.send(new PutItemCommand({ TableName: table, Item }));
}

/** Another run has taken the place of a page: it was packed meanwhile. */
export class PageGone extends Error {
  override readonly name = 'PageGone';
}

export type Wanted = { readonly run: string; readonly place: number };

/** At 60 KB each some 0.5 MB an answer, several of which are under way together. */
const PAGES_AT_ONCE = 8;

/**
 * In the order in which they are asked for. What was written within the last second is asked for once more where it is missing.
 * @throws PageGone, ReadsThrottled, UnreadableItem
 */
export async function readPages(
  table: PackTable,
  wanted: readonly Wanted[],
  isStrong = false,
): Promise<readonly RowPage[]> {
  const keys = wanted.map(({ place }) => ({ pk: PACKED, sk: pageName(place) }));
  const items = await readItems(table, keys, isStrong ? 'strong' : 'eventual', PAGES_AT_ONCE);
  const found = new Map<number, RowPage>();
  for (const { place, run } of wanted) {
    const item = items.get(nameOf({ pk: PACKED, sk: pageName(place) }));
    if (item?.run?.S === run)
      found.set(
        place,
        readAs(item, (own) => new RowPage(own)),
      );
  }
  const missing = wanted.filter(({ place }) => !found.has(place));
  if (missing.length > 0) {
    if (isStrong) throw new PageGone(`the page at ${missing[0]?.place} is of another run`);
    const late = await readPages(table, missing, true);
    for (const [n, { place }] of missing.entries()) {
      const page = late[n];
      if (page !== undefined) found.set(place, page);
    }
  }
  return wanted.flatMap(({ place }) => found.get(place) ?? []);
}
