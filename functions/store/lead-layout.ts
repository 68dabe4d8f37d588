// Where a record lies: a head that every change writes, pages of events and parts of its counts that seldom change.
import { addTo, type CellKey, type Cells, parseCellKey } from '../domain/funnel/cells.ts';
import { EMPTY_TRAIL, fold, timedTouchKey } from '../domain/lead/lead.ts';
import type { LeadRecord } from '../domain/lead/record.ts';
import { decodeCells, encodeCells } from './lead-codec/counted.ts';
import { decodePage, type Entries, encodePage } from './lead-codec/entries.ts';
import { type decodeHead, encodeHead, NO_PLACES, type Places } from './lead-codec/head.ts';
import { UnreadableItem } from './lead-codec/item-bytes.ts';

/** A record's places as they are stored; what a page holds beyond the record's trail has been thinned away. */
export type Layout = Omit<Places, 'pages'> & { readonly pages: readonly Entries[] };

export const NO_LAYOUT: Layout = { ...NO_PLACES, pages: [] };

type Page = { readonly number: number; readonly bytes: Uint8Array };
/** Without bytes it is to be deleted. */
type Part = { readonly name: string; readonly bytes?: Uint8Array };

/** Items to write: the head always, the others where they change. */
export type LeadItems = {
  readonly head: Uint8Array;
  readonly pages: readonly Page[];
  readonly parts: readonly Part[];
};

/** A write costs by the started KB; keys, version and item overhead take some of the first. */
const KB = 1024;
const HEAD_OVERHEAD = 40;
/** Room that a head keeps for fresh events, so that a page is written once for many of them. */
const FRESH_ROOM = 320;
/** A page is at most this long, unless one event alone is longer. */
const PAGE_BYTES = 4 * KB - HEAD_OVERHEAD;
/** Characters of text that compress to more than a page, unless they say the same over and over. */
const HUGE = 16 * PAGE_BYTES;
/** A head counts so many cells at most, some 3 KB; from there on its oldest months go to items of their own. */
const CELLS_IN_HEAD = 400;
const CELLS_LEFT_IN_HEAD = 200;
/** So many parts are split off at once: a transaction has room for few items. */
const PARTS_AT_ONCE = 40;

/** A head that was read, and where the rest of its record lies. */
export type Head = ReturnType<typeof decodeHead>;

/** The whole record, of its head and all that the head names, in the same order. */
export function assemble(
  { record, places }: Head,
  pages: readonly Uint8Array[],
  parts: readonly Uint8Array[],
): { readonly record: LeadRecord; readonly layout: Layout } {
  const layout = { ...places, pages: pages.map(decodePage) };
  const entries = [record.trail, ...layout.pages];
  const trail = fold(
    { events: [], touches: entries.flatMap(({ touches }) => touches) },
    entries.flatMap(({ events }) => events),
  );
  if (parts.length === 0) return { record: { ...record, trail }, layout };
  const counted = new Map([...record.counted].map(([key, cells]) => [key, new Map(cells)]));
  for (const [index, name] of places.parts.entries()) {
    const bytes = parts[index];
    if (bytes === undefined) throw new UnreadableItem(`the part ${name} of what is counted is missing`);
    const definition = name.slice(0, name.lastIndexOf('#'));
    const cells = counted.get(definition) ?? new Map<CellKey, number>();
    for (const [key, n] of decodeCells(bytes)) addTo(cells, key, n);
    counted.set(definition, cells);
  }
  return { record: { ...record, trail, counted }, layout };
}

/** @param before what the record had counted when it was read */
export function layOut(record: LeadRecord, layout: Layout, before: LeadRecord['counted']): LeadItems {
  const { inHead, parts, names } = splitCounted(record.counted, layout.parts, before);
  const fresh = freshOf(record, layout.pages);
  const encode = (entries: Entries, pages: number): Uint8Array =>
    encodeHead({ ...record, counted: inHead, trail: entries }, { ...layout, pages, parts: names });
  if (!isHuge(fresh)) {
    const head = encode(fresh, layout.pages.length);
    if (head.length + HEAD_OVERHEAD <= KB) return { head, pages: [], parts };
    if (fresh.events.length + fresh.touches.length === 0) return { head, pages: [], parts };
    const bare = encode(EMPTY_TRAIL, layout.pages.length).length + HEAD_OVERHEAD;
    const room = Math.ceil((bare + FRESH_ROOM) / KB) * KB;
    if (head.length + HEAD_OVERHEAD <= room) return { head, pages: [], parts };
  }
  const pages = pagesFor(record, layout.pages, fresh);
  const last = Math.max(layout.pages.length, ...pages.map(({ number }) => number + 1));
  return { head: encode(EMPTY_TRAIL, last), pages, parts };
}

type Counted = LeadRecord['counted'];

/** What the head keeps of the counts, and what is written of the parts outside it. */
function splitCounted(
  counted: Counted,
  outside: readonly string[],
  before: Counted,
): { readonly inHead: Counted; readonly parts: readonly Part[]; readonly names: readonly string[] } {
  const total = [...counted.values()].reduce((sum, { size }) => sum + size, 0);
  if (outside.length === 0 && total <= CELLS_IN_HEAD) return { inHead: counted, parts: [], names: [] };
  const now = byPart(counted);
  const then = byPart(before);
  const names = new Set(outside);
  const parts: Part[] = [];
  for (const name of outside) {
    const cells = now.get(name);
    if (cells === undefined) {
      parts.push({ name });
      names.delete(name);
    } else if (!isSame(cells, then.get(name))) parts.push({ name, bytes: encodeCells(cells) });
    now.delete(name);
  }
  let left = [...now.values()].reduce((sum, { size }) => sum + size, 0);
  const oldest = left > CELLS_IN_HEAD ? [...now].sort(([a], [b]) => (monthOf(a) < monthOf(b) ? -1 : 1)) : [];
  for (const [name, cells] of oldest.slice(0, PARTS_AT_ONCE)) {
    if (left <= CELLS_LEFT_IN_HEAD) break;
    parts.push({ name, bytes: encodeCells(cells) });
    names.add(name);
    now.delete(name);
    left -= cells.size;
  }
  const inHead = new Map<string, Map<CellKey, number>>();
  for (const [name, cells] of now) {
    const definition = name.slice(0, name.lastIndexOf('#'));
    inHead.set(definition, new Map([...(inHead.get(definition) ?? []), ...cells]));
  }
  return { inHead, parts, names: [...names] };
}

/** Cells by definition and month: `<definition>#<yyyy-mm>`. */
function byPart(counted: Counted): Map<string, Map<CellKey, number>> {
  const parts = new Map<string, Map<CellKey, number>>();
  for (const [definition, cells] of counted) {
    for (const [key, n] of cells) {
      const name = `${definition}#${parseCellKey(key).day.slice(0, 7)}`;
      const part = parts.get(name);
      if (part === undefined) parts.set(name, new Map([[key, n]]));
      else part.set(key, n);
    }
  }
  return parts;
}

function monthOf(name: string): string {
  return name.slice(name.lastIndexOf('#') + 1);
}

function isSame(a: Cells, b: Cells | undefined): boolean {
  return b !== undefined && a.size === b.size && [...a].every(([key, n]) => b.get(key) === n);
}

/** What no page holds; touches that a kept view tells anyway are not stored twice. */
function freshOf(record: LeadRecord, pages: readonly Entries[]): Entries {
  const paged = new Set(pages.flatMap(({ events }) => events));
  const told = new Set(
    record.trail.events.flatMap((event) =>
      event.kind === 'page' && event.touch ? [timedTouchKey({ time: event.time, touch: event.touch })] : [],
    ),
  );
  for (const { touches } of pages) for (const timed of touches) told.add(timedTouchKey(timed));
  return {
    events: record.trail.events.filter((event) => !paged.has(event)),
    touches: record.trail.touches.filter((timed) => !told.has(timedTouchKey(timed))),
  };
}

/** The emptiest page if the fresh entries fit there, else new ones. */
function pagesFor(record: LeadRecord, pages: readonly Entries[], fresh: Entries): readonly Page[] {
  const kept = new Set(record.trail.events);
  const keptTouches = new Set(record.trail.touches.map(timedTouchKey));
  const live = pages.map(({ events, touches }, number) => ({
    number,
    events: events.filter((event) => kept.has(event)),
    touches: touches.filter((timed) => keptTouches.has(timedTouchKey(timed))),
  }));
  const emptiest = live.reduce<(typeof live)[number] | undefined>(
    (least, page) => (least === undefined || page.events.length < least.events.length ? page : least),
    undefined,
  );
  if (emptiest !== undefined && !isHuge(fresh)) {
    const bytes = encodePage({
      events: [...emptiest.events, ...fresh.events],
      touches: [...emptiest.touches, ...fresh.touches],
    });
    if (bytes.length <= PAGE_BYTES) return [{ number: emptiest.number, bytes }];
  }
  return split(fresh).map((bytes, index) => ({ number: pages.length + index, bytes }));
}

/** Several events with so much text that they can share no page: not worth compressing to see that. */
function isHuge({ events }: Entries): boolean {
  if (events.length < 2) return false;
  let length = 0;
  for (const { properties = {} } of events) {
    for (const value of Object.values(properties)) if (typeof value === 'string') length += value.length;
    if (length > HUGE) return true;
  }
  return false;
}

/** Halves entries until each part fits a page. */
function split(entries: Entries): readonly Uint8Array[] {
  const { events, touches } = entries;
  const bytes = isHuge(entries) ? undefined : encodePage(entries);
  if (bytes !== undefined && (bytes.length <= PAGE_BYTES || events.length + touches.length < 2))
    return [bytes];
  const event = Math.ceil(events.length / 2);
  const touch = Math.floor(touches.length / 2);
  return [
    ...split({ events: events.slice(0, event), touches: touches.slice(0, touch) }),
    ...split({ events: events.slice(event), touches: touches.slice(touch) }),
  ];
}
