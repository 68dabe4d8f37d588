// What the cells of a sequence say: leads that get it and leads that are held out, and what came of them by an age.
import { AGES_MS } from '../funnel/ages.ts';
import type { CellIndex } from '../funnel/cell-columns.ts';
import { startingWith } from '../funnel/sums.ts';
import { SQUARED_MINOR, SQUARES } from '../funnel/ways.ts';

export const GROUPS = ['sequence', 'heldOut'] as const;
export type SequenceGroup = (typeof GROUPS)[number];
const CODES: Readonly<Record<SequenceGroup, string>> = { sequence: 's', heldOut: 'h' };

export type GroupFigures = {
  readonly leads: number;
  /** Those that did what the sequence waits for. */
  readonly reached: number;
  /** By currency: those that bought, minor units, and the sum of the squares of what each lead brought. */
  readonly buyers: Readonly<Record<string, number>>;
  readonly revenue: Readonly<Record<string, number>>;
  readonly squares: Readonly<Record<string, number>>;
  /** How long those took that did it, by bucket; some may be of a little more than the age. */
  readonly times: ReadonlyMap<number, number>;
};

const UPPER = Number(SQUARES);

/**
 * The sums of a group over days on which leads entered.
 * @param name of the sequence in cells
 * @param age index of the last class of `ages.ts` that counts; absent: all that came so far
 */
export function groupFigures(
  index: CellIndex,
  days: readonly string[],
  { name, group }: { readonly name: string; readonly group: SequenceGroup },
  age: number = AGES_MS.length,
): GroupFigures {
  let [leads, reached] = [0, 0];
  const sums = { b: new Map<string, number>(), v: new Map(), q: new Map() };
  const times = new Map<number, number>();
  const add = <K>(to: Map<K, number>, key: K, n: number): void => {
    to.set(key, (to.get(key) ?? 0) + n);
  };
  for (const day of days) {
    for (const [metric, n] of startingWith(index.get(day)?.get(''), `n${CODES[group]}`)) {
      const [kind = '', own, ...place] = metric.slice(2).split(':');
      if (own !== name) continue;
      const last = Number(place.at(-1));
      if (kind === '') leads += n;
      else if (kind === 't') add(times, last, n);
      else if (last <= age) {
        const [currency = ''] = place;
        if (kind === 'c') reached += n;
        else if (kind === 'w') add(sums.q, currency, n * SQUARED_MINOR ** 2);
        else if (kind === 'x') add(sums.q, currency, n * UPPER * SQUARED_MINOR ** 2);
        else if (kind === 'b' || kind === 'v') add(sums[kind], currency, n);
      }
    }
  }
  const [buyers, revenue, squares] = [sums.b, sums.v, sums.q].map(Object.fromEntries);
  return { leads, reached, buyers, revenue, squares, times };
}
