// Which periods a report is about: the range asked for, and the closed days, weeks and months that are issued.
import { addDays, daysBetween, lastClosed } from '../calendar.ts';
import type { ReportPeriod } from '../config/config.ts';

/** Local days, both inclusive. */
export type Range = { readonly from: string; readonly to: string };
export type Period = Range & { readonly every: ReportPeriod };

export const DEFAULT_DAYS = 30;
/** Two years and some: what one answer can hold, and a page still show. */
export const MOST_DAYS = 800;
const FIRST_DAY = '1970-01-01';
const LAST_DAY = '2999-12-31';

export type RangeAnswer =
  | { readonly ok: true; readonly range: Range }
  | { readonly ok: false; readonly field: 'from' | 'to'; readonly fix: string };

/**
 * The range asked for: the last 30 local days where nothing is said, up to today where only `from` is,
 * and 30 days up to `to` where only that is.
 * @param today the local day
 * @param most so many days at once
 */
export function parseRange(
  asked: { readonly from?: string | undefined; readonly to?: string | undefined },
  today: string,
  most = MOST_DAYS,
): RangeAnswer {
  for (const field of ['from', 'to'] as const) {
    const day = asked[field];
    if (day !== undefined && !isDay(day)) {
      return { ok: false, field, fix: 'Write a day of the calendar as YYYY-MM-DD, e.g. 2026-01-31.' };
    }
  }
  const to = asked.to ?? today;
  const from = asked.from ?? addDays(to, 1 - DEFAULT_DAYS);
  if (from > to) return { ok: false, field: 'from', fix: `Choose a day that is not after ${to}.` };
  if (addDays(from, most - 1) < to) {
    return { ok: false, field: 'from', fix: `Ask for at most ${most} days at once.` };
  }
  return { ok: true, range: { from, to } };
}

/** True for a day that exists, written `YYYY-MM-DD`, of the years 1970 to 2999. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || text < FIRST_DAY || text > LAST_DAY) return false;
  const ms = Date.parse(`${text}T00:00:00Z`);
  return Number.isFinite(ms) && new Date(ms).toISOString().startsWith(text);
}

/** The calendar periods that a range is exactly one of: what was issued for it stands under these. */
export function periodsOf({ from, to }: Range): readonly Period[] {
  return (['day', 'week', 'month'] as const)
    .filter((every) => {
      const last = lastClosed(every, addDays(to, 1));
      return last.from === from && last.to === to;
    })
    .map((every) => ({ every, from, to }));
}

/**
 * The closed periods that are to be issued today, oldest first: the last one, and those missed since `lastIssued`.
 * @param lastIssued the first day of the latest period issued so far
 */
export function duePeriods(
  every: ReportPeriod,
  today: string,
  lastIssued: string | undefined,
): readonly Period[] {
  const due: Period[] = [];
  let period = lastClosed(every, today);
  while (lastIssued === undefined ? due.length === 0 : period.from > lastIssued && due.length < MOST_MISSED) {
    due.unshift({ every, ...period });
    period = lastClosed(every, period.from);
  }
  return due;
}

/** After a longer pause the older ones are left out: they can still be asked for. */
const MOST_MISSED = 62;

/** The range that holds all of the ranges, and as many days before each as it is long. */
export function spanOf(ranges: readonly Range[]): Range | undefined {
  let span: Range | undefined;
  for (const { from, to } of ranges) {
    const first = addDays(from, -daysBetween(from, to).length);
    span =
      span === undefined
        ? { from: first, to }
        : { from: first < span.from ? first : span.from, to: to > span.to ? to : span.to };
  }
  return span;
}
