// Cohorts: of those that entered in a week or a month, how many had come to a stage so long after entry; and how long it took them.
import { addDays, Calendar, daysBetween, firstDayOf, lastClosed } from '../calendar.ts';
import { windowLabel } from '../config/duration.ts';
import { bucketOf, bucketWithin, upperBoundOf } from '../funnel/histogram.ts';
import { finalAfter, openDays } from './report-build.ts';
import { type DayFigures, figuresByDay } from './report-figures.ts';
import { type PartHead, type PartInput, partHead } from './report-part.ts';
import type { Range } from './report-period.ts';
import { type TimeClass, timeClasses } from './time-classes.ts';

export type CohortPeriod = 'week' | 'month';

const DAY_MS = 86_400_000;
/** A month of age is 30 days, as months of the calendar differ. */
const AGE_MS: Readonly<Record<CohortPeriod, number>> = { week: 7 * DAY_MS, month: 30 * DAY_MS };
/** More columns than half a year of weeks are too many to look at; behind them comes the end of the window. */
const MOST_AGES = 26;
/** What is shown where no days are asked for: this week or month and those before it. */
const USUAL_COHORTS = 12;

/**
 * `over`: all of the cohort have lived through this age; `open`: some are on their way to it, so that what is told is so far; more can
 * come, and while days of the cohort are not over, more can enter too; `ahead`: none has come to the age before.
 */
export type AgeState = 'over' | 'open' | 'ahead';

export type CohortAge = {
  readonly state: AgeState;
  /** Those that had come to the stage at this age, and their share of those that entered before it; null where the age is ahead. */
  readonly reached: number | null;
  readonly share: number | null;
};

export type Cohort = Range & {
  readonly entered: number;
  /** Of these, those that entered before the stage: the others are in no share. */
  readonly enteredBefore: number;
  /** Of these, those that have come to the stage until now. */
  readonly advanced: number;
  /** No event on time can change it any more. */
  readonly final: boolean;
  /** One for each of the report's `ages`. */
  readonly ages: readonly CohortAge[];
};

export type Age = {
  /** As `7d`. */
  readonly age: string;
  readonly seconds: number;
  /** Times are kept in steps of about 10 %: what came until here is counted, the last step that ends within the age. */
  readonly countedSeconds: number;
};

export type CohortsReport = PartHead & {
  readonly every: CohortPeriod;
  /** The stage that shares are of. */
  readonly goal: string;
  readonly stages: readonly { readonly id: string; readonly label: string }[];
  readonly ages: readonly Age[];
  readonly cohorts: readonly Cohort[];
  /** Of all cohorts together: the times from entry to the stage. */
  readonly times: {
    readonly enteredBefore: number;
    readonly advanced: number;
    /** Those that have not come to it and entered on days whose windows have not ended. */
    readonly unfinished: number;
    readonly classes: readonly TimeClass[];
  };
};

export type CohortsInput = PartInput & {
  readonly every: CohortPeriod;
  /** The index of a stage beyond the first. */
  readonly goal: number;
};

/** The days of the cohorts that are shown where none are asked for. @param to the last of them */
export function usualCohorts(every: CohortPeriod, to: string): Range {
  let from = firstDayOf(every, to);
  for (let n = 1; n < USUAL_COHORTS; n++) from = lastClosed(every, from).from;
  return { from, to };
}

export function buildCohorts(input: CohortsInput): CohortsReport {
  const { funnel, every, goal, now, pending } = input;
  const { windowMs } = funnel;
  const calendar = new Calendar(input.timezone);
  const figuresOn = figuresByDay(input.cells, funnel.stages.length);
  const ages = agesOf(every, windowMs);
  const goalOn = (day: string): DayFigures['stages'][number] | undefined => figuresOn(day).stages[goal];
  const days = daysBetween(input.from, input.to);
  const all = cohortsOf(every, days).map((own): Cohort => {
    const [from, to] = [own[0] ?? input.from, own.at(-1) ?? input.to];
    const enteredBefore = sum(own, (day) => goalOn(day)?.enteredBefore);
    return {
      ...{ from, to, enteredBefore },
      entered: sum(own, (day) => figuresOn(day).entered),
      advanced: sum(own, (day) => goalOn(day)?.advanced),
      final: now > finalAfter(calendar, to, windowMs, pending),
      ages: ages.map(({ ms, step }, index): CohortAge => {
        const begins = calendar.startOf(from) + (ages[index - 1]?.ms ?? 0);
        if (now <= begins) return { state: 'ahead', reached: null, share: null };
        const reached = sum(own, (day) => goalOn(day)?.advancedBy(step));
        return {
          state: now >= calendar.startOf(addDays(to, 1)) + ms ? 'over' : 'open',
          reached,
          share: enteredBefore > 0 ? reached / enteredBefore : null,
        };
      }),
    };
  });
  // What is ahead of all cohorts is no column.
  const shown = ages.filter((_, index) => all.some((one) => one.ages[index]?.state !== 'ahead'));
  const enteredBefore = sum(all, (one) => one.enteredBefore);
  const advanced = sum(all, (one) => one.advanced);
  const stillOpen = openDays(input, days);
  return {
    ...partHead(input),
    every,
    goal: funnel.stages[goal]?.id ?? '',
    stages: funnel.stages.map(({ id }, k) => ({ id, label: input.labels[k] ?? id })),
    ages: shown.map(({ ms, countedMs }) => ({
      age: windowLabel(ms),
      seconds: ms / 1000,
      countedSeconds: Math.floor(countedMs / 1000),
    })),
    cohorts: all.map((one) => ({ ...one, ages: one.ages.slice(0, shown.length) })),
    times: {
      ...{ enteredBefore, advanced },
      unfinished: sum(stillOpen, (day) => (goalOn(day)?.enteredBefore ?? 0) - (goalOn(day)?.advanced ?? 0)),
      classes: timeClasses(
        days.flatMap((day) => goalOn(day)?.advancedAfter ?? []),
        windowMs,
      ),
    },
  };
}

type AgeStep = { readonly ms: number; readonly step: number; readonly countedMs: number };

/** Each week or month of age within the window, and the window itself, in whose last step all is that comes in time. */
function agesOf(every: CohortPeriod, windowMs: number): readonly AgeStep[] {
  const ages: AgeStep[] = [];
  for (let ms = AGE_MS[every]; ms < windowMs && ages.length < MOST_AGES; ms += AGE_MS[every]) {
    const step = bucketWithin(ms);
    ages.push({ ms, step, countedMs: upperBoundOf(step) });
  }
  return [...ages, { ms: windowMs, step: bucketOf(windowMs), countedMs: windowMs }];
}

/** The days of each week or month, as far as they are asked for. */
function cohortsOf(every: CohortPeriod, days: readonly string[]): readonly (readonly string[])[] {
  const cohorts = new Map<string, string[]>();
  for (const day of days) {
    const first = firstDayOf(every, day);
    const own = cohorts.get(first) ?? [];
    own.push(day);
    cohorts.set(first, own);
  }
  return [...cohorts.values()];
}

function sum<One>(all: readonly One[], of: (one: One) => number | undefined): number {
  return all.reduce((total, one) => total + (of(one) ?? 0), 0);
}
