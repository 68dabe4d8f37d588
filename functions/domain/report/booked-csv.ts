// The books in a report's CSV: rows of their own, one a day with orders, behind the rows of stages.
import type { Value } from '../csv.ts';
import type { BookedDay } from './booked.ts';
import { moneyCells, moneyColumns } from './money-columns.ts';
import type { Report } from './report.ts';

const AMOUNTS = ['gross', 'refunds', 'net'] as const;

export type BookedRows = {
  /** `booked_orders`, then two for each amount and currency; none where nothing is booked. */
  readonly columns: readonly string[];
  /** As many empty cells as there are columns. */
  readonly none: readonly Value[];
  /** `breakdown` is `booked`, `value` the day. */
  readonly rows: readonly (readonly Value[])[];
};

/** @param before how many columns there are before those of the books */
export function bookedRows({ funnel, from, to, booked }: Report, before: number): BookedRows {
  const days = (booked ?? []).filter(({ orders }) => orders > 0);
  if (days.length === 0) return { columns: [], none: [], rows: [] };
  const currencies = [...new Set(days.flatMap(({ gross }) => Object.keys(gross)))].sort();
  const columns = [
    'booked_orders',
    ...AMOUNTS.flatMap((amount) => moneyColumns(`booked_${amount}`, currencies)),
  ];
  const amountsOf = (day: BookedDay): readonly Value[] =>
    AMOUNTS.flatMap((amount) => moneyCells(day[amount], currencies));
  return {
    columns,
    none: columns.map(() => null),
    rows: days.map((day) => {
      const named = [funnel, from, to, 'booked', day.date];
      return [...named, ...Array<null>(before - named.length).fill(null), day.orders, ...amountsOf(day)];
    }),
  };
}
