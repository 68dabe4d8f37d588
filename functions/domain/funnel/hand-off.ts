// Hand-offs: what an attempt gives to another funnel.
import type { LeadEvent } from '../event/event.ts';
import { answerTo, type HandOffAnswer } from '../hand-off/answer.ts';
import type { Matcher } from './funnel.ts';
import type { MatchedAttempt } from './match.ts';

/** The receiving funnel's event, and what it must know of the attempt that gave it. */
export type HandOff = {
  readonly event: LeadEvent;
  /** The giving funnel's id. */
  readonly from: string;
  /** From the giving attempt's entry to the hand-off, in ms. */
  readonly after: number;
  /** Absent: it waits for one. */
  readonly answer?: HandOffAnswer;
};

/** When the giving stage was reached: in order `reached`, at the earliest event of it or, unless it is optional, of a later one. */
export function handOffTime({ funnel, optional }: Matcher, attempt: MatchedAttempt): number | undefined {
  const { handOff } = funnel;
  if (handOff === undefined) return undefined;
  const stage = funnel.stages.findIndex(({ id }) => id === handOff.at);
  if (attempt.counted[stage] !== true) return undefined;
  const isImplied = funnel.order === 'reached' && !optional.has(stage);
  const reaching = isImplied ? attempt.fills.slice(stage) : [attempt.fills[stage]];
  return Math.min(...reaching.flatMap((fill) => (fill === undefined ? [] : [fill.event.time])));
}

/** What sales answered to the hand-off of an attempt; undefined where there is none of either. */
export function handOffAnswer(
  matcher: Matcher,
  attempt: MatchedAttempt,
  answers: readonly HandOffAnswer[],
): HandOffAnswer | undefined {
  if (answers.length === 0 || handOffTime(matcher, attempt) === undefined) return undefined;
  const { entry, endsAt } = attempt;
  return answerTo(answers, matcher.funnel.id, { entry: entry.event.time, endsAt });
}

/** @param answers those of the lead, in the order in which they were given */
export function handOffOf(
  source: Matcher,
  attempt: MatchedAttempt,
  answers: readonly HandOffAnswer[],
): HandOff | undefined {
  const time = handOffTime(source, attempt);
  if (time === undefined) return undefined;
  const { event: entry } = attempt.entry;
  const answer = handOffAnswer(source, attempt, answers);
  const id = `handoff:${source.funnel.id}:${entry.id}`;
  return {
    event: { id, time, received: time, kind: 'event', name: '', trusted: true },
    from: source.funnel.id,
    after: time - entry.time,
    ...(answer === undefined ? {} : { answer }),
  };
}
