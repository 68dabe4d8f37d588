// The pages of the packed index of contacts: written whole, and read many at once.
import { type AttributeValue, BatchGetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { IndexRow } from '../../domain/summary/list-row.ts';
import { FORMAT, readAs } from '../item-format.ts';
import { PACKED } from '../keys.ts';
import type { LeadTable } from '../leads/lead-table.ts';
import type { ListTable } from './journal.ts';
import { packRows, RowPage } from './row-pages.ts';

export type PackTable = Pick<LeadTable, 'client' | 'table' | 'pause'>;

export function pageKey(place: number): Record<string, AttributeValue> {
  return { pk: { S: PACKED }, sk: { S: `page#${String(place).padStart(6, '0')}` } };
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
const TRIES = 6;

/**
 * In the order in which they are asked for. What was written within the last second is asked for once more where it is missing.
 * @throws PageGone, UnreadableItem
 */
export async function readPages(
  table: PackTable,
  wanted: readonly Wanted[],
  isStrong = false,
): Promise<readonly RowPage[]> {
  const found = new Map<number, RowPage>();
  const batches = Array.from({ length: Math.ceil(wanted.length / PAGES_AT_ONCE) }, (_, n) =>
    wanted.slice(n * PAGES_AT_ONCE, (n + 1) * PAGES_AT_ONCE),
  );
  await Promise.all(batches.map((batch) => readBatch(table, batch, isStrong, found)));
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

async function readBatch(
  { client, table, pause }: PackTable,
  batch: readonly Wanted[],
  ConsistentRead: boolean,
  found: Map<number, RowPage>,
): Promise<void> {
  const byName = new Map(batch.map((one) => [pageKey(one.place).sk?.S, one]));
  let Keys = batch.map(({ place }) => pageKey(place));
  for (let attempt = 0; Keys.length > 0; attempt++) {
    if (attempt === TRIES) throw new PageGone(`${Keys.length} pages were left unread ${TRIES} times`);
    if (attempt > 0) await pause(attempt);
    const { Responses, UnprocessedKeys } = await client.send(
      new BatchGetItemCommand({ RequestItems: { [table]: { Keys, ConsistentRead } } }),
    );
    for (const item of Responses?.[table] ?? []) {
      const one = byName.get(item.sk?.S);
      if (one !== undefined && item.run?.S === one.run)
        found.set(
          one.place,
          readAs(item, (own) => new RowPage(own)),
        );
    }
    Keys = UnprocessedKeys?.[table]?.Keys ?? [];
  }
}
