// Where a record lies: a head that every change writes, and pages by month of older events and counts, which seldom change.

import type { LeadEvent } from '../../domain/event/event.ts';
import { addTo, type CellKey, type Cells, isSameCells, parseCellKey } from '../../domain/funnel/cells.ts';
import { EMPTY_HISTORY, fold, type TimedTouch, timedTouchKey, touchIn } from '../../domain/lead/lead.ts';
import type { LeadRecord } from '../../domain/lead/record.ts';
import { FORMAT, type Item, readAs } from '../item-format.ts';
import { countPageKey, eventPageKey, wholePageKey } from '../keys.ts';
import { type PackedCounted, packCounted, unpackCounted } from './codec/counted.ts';
import { type Entries, type PackedEntries, packEntries, unpackEntries } from './codec/entries.ts';
import { bytesOf, encodeHead, type Head, KEYS_BYTES, NO_PLACES, type Places } from './codec/head.ts';
import { pack, packedLength, unpack } from './codec/packed.ts';
import { cutAt, freshName, monthAt, type PageName, pageFor } from './month-pages.ts';
import { type Cut, tighterRuns } from './tighter-pages.ts';
import { layOutWhole, type PackedParts, type Parts, unpackParts } from './whole-pages.ts';

/** A record's places, with what its pages of events hold; what they hold beyond the record's history has been thinned away. */
export type Layout = Places & {
  readonly entries: ReadonlyMap<PageName, Entries>;
  /** What the head itself holds. */
  readonly head: Entries;
  /** Whether the pages of events were not read. The record's history is then what the lead keeps of it. */
  readonly isUnread: boolean;
  /** What the pages of the whole lead hold; absent where they were not read. */
  readonly whole?: ReadonlyMap<PageName, Parts>;
};

export const NO_LAYOUT: Layout = {
  ...NO_PLACES,
  entries: new Map(),
  head: EMPTY_HISTORY,
  isUnread: false,
};

/** Items to write: the head always, pages where they change. Attributes beside their keys and version; none: the page is deleted. */
export type LeadItems = {
  readonly head: Item;
  readonly pages: ReadonlyMap<string, Item | undefined>;
  /** What the head itself holds. */
  readonly inHead: Entries;
};

const KB = 1024;
export type Sizes = {
  /** A lead of several ids with so many pages of events has pages of the whole lead too. */
  readonly wholeFrom: number;
  /** A write costs by so many started bytes. */
  readonly step: number;
  /** Room that a head keeps for fresh events, so that a page is written once for many of them. */
  readonly freshRoom: number;
  /** A page of events is at most this long, unless one event alone is longer. */
  readonly pageBytes: number;
  /** From so many pages on, those that could be fewer are written anew. */
  readonly tighterFrom: number;
};

export const SIZES: Sizes = {
  wholeFrom: 24,
  step: KB,
  freshRoom: 320,
  pageBytes: 4 * KB - 90,
  tighterFrom: 12,
};

/** Runs of pages that are written anew with one change: it takes at most four items for each. */
const RUNS_AT_ONCE = 2;
/** Pages of text of so much length compress to more than one, unless they say the same over and over. */
const HUGE = 16;
/** A head counts so many cells at most, some 3 KB; from there on its oldest months go to pages of so many. */
const CELLS_IN_HEAD = 400;
const CELLS_LEFT_IN_HEAD = 200;
const CELLS_IN_PAGE = 400;
/** So many pages of counts are begun at once: a transaction has room for few items. */
const PAGES_AT_ONCE = 40;

/** The sort keys of all that a record has beside its head. */
export function pageKeys({ eventPages, countPages, wholePages }: Places): readonly string[] {
  return [...eventPages.map(eventPageKey), ...countPages.map(countPageKey), ...wholePages.map(wholePageKey)];
}

/** How a record is read. */
export type Reading = {
  /** What the pages of its whole lead hold of it, which are read instead of its pages of events. */
  readonly part?: Entries;
  /** What the pages of the whole lead hold of which it is the primary record. */
  readonly whole?: ReadonlyMap<PageName, Parts>;
};

/**
 * The whole record, of its head and the pages that the head names.
 * @param pages by sort key
 * @throws UnreadableItem
 */
export function assemble(
  { record, places }: Head,
  pages: ReadonlyMap<string, Item>,
  { part, whole }: Reading = {},
): { readonly record: LeadRecord; readonly layout: Layout } {
  const read = pageReader(pages);
  const eventPages = part === undefined ? places.eventPages : [];
  const entries = new Map(
    eventPages.map((name) => [name, read<PackedEntries, Entries>(eventPageKey(name), unpackEntries)]),
  );
  const all = [record.history, ...(part === undefined ? [] : [part]), ...entries.values()];
  const history = fold(
    { events: [], touches: all.flatMap(({ touches }) => touches) },
    all.flatMap(({ events }) => events),
  );
  const pageCounts = places.countPages.map((name) =>
    read<PackedCounted, Counted>(countPageKey(name), unpackCounted),
  );
  const contributions =
    pageCounts.length === 0 ? record.contributions : joined([record.contributions, ...pageCounts]);
  return {
    record: { ...record, history, contributions },
    layout: {
      ...places,
      entries,
      head: record.history,
      isUnread: part !== undefined,
      ...(whole === undefined ? {} : { whole }),
    },
  };
}

/**
 * What the pages of a whole lead hold.
 * @param pages by sort key
 * @throws UnreadableItem
 */
export function wholeIn({ places }: Head, pages: ReadonlyMap<string, Item>): ReadonlyMap<PageName, Parts> {
  const read = pageReader(pages);
  return new Map(
    places.wholePages.map((name) => [name, read<PackedParts, Parts>(wholePageKey(name), unpackParts)]),
  );
}

type ReadPage = <Packed extends object, Held>(key: string, unpacked: (packed: Packed) => Held) => Held;

function pageReader(pages: ReadonlyMap<string, Item>): ReadPage {
  return (key, unpacked) => readAs(pages.get(key) ?? {}, ({ data }) => unpacked(unpack(data)));
}

/** What is laid out with a record. */
export type LayOutOptions = {
  readonly sizes?: Sizes | undefined;
  /** What the pages of its whole lead must hold, once it is known what its own head holds; without it they say nothing any more. */
  readonly partsOf?: ((inHead: Entries) => Parts | undefined) | undefined;
};

/** @param before what the record had counted when it was read */
export function layOut(
  record: LeadRecord,
  layout: Layout,
  before: LeadRecord['contributions'],
  { sizes = SIZES, partsOf }: LayOutOptions = {},
): LeadItems {
  const { inHead, ...counts } = layOutCounts(record.contributions, layout, before);
  const versions = new Map(layout.versions);
  const encode = (history: Entries, events: Pages, whole: Whole): Item => {
    for (const { pages } of [counts, events, whole])
      for (const key of pages.keys()) versions.set(key, record.version + 1);
    return encodeHead(
      { ...record, contributions: inHead, history },
      {
        ...layout,
        eventPages: events.names,
        countPages: counts.names,
        countedUntil: counts.until,
        wholePages: whole.names,
        isWhole: whole.isWhole,
        versions,
      },
    );
  };
  const asRead = { names: layout.wholePages, pages: NO_PAGES, isWhole: layout.isWhole };
  const history = (): readonly [held: Entries, events: Pages] => {
    const unchanged = { names: layout.eventPages, pages: NO_PAGES };
    const fresh = freshOf(record, layout);
    if (layout.isUnread || fresh.events.length + fresh.touches.length === 0) return [fresh, unchanged];
    const lengthOf = (held: Entries): number => bytesOf(encode(held, unchanged, asRead)) + KEYS_BYTES;
    if (!isHuge(fresh, sizes.pageBytes)) {
      const length = lengthOf(fresh);
      if (length <= sizes.step) return [fresh, unchanged];
      if (length <= Math.ceil((lengthOf(EMPTY_HISTORY) + sizes.freshRoom) / sizes.step) * sizes.step)
        return [fresh, unchanged];
    }
    return [EMPTY_HISTORY, layOutEvents(record, layout, fresh, sizes)];
  };
  const [held, events] = history();
  const parts = partsOf?.(held);
  const whole: Whole =
    parts === undefined
      ? { ...asRead, isWhole: false }
      : { ...layOutWhole(layout.wholePages, layout.whole ?? new Map(), parts, sizes), isWhole: true };
  return {
    head: encode(held, events, whole),
    pages: new Map([...counts.pages, ...events.pages, ...whole.pages]),
    inHead: held,
  };
}

type Whole = Pages & { readonly isWhole: boolean };
const NO_PAGES: Pages['pages'] = new Map();

/**
 * What the head has to hold, as no page does; touches that a kept view tells anyway are not stored twice. Of an event that several pages
 * hold it is what they say together, so this is not what a head holds that is not written.
 */
function freshOf(record: LeadRecord, { entries, head, isUnread }: Layout): Entries {
  if (isUnread) return head;
  const paged = new Set([...entries.values()].flatMap(({ events }) => events));
  const told = new Set(
    record.history.events.flatMap((event) =>
      event.kind === 'page' ? touchIn(event).map(timedTouchKey) : [],
    ),
  );
  for (const { touches } of entries.values()) for (const timed of touches) told.add(timedTouchKey(timed));
  return {
    events: record.history.events.filter((event) => !paged.has(event)),
    touches: record.history.touches.filter((timed) => !told.has(timedTouchKey(timed))),
  };
}

type Pages = { readonly names: readonly PageName[]; readonly pages: ReadonlyMap<string, Item | undefined> };

/** The pages to which fresh entries go, cut where they grow too long; pages of which nothing is kept are deleted. */
function layOutEvents(
  record: LeadRecord,
  layout: Layout,
  fresh: Entries,
  { pageBytes, tighterFrom }: Sizes,
): Pages {
  const kept = new Set<unknown>([...record.history.events, ...record.history.touches.map(timedTouchKey)]);
  const held = new Map<PageName, Entry[]>();
  for (const [name, entries] of layout.entries) {
    held.set(
      name,
      entriesIn(entries).filter(({ event, timed }) => kept.has(event ?? timedTouchKey(timed))),
    );
  }
  let names = [...layout.eventPages];
  const pages = new Map<string, Item | undefined>();
  for (const name of layout.eventPages) {
    if (held.get(name)?.length !== 0) continue;
    names = names.filter((one) => one !== name);
    pages.set(eventPageKey(name), undefined);
  }
  const changed = new Set<PageName>();
  for (const entry of entriesIn(fresh)) {
    const page = pageFor(names, entry.month) ?? entry.month;
    if (names.length === 0) names.push(page);
    changed.add(page);
    const own = held.get(page);
    if (own === undefined) held.set(page, [entry]);
    else own.push(entry);
  }
  const put = (name: PageName, cuts: readonly Cut[]): void => {
    for (const [index, { month, data }] of cuts.entries()) {
      const own = index === 0 ? name : freshName(names, month);
      if (index > 0) names.splice(names.indexOf(name) + index, 0, own);
      pages.set(eventPageKey(own), { ...FORMAT, data });
    }
  };
  if (names.length >= tighterFrom) {
    const all = names.map((name) => ({
      name,
      entries: held.get(name) ?? [],
      isChanged: changed.has(name),
    }));
    const packing = { jsonOf, pack: packed, pageBytes };
    for (const { names: run, cuts } of tighterRuns(all, packing, RUNS_AT_ONCE)) {
      for (const name of run) changed.delete(name);
      for (const name of run.slice(1)) pages.set(eventPageKey(name), undefined);
      names = names.filter((name) => !run.slice(1).includes(name));
      put(run[0] ?? '', cuts);
    }
  }
  for (const name of changed)
    put(
      name,
      cut(
        (held.get(name) ?? []).sort((a, b) => a.time - b.time),
        pageBytes,
      ),
    );
  return { names, pages };
}

type Entry = { readonly time: number; readonly month: string } & (
  | { readonly event: LeadEvent; readonly timed?: undefined }
  | { readonly timed: TimedTouch; readonly event?: undefined }
);

/** In order of time. */
function entriesIn({ events, touches }: Entries): readonly Entry[] {
  return [
    ...events.map((event): Entry => ({ time: event.time, month: monthAt(event.time), event })),
    ...touches.map((timed): Entry => ({ time: timed.time, month: monthAt(timed.time), timed })),
  ].sort((a, b) => a.time - b.time);
}

/** Cuts entries in order of time into pages that are not too long. */
function cut(entries: readonly Entry[], pageBytes: number): readonly Cut[] {
  if (entries.length < 2 || !isHuge(together(entries), pageBytes)) {
    const data = packed(entries);
    if (entries.length < 2 || packedLength(data) <= pageBytes)
      return [{ month: entries[0]?.month ?? '', data }];
  }
  const at = cutAt(entries.map(({ month }) => month));
  return [...cut(entries.slice(0, at), pageBytes), ...cut(entries.slice(at), pageBytes)];
}

function together(entries: readonly Entry[]): Entries {
  return {
    events: entries.flatMap(({ event }) => event ?? []),
    touches: entries.flatMap(({ timed }) => timed ?? []),
  };
}

function packed(entries: readonly Entry[]): ReturnType<typeof pack> {
  return pack(packEntries(together(entries)));
}

function jsonOf(entries: readonly Entry[]): string {
  return JSON.stringify(packEntries(together(entries)));
}

/** Several events with so much text that they can share no page: not worth compressing to see that. */
function isHuge({ events }: Entries, pageBytes: number): boolean {
  if (events.length < 2) return false;
  let length = 0;
  for (const { properties = {}, firstProperties = {} } of events) {
    for (const value of [...Object.values(properties), ...Object.values(firstProperties)])
      if (typeof value === 'string') length += value.length;
    if (length > HUGE * pageBytes) return true;
  }
  return false;
}

type Counted = LeadRecord['contributions'];
const NO_CELLS: Cells = new Map();
type Counts = Pages & { readonly inHead: Counted; readonly until: string };

/** What the head keeps of the counts, and the pages of older months that change. */
function layOutCounts(counted: Counted, { countPages, countedUntil }: Layout, before: Counted): Counts {
  const size = [...counted.values()].reduce((sum, cells) => sum + cells.size, 0);
  if (countPages.length === 0 && size <= CELLS_IN_HEAD)
    return { inHead: counted, names: [], pages: new Map(), until: '' };
  const placeOf = (month: string): PageName | undefined =>
    month <= countedUntil ? pageFor(countPages, month) : undefined;
  const now = byPlace(counted, (month) => placeOf(month) ?? '');
  const then = byPlace(before, (month) => placeOf(month) ?? '');
  const names: PageName[] = [];
  const pages = new Map<string, Item | undefined>();
  const write = (name: PageName | undefined, counted: Counted): void => {
    for (const [index, chunk] of chunksOf(counted).entries()) {
      const own = index === 0 && name !== undefined ? name : freshName(names, chunk.month);
      names.push(own);
      pages.set(countPageKey(own), { ...FORMAT, data: pack(packCounted(chunk.counted)) });
    }
  };
  for (const name of countPages) {
    const held = now.get(name);
    if (held === undefined) pages.set(countPageKey(name), undefined);
    else if (isSame(held, then.get(name))) names.push(name);
    else write(name, held);
  }
  const { inHead, moved, until } = splitHead(now.get('') ?? new Map(), countedUntil);
  if (moved.size > 0) write(undefined, moved);
  return { inHead, names, pages, until: names.length === 0 ? '' : until };
}

/** Of a head that counts too many cells the oldest months are moved; `until` is the last month that is in pages then. */
function splitHead(
  counted: Counted,
  before: string,
): { readonly inHead: Counted; readonly moved: Counted; readonly until: string } {
  let left = cellsIn(counted);
  if (left <= CELLS_IN_HEAD) return { inHead: counted, moved: new Map(), until: before };
  let until = before;
  for (const [month, own] of byMonth(counted).slice(0, PAGES_AT_ONCE)) {
    if (left <= CELLS_LEFT_IN_HEAD) break;
    until = month;
    left -= cellsIn(own);
  }
  const parts = byPlace(counted, (month) => (month <= until ? 'moved' : 'left'));
  return { inHead: parts.get('left') ?? new Map(), moved: parts.get('moved') ?? new Map(), until };
}

/** What one page holds, or, where that is too much, several: each whole months. */
function chunksOf(counted: Counted): readonly { readonly month: string; readonly counted: Counted }[] {
  const chunks: { readonly month: string; counted: Counted }[] = [];
  for (const [month, own] of byMonth(counted)) {
    const last = chunks.at(-1);
    if (last === undefined || cellsIn(last.counted) + cellsIn(own) > CELLS_IN_PAGE)
      chunks.push({ month, counted: own });
    else last.counted = joined([last.counted, own]);
  }
  return chunks;
}

/** In order of time. */
function byMonth(counted: Counted): readonly (readonly [month: string, counted: Counted])[] {
  return [...byPlace(counted, (month) => month)].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Cells by the place of their month. */
function byPlace(counted: Counted, placeOf: (month: string) => string): Map<string, Counted> {
  const places = new Map<string, Map<string, Map<CellKey, number>>>();
  for (const [definition, cells] of counted) {
    for (const [key, n] of cells) {
      const place = placeOf(parseCellKey(key).day.slice(0, 7));
      const held = places.get(place) ?? new Map<string, Map<CellKey, number>>();
      places.set(place, held);
      const own = held.get(definition) ?? new Map<CellKey, number>();
      held.set(definition, own.set(key, n));
    }
  }
  return places;
}

function joined(all: readonly Counted[]): Counted {
  const result = new Map<string, Map<CellKey, number>>();
  for (const counted of all) {
    for (const [definition, cells] of counted) {
      const own = result.get(definition) ?? new Map<CellKey, number>();
      for (const [key, n] of cells) addTo(own, key, n);
      result.set(definition, own);
    }
  }
  return result;
}

function cellsIn(counted: Counted): number {
  return [...counted.values()].reduce((sum, { size }) => sum + size, 0);
}

function isSame(a: Counted, b: Counted | undefined): boolean {
  if (a.size !== b?.size) return false;
  return [...a].every(([definition, cells]) => isSameCells(cells, b.get(definition) ?? NO_CELLS));
}
