// Hand-offs in a report: how many were accepted and returned, how soon, and what became of those accepted by speed.
import type { Buckets } from '../funnel/histogram.ts';
import { totalOf } from '../funnel/histogram.ts';
import { RETURN_REASONS, type ReturnReason } from '../hand-off/answer.ts';
import { SPEEDS_MS } from '../hand-off/speeds.ts';
import type { AnswerFigures } from './report-figures.ts';

/** Leads that were accepted within one class of times. */
export type SpeedReport = {
  /** The longest time from hand-off to acceptance in seconds, inclusive; null: longer than all others. */
  readonly within: number | null;
  readonly leads: number;
  /** The stages behind the hand-off. */
  readonly stages: readonly SpeedStage[];
};

export type SpeedStage = {
  readonly id: string;
  /** Came to the stage at the acceptance or later. */
  readonly leads: number;
  /** Had come to it before: no consequence of the acceptance. */
  readonly before: number;
  /** Of those that had not, who came to it; null where there are none. */
  readonly share: number | null;
};

/** What sales answered to the hand-offs of a report's attempts. */
export type AnsweredReport<Time> = {
  readonly accepted: number;
  readonly returned: number;
  /** Not answered yet. */
  readonly waiting: number;
  /** Of all that were handed over; null where none were. */
  readonly acceptedShare: number | null;
  /** From the hand-off to the acceptance. */
  readonly secondsToAccept: Time;
  /** Why leads were returned, those of a reason that was given. */
  readonly reasons: readonly { readonly reason: ReturnReason; readonly leads: number }[];
  /** Those in which leads were accepted, the fastest first. */
  readonly speeds: readonly SpeedReport[];
};

/** @param behind the stages behind the hand-off, by their index in the funnel */
export function answeredReport<Time>(
  leads: number,
  figures: AnswerFigures,
  behind: ReadonlyMap<number, string>,
  timeOf: (times: Buckets, sum: number) => Time,
): AnsweredReport<Time> {
  const accepted = totalOf(figures.accepted);
  const reasons = RETURN_REASONS.flatMap((reason, index) => {
    const n = figures.returned.get(index) ?? 0;
    return n === 0 ? [] : [{ reason, leads: n }];
  });
  const returned = reasons.reduce((sum, one) => sum + one.leads, 0);
  return {
    accepted,
    returned,
    waiting: leads - accepted - returned,
    acceptedShare: leads > 0 ? accepted / leads : null,
    secondsToAccept: timeOf(figures.accepted, figures.sum),
    reasons,
    speeds: [...SPEEDS_MS, null].flatMap((bound, speed): SpeedReport[] => {
      const own = figures.speeds.get(speed) ?? 0;
      if (own === 0) return [];
      const stages = [...behind].map(([stage, id]): SpeedStage => {
        const reached = figures.reached(stage).get(speed) ?? 0;
        const before = figures.reachedBefore(stage).get(speed) ?? 0;
        return { id, leads: reached, before, share: own > before ? reached / (own - before) : null };
      });
      return [{ within: bound === null ? null : bound / 1000, leads: own, stages }];
    }),
  };
}

/** As the contract orders them: an issued report is compared as text. */
export function withAnswers<Who extends object, Time>(
  who: Who,
  leads: number,
  seconds: Time,
  { accepted, returned, waiting, acceptedShare, ...rest }: AnsweredReport<Time>,
): Who & AnsweredReport<Time> & { readonly leads: number; readonly seconds: Time } {
  return { ...who, leads, accepted, returned, waiting, acceptedShare, seconds, ...rest };
}

/** Of what was issued before hand-offs could be answered. */
export function unanswered(
  leads: number,
): AnsweredReport<{ readonly median: null; readonly p90: null; readonly mean: null }> {
  const accepted = new Map<number, number>();
  const none = { accepted, sum: 0, returned: accepted, speeds: accepted };
  const figures = { ...none, reached: () => accepted, reachedBefore: () => accepted };
  return answeredReport(leads, figures, new Map(), () => ({ median: null, p90: null, mean: null }));
}
