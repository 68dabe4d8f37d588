// A recount: passes over one segment of the table after another, until one that began late enough finds no lead behind.
import type { Run } from './live.ts';

/** How far a recount is in one segment. */
export type Segment = {
  readonly run: number;
  readonly segment: number;
  /** Grows with each write. */
  readonly step: number;
  /** Counted from 1. */
  readonly pass: number;
  /**
   * When the run was seen first in this segment, ms since the epoch: whoever began before may count by what was live before.
   * The run's own time will not do, as a claim takes effect later than it is made.
   */
  readonly since: number;
  /** When the pass began, ms since the epoch; absent before. */
  readonly passAt?: number;
  /** Where the pass goes on; absent at its begin. */
  readonly cursor?: Cursor;
  /** Leads looked at in this pass, and items of any kind. */
  readonly leads: number;
  readonly items: number;
  /** Leads that this pass found behind. */
  readonly behind: number;
  /** By definition key: tombstones of leads that it has not counted. */
  readonly erased: Readonly<Record<string, number>>;
  /** Leads that the last whole pass looked at; absent in the first. */
  readonly known?: number;
  /** Items that the whole table held when the run began, 0 where nobody knows. */
  readonly size: number;
  /** A pass that began late enough found no lead behind: there is nothing more to do. */
  readonly isDone: boolean;
  /** When this was written, ms since the epoch. */
  readonly at: number;
};

export type Cursor = { readonly pk: string; readonly sk: string };

/** What a page of the table held. */
export type Page = {
  readonly leads: number;
  readonly items: number;
  readonly behind: number;
  readonly erased: Readonly<Record<string, number>>;
  /** Absent at the end of the segment. */
  readonly next?: Cursor;
};

/** @param since when the run was seen to be live, ms since the epoch */
export function firstSegment({ id, at }: Run, segment: number, size: number, since: number): Segment {
  return { run: id, segment, step: 0, since, pass: 1, ...NOTHING_SEEN, size, isDone: false, at };
}

const NOTHING_SEEN = { leads: 0, items: 0, behind: 0, erased: {} } as const;

/**
 * How long a pass that is not the first must still wait for its begin, in ms. Whoever began to count before the run
 * knows nothing of what is counting and may leave leads behind: none of them is at work any more after `settleMs`.
 */
export function waitBefore({ pass, passAt, since }: Segment, settleMs: number, now: number): number {
  return pass === 1 || passAt !== undefined ? 0 : Math.max(0, since + settleMs - now);
}

/** The segment with one more page looked at. */
export function moved(before: Segment, page: Page, settleMs: number, begun: number): Segment {
  const { cursor: _, ...rest } = before;
  const passAt = before.passAt ?? begun;
  const seen: Segment = {
    ...rest,
    step: before.step + 1,
    passAt,
    leads: before.leads + page.leads,
    items: before.items + page.items,
    behind: before.behind + page.behind,
    erased: addUp([before.erased, page.erased]),
    at: begun,
  };
  if (page.next !== undefined) return { ...seen, cursor: page.next };
  if (passAt >= before.since + settleMs && seen.behind === 0)
    return { ...seen, known: seen.leads, isDone: true };
  const { passAt: __, ...ended } = seen;
  return { ...ended, ...NOTHING_SEEN, pass: before.pass + 1, known: seen.leads };
}

export function addUp(parts: readonly Readonly<Record<string, number>>[]): Readonly<Record<string, number>> {
  const sums: Record<string, number> = {};
  for (const part of parts) for (const [key, n] of Object.entries(part)) sums[key] = (sums[key] ?? 0) + n;
  return sums;
}

/**
 * Leads looked at, and how many there are: as the last whole pass found them, else estimated. Keys are hashed, so the
 * segments of a table are about equal, and leads are about as dense everywhere.
 * @param before how many leads the recount before this one looked at
 */
export function progressOf(
  run: Run,
  segments: readonly Segment[],
  before: number | undefined,
): { readonly done: number; readonly total: number } {
  const sum = (of: (segment: Segment) => number): number => segments.reduce((n, one) => n + of(one), 0);
  const done = sum(({ known, leads }) => known ?? leads);
  const whole = segments.filter(({ known }) => known !== undefined);
  if (whole.length === run.segments) return { done, total: done };
  const found = whole.reduce((n, { known = 0 }) => n + known, 0);
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

/** The state as it was written; undefined where there is none. */
export function segmentOf(text: string | undefined): Segment | undefined {
  return text === undefined ? undefined : (JSON.parse(text) as Segment);
}
