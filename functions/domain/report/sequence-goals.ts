// Whether a sequence helps, goal by goal: who gets it set against who is held out, with an interval that holds however often one looks.
import type { AnyTimeOptions, Stratum } from '../statistics/any-time.ts';
import type { Summed } from '../statistics/means.ts';
import { scaleOf, type Verdict, verdictOf } from './any-time-verdict.ts';
import { GROUPS, type GroupFigures, type SequenceGroup } from './sequence-figures.ts';

/** Leads that entered in the same week. */
export type Week = Readonly<Record<SequenceGroup, GroupFigures>>;

export type GroupAtGoal = {
  readonly leads: number;
  /** Leads that did it; of revenue those that bought. */
  readonly part: number;
  /** The share of leads that did it; of revenue minor units for each lead, not rounded. Null of no lead. */
  readonly value: number | null;
};

export type SequenceGoal = Readonly<Record<SequenceGroup, GroupAtGoal>> &
  Omit<Verdict<SequenceGroup>, 'more'> & {
    readonly goal: 'conversion' | 'revenue';
    /** Of revenue. */
    readonly currency?: string;
    /** So many more leads it would take, of both groups together; null where that cannot be said. */
    readonly moreLeads: number | null;
  };

/** Of all that is claimed of a sequence, ever, one in twenty may be wrong. Most of that is for what a sequence is for. */
const CONVERSION_ALPHA = 0.04;
const REVENUE_ALPHA = 0.01;

export function judgeSequence(weeks: readonly Week[]): readonly SequenceGoal[] {
  const currencies = new Set(
    weeks.flatMap((week) => GROUPS.flatMap((group) => Object.keys(week[group].buyers))),
  );
  const all = [...currencies].sort();
  // So that the shares of all of them add up to the whole, however many there will be: 1/2, 1/6, 1/12 and so on.
  const ofOne = REVENUE_ALPHA / (all.length * (all.length + 1));
  return [
    judge(weeks, { goal: 'conversion' }, ({ reached }) => reached, conversionOf, {
      alpha: CONVERSION_ALPHA,
      scale: 1,
    }),
    ...all.map((currency) =>
      judge(
        weeks,
        { goal: 'revenue', currency },
        ({ buyers }) => buyers[currency] ?? 0,
        revenueIn(currency),
        {
          alpha: ofOne,
          scale: scaleOf(
            weeks.flatMap((week) => GROUPS.map((group) => week[group])),
            currency,
          ),
          isSkewed: true,
        },
      ),
    ),
  ];
}

function judge(
  weeks: readonly Week[],
  asked: Pick<SequenceGoal, 'goal' | 'currency'>,
  partOf: (figures: GroupFigures) => number,
  summed: (figures: GroupFigures) => Summed,
  options: AnyTimeOptions,
): SequenceGoal {
  const strata = weeks.map(
    ({ sequence, heldOut }): Stratum => ({ one: summed(sequence), other: summed(heldOut) }),
  );
  const shown = (group: SequenceGroup): GroupAtGoal => {
    const leads = weeks.reduce((sum, week) => sum + week[group].leads, 0);
    const total = weeks.reduce((sum, week) => sum + summed(week[group]).sum, 0);
    const part = weeks.reduce((sum, week) => sum + partOf(week[group]), 0);
    return { leads, part, value: leads > 0 ? total / leads : null };
  };
  const groups = { ...asked, sequence: shown('sequence'), heldOut: shown('heldOut') };
  const { more, ...verdict } = verdictOf(
    strata,
    {
      ...{ one: 'sequence' as const, other: 'heldOut' as const, isShare: asked.goal === 'conversion' },
      hasHappened: groups.sequence.part + groups.heldOut.part > 0,
    },
    options,
  );
  return { ...groups, ...verdict, moreLeads: more };
}

function conversionOf({ leads, reached }: GroupFigures): Summed {
  return { whole: leads, sum: reached, squares: reached };
}

function revenueIn(currency: string): (figures: GroupFigures) => Summed {
  return ({ leads, revenue, squares }) => ({
    whole: leads,
    sum: revenue[currency] ?? 0,
    squares: squares[currency] ?? 0,
  });
}
