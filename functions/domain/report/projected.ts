// What the share of each stage will be when all windows have ended.
import { addDays, daysBetween } from '../calendar.ts';
import { bucketOf } from '../funnel/histogram.ts';
import { type Cohort, type Projection, project } from '../statistics/life-table.ts';
import { type AgeInput, livedThrough } from './same-age.ts';

/** Weeks that have ended, from which the drift of shares is told. */
const WEEKS_OF_DRIFT = 8;
const DAY_MS = 86_400_000;
/** A longer window is projected only as far as the days that are read anyway tell of it. */
const MOST_DAYS_BEFORE = 150;

/** The first day of entry that a projection of a period asks for. */
export function projectionSince(from: string, windowMs: number): string {
  const days = 2 * Math.ceil(windowMs / DAY_MS) + WEEKS_OF_DRIFT * 7;
  return days > MOST_DAYS_BEFORE ? from : addDays(from, -days);
}

/**
 * By stage; null where there are too few leads to say, and at the first stage, which no lead enters before.
 * @param since the first day of which cells were read
 * @param days of the period, in order
 */
export function projectStages(
  input: AgeInput,
  since: string,
  days: readonly string[],
): readonly (Projection | null)[] {
  const { figuresOn, stageIds, windowMs } = input;
  const last = days.at(-1);
  if (last === undefined) return stageIds.map(() => null);
  const cohorts = daysBetween(since, last).flatMap((day) => {
    const step = livedThrough(input, day);
    return step < 0 ? [] : [{ day, step, figures: figuresOn(day) }];
  });
  const firstDay = days[0] ?? last;
  return stageIds.map((_, k) => {
    if (k === 0) return null;
    const of = cohorts.map(({ day, step, figures }): Cohort & { readonly day: string } => {
      const stage = figures.stages[k];
      return {
        day,
        entered: stage?.enteredBefore ?? 0,
        reached: stage?.advanced ?? 0,
        reachedIn: stage?.advancedAfter ?? new Map(),
        livedThrough: step,
      };
    });
    return project(
      of,
      of.filter(({ day }) => day >= firstDay),
      bucketOf(windowMs),
    );
  });
}
