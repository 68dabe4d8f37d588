// The contacts that pass a filter, newest first: found in the index, and shown as their heads say.
import { type Asked, passes } from '../domain/summary/list-filter.ts';
import { comparePlaces, type Place } from '../domain/summary/list-row.ts';
import type { LeadTable } from '../store/leads/lead-table.ts';
import { readJournal } from '../store/list/journal.ts';
import { PageGone, readPages, type Wanted } from '../store/list/packed-pages.ts';
import { readHeads } from '../store/list/read-heads.ts';
import type { RowPage } from '../store/list/row-pages.ts';
import { type Run, readRuns } from '../store/list/runs.ts';
import { type ListRow, type Looked, PAGE_ROWS } from './list-rows.ts';
import { matcherOf } from './row-matcher.ts';

type Bounds = { readonly table: LeadTable; readonly hasTime: () => boolean };

/** Heads that are read together: somewhat more than a page, as a row may tell what is no more. */
const HEADS_AT_ONCE = 64;
/** Pages of the index that are read together: a filter that many pass needs few, one that few pass needs all. */
const FIRST_PAGES = 4;
const MORE_PAGES = 64;
/** Others may have packed while the index was read; it is read anew then. */
const TRIES = 4;
const DAY_MS = 86_400_000;
/** The local day of an instant is the one in UTC, or the one before or after. */
const ZONE_MS = DAY_MS;
const AFTER = /^(\d{1,15})\.([\w-]{22})?$/;

/** @param after as `next` of an answer was; undefined where it is none */
export async function listContacts(bounds: Bounds, asked: Asked, after: string): Promise<Looked | undefined> {
  const [, since, hash = ''] = AFTER.exec(after) ?? [];
  if (after !== '' && since === undefined) return undefined;
  const passed: Place | undefined = since === undefined ? undefined : { since: Number(since), hash };
  for (let round = 1; ; round++) {
    try {
      return await new Search(bounds, asked, passed).run();
    } catch (error) {
      if (!(error instanceof PageGone) || round === TRIES) throw error;
    }
  }
}

type Candidate = Place & { readonly version: number };

class Search {
  readonly #bounds: Bounds;
  readonly #asked: Asked;
  /** All up to this place is on the pages before. */
  readonly #passed: Place | undefined;
  /** Of when contacts became one, ms since the epoch. */
  readonly #from: number;
  readonly #to: number;
  /** The latest versions of which rows tell, but those of the largest run: most hashes are in that alone. */
  readonly #versions = new Map<string, number>();
  readonly #seen = new Set<string>();
  readonly #rows: ListRow[] = [];
  #pending: Candidate[] = [];
  #looked = 0;

  constructor(bounds: Bounds, asked: Asked, passed: Place | undefined) {
    this.#bounds = bounds;
    this.#asked = asked;
    this.#passed = passed;
    const { from, to } = asked.filter;
    this.#from = from === undefined ? Number.NEGATIVE_INFINITY : Date.parse(`${from}T00:00:00Z`) - ZONE_MS;
    const until =
      to === undefined ? Number.POSITIVE_INFINITY : Date.parse(`${to}T00:00:00Z`) + DAY_MS + ZONE_MS;
    this.#to = Math.min(until, passed?.since ?? Number.POSITIVE_INFINITY);
  }

  async run(): Promise<Looked> {
    const { table, hasTime } = this.#bounds;
    for (const { page } of (await readJournal(table)).items) {
      this.#note(page);
      this.#take(page);
    }
    const left = this.#pagesOf((await readRuns(table)).runs);
    for (let most = FIRST_PAGES; left.length > 0; most = MORE_PAGES) {
      const next = await this.#showFull(left[0]?.newest);
      if (next !== undefined) return this.#end(next);
      const wave = left.splice(0, most);
      const pages = await readPages(table, wave);
      for (const [n, page] of pages.entries()) if (wave[n]?.isLargest === false) this.#note(page);
      for (const [n, page] of pages.entries()) {
        this.#take(page);
        const beyond = (wave[n + 1] ?? left[0])?.newest;
        const full = await this.#showFull(beyond);
        if (full !== undefined) return this.#end(full);
      }
      const beyond = left[0]?.newest;
      if (beyond !== undefined && !hasTime())
        return this.#end((await this.#show(beyond)) ?? { since: beyond, hash: '' });
    }
    return this.#end(await this.#show(Number.NEGATIVE_INFINITY));
  }

  /** Shows what is ready once it may be a page. @param beyond newest of the pages that are not read yet, where there are any */
  async #showFull(beyond: number | undefined): Promise<Place | undefined> {
    if (beyond === undefined || this.#rows.length + this.#ready(beyond).length < PAGE_ROWS) return undefined;
    return await this.#show(beyond);
  }

  #end(next: Place | undefined): Looked {
    const found = { rows: this.#rows, looked: this.#looked, erased: 0 };
    return next === undefined ? found : { ...found, next: `${next.since}.${next.hash}` };
  }

  /** The pages that may hold what is asked for, those of the newest contacts first. */
  #pagesOf(runs: readonly Run[]): (Wanted & { readonly newest: number; readonly isLargest: boolean })[] {
    const largest = Math.max(...runs.map(({ rows }) => rows));
    return runs
      .flatMap((run) =>
        run.pages.map(({ place, newest }, n) => ({
          ...{ run: run.id, place, newest, isLargest: run.rows === largest },
          oldest: run.pages[n + 1]?.newest ?? Number.NEGATIVE_INFINITY,
        })),
      )
      .filter(({ newest, oldest }) => newest >= this.#from && oldest <= this.#to)
      .sort((a, b) => b.newest - a.newest);
  }

  #note(page: RowPage): void {
    for (let row = 0; row < page.size; row++) {
      const hash = page.hashAt(row);
      const version = page.versions[row] ?? 0;
      if (version > (this.#versions.get(hash) ?? 0)) this.#versions.set(hash, version);
    }
  }

  #take(page: RowPage): void {
    this.#looked += page.size;
    const matches = matcherOf(page, this.#asked, { from: this.#from, to: this.#to });
    for (let row = 0; row < page.size; row++) {
      if (!matches(row)) continue;
      const one = { hash: page.hashAt(row), since: page.since[row] ?? 0, version: page.versions[row] ?? 0 };
      if (this.#passed === undefined || comparePlaces(this.#passed, one) < 0) this.#pending.push(one);
    }
  }

  /** Those before which none can come any more. */
  #ready(beyond: number): readonly Candidate[] {
    return this.#pending.filter(({ since }) => since > beyond);
  }

  /** Adds those that are ready as their heads say. @returns where the next page begins, once this one is full or time is up */
  async #show(beyond: number): Promise<Place | undefined> {
    const { table, hasTime } = this.#bounds;
    const isLatest = ({ hash, version }: Candidate): boolean => version >= (this.#versions.get(hash) ?? 0);
    const ready = this.#ready(beyond).filter(isLatest).sort(comparePlaces);
    this.#pending = this.#pending.filter(({ since }) => since <= beyond);
    for (let at = 0; at < ready.length; at += HEADS_AT_ONCE) {
      const some = ready.slice(at, at + HEADS_AT_ONCE);
      const heads = await readHeads(table, [...new Set(some.map(({ hash }) => hash))], true);
      for (const [n, { hash, since }] of some.entries()) {
        const isLast =
          at + n + 1 === ready.length && this.#pending.length === 0 && beyond === Number.NEGATIVE_INFINITY;
        const record = heads.get(hash)?.record;
        const summary = record?.summary;
        // A row may tell what is no more, and a contact may have several that tell the same.
        if (record === undefined || summary?.since !== since || this.#seen.has(hash)) continue;
        if (!passes(summary, this.#asked)) continue;
        this.#seen.add(hash);
        this.#rows.push({ hash, record, summary, times: 1 });
        if (this.#rows.length === PAGE_ROWS && !isLast) return { hash, since };
      }
      const last = some.at(-1);
      if (at + some.length < ready.length && last !== undefined && !hasTime()) return last;
    }
    return undefined;
  }
}
