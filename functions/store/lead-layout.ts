// Where a record's events lie: fresh ones in its head, older ones in pages that are rewritten only to take more.
import { EMPTY_TRAIL, fold, timedTouchKey } from '../domain/lead/lead.ts';
import type { LeadRecord } from '../domain/lead/record.ts';
import { decodeHead, decodePage, type Entries, encodeHead, encodePage } from './lead-codec.ts';

/** The pages of a record as they are stored; what a page holds beyond the record's trail has been thinned away. */
export type Layout = readonly Entries[];

type Page = { readonly number: number; readonly bytes: Uint8Array };

/** Items to write: the head always, pages where the head would outgrow its place. */
export type LeadItems = { readonly head: Uint8Array; readonly pages: readonly Page[] };

/** A write costs by the started KB; keys, version and item overhead take some of the first. */
const KB = 1024;
const HEAD_OVERHEAD = 40;
/** Room that a head keeps for fresh events, so that a page is written once for many of them. */
const FRESH_ROOM = 320;
/** A page is at most this long, unless one event alone is longer. */
const PAGE_BYTES = 4 * KB - HEAD_OVERHEAD;

export function readLead(
  head: Uint8Array,
  version: number,
  pages: readonly Uint8Array[],
): { readonly record: LeadRecord; readonly layout: Layout } {
  const { record } = decodeHead(head, version);
  const layout = pages.map(decodePage);
  const entries = [record.trail, ...layout];
  const trail = fold(
    { events: [], touches: entries.flatMap(({ touches }) => touches) },
    entries.flatMap(({ events }) => events),
  );
  return { record: { ...record, trail }, layout };
}

/** How many pages a head says there are. */
export function pagesOf(head: Uint8Array): number {
  return decodeHead(head, 0).pages;
}

export function layOut(record: LeadRecord, layout: Layout): LeadItems {
  const fresh = freshOf(record, layout);
  const head = encodeHead(record, fresh, layout.length);
  if (head.length + HEAD_OVERHEAD <= KB) return { head, pages: [] };
  if (fresh.events.length + fresh.touches.length === 0) return { head, pages: [] };
  const bare = encodeHead(record, EMPTY_TRAIL, layout.length).length + HEAD_OVERHEAD;
  const room = Math.ceil((bare + FRESH_ROOM) / KB) * KB;
  if (head.length + HEAD_OVERHEAD <= room) return { head, pages: [] };
  const pages = pagesFor(record, layout, fresh);
  const last = Math.max(layout.length, ...pages.map(({ number }) => number + 1));
  return { head: encodeHead(record, EMPTY_TRAIL, last), pages };
}

/** What no page holds; touches that a kept view tells anyway are not stored twice. */
function freshOf(record: LeadRecord, layout: Layout): Entries {
  const paged = new Set(layout.flatMap(({ events }) => events));
  const told = new Set(
    record.trail.events.flatMap((event) =>
      event.kind === 'page' && event.touch ? [timedTouchKey({ time: event.time, touch: event.touch })] : [],
    ),
  );
  for (const { touches } of layout) for (const timed of touches) told.add(timedTouchKey(timed));
  return {
    events: record.trail.events.filter((event) => !paged.has(event)),
    touches: record.trail.touches.filter((timed) => !told.has(timedTouchKey(timed))),
  };
}

/** The emptiest page if the fresh entries fit there, else new ones. */
function pagesFor(record: LeadRecord, layout: Layout, fresh: Entries): readonly Page[] {
  const kept = new Set(record.trail.events);
  const keptTouches = new Set(record.trail.touches.map(timedTouchKey));
  const live = layout.map(({ events, touches }, number) => ({
    number,
    events: events.filter((event) => kept.has(event)),
    touches: touches.filter((timed) => keptTouches.has(timedTouchKey(timed))),
  }));
  const emptiest = live.reduce<(typeof live)[number] | undefined>(
    (least, page) => (least === undefined || page.events.length < least.events.length ? page : least),
    undefined,
  );
  if (emptiest !== undefined) {
    const bytes = encodePage({
      events: [...emptiest.events, ...fresh.events],
      touches: [...emptiest.touches, ...fresh.touches],
    });
    if (bytes.length <= PAGE_BYTES) return [{ number: emptiest.number, bytes }];
  }
  return split(fresh).map((bytes, index) => ({ number: layout.length + index, bytes }));
}

/** Halves entries until each part fits a page. */
function split(entries: Entries): readonly Uint8Array[] {
  const bytes = encodePage(entries);
  const { events, touches } = entries;
  if (bytes.length <= PAGE_BYTES || events.length + touches.length < 2) return [bytes];
  const event = Math.ceil(events.length / 2);
  const touch = Math.floor(touches.length / 2);
  return [
    ...split({ events: events.slice(0, event), touches: touches.slice(0, touch) }),
    ...split({ events: events.slice(event), touches: touches.slice(touch) }),
  ];
}
