// Cuts a lead's timeline into parts that an answer can hold: one of Lambda's takes 6 MB, and a lead can be larger.
import type { TimelineEntry } from '../domain/profile/profile.ts';

export type Slice = {
  readonly entries: readonly TimelineEntry[];
  /** So many are older than these; 0 at the end. */
  readonly older: number;
};

export type Room = { readonly entries: number; readonly bytes: number };

/**
 * @param timeline newest first
 * @param older begins with the newest of the oldest so many: counted from the far end, as the near one grows meanwhile
 */
export function sliceOf(timeline: readonly TimelineEntry[], older: number | undefined, room: Room): Slice {
  const start = older === undefined ? 0 : Math.max(0, timeline.length - older);
  let bytes = 0;
  let end = start;
  while (end < timeline.length && end - start < room.entries) {
    bytes += bytesIn(timeline[end]);
    if (end > start && bytes > room.bytes) break;
    end++;
  }
  return { entries: timeline.slice(start, end), older: timeline.length - end };
}

/** Twice as JSON: the answer itself travels as a text in JSON. */
export function bytesIn(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(JSON.stringify(value) ?? ''));
}

/** The number in `?older=`; undefined where there is none that can be read. */
export function readOlder(query: URLSearchParams): number | undefined {
  const value = query.get('older') ?? '';
  return /^\d{1,9}$/.test(value) ? Number(value) : undefined;
}
