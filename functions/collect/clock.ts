// When an event happened, fixed at acceptance from what its sender's clock said and what ours says.

const DAY_MS = 86_400_000;
const PAST_MS = 14 * DAY_MS;
const FUTURE_MS = 5 * 60_000;

export type Said = {
  /** As sent: ISO 8601 or ms since the epoch. */
  readonly timestamp?: unknown;
  readonly sentAt?: unknown;
  /** Our clock, ms since the epoch. */
  readonly received: number;
  readonly trusted: boolean;
};

export type EventTime = { readonly time: number; readonly clamped?: true };

/**
 * With the public key Segment's correction (what passed on the sender's clock between event and sending passed on
 * ours before receipt), then a clamp to two weeks past and five minutes ahead. With the secret key any past, as said.
 */
export function eventTime({ timestamp, sentAt, received, trusted }: Said): EventTime {
  if (timestamp === undefined || timestamp === null) return { time: received };
  const said = readInstant(timestamp);
  // A time was meant, but not one that can be read: now is the best guess, and it is flagged.
  if (said === undefined) return { time: received, clamped: true };
  if (trusted) return clamp(said, 0, received + FUTURE_MS);
  const sent = readInstant(sentAt);
  const time = sent === undefined ? said : received - (sent - said);
  return clamp(time, received - PAST_MS, received + FUTURE_MS);
}

function clamp(time: number, least: number, most: number): EventTime {
  if (time < least) return { time: least, clamped: true };
  return time > most ? { time: most, clamped: true } : { time };
}

const ISO = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?)?$/i;

/** A time without a zone is UTC, wherever this runs. */
function readInstant(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? Math.round(value) : undefined;
  if (typeof value !== 'string') return undefined;
  const iso = ISO.exec(value.trim());
  if (iso === null) return undefined;
  const dated = iso[0].length === 'YYYY-MM-DD'.length;
  const ms = Date.parse(
    dated || iso[1] !== undefined ? iso[0].replace(/([+-]\d\d)(\d\d)$/, '$1:$2') : `${iso[0]}Z`,
  );
  return Number.isNaN(ms) ? undefined : ms;
}
