// Whether projections hold: data whose end is known is cut at each week, projected from there, and compared with its end.
import { bucketOf } from '../../functions/domain/funnel/histogram.ts';
import { type Cohort, project } from '../../functions/domain/statistics/life-table.ts';

const DAY = 86_400_000;

/** One lead: when it entered, and when it came so far; ms. */
export type Lead = { readonly entered: number; readonly reached?: number };

export type Cut = {
  readonly at: number;
  /** null: too little was known. */
  readonly projected: { readonly low: number; readonly mid: number; readonly high: number } | null;
  readonly actual: number;
};

/**
 * @param shownDays the period shown is that many days before the cut
 * @param windowMs the window of the funnel
 */
export function cutWeekly(leads: readonly Lead[], windowMs: number, shownDays: number): readonly Cut[] {
  const first = Math.min(...leads.map(({ entered }) => entered));
  const lastEntry = Math.max(...leads.map(({ entered }) => entered));
  const days = Map.groupBy(leads, ({ entered }) => Math.floor((entered - first) / DAY));
  const inTime = ({ entered, reached }: Lead): number | undefined =>
    reached !== undefined && reached - entered <= windowMs ? reached - entered : undefined;
  const cuts: Cut[] = [];
  for (let at = first + 7 * DAY; at <= lastEntry + DAY; at += 7 * DAY) {
    const cohorts = [...days]
      .toSorted(([a], [b]) => a - b)
      .map(([day, all]) => ({ day, cohort: cohortOf(all, at, first + (day + 1) * DAY, windowMs) }))
      .filter(({ day }) => first + (day + 1) * DAY <= at);
    const shownSince = Math.floor((at - first) / DAY) - shownDays;
    const shown = cohorts.filter(({ day }) => day >= shownSince);
    const last = bucketOf(windowMs);
    const projected = project(
      cohorts.map(({ cohort }) => cohort),
      shown.map(({ cohort }) => cohort),
      last,
    );
    const people = shown.flatMap(({ day }) => days.get(day) ?? []);
    const actual = people.filter((lead) => inTime(lead) !== undefined).length / Math.max(1, people.length);
    cuts.push({ at, projected, actual });
  }
  return cuts;

  function cohortOf(all: readonly Lead[], at: number, end: number, windowMs: number): Cohort {
    const age = at - end;
    const known = all.filter(({ reached }) => reached !== undefined && reached <= at);
    const reachedIn = new Map<number, number>();
    let reached = 0;
    for (const lead of known) {
      const after = inTime(lead);
      if (after === undefined) continue;
      reached++;
      const step = bucketOf(after);
      reachedIn.set(step, (reachedIn.get(step) ?? 0) + 1);
    }
    // A step is lived through when its upper end is: the one before that in which the age lies.
    const livedThrough =
      age >= windowMs ? bucketOf(windowMs) : Math.min(bucketOf(age), bucketOf(windowMs)) - 1;
    return { entered: all.length, reached, reachedIn, livedThrough };
  }
}

export function coverage(cuts: readonly Cut[]): {
  readonly told: number;
  readonly held: number;
  readonly width: number;
} {
  const told = cuts.flatMap(({ projected, actual }) => (projected === null ? [] : [{ projected, actual }]));
  const held = told.filter(
    ({ projected: { low, high }, actual }) => low - 1e-9 <= actual && actual <= high + 1e-9,
  );
  const width =
    told.reduce((sum, { projected: { low, high } }) => sum + high - low, 0) / Math.max(1, told.length);
  return { told: told.length, held: held.length, width };
}
