// When an event happened, fixed at acceptance from what its sender's clock said and what ours says.
import { isEmptyDate, readInstant } from './instant.ts';

const DAY_MS = 86_400_000;
const PAST_MS = 14 * DAY_MS;
const FUTURE_MS = 5 * 60_000;

export type Said = {
  /** As sent. */
  readonly timestamp?: unknown;
  readonly sentAt?: unknown;
  /** Our clock, ms since the epoch. */
  readonly received: number;
  readonly trusted: boolean;
};

export type EventTime = { readonly time: number; readonly flag?: 'time-unreadable' | 'time-clamped' };

/**
 * With the public key as said, put right by whole quarters of an hour where the sender's clock is far ahead or weeks
 * behind, then clamped to two weeks past and five minutes ahead. With the secret key any past, as said.
 */
export function eventTime({ timestamp, sentAt, received, trusted }: Said): EventTime {
  if (timestamp === undefined || timestamp === null) return { time: received };
  const said = readMoment(timestamp);
  // A time was meant, but not one that can be read: now is the best guess, and it is flagged.
  if (said === undefined) return { time: received, flag: 'time-unreadable' };
  if (trusted) return clamp(said, said, received + FUTURE_MS);
  const sent = readMoment(sentAt);
  const time = sent === undefined ? said : said + clockError(received - sent);
  return clamp(time, received - PAST_MS, received + FUTURE_MS);
}

function readMoment(value: unknown): number | undefined {
  const moment = readInstant(value);
  return moment === undefined || isEmptyDate(moment) ? undefined : moment;
}

function clamp(time: number, least: number, most: number): EventTime {
  if (time < least) return { time: least, flag: 'time-clamped' };
  return time > most ? { time: most, flag: 'time-clamped' } : { time };
}

const STEP_MS = 15 * 60_000;

/**
 * What to add to a sender's times.
 *
 * What passes between sending and receipt is `delay - error`: how long the request was on its way, less what the clock
 * is ahead. One request cannot tell the two apart. Segment's correction takes all of it for error, and so moves each
 * request's events by its own delay: a view whose request was held, by a weak network or until a phone woke up, comes after
 * the sign-up that followed it. Here a clock is put right only where its time is beyond the bounds: more than five minutes
 * ahead of ours, or more than two weeks behind.
 *
 *     received - sent   -20 min    -5 min                    14 days
 *     moved by             | -15 min |           0             |   whole quarters of an hour
 *
 * So a clock that is right, a little ahead or behind is taken at its word: none of a sender's events moves against another,
 * however long one was held. Any other clock is put right by whole quarters of an hour: to the millisecond where it is wrong by these, as
 * by a wrong time zone. The requests of one such clock are moved alike unless their delays fall on both sides of a step.
 */
function clockError(passed: number): number {
  if (passed >= -FUTURE_MS && passed <= PAST_MS) return 0;
  // Not a negative zero.
  return Math.floor((passed + FUTURE_MS) / STEP_MS) * STEP_MS || 0;
}
