// What came of each variant of a form, goal by goal, and whether it is better than the first: with an interval that holds however often one looks.
import { addDays, type Calendar } from '../calendar.ts';
import type { FunnelConfig } from '../config/config.ts';
import { windowLabel } from '../config/duration.ts';
import { ageClassOf } from '../funnel/ages.ts';
import type { CellIndex } from '../funnel/cell-columns.ts';
import { DAY_MS } from '../nurture/delay.ts';
import type { Summed } from '../statistics/means.ts';
import { OF_VARIANT, variantName } from '../variants/variant-cells.ts';
import { scaleOf, type Verdict, verdictOf } from './any-time-verdict.ts';
import { type Outcomes, outcomesOf } from './outcomes.ts';
import { weekOf } from './sequences.ts';

export type VariantFigure = Omit<Verdict<string>, 'more'> & {
  readonly variant: string;
  /** How often it was shown, on days that are old enough. */
  readonly shown: number;
  /** Leads that did it; of revenue those that bought. */
  readonly part: number;
  /** `part` of `shown`; of revenue minor units for each showing, not rounded. Null where it was not shown. */
  readonly value: number | null;
  /** So many more showings it would take, of both variants together; null where that cannot be said. */
  readonly moreShown: number | null;
};

export type VariantGoal = {
  readonly goal: 'submission' | 'purchase' | 'revenue';
  /** Of revenue. */
  readonly currency?: string;
  /** Compared are showings of so long ago at least, with what came of them until then. */
  readonly within: string;
  /** The last day of such showings; null where there is none. */
  readonly to: string | null;
  /** The first has no verdict: the others are compared with it. */
  readonly variants: readonly VariantFigure[];
};

const MONTH_MS = 30 * DAY_MS;
/** Most forms are sent soon after they are shown. */
const SUBMISSION_MS = DAY_MS;
/** Settled by the configuration alone: chosen by what came of showings, the interval would not hold. */
function purchaseAge({ windowMs }: Pick<FunnelConfig, 'windowMs'>): number {
  return Math.min(MONTH_MS, windowMs);
}

/** The last class of ages that counts for a goal. Cells of orders end with the funnel's window. */
export function lastClass(goal: VariantGoal['goal'], { windowMs }: Pick<FunnelConfig, 'windowMs'>) {
  if (goal === 'submission') return ageClassOf(SUBMISSION_MS);
  return purchaseAge({ windowMs }) === windowMs ? undefined : ageClassOf(MONTH_MS);
}

/** A form of which its variants are compared. */
export type Asking = {
  readonly input: {
    readonly funnel: Pick<FunnelConfig, 'windowMs'>;
    readonly cells: CellIndex;
    readonly calendar: Calendar;
    readonly now: number;
  };
  readonly form: string;
  /** Of its variants, the one first with which the others are compared. */
  readonly names: readonly string[];
  /** On which any was shown. */
  readonly days: readonly string[];
  readonly timesOf: (day: string, variant: string) => number;
};

/** What came of a variant in one week. */
export type Group = Omit<Outcomes, 'counts' | 'times'> & {
  readonly shown: number;
  readonly submitted: number;
  readonly bought: number;
};

/** Of days on which it was shown: what came of showings that were lost count is in no figure. */
export function groupOf(
  { input, form, timesOf }: Asking,
  days: readonly string[],
  variant: string,
  goal: VariantGoal['goal'],
): Group {
  const own = days.filter((day) => timesOf(day, variant) > 0);
  const of = { start: OF_VARIANT, name: variantName(form, variant) };
  const { counts, times: _, ...outcomes } = outcomesOf(input.cells, own, of, lastClass(goal, input.funnel));
  return {
    ...outcomes,
    shown: own.reduce((sum, day) => sum + timesOf(day, variant), 0),
    submitted: counts.get('f') ?? 0,
    bought: counts.get('c') ?? 0,
  };
}

export function goalOf(
  asking: Asking,
  asked: Pick<VariantGoal, 'goal' | 'currency'>,
  alpha: number,
): VariantGoal {
  const { input, names, days } = asking;
  const { goal } = asked;
  const ageMs = goal === 'submission' ? SUBMISSION_MS : purchaseAge(input.funnel);
  const old = days.filter((day) => input.calendar.startOf(addDays(day, 1)) + ageMs <= input.now);
  const weeks = [...Map.groupBy(old, weekOf).values()];
  const groups = new Map(names.map((name) => [name, weeks.map((week) => groupOf(asking, week, name, goal))]));
  return {
    ...asked,
    within: windowLabel(ageMs),
    to: old.at(-1) ?? null,
    variants: judgeVariants(names, groups, asked, alpha),
  };
}

/** Each variant, and whether it is better than the first. @param groups by variant, week by week */
export function judgeVariants(
  names: readonly string[],
  groups: ReadonlyMap<string, readonly Group[]>,
  asked: Pick<VariantGoal, 'goal' | 'currency'>,
  alpha: number,
): readonly VariantFigure[] {
  const { goal, currency = '' } = asked;
  const [first = '', ...others] = names;
  const figure = (variant: string): Omit<VariantFigure, keyof Verdict<string> | 'moreShown'> => {
    const own = groups.get(variant) ?? [];
    const sum = (of: (group: Group) => number): number => own.reduce((all, group) => all + of(group), 0);
    const shown = sum((group) => group.shown);
    const total = sum((group) => summedOf(group, asked).sum);
    return {
      variant,
      shown,
      part: sum((group) => partOf(group, asked)),
      value: shown > 0 ? total / shown : null,
    };
  };
  const base = figure(first);
  const compared = others.map((variant): VariantFigure => {
    const [own = [], against = []] = [groups.get(variant), groups.get(first)];
    const strata = own.map((group, week) => ({
      one: summedOf(group, asked),
      other: summedOf(against[week] ?? group, asked),
    }));
    const found = figure(variant);
    const isShare = goal !== 'revenue';
    const { more, ...verdict } = verdictOf(
      strata,
      { one: variant, other: first, isShare, hasHappened: found.part + base.part > 0 },
      {
        alpha: alpha / others.length,
        scale: isShare ? 1 : scaleOf([...own, ...against], currency),
        isSkewed: !isShare,
      },
    );
    return { ...found, ...verdict, moreShown: more };
  });
  return [{ ...base, difference: null, better: null, reason: null, moreShown: null }, ...compared];
}

function partOf(group: Group, { goal, currency = '' }: Pick<VariantGoal, 'goal' | 'currency'>): number {
  if (goal === 'submission') return group.submitted;
  return goal === 'purchase' ? group.bought : (group.buyers[currency] ?? 0);
}

/** Of each showing: what it brought, and the square of that. */
function summedOf(group: Group, asked: Pick<VariantGoal, 'goal' | 'currency'>): Summed {
  const { shown: whole, revenue, squares } = group;
  if (asked.goal !== 'revenue') {
    const part = partOf(group, asked);
    return { whole, sum: part, squares: part };
  }
  const { currency = '' } = asked;
  return { whole, sum: revenue[currency] ?? 0, squares: squares[currency] ?? 0 };
}
