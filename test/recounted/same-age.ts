// The period before at the age of this one, and the difference of the two.
import type { SameAge, SameAgeDifference } from '../../functions/domain/report/same-age.ts';
import type { CountedAttempt } from './counted-lead.ts';
import { daysFrom } from './local-days.ts';
import { periodBefore, type Recounted } from './period.ts';
import { bucketOf } from './times.ts';

type Compared = { readonly sameAge: SameAge; readonly difference: SameAgeDifference };

export function sameAgeOf(all: Recounted, from: string, to: string): Compared {
  const before = periodBefore(from, to);
  const daysBefore = daysFrom(before.from, before.to);
  const pairs = daysFrom(from, to)
    .map((day, at) => ({ day, before: daysBefore[at] ?? '', step: stepOf(all, day) }))
    .filter(({ step }) => step >= 0);
  const later = reached(
    all,
    pairs.map(({ day, step }) => ({ day, step })),
  );
  const earlier = reached(
    all,
    pairs.map((pair) => ({ day: pair.before, step: pair.step })),
  );
  return {
    sameAge: earlier,
    difference: {
      ...later,
      stages: later.stages.map((stage, k) => ({ ...stage, difference: newcombe(stage, earlier.stages[k]) })),
    },
  };
}

/** The last step of age that all have lived through who entered on a day; in that of the window is all that came in time. */
export function stepOf({ days, funnel, now }: Recounted, day: string): number {
  const age = now - days.endOf(day);
  if (age < 0) return -1;
  const last = bucketOf(funnel.windowMs);
  return age >= funnel.windowMs ? last : Math.min(last, bucketOf(age)) - 1;
}

/** The age in ms at which an attempt came to a stage: by what filled it, else by the earliest that implies it. Undefined where it entered there or never came. */
export function ageAt({ time, enteredAt, stages }: CountedAttempt, k: number): number | undefined {
  const stage = stages[k];
  if (enteredAt >= k || stage?.isCounted !== true) return undefined;
  const later = stages.slice(k + 1).flatMap(({ filledAt }) => filledAt ?? []);
  return (stage.filledAt ?? Math.min(...later)) - time;
}

/** The step of that age. */
export function stepAt(attempt: CountedAttempt, k: number): number | undefined {
  const age = ageAt(attempt, k);
  return age === undefined ? undefined : bucketOf(age);
}

function reached(
  { leads, funnel }: Recounted,
  cohorts: readonly { readonly day: string; readonly step: number }[],
): SameAge {
  const attempts = cohorts.flatMap(({ day, step }) =>
    leads.flatMap((lead) => lead.attempts.filter((one) => one.day === day).map((one) => ({ one, step }))),
  );
  return {
    days: cohorts.length,
    entered: attempts.length,
    stages: funnel.stages.map(({ id }, k) => {
      const entered = attempts.filter(({ one }) => one.enteredAt < k);
      const advanced = entered.filter(
        ({ one, step }) => (stepAt(one, k) ?? Number.POSITIVE_INFINITY) <= step,
      );
      const [part, whole] = [advanced.length, entered.length];
      return { id, enteredBefore: whole, advanced: part, fromEntry: whole === 0 ? null : part / whole };
    }),
  };
}

const Z = 1.959964;

type Share = { readonly advanced: number; readonly enteredBefore: number };

/** R. G. Newcombe, Statistics in Medicine 17, 1998, 873 to 890, method 11. */
function newcombe(one: Share, two: Share | undefined): SameAgeDifference['stages'][number]['difference'] {
  if (two === undefined || one.enteredBefore === 0 || two.enteredBefore === 0) return null;
  const [p1, p2] = [one, two].map(({ advanced, enteredBefore }) => advanced / enteredBefore) as [
    number,
    number,
  ];
  const [[l1, u1], [l2, u2]] = [bounds(one), bounds(two)];
  const by = p1 - p2;
  const low = by - Math.sqrt((p1 - l1) ** 2 + (u2 - p2) ** 2);
  const high = by + Math.sqrt((u1 - p1) ** 2 + (p2 - l2) ** 2);
  return { by, low, high, clear: low > 0 || high < 0 };
}

/** The same author, 857 to 872, method 4: Wilson's interval with continuity correction. */
function bounds({ advanced: r, enteredBefore: n }: Share): readonly [number, number] {
  const [p, q] = [r / n, 1 - r / n];
  const low =
    (2 * n * p + Z ** 2 - 1 - Z * Math.sqrt(Z ** 2 - 2 - 1 / n + 4 * p * (n * q + 1))) / (2 * (n + Z ** 2));
  const high =
    (2 * n * p + Z ** 2 + 1 + Z * Math.sqrt(Z ** 2 + 2 - 1 / n + 4 * p * (n * q - 1))) / (2 * (n + Z ** 2));
  return [r === 0 ? 0 : Math.max(0, low), r === n ? 1 : Math.min(1, high)];
}
