// Leads by the way they came, through marketing or straight to sales: the groups, who is in both funnels, and which way serves which goal better.
import { addDays, type Calendar, daysBetween } from '../calendar.ts';
import type { FunnelConfig } from '../config/config.ts';
import { windowLabel } from '../config/duration.ts';
import { AGES_MS, ageClassOf } from '../funnel/ages.ts';
import type { CellIndex } from '../funnel/cell-columns.ts';
import { REFERRAL_STAGE } from '../funnel/referral-stage.ts';
import {
  GROUPS,
  type GroupName,
  WAYS,
  type WayFigures,
  type WayLeads,
  type WayName,
  wayFigures,
} from './way-figures.ts';
import { type Asked, type Goal, judgeGoal } from './way-goals.ts';

/** What leads did so far, within the horizon. */
export type GroupReport = Omit<WayFigures, 'squares'>;

export type GoalReport = Omit<Goal, 'ageMs'> & {
  /** Compared are leads that are at least so old, with what they did until then. */
  readonly age: string;
  /** The last day of entry that is compared; null where no day's leads are so old. */
  readonly to: string | null;
};

export type WaysReport = {
  /** The funnel that is handed over to, and those that hand over to it. */
  readonly funnel: string;
  readonly givers: readonly string[];
  /** Leads are looked at for so long from their first entry on. */
  readonly horizon: string;
  /** Leads that entered any of the funnels, and of them those that are in both kinds. */
  readonly either: GroupReport;
  readonly both: GroupReport;
  readonly groups: readonly (GroupReport & { readonly group: GroupName })[];
  readonly ways: readonly (GroupReport & { readonly way: WayName })[];
  readonly goals: readonly GoalReport[];
};

/** One hand-off, or several to one funnel. */
export type WaysInput = {
  /** The receiving funnel, as it is counted, and those that hand over to it. */
  readonly funnel: Pick<FunnelConfig, 'id' | 'stages' | 'windowMs'>;
  readonly givers: readonly Pick<FunnelConfig, 'id' | 'stages' | 'windowMs'>[];
  readonly cells: CellIndex;
  readonly calendar: Calendar;
  /** Local days of first entry, both inclusive. */
  readonly from: string;
  readonly to: string;
  /** When the cells were read, ms since the epoch. */
  readonly now: number;
};

/** What to ask, decided by how many leads are how old, and never by what they did. */
type Plan = {
  readonly input: WaysInput;
  readonly days: readonly string[];
  readonly horizonMs: number;
  readonly asked: readonly Asked[];
};

/** All hand-offs of a company: the more is asked, the less is taken for clear. */
export function buildWays(inputs: readonly WaysInput[]): readonly WaysReport[] {
  const plans = inputs.map(planOf);
  const goals = plans.reduce((sum, { asked }) => sum + asked.length, 0);
  return plans.map((plan) => waysOf(plan, goals));
}

function planOf(input: WaysInput): Plan {
  const { funnel, givers, from, to } = input;
  const days = daysBetween(from, to);
  const horizonMs = Math.max(funnel.windowMs, ...givers.map(({ windowMs }) => windowMs));
  const end = longestKnown(input, days, horizonMs);
  const quarter =
    agesUpTo(horizonMs).findLast((age) => age <= funnel.windowMs / 4) ?? Number.POSITIVE_INFINITY;
  const soon = Math.min(quarter, end);
  const currencies = Object.keys(wayFigures(input.cells, days, 'either').revenue);
  const bringsOthers = [funnel, ...givers].some(({ stages }) =>
    stages.some(({ id }) => id === REFERRAL_STAGE),
  );
  const asked: Asked[] = [
    { goal: 'soon', ageMs: soon },
    { goal: 'end', ageMs: end },
    ...currencies.map((currency) => ({ goal: 'revenue' as const, currency, ageMs: end })),
    { goal: 'repeat', ageMs: end },
    ...(bringsOthers ? [{ goal: 'referrals' as const, ageMs: end }] : []),
  ];
  return { input, days, horizonMs, asked };
}

function waysOf({ input, days, horizonMs, asked }: Plan, goals: number): WaysReport {
  const { cells, funnel, givers } = input;
  const figures = (of: WayLeads): GroupReport => {
    const { squares: _, ...rest } = wayFigures(cells, days, of);
    return rest;
  };
  return {
    funnel: funnel.id,
    givers: givers.map(({ id }) => id),
    horizon: windowLabel(horizonMs),
    either: figures('either'),
    both: figures('both'),
    groups: GROUPS.map((group) => ({ group, ...figures(group) })),
    ways: WAYS.map((way) => ({ way, ...figures(way) })),
    goals: asked.map((one) => {
      const compared = oldEnough(input, days, one.ageMs);
      const until = one.ageMs >= horizonMs ? undefined : ageClassOf(one.ageMs);
      const at = (way: WayName): WayFigures => wayFigures(cells, compared, way, until);
      const both = { marketing: at('marketing'), straight: at('straight') };
      const { ageMs, ...goal } = judgeGoal(one, both, goals);
      return { ...goal, age: windowLabel(ageMs), to: compared.at(-1) ?? null };
    }),
  };
}

/** The ages before the horizon, and the horizon itself. */
function agesUpTo(horizonMs: number): readonly number[] {
  return [...AGES_MS.filter((age) => age < horizonMs), horizonMs];
}

/** Days of entry all of whose leads are so old. */
function oldEnough({ calendar, now }: WaysInput, days: readonly string[], ageMs: number): readonly string[] {
  return days.filter((day) => calendar.startOf(addDays(day, 1)) + ageMs <= now);
}

/** The greatest age that at least half of the leads of each way have, of those whose day is over; the least one where there are none. */
function longestKnown(input: WaysInput, days: readonly string[], horizonMs: number): number {
  const ages = agesUpTo(horizonMs);
  const leads = (way: WayName, ageMs: number): number =>
    wayFigures(input.cells, oldEnough(input, days, ageMs), way).leads;
  const known = ages.findLast((age) =>
    WAYS.every((way) => leads(way, age) > 0 && 2 * leads(way, age) >= leads(way, 0)),
  );
  return known ?? ages[0] ?? horizonMs;
}
