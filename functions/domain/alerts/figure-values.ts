// The daily values of what an alert watches, out of a funnel's counters.
import { addDays, type Calendar, daysBetween } from '../calendar.ts';
import type { Breakdown, FunnelConfig } from '../config/config.ts';
import type { CellIndex } from '../funnel/cell-columns.ts';
import type { Slice } from '../funnel/cells.ts';
import { bucketOf } from '../funnel/histogram.ts';
import { figuresByDay } from '../report/report-figures.ts';
import type { AlertConfig, Watched } from './alert-config.ts';
import type { DayValue } from './past.ts';

const DAY_MS = 86_400_000;
/** What was sent on a day is counted so long after its end. */
const GRACE_MS = 6 * 3_600_000;
/** Of a source so many values, the largest. */
const MOST_VALUES = 20;
const LEAST_COUNT = 14;

/** The value of a figure that is the only one of its alert. */
export const ALL = '';

/** The last local day that can be judged: it is over, and of a conversion all who entered on it are of the age. */
export function lastDay(alert: Watched, calendar: Calendar, now: number): string {
  const over = addDays(calendar.dayOf(now - GRACE_MS), -1);
  return alert.watch === 'conversion' ? addDays(over, -alert.withinDays) : over;
}

export type Asked = {
  readonly alert: AlertConfig;
  readonly funnel: FunnelConfig;
  readonly cells: CellIndex;
  /** Local days, both inclusive. */
  readonly from: string;
  readonly to: string;
  /** Of a source: values that come in any case. */
  readonly also?: readonly string[];
};

/** Whether the funnel as it is counted now has what the alert watches: a new one may still have to be counted. */
export function isCounted(alert: Watched, { stages, by }: FunnelConfig): boolean {
  if (alert.watch === 'conversion') return stages.some(({ id }) => id === alert.stage);
  return alert.watch === 'volume' || by.includes(alert.by);
}

/** By value, '' where there is but one figure: of each all days from the first on which there was anything. */
export function figureValues(asked: Asked): ReadonlyMap<string, readonly DayValue[]> {
  const { alert, funnel, cells } = asked;
  const days = daysBetween(asked.from, asked.to);
  switch (alert.watch) {
    case 'volume': {
      const figuresOn = figuresByDay(cells, funnel.stages.length);
      return only(days.map((day) => ({ day, count: figuresOn(day).entered })));
    }
    case 'conversion': {
      const figuresOn = figuresByDay(cells, funnel.stages.length);
      const stage = funnel.stages.findIndex(({ id }) => id === alert.stage);
      const step = lastStep(alert.withinDays * DAY_MS, funnel.windowMs);
      return only(
        days.map((day) => {
          const figures = figuresOn(day).stages[stage];
          return { day, count: figures?.advancedBy(step) ?? 0, of: figures?.enteredBefore ?? 0 };
        }),
      );
    }
    case 'source':
      return sourceValues(alert.by, asked, days);
    default:
      return alert satisfies never;
  }
}

function only(values: readonly DayValue[]): ReadonlyMap<string, readonly DayValue[]> {
  return new Map([[ALL, begun(values)]]);
}

/** Of an age the last step of time that all have lived through, as in reports; at the window's end its own. */
function lastStep(age: number, windowMs: number): number {
  return age >= windowMs ? bucketOf(windowMs) : Math.min(bucketOf(age), bucketOf(windowMs)) - 1;
}

function sourceValues(
  by: Breakdown,
  { cells, also = [] }: Asked,
  days: readonly string[],
): ReadonlyMap<string, readonly DayValue[]> {
  const start = `${by}=` as const;
  const largest = [...cells.sum(days)]
    .flatMap(([slice, sums]) => {
      const total = sums.get('e') ?? 0;
      return slice.startsWith(start) && total >= LEAST_COUNT ? [{ slice, total }] : [];
    })
    .sort((a, b) => b.total - a.total || (a.slice < b.slice ? -1 : 1))
    .slice(0, MOST_VALUES);
  const valuesOf = (slice: Slice): readonly DayValue[] =>
    begun(days.map((day) => ({ day, count: cells.get(day)?.get(slice)?.get('e') ?? 0 })));
  const values = new Set([...largest.map(({ slice }) => slice.slice(start.length)), ...also]);
  return new Map([...values].map((value) => [value, valuesOf(`${start}${value}`)]));
}

function begun(values: readonly DayValue[]): readonly DayValue[] {
  const first = values.findIndex(({ count, of = 0 }) => count > 0 || of > 0);
  return first < 0 ? [] : values.slice(first);
}
