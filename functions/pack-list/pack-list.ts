// Packs the index of contacts: what transactions have told of it goes into runs of pages, and small runs into larger ones.
import { DeleteItemCommand } from '@aws-sdk/client-dynamodb';
import { byPlace, type IndexRow, latestRows } from '../domain/summary/list-row.ts';
import { JOURNAL } from '../store/keys.ts';
import { type Found, type Journal, readJournal } from '../store/list/journal.ts';
import { type PackTable, readPages, writePage } from '../store/list/packed-pages.ts';
import { type FreePlace, type Page, type Run, type Runs, readRuns, writeRuns } from '../store/list/runs.ts';
import { mergedRuns, PACK_SIZES, type PackSizes, placesFor } from './sizes.ts';

export type PackList = {
  readonly table: PackTable;
  /** ms since the epoch. */
  readonly now: () => number;
  /** A new name for a run at each call. */
  readonly fresh: () => string;
  readonly hasTime: () => boolean;
  readonly sizes?: PackSizes | undefined;
};

/** For so long a function may still read or write in a place that holds no more. Longer than any function runs. */
export const STILL_USED_MS = 20 * 60_000;

/** Of the 100 items of a transaction; the rest comes with the next packing. */
const TIDIED_AT_ONCE = 90;

/** @returns how many rows were packed that were not */
export async function packList(deps: PackList): Promise<number> {
  let packed = 0;
  while (deps.hasTime()) {
    const more = await packOnce(deps);
    if (more === undefined) continue;
    if (more === 0) break;
    packed += more;
  }
  return packed;
}

/** @returns undefined where others came in between */
async function packOnce(deps: PackList): Promise<number | undefined> {
  const { table, now, fresh, sizes = PACK_SIZES } = deps;
  const read = await tidied(deps, await readRuns(table));
  if (read === undefined) return undefined;
  const journal = await readJournal(table, sizes.most);
  const told = journal.items.reduce((sum, { page }) => sum + page.size, 0);
  if (told < sizes.least) return 0;
  const newer = read.runs.slice(0, mergedRuns(told, read.runs, sizes));
  const kept = read.runs.slice(newer.length);
  const most = newer.reduce((sum, { rows }) => sum + rows, told);
  const id = fresh();
  const began = now();
  const isFree = ({ at }: FreePlace): boolean => at + STILL_USED_MS <= began;
  const places = placesFor(read, most, sizes, isFree);
  const others = read.free.filter(({ place }) => !places.some((own) => own.place === place));
  const claims = places.map(({ place }): FreePlace => ({ place, rows: undefined, at: began }));
  const claimed = await writeRuns(table, read, { runs: read.runs, free: [...others, ...claims] });
  if (claimed === undefined) return undefined;
  const rows = await rowsOf(table, journal, newer, kept.length === 0);
  const pages: Page[] = [];
  for (let at = 0; at < rows.length; at += sizes.page) {
    const own = rows.slice(at, at + sizes.page);
    const place = places[pages.length]?.place ?? 0;
    await writePage(table, place, id, own);
    pages.push({ place, newest: own[0]?.told?.since ?? 0 });
  }
  const run: Run = { id, rows: rows.length, each: sizes.page, pages };
  const ended = now();
  const free = [
    ...others,
    // What was claimed and not needed holds what it held.
    ...places
      .slice(pages.length)
      .flatMap(({ place, rows: held }) => (held === undefined ? [] : [{ place, rows: held, at: ended }])),
    ...newer.flatMap((old) => old.pages.map(({ place }, n) => ({ place, rows: rowsAt(old, n), at: ended }))),
  ];
  const runs = rows.length === 0 ? kept : [run, ...kept];
  if ((await writeRuns(table, claimed, { runs, free })) === undefined) return undefined;
  await Promise.all(journal.items.map((found) => deletePacked(table, found)));
  return told;
}

function rowsAt({ rows, each, pages }: Run, page: number): number {
  return page === pages.length - 1 ? rows - each * page : each;
}

/** The latest rows of all that is packed together, in the order of the list. */
async function rowsOf(
  table: PackTable,
  { items, isWhole }: Journal,
  runs: readonly Run[],
  isAll: boolean,
): Promise<readonly IndexRow[]> {
  const wanted = runs.flatMap(({ id, pages }) => pages.map(({ place }) => ({ run: id, place })));
  const pages = await readPages(table, wanted, true);
  const told = latestRows(items.flatMap(({ page }) => [...page.rows()]));
  const before = latestRows(pages.flatMap((page) => [...page.rows()]));
  const latest = latestRows([...before.values(), ...told.values()]);
  // That a lead is no contact any more need not be kept where nothing older is. Who was stopped at deleting what it had packed may have
  // left something older in the journal, and this one may be stopped as well.
  const isOver = ({ hash, told: is }: IndexRow): boolean =>
    isAll && isWhole && is === undefined && !told.has(hash);
  return [...latest.values()].filter((row) => !isOver(row)).sort(byPlace);
}

/** Deletes what a packing was stopped at writing. @returns undefined where another packing came in between */
async function tidied({ table, now }: PackList, read: Runs): Promise<Runs | undefined> {
  const isOver = ({ rows, at }: FreePlace): boolean => rows === undefined && at + STILL_USED_MS <= now();
  const over = read.free.filter(isOver).slice(0, TIDIED_AT_ONCE);
  if (over.length === 0) return read;
  const free = read.free.filter((one) => !over.includes(one));
  return await writeRuns(
    table,
    read,
    { runs: read.runs, free },
    over.map(({ place }) => place),
  );
}

/** Unless an erasure has taken a row out of it meanwhile. Then what is left of it is packed once more, the next time. */
async function deletePacked({ client, table }: PackTable, { sk, v }: Found): Promise<void> {
  try {
    await client.send(
      new DeleteItemCommand({
        TableName: table,
        Key: { pk: { S: JOURNAL }, sk: { S: sk } },
        ConditionExpression: 'v = :v',
        ExpressionAttributeValues: { ':v': v },
      }),
    );
  } catch (error) {
    if (!(error instanceof Error && error.name === 'ConditionalCheckFailedException')) throw error;
  }
}
