// Which way serves better, goal by goal: named where the data tell, or how many more leads it would take.
import { leadsMissingOfMeans, meanDifference, type Summed } from '../statistics/means.ts';
import { twoSided } from '../statistics/normal.ts';
import { type Difference, difference, leadsMissing, Z_POWER } from '../statistics/proportions.ts';
import type { WayFigures, WayName } from './way-figures.ts';

export type GoalName = 'soon' | 'end' | 'revenue' | 'repeat' | 'referrals';

export type WayAtGoal = {
  readonly leads: number;
  /** Leads that did it; of revenue those with an order. */
  readonly part: number;
  /** The share of leads that did it; of revenue minor units for each lead, not rounded. Null of no lead. */
  readonly value: number | null;
};

export type Goal = {
  readonly goal: GoalName;
  /** Of revenue. */
  readonly currency?: string;
  /** How old the leads are that are compared, in ms since their first entry, and what counts: all until then. */
  readonly ageMs: number;
  readonly marketing: WayAtGoal;
  readonly straight: WayAtGoal;
  /** How much greater it is through marketing than straight to sales, with an interval that holds for all goals together at 95 %. */
  readonly difference: Omit<Difference, 'clear'> | null;
  readonly better: WayName | null;
  /** Why none is named: a way has no lead old enough, or too few customers to say, or nothing happened, or it may be chance. */
  readonly reason: 'none' | 'few' | 'nothing' | 'chance' | null;
  /** So many more leads each way would take, if the difference is what it seems to be; null where that cannot be said. */
  readonly moreLeads: number | null;
};

export type Both = { readonly marketing: WayFigures; readonly straight: WayFigures };
export type Asked = { readonly goal: GoalName; readonly currency?: string; readonly ageMs: number };

/** Of revenue, which few customers make: with fewer in a way an interval of the mean does not hold. */
const FEWEST_CUSTOMERS = 10;

/** @param goals how many goals are asked of one company in all: a false winner among them is as seldom as one in twenty */
export function judgeGoal(asked: Asked, both: Both, goals: number): Goal {
  const { goal, currency } = asked;
  const z = twoSided(1 - 0.05 / goals);
  if (goal === 'revenue') return judgeRevenue({ ...asked, goal, currency: currency ?? '' }, both, z);
  const of = { soon: 'customers', end: 'customers', repeat: 'repeat', referrals: 'referrals' } as const;
  const counted = ({ leads, ...figures }: WayFigures) => ({ whole: leads, part: figures[of[goal]] });
  const [marketing, straight] = [counted(both.marketing), counted(both.straight)];
  const shown = (one: { readonly part: number; readonly whole: number }): WayAtGoal => ({
    leads: one.whole,
    part: one.part,
    value: one.whole > 0 ? one.part / one.whole : null,
  });
  const ways = { ...asked, marketing: shown(marketing), straight: shown(straight) };
  if (marketing.whole === 0 || straight.whole === 0) return unknown(ways, 'none');
  const found = difference(marketing, straight, z);
  if (marketing.part + straight.part === 0) return { ...unknown(ways, 'nothing'), difference: bare(found) };
  const missing = leadsMissing(marketing, straight, z);
  return judged(ways, found, missing === null ? null : Math.max(1, missing));
}

function judgeRevenue(
  asked: Asked & { readonly currency: string },
  { marketing, straight }: Both,
  z: number,
): Goal {
  const summed = (one: WayFigures): Summed => ({
    whole: one.leads,
    sum: one.revenue[asked.currency] ?? 0,
    squares: one.squares[asked.currency] ?? 0,
  });
  const shown = (one: WayFigures): WayAtGoal => ({
    leads: one.leads,
    part: one.customers,
    value: one.leads > 0 ? (one.revenue[asked.currency] ?? 0) / one.leads : null,
  });
  const ways = { ...asked, marketing: shown(marketing), straight: shown(straight) };
  if (marketing.leads === 0 || straight.leads === 0) return unknown(ways, 'none');
  const fewest = Math.min(marketing.customers, straight.customers);
  const [one, two] = [summed(marketing), summed(straight)];
  const missing = leadsMissingOfMeans(one, two, z, Z_POWER);
  if (fewest < FEWEST_CUSTOMERS) {
    const shares = [marketing, straight].map(({ customers, leads }) => customers / leads);
    const least = Math.min(...shares);
    const toEnough = least > 0 ? Math.ceil((FEWEST_CUSTOMERS - fewest) / least) : null;
    return {
      ...unknown(ways, 'few'),
      moreLeads: toEnough === null ? null : Math.max(toEnough, missing ?? 0),
    };
  }
  return judged(ways, meanDifference(one, two, z), missing);
}

type Ways = Asked & Pick<Goal, 'marketing' | 'straight'>;

function judged(ways: Ways, found: Difference | null, missing: number | null): Goal {
  if (found === null) return unknown(ways, 'few');
  if (!found.clear) return { ...unknown(ways, 'chance'), difference: bare(found), moreLeads: missing };
  const better = found.by > 0 ? 'marketing' : 'straight';
  return { ...ways, difference: bare(found), better, reason: null, moreLeads: null };
}

function unknown(ways: Ways, reason: NonNullable<Goal['reason']>): Goal {
  return { ...ways, difference: null, better: null, reason, moreLeads: null };
}

function bare(found: Difference | null): Goal['difference'] {
  return found === null ? null : { by: found.by, low: found.low, high: found.high };
}
