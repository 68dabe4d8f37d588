// What shares will be when all windows have ended: a life table, lead by lead.
import type { Projection } from '../../functions/domain/statistics/life-table.ts';
import { dayAfter, daysFrom } from './local-days.ts';
import { periodBefore, type Recounted } from './period.ts';
import { stepAt, stepOf } from './same-age.ts';
import { bucketOf } from './times.ts';

/** Those who entered before a stage on one day: by lead, the step of age in which it came there. */
type Cohort = {
  readonly day: string;
  readonly came: readonly (number | undefined)[];
  /** The last step that all have lived through. */
  readonly lived: number;
};

export function projectionsOf(all: Recounted, from: string, to: string): readonly (Projection | null)[] {
  const { funnel, leads } = all;
  const windowDays = Math.ceil(funnel.windowMs / 86_400_000);
  // Two windows and eight weeks, of windows of up to 47 days.
  const since = windowDays <= 47 ? dayAfter(from, -2 * windowDays - 56) : from;
  const { from: before } = periodBefore(from, to);
  const days = daysFrom(since < before ? since : before, to)
    .map((day) => ({ day, lived: stepOf(all, day) }))
    .filter(({ lived }) => lived >= 0);
  const attempts = leads.flatMap((lead) => lead.attempts);
  return funnel.stages.map((_, k) => {
    if (k === 0) return null;
    const cohorts = days.map(({ day, lived }): Cohort => {
      const own = attempts.filter((one) => one.day === day && one.enteredAt < k);
      return { day, lived, came: own.map((one) => stepAt(one, k)) };
    });
    return projected(
      cohorts,
      cohorts.filter(({ day }) => day >= from),
      bucketOf(funnel.windowMs),
    );
  });
}

function projected(all: readonly Cohort[], shown: readonly Cohort[], last: number): Projection | null {
  const entered = shown.flatMap(({ came }) => came).length;
  const reached = shown.flatMap(cameAtAll).length;
  if (entered === 0) return null;
  const waiting = shown.filter((one) => one.lived < last && cameAtAll(one).length < one.came.length);
  if (waiting.length === 0)
    return { low: reached / entered, mid: reached / entered, high: reached / entered };
  const youngest = Math.min(...waiting.map(({ lived }) => lived));
  const hazards = hazardsAfter(all, youngest, last);
  const drift = hazards === null ? null : driftOf(all, youngest, last);
  if (hazards === null || drift === null) return null;
  let [more, variance, doubt, future] = [0, 0, 0, 0];
  for (const cohort of waiting) {
    const left = cohort.came.length - cameBy(cohort, cohort.lived);
    const steps = hazards.filter(({ step }) => step > cohort.lived);
    const stays = steps.reduce((product, { n, d }) => product * (1 - d / n), 1);
    const greenwood = steps.reduce((sum, { n, d }) => sum + (n > d ? d / (n * (n - d)) : 0), 0);
    // Some of these have come already, in a step that is not over.
    more += left * (1 - stays) - (cameAtAll(cohort).length - cameBy(cohort, cohort.lived));
    variance += left * stays * (1 - stays);
    doubt += left * stays * Math.sqrt(greenwood);
    future += left * (1 - stays);
  }
  const half = drift.quantile * Math.sqrt(variance + doubt ** 2 + drift.variance * future ** 2);
  const share = (n: number): number => Math.min(entered, Math.max(reached, n)) / entered;
  return {
    low: share(reached + more - half),
    mid: share(reached + more),
    high: share(reached + more + half),
  };
}

function cameAtAll({ came }: Cohort): readonly number[] {
  return came.flatMap((step) => step ?? []);
}

function cameBy(cohort: Cohort, step: number): number {
  return cameAtAll(cohort).filter((one) => one <= step).length;
}

type Hazard = { readonly step: number; readonly n: number; readonly d: number };

/** For each later step: of the leads of the latest days that lived through it and had not come before, those that came. */
function hazardsAfter(all: readonly Cohort[], youngest: number, last: number): readonly Hazard[] | null {
  const known = all.reduce((sum, one) => sum + cameBy(one, Math.min(last, one.lived)), 0);
  if (known < 30) return null;
  const hazards: Hazard[] = [];
  for (let step = youngest + 1; step <= last; step++) {
    let [n, d] = [0, 0];
    // The latest 28 days, more where they are fewer than 300 leads.
    for (const [days, cohort] of all
      .filter(({ lived }) => lived >= step)
      .reverse()
      .entries()) {
      if (days >= 28 && n >= 300) break;
      n += cohort.came.length - cameBy(cohort, step - 1);
      d += cameBy(cohort, step) - cameBy(cohort, step - 1);
    }
    if (n < 20) return null;
    hazards.push({ step, n, d });
  }
  return hazards;
}

/** Two-sided 90 % of Student's t by degrees of freedom, from 1 to 15. */
const STUDENT = '6.314 2.920 2.353 2.132 2.015 1.943 1.895 1.860 1.833 1.812 1.796 1.782 1.771 1.761 1.753';
const NORMAL = 1.644854;

/** How far off a table of four weeks was of a later week, for each of up to 26 weeks that have ended. */
function driftOf(
  all: readonly Cohort[],
  youngest: number,
  last: number,
): { readonly variance: number; readonly quantile: number } | null {
  const ended = all.filter(({ lived }) => lived >= last);
  const wanted = all.length - ended.length;
  const lag = Math.min(wanted, Math.max(7, ended.length - 21));
  const shareOf = (cohorts: readonly Cohort[]) => {
    const left = cohorts.reduce((sum, one) => sum + one.came.length - cameBy(one, youngest), 0);
    const came = cohorts.reduce((sum, one) => sum + cameBy(one, last) - cameBy(one, youngest), 0);
    return { left, came };
  };
  const weeks: { readonly excess: number; readonly scale: number }[] = [];
  for (let end = ended.length; weeks.length < 26; end -= 7) {
    const start = end - 7;
    const table = ended.slice(Math.max(0, start - lag - 28), Math.max(0, start - lag));
    if (table.length < 7) break;
    const [before, week] = [shareOf(table), shareOf(ended.slice(start, end))];
    if (before.left === 0 || week.left === 0) continue;
    const p = before.came / before.left;
    const chance = week.left * p * (1 - p) * (1 + week.left / before.left);
    const expected = week.left * p;
    weeks.push({ excess: (week.came - expected) ** 2 - chance, scale: Math.max(1, expected) ** 2 });
  }
  if (weeks.length < 2) return null;
  const sum = (of: 'excess' | 'scale'): number => weeks.reduce((total, week) => total + week[of], 0);
  return {
    variance: Math.max(0, sum('excess') / sum('scale')) * Math.max(1, wanted / lag),
    quantile: Number(STUDENT.split(' ')[weeks.length - 2] ?? NORMAL),
  };
}
