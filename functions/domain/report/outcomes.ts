// What came by an age of those who entered a group, as cells of groups say it: how many did what, and what they bought.
import { AGES_MS } from '../funnel/ages.ts';
import type { CellIndex } from '../funnel/cell-columns.ts';
import { startingWith } from '../funnel/sums.ts';
import { SQUARED_MINOR, SQUARES } from '../funnel/ways.ts';

export type Outcomes = {
  /** Of cells that count leads, by the letter of what they did; of all of the group it is none. */
  readonly counts: ReadonlyMap<string, number>;
  /** By currency: those that bought, minor units, and the sum of the squares of what each lead brought. */
  readonly buyers: Readonly<Record<string, number>>;
  readonly revenue: Readonly<Record<string, number>>;
  readonly squares: Readonly<Record<string, number>>;
  /** How long those took that did it, by bucket; some may be of a little more than the age. */
  readonly times: ReadonlyMap<number, number>;
};

const UPPER = Number(SQUARES);

/**
 * @param of how the group's metrics begin, and its name in them
 * @param age index of the last class of `ages.ts` that counts
 */
export function outcomesOf(
  index: CellIndex,
  days: readonly string[],
  { start, name }: { readonly start: string; readonly name: string },
  age: number = AGES_MS.length,
): Outcomes {
  const sums = { b: new Map<string, number>(), v: new Map(), q: new Map() };
  const times = new Map<number, number>();
  const counts = new Map<string, number>();
  const add = <K>(to: Map<K, number>, key: K, n: number): void => {
    to.set(key, (to.get(key) ?? 0) + n);
  };
  for (const day of days) {
    for (const [metric, n] of startingWith(index.get(day)?.get(''), start)) {
      const [kind = '', own, ...place] = metric.slice(start.length).split(':');
      if (own !== name) continue;
      const last = Number(place.at(-1));
      if (kind === '') add(counts, kind, n);
      else if (kind === 't') add(times, last, n);
      else if (last <= age) {
        const [currency = ''] = place;
        if (kind === 'w') add(sums.q, currency, n * SQUARED_MINOR ** 2);
        else if (kind === 'x') add(sums.q, currency, n * UPPER * SQUARED_MINOR ** 2);
        else if (kind === 'b' || kind === 'v') add(sums[kind], currency, n);
        else add(counts, kind, n);
      }
    }
  }
  const [buyers = {}, revenue = {}, squares = {}] = [sums.b, sums.v, sums.q].map(Object.fromEntries);
  return { counts, buyers, revenue, squares, times };
}
