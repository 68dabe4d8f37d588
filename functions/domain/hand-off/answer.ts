// What sales answers to a hand-off: an event of the lead, told with the secret key's trust, that names which hand-off it is of.
import type { LeadEvent, Submission } from '../event/event.ts';

export const ACCEPTED = 'Hand-off Accepted';
export const RETURNED = 'Hand-off Returned';

/** Why a lead is given back. Cells hold the indices: only ever added to at the end. */
export const RETURN_REASONS = [
  'not-a-fit',
  'no-budget',
  'not-now',
  'not-reached',
  'duplicate',
  'other',
] as const;
export type ReturnReason = (typeof RETURN_REASONS)[number];

/** A note beside the reason has so many characters at most. */
export const LONGEST_NOTE = 300;

export type Verdict =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'returned'; readonly reason: ReturnReason; readonly note?: string };

export type HandOffAnswer = Verdict & {
  /** When it was given, ms since the epoch. */
  readonly at: number;
  /** The funnel that handed over, and when it did as far as who answered knew. */
  readonly funnel: string;
  readonly handedAt: number;
};

export type Answering = {
  /** The id under which the hand-off's event was sent. */
  readonly ids: Submission['ids'];
  readonly funnel: string;
  /** ms since the epoch. */
  readonly handedAt: number;
  readonly verdict: Verdict;
  /** ms since the epoch. */
  readonly now: number;
};

/** The same answer to the same hand-off is one event, however often it is given; another answer is another event. */
export function answerEvent({ ids, funnel, handedAt, verdict, now }: Answering): Submission {
  const said = verdict.kind === 'returned' ? { reason: verdict.reason } : {};
  const note = verdict.kind === 'returned' && verdict.note !== undefined ? { note: verdict.note } : {};
  return {
    ids,
    event: {
      id: `s:imbuto:hand-off:${funnel}:${handedAt}:${verdict.kind}`,
      time: now,
      received: now,
      kind: 'event',
      name: verdict.kind === 'accepted' ? ACCEPTED : RETURNED,
      trusted: true,
      properties: { funnel, handedOver: new Date(handedAt).toISOString(), ...said, ...note },
    },
  };
}

/** Undefined of other events, of what a browser claims, and where it does not say which hand-off it is of. */
export function readAnswer({ kind, name, trusted, time, properties }: LeadEvent): HandOffAnswer | undefined {
  if (kind !== 'event' || !trusted || (name !== ACCEPTED && name !== RETURNED)) return undefined;
  const { funnel, handedOver, reason, note } = properties ?? {};
  const handedAt = typeof handedOver === 'number' ? handedOver : Date.parse(String(handedOver));
  if (typeof funnel !== 'string' || !Number.isFinite(handedAt)) return undefined;
  const of = { at: time, funnel, handedAt };
  if (name === ACCEPTED) return { kind: 'accepted', ...of };
  return {
    kind: 'returned',
    reason: readReason(reason) ?? 'other',
    ...(typeof note === 'string' && note !== '' ? { note } : {}),
    ...of,
  };
}

export function readReason(said: unknown): ReturnReason | undefined {
  return RETURN_REASONS.find((one) => one === said);
}

/** In the order in which they were given. @param events of a lead, in order of time */
export function answersIn(events: readonly LeadEvent[]): readonly HandOffAnswer[] {
  return events.flatMap((event) => readAnswer(event) ?? []);
}

/**
 * The answer to the hand-off of an attempt: the first that was given to a hand-off of its funnel within it. The attempt is told by the
 * time that the answer names, as an event that comes late can move a hand-off, and never to another attempt's time.
 */
export function answerTo(
  answers: readonly HandOffAnswer[],
  funnel: string,
  attempt: { readonly entry: number; readonly endsAt: number },
): HandOffAnswer | undefined {
  return answers.find(
    (one) => one.funnel === funnel && one.handedAt >= attempt.entry && one.handedAt <= attempt.endsAt,
  );
}
