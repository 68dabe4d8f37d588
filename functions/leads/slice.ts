// Cuts what a lead has done into parts that an answer can hold: one of Lambda's takes 6 MB, and a lead can be larger.
export type Slice<Entry> = {
  readonly entries: readonly Entry[];
  /** So many are older than these; 0 at the end. */
  readonly older: number;
};

export type Room = { readonly entries: number; readonly bytes: number };

/**
 * @param all newest first
 * @param older begins with the newest of the oldest so many: counted from the far end, as the near one grows meanwhile
 */
export function sliceOf<Entry>(all: readonly Entry[], older: number | undefined, room: Room): Slice<Entry> {
  const start = older === undefined ? 0 : Math.max(0, all.length - older);
  let bytes = 0;
  let end = start;
  while (end < all.length && end - start < room.entries) {
    bytes += bytesIn(all[end]);
    if (end > start && bytes > room.bytes) break;
    end++;
  }
  return { entries: all.slice(start, end), older: all.length - end };
}

/** Twice as JSON: the answer itself travels as a text in JSON. */
export function bytesIn(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(JSON.stringify(value) ?? ''));
}

/** The number in `?older=`, or in another parameter; undefined where there is none that can be read. */
export function readOlder(query: URLSearchParams, name = 'older'): number | undefined {
  const value = query.get(name) ?? '';
  return /^\d{1,9}$/.test(value) ? Number(value) : undefined;
}
