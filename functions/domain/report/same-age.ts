// A period beside the one before it at the same age: of an earlier day of entry only what had happened as long after it as the later one has had.
import { addDays, type Calendar } from '../calendar.ts';
import { bucketOf, bucketWithin } from '../funnel/histogram.ts';
import { type Difference, difference } from '../statistics/proportions.ts';
import type { FiguresOn } from './report-figures.ts';

/** How many of those that entered before a stage had come to it at that age. */
export type ReachedByAge = {
  readonly id: string;
  readonly enteredBefore: number;
  readonly advanced: number;
  readonly fromEntry: number | null;
};

export type SameAge = {
  /** So many days of each period are compared: those that are over in the later one. */
  readonly days: number;
  readonly entered: number;
  readonly stages: readonly ReachedByAge[];
};

export type SameAgeDifference = Omit<SameAge, 'stages'> & {
  readonly stages: readonly (ReachedByAge & {
    /** How much greater the share is than in the period before, with its 95 % interval. */
    readonly difference: Difference | null;
  })[];
};

export type AgeInput = {
  readonly figuresOn: FiguresOn;
  readonly calendar: Calendar;
  readonly stageIds: readonly string[];
  readonly windowMs: number;
  /** ms since the epoch. */
  readonly now: number;
};

/**
 * @param days of the period, in order
 * @param daysBefore of the period before, as many
 */
export function compareAtSameAge(
  input: AgeInput,
  days: readonly string[],
  daysBefore: readonly string[],
): { readonly sameAge: SameAge; readonly difference: SameAgeDifference } {
  const pairs = days.flatMap((day, index) => {
    const step = livedThrough(input, day);
    const before = daysBefore[index];
    return step < 0 || before === undefined ? [] : [{ day, before, step }];
  });
  const later = reachedBy(
    input,
    pairs.map(({ day, step }) => ({ day, step })),
  );
  const earlier = reachedBy(
    input,
    pairs.map(({ before, step }) => ({ day: before, step })),
  );
  return {
    sameAge: earlier,
    difference: {
      ...later,
      stages: later.stages.map((stage, k) => {
        const other = earlier.stages[k];
        return {
          ...stage,
          difference:
            other === undefined
              ? null
              : difference(
                  { part: stage.advanced, whole: stage.enteredBefore },
                  { part: other.advanced, whole: other.enteredBefore },
                ),
        };
      }),
    },
  };
}

/**
 * The last step of age, as a bucket of `histogram.ts`, that all have lived through who entered on a day; -1 while the day is not over.
 * At the end of the window it is the window's own step, in which all is that comes in time.
 */
export function livedThrough({ calendar, windowMs, now }: AgeInput, day: string): number {
  const age = now - calendar.startOf(addDays(day, 1));
  if (age < 0) return -1;
  return age >= windowMs ? bucketOf(windowMs) : Math.min(bucketWithin(age), bucketWithin(windowMs));
}

function reachedBy(
  { figuresOn, stageIds }: AgeInput,
  cohorts: readonly { readonly day: string; readonly step: number }[],
): SameAge {
  const enteredBefore = stageIds.map(() => 0);
  const advanced = stageIds.map(() => 0);
  let entered = 0;
  for (const { day, step } of cohorts) {
    const figures = figuresOn(day);
    entered += figures.entered;
    for (const [k, stage] of figures.stages.entries()) {
      enteredBefore[k] = (enteredBefore[k] ?? 0) + stage.enteredBefore;
      advanced[k] = (advanced[k] ?? 0) + stage.advancedBy(step);
    }
  }
  return {
    days: cohorts.length,
    entered,
    stages: stageIds.map((id, k) => {
      const [part = 0, whole = 0] = [advanced[k], enteredBefore[k]];
      return { id, enteredBefore: whole, advanced: part, fromEntry: whole > 0 ? part / whole : null };
    }),
  };
}
