// Whether a sequence helps, goal by goal: who gets it set against who is held out, with an interval that holds however often one looks.
import { type AnyTime, differenceAtAnyTime, type Stratum } from '../statistics/any-time.ts';
import type { Summed } from '../statistics/means.ts';
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

export type SequenceGoal = Readonly<Record<SequenceGroup, GroupAtGoal>> & {
  readonly goal: 'conversion' | 'revenue';
  /** Of revenue. */
  readonly currency?: string;
  /** How much greater it is of who gets the sequence, with the interval; null where a group has no lead that is old enough. */
  readonly difference: Pick<AnyTime, 'by' | 'low' | 'high'> | null;
  readonly better: SequenceGroup | null;
  /** Why none is named: a group has no lead that is old enough, or it has not happened yet, or it may be chance. */
  readonly reason: 'none' | 'nothing' | 'chance' | null;
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
          scale: scaleOf(weeks, currency),
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
  options: Parameters<typeof differenceAtAnyTime>[1],
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
  const found = differenceAtAnyTime(strata, options);
  if (found === null) return { ...groups, difference: null, better: null, reason: 'none', moreLeads: null };
  const { by, low, high, clear, moreLeads } = found;
  const difference =
    asked.goal === 'conversion' ? { by, low: Math.max(-1, low), high: Math.min(1, high) } : { by, low, high };
  if (clear)
    return { ...groups, difference, better: by > 0 ? 'sequence' : 'heldOut', reason: null, moreLeads: null };
  const hasHappened = groups.sequence.part + groups.heldOut.part > 0;
  return { ...groups, difference, better: null, reason: hasHappened ? 'chance' : 'nothing', moreLeads };
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

/** The root of the mean square of what a buyer brought. */
function scaleOf(weeks: readonly Week[], currency: string): number {
  let [buyers, squares] = [0, 0];
  for (const week of weeks)
    for (const group of GROUPS) {
      buyers += week[group].buyers[currency] ?? 0;
      squares += week[group].squares[currency] ?? 0;
    }
  return buyers > 0 && squares > 0 ? Math.sqrt(squares / buyers) : 1;
}
