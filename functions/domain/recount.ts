// A recount: one pass over each segment of the table, which begins when every worker counts under the pending versions.
import type { Run } from './funnel-versions.ts';

/** How far a recount is in one segment. */
export type Segment = {
  readonly run: number;
  readonly segment: number;
  /** Grows with each write. */
  readonly step: number;
  /**
   * When the run was first seen in this segment, ms since the epoch: workers that began before may not know the pending versions.
   * The run's own time cannot be used, as a claim takes effect later than its time.
   */
  readonly since: number;
  /** Where the pass goes on; absent at its begin. */
  readonly cursor?: Cursor;
  /** Leads looked at, and items of any kind. */
  readonly leads: number;
  readonly items: number;
  /** By definition key: tombstones of leads that it has not counted. */
  readonly erased: Readonly<Record<string, number>>;
  /** Items that the whole table held when the run began, 0 where that is not known. */
  readonly size: number;
  /** The pass has come to the end of the segment. */
  readonly isDone: boolean;
  /** When this was written, ms since the epoch. */
  readonly at: number;
};

export type Cursor = { readonly pk: string; readonly sk: string };

/** What a page of the table held. */
export type Page = {
  readonly leads: number;
  readonly items: number;
  readonly erased: Readonly<Record<string, number>>;
  /** Absent at the end of the segment. */
  readonly next?: Cursor;
};

/** @param since when the run was first seen, ms since the epoch */
export function firstSegment({ id, at }: Run, segment: number, size: number, since: number): Segment {
  return { run: id, segment, step: 1, since, leads: 0, items: 0, erased: {}, size, isDone: false, at };
}

/**
 * How long the pass must still wait before it begins, in ms. A worker that began before the run may not know the pending
 * versions and leave leads uncounted under them. After `settleMs` all such workers have stopped. So one pass finds every lead that is behind.
 */
export function waitBefore({ cursor, since }: Segment, settleMs: number, now: number): number {
  return cursor !== undefined ? 0 : Math.max(0, since + settleMs - now);
}

/** The segment with one more page looked at. */
export function moved(before: Segment, page: Page, now: number): Segment {
  const { cursor: _, ...rest } = before;
  return {
    ...rest,
    step: before.step + 1,
    leads: before.leads + page.leads,
    items: before.items + page.items,
    erased: addUp([before.erased, page.erased]),
    at: now,
    ...(page.next === undefined ? { isDone: true } : { cursor: page.next }),
  };
}

export function addUp(parts: readonly Readonly<Record<string, number>>[]): Readonly<Record<string, number>> {
  const sums: Record<string, number> = {};
  for (const part of parts) for (const [key, n] of Object.entries(part)) sums[key] = (sums[key] ?? 0) + n;
  return sums;
}

/**
 * Leads looked at, and how many there are: as found where the pass has ended everywhere, else estimated. Keys are hashed, so the
 * segments of a table are about equal, and leads are about as dense everywhere.
 * @param before how many leads the recount before this one looked at
 */
export function progressOf(
  run: Run,
  segments: readonly Segment[],
  before: number | undefined,
): { readonly done: number; readonly total: number } {
  const sum = (of: (segment: Segment) => number): number => segments.reduce((n, one) => n + of(one), 0);
  const done = sum(({ leads }) => leads);
  const whole = segments.filter(({ isDone }) => isDone);
  if (whole.length === run.segments) return { done, total: done };
  const found = whole.reduce((n, { leads }) => n + leads, 0);
  const items = sum((one) => one.items);
  const size = Math.max(0, ...segments.map((one) => one.size));
  const estimate =
    whole.length > 0
      ? (found / whole.length) * run.segments
      : items > 0 && size > 0
        ? (done / items) * size
        : (before ?? 0);
  return { done, total: Math.max(done, Math.round(estimate)) };
}
