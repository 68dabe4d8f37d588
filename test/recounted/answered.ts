// What sales answered to hand-offs, by looking at every attempt that was handed over.
import type { FunnelConfig } from '../../functions/domain/config/config.ts';
import type { LeadEvent } from '../../functions/domain/event/event.ts';
import type { HandOffReport } from '../../functions/domain/report/report.ts';
import type { CountedAttempt } from './counted-lead.ts';
import { secondsOf } from './times.ts';

export type Answer = { readonly isAccepted: boolean; readonly reason: string; readonly at: number };
/** A hand-off, and the first answer to it. */
export type Handed = { readonly time: number; readonly answer: Answer | undefined };

/** The first that the server said of a hand-off of the funnel between the two instants. */
export function firstAnswer(
  events: readonly LeadEvent[],
  funnel: string,
  from: number,
  to: number,
): Answer | undefined {
  for (const { kind, name, trusted, time, properties = {} } of events) {
    const isAccepted = name === 'Hand-off Accepted';
    if (kind !== 'event' || !trusted || (!isAccepted && name !== 'Hand-off Returned')) continue;
    const of = Date.parse(String(properties.handedOver));
    if (properties.funnel === funnel && of >= from && of <= to)
      return { isAccepted, reason: String(properties.reason), at: time };
  }
  return undefined;
}

const MINUTES = [5, 30, 60, 240, 1_440, 4_320, 10_080];
const REASONS = ['not-a-fit', 'no-budget', 'not-now', 'not-reached', 'duplicate', 'other'];

/** @param from the index of the stage at which the hand-off is */
export function answeredOf(
  { stages, order }: FunnelConfig,
  all: readonly { readonly attempt: CountedAttempt; readonly handed: Handed }[],
  from: number,
): Omit<HandOffReport, 'to' | 'leads' | 'seconds'> {
  const accepted = all.flatMap(({ attempt, handed: { time, answer } }) =>
    answer?.isAccepted ? [{ attempt, at: answer.at, after: Math.max(0, answer.at - time) }] : [],
  );
  const returned = all.flatMap(({ handed }) => (handed.answer?.isAccepted === false ? [handed.answer] : []));
  const reachedAt = ({ stages: own }: CountedAttempt, k: number): number =>
    Math.min(
      ...own.flatMap(({ filledAt }, at) => {
        const isLater = at > k && order === 'reached' && stages[k]?.optional !== true;
        return filledAt !== undefined && (at === k || isLater) ? [filledAt] : [];
      }),
    );
  return {
    accepted: accepted.length,
    returned: returned.length,
    waiting: all.length - accepted.length - returned.length,
    acceptedShare: all.length === 0 ? null : accepted.length / all.length,
    secondsToAccept: secondsOf(
      accepted.map(({ after }) => after),
      true,
    ),
    reasons: REASONS.flatMap((reason) => {
      const leads = returned.filter((one) => one.reason === reason).length;
      return leads === 0 ? [] : [{ reason: reason as HandOffReport['reasons'][number]['reason'], leads }];
    }),
    speeds: [...MINUTES, null].flatMap((minutes, at) => {
      const over = at === 0 ? -1 : (MINUTES[at - 1] ?? 0) * 60_000;
      const own = accepted.filter(
        ({ after }) => after > over && (minutes === null || after <= minutes * 60_000),
      );
      if (own.length === 0) return [];
      const behind = stages.flatMap(({ id }, k) => {
        if (k <= from) return [];
        const inStage = own.filter(({ attempt }) => attempt.stages[k]?.isCounted);
        const before = inStage.filter((one) => reachedAt(one.attempt, k) < one.at).length;
        const leads = inStage.length - before;
        return [{ id, leads, before, share: own.length === before ? null : leads / (own.length - before) }];
      });
      return [{ within: minutes === null ? null : minutes * 60, leads: own.length, stages: behind }];
    }),
  };
}
