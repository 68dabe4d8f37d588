// The contacts who wait for sales, those who wait longest first: found in the index, and shown as their heads say.
import { waitingSince } from '../domain/summary/lead-summary.ts';
import { type Asked, passes } from '../domain/summary/list-filter.ts';
import type { LeadTable } from '../store/leads/lead-table.ts';
import { readJournal } from '../store/list/journal.ts';
import { PageGone, readPages } from '../store/list/packed-pages.ts';
import { readHeads } from '../store/list/read-heads.ts';
import type { RowPage } from '../store/list/row-pages.ts';
import { readRuns } from '../store/list/runs.ts';
import { type ListRow, type Looked, PAGE_ROWS } from './list-rows.ts';
import { matcherOf, waitingIn } from './row-matcher.ts';

type Bounds = { readonly table: LeadTable; readonly hasTime: () => boolean };

/** Heads that are read together: somewhat more than a page, as a row may tell what is no more. */
const HEADS_AT_ONCE = 64;
/** Pages of the index that are read together. The longest wait may be in any of them. */
const PAGES_AT_ONCE = 64;
/** Others may have packed while the index was read; it is read anew then. */
const TRIES = 4;
const ALWAYS = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };
const AFTER = /^(-?\d{1,15})\.([\w-]{22})$/;

/** Since when a contact waits, ms since the epoch, and its hash. */
type Place = { readonly waiting: number; readonly hash: string };

/** @param after as `next` of an answer was; undefined where it is none */
export async function listWaiting(bounds: Bounds, asked: Asked, after: string): Promise<Looked | undefined> {
  const [, since, hash = ''] = AFTER.exec(after) ?? [];
  if (after !== '' && since === undefined) return undefined;
  const passed = since === undefined ? undefined : { waiting: Number(since), hash };
  for (let round = 1; ; round++) {
    try {
      const { places, looked } = await placesIn(bounds.table, asked);
      const left = passed === undefined ? places : places.filter((place) => compare(passed, place) < 0);
      return { ...(await show(bounds, asked, left)), looked, erased: 0 };
    } catch (error) {
      if (!(error instanceof PageGone) || round === TRIES) throw error;
    }
  }
}

/** Longest first. A contact of which several rows tell that it waits has a place for each. */
async function placesIn(
  table: LeadTable,
  asked: Asked,
): Promise<{ readonly places: readonly Place[]; readonly looked: number }> {
  const places = new Map<string, Place>();
  let looked = 0;
  const take = (page: RowPage): void => {
    looked += page.size;
    const matches = matcherOf(page, asked, ALWAYS);
    const waits = waitingIn(page, asked);
    for (let row = 0; row < page.size; row++) {
      const waiting = waits?.(row);
      if (waiting === undefined || !matches(row)) continue;
      const place = { waiting, hash: page.hashAt(row) };
      places.set(`${place.waiting}.${place.hash}`, place);
    }
  };
  // Before the runs: what is packed in between is then in both, and not in neither.
  for (const { page } of (await readJournal(table)).items) take(page);
  const pages = (await readRuns(table)).runs.flatMap(({ id, pages: own }) =>
    own.map(({ place }) => ({ run: id, place })),
  );
  for (let at = 0; at < pages.length; at += PAGES_AT_ONCE)
    for (const page of await readPages(table, pages.slice(at, at + PAGES_AT_ONCE))) take(page);
  return { places: [...places.values()].sort(compare), looked };
}

/** The first of them that wait still, and since when their row says. */
async function show(
  { table, hasTime }: Bounds,
  asked: Asked,
  places: readonly Place[],
): Promise<Pick<Looked, 'rows' | 'next'>> {
  const rows: ListRow[] = [];
  for (let at = 0; at < places.length; at += HEADS_AT_ONCE) {
    const some = places.slice(at, at + HEADS_AT_ONCE);
    const heads = await readHeads(table, [...new Set(some.map(({ hash }) => hash))], true);
    for (const [n, place] of some.entries()) {
      const record = heads.get(place.hash)?.record;
      const summary = record?.summary;
      if (record === undefined || summary === undefined || !passes(summary, asked)) continue;
      // Another row of it tells of where it is now.
      if (waitingSince(summary, asked.waitingUnder ?? []) !== place.waiting) continue;
      rows.push({ hash: place.hash, record, summary, times: 1 });
      if (rows.length === PAGE_ROWS && at + n + 1 < places.length) return { rows, next: textOf(place) };
    }
    const last = some.at(-1);
    if (last !== undefined && at + some.length < places.length && !hasTime())
      return { rows, next: textOf(last) };
  }
  return { rows };
}

function compare(a: Place, b: Place): number {
  return a.waiting - b.waiting || (a.hash < b.hash ? -1 : Number(a.hash > b.hash));
}

function textOf({ waiting, hash }: Place): string {
  return `${waiting}.${hash}`;
}
