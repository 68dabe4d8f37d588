// What the cells of ways say: leads by the way they came, and what came of them by an age.
import { AGES_MS } from '../funnel/ages.ts';
import type { CellIndex } from '../funnel/cell-columns.ts';
import type { WayCode } from '../funnel/cells.ts';
import { startingWith } from '../funnel/sums.ts';
import { SQUARED_MINOR, SQUARES } from '../funnel/ways.ts';

export type WayFigures = {
  readonly leads: number;
  readonly customers: number;
  readonly repeat: number;
  readonly referrals: number;
  /** Minor units by currency. */
  readonly revenue: Readonly<Record<string, number>>;
  /** By currency, the sum of the squares of what each lead brought. */
  readonly squares: Readonly<Record<string, number>>;
};

/** By whether the first entry was into a funnel that hands over, or the receiving one. */
export const WAYS = ['marketing', 'straight'] as const;
export type WayName = (typeof WAYS)[number];

/** Of docs/ways.md; straight to sales are the last two. */
export const GROUPS = [
  'handedOver',
  'onTheirOwn',
  'onlyMarketing',
  'onlySales',
  'straightThenMarketing',
] as const;
export type GroupName = (typeof GROUPS)[number];

/** Leads that figures are shown of: all, those in both kinds of funnels, a way, or a group. */
export type WayLeads = 'either' | 'both' | WayName | GroupName;

export const CODES_OF: Readonly<Record<WayLeads, readonly WayCode[]>> = {
  either: ['h', 'o', 'm', 's', 'b'],
  both: ['h', 'o', 'b'],
  marketing: ['h', 'o', 'm'],
  straight: ['s', 'b'],
  handedOver: ['h'],
  onTheirOwn: ['o'],
  onlyMarketing: ['m'],
  onlySales: ['s'],
  straightThenMarketing: ['b'],
};

const UPPER = Number(SQUARES);

/**
 * The sums over days of first entry.
 * @param age index of the last class of `ages.ts` that counts; absent: all that came so far
 */
export function wayFigures(
  index: CellIndex,
  days: readonly string[],
  of: WayLeads,
  age: number = AGES_MS.length,
): WayFigures {
  const codes = CODES_OF[of];
  let [leads, customers, repeat, referrals] = [0, 0, 0, 0];
  const revenue = new Map<string, number>();
  const squares = new Map<string, number>();
  const add = (to: Map<string, number>, currency: string, n: number): void => {
    to.set(currency, (to.get(currency) ?? 0) + n);
  };
  for (const day of days) {
    for (const [metric, n] of startingWith(index.get(day)?.get(''), 'y')) {
      if (!codes.some((code) => code === metric[1])) continue;
      if (metric.length === 2) {
        leads += n;
        continue;
      }
      const parts = metric.slice(4).split(':');
      if (Number(parts.at(-1)) > age) continue;
      const currency = parts[0] ?? '';
      switch (metric[2]) {
        case 'c':
          customers += n;
          break;
        case 'r':
          repeat += n;
          break;
        case 'a':
          referrals += n;
          break;
        case 'v':
          add(revenue, currency, n);
          break;
        case 'w':
          add(squares, currency, n * SQUARED_MINOR ** 2);
          break;
        case 'x':
          add(squares, currency, n * UPPER * SQUARED_MINOR ** 2);
          break;
        default:
      }
    }
  }
  return {
    leads,
    customers,
    repeat,
    referrals,
    revenue: sorted(revenue),
    squares: Object.fromEntries(squares),
  };
}

/** By currency; what was refunded whole is as if it had never been. */
function sorted(revenue: ReadonlyMap<string, number>): Readonly<Record<string, number>> {
  return Object.fromEntries(
    [...revenue].filter(([, minor]) => minor !== 0).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}
