// When an event happened, fixed at acceptance from what its sender's clock said and what ours says.
import { readInstant } from './instant.ts';

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
 * With the public key as said, put right by whole quarters of an hour where the sender's clock is wrong, then clamped
 * to two weeks past and five minutes ahead. With the secret key any past, as said.
 */
export function eventTime({ timestamp, sentAt, received, trusted }: Said): EventTime {
  if (timestamp === undefined || timestamp === null) return { time: received };
  const said = readInstant(timestamp);
  // A time was meant, but not one that can be read: now is the best guess, and it is flagged.
  if (said === undefined) return { time: received, flag: 'time-unreadable' };
  if (trusted) return clamp(said, 0, received + FUTURE_MS);
  const sent = readInstant(sentAt);
  const time = sent === undefined ? said : said + clockError(received - sent);
  return clamp(time, received - PAST_MS, received + FUTURE_MS);
}

function clamp(time: number, least: number, most: number): EventTime {
  if (time < least) return { time: least, flag: 'time-clamped' };
  return time > most ? { time: most, flag: 'time-clamped' } : { time };
}

const STEP_MS = 15 * 60_000;
/** Clocks that are set by a network are right to less than a second; phones that were asleep, to some seconds. */
const AHEAD_MS = 60_000;

/**
 * What to add to a sender's times.
 *
 * What passes between sending and receipt is `delay - error`: how long the request was on its way, less what the clock
 * is ahead. One request cannot tell the two apart. Segment's correction takes all of it for error, and so moves each
 * request's events by its own delay: a view whose request was held up by ten seconds comes after the sign-up that
 * followed it. Here times are moved by whole steps only, so that the requests of one clock are moved alike and keep their
 * order, unless their delays fall on both sides of a step:
 *
 *     received - sent   -16 min    -1 min          14 min        29 min
 *     moved by             | -15 min |      0        |   15 min    |
 *
 * A right clock is thus believed whatever the delay up to 14 minutes, one that is wrong by quarters of an hour (an hour
 * by a wrong time zone, a year by an empty battery) is put right to the millisecond, and any other to a quarter of an
 * hour, with no event more than a minute ahead of its receipt. No rule over single requests keeps the order for every
 * clock and every delay: it would have to move all clocks alike.
 */
function clockError(passed: number): number {
  // Not a negative zero.
  return Math.floor((passed + AHEAD_MS) / STEP_MS) * STEP_MS || 0;
}
