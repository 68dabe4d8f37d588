// What the shop's books have of a funnel: its orders by their own local day.

import type { CellIndex } from '../funnel/cell-columns.ts';
import { startingWith } from '../funnel/sums.ts';
import type { Totals } from '../money.ts';

export type BookedDay = {
  readonly date: string;
  readonly orders: number;
  /** Minor units by currency: what the orders of the day were worth, what was given back of them since, and what is left. */
  readonly gross: Totals;
  readonly refunds: Totals;
  readonly net: Totals;
};

/** One for each of the days. */
export function bookedDays(cells: CellIndex, days: readonly string[]): readonly BookedDay[] {
  return days.map((date) => {
    const sums = cells.get(date)?.get('');
    const of = (kind: 'zg' | 'zr'): ReadonlyMap<string, number> =>
      new Map(
        [...startingWith(sums, `${kind}:`)].flatMap(([metric, n]): [string, number][] =>
          n === 0 ? [] : [[metric.slice(kind.length + 1), n]],
        ),
      );
    const [gross, refunds] = [of('zg'), of('zr')];
    const net = new Map([...gross].map(([currency, n]) => [currency, n - (refunds.get(currency) ?? 0)]));
    return {
      date,
      orders: sums?.get('z') ?? 0,
      gross: totals(gross),
      refunds: totals(refunds),
      net: totals(net),
    };
  });
}

/** In the order of their codes; a currency of which there is nothing is left out. */
function totals(sums: ReadonlyMap<string, number>): Totals {
  return Object.fromEntries([...sums].filter(([, n]) => n !== 0).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The days together. */
export function bookedTotal(days: readonly BookedDay[]): Omit<BookedDay, 'date'> {
  const sum = (of: (day: BookedDay) => Totals): Totals => {
    const all = new Map<string, number>();
    for (const day of days)
      for (const [currency, n] of Object.entries(of(day))) all.set(currency, (all.get(currency) ?? 0) + n);
    return totals(all);
  };
  return {
    orders: days.reduce((n, day) => n + day.orders, 0),
    gross: sum(({ gross }) => gross),
    refunds: sum(({ refunds }) => refunds),
    net: sum(({ net }) => net),
  };
}
