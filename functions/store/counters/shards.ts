// Shards: several items among which a counter is spread, under names that are used for an hour or a day and never again.

/**
 * A write costs by the size of the whole item, so a day's counters are kept in many small ones: a transaction writes to one
 * of them, a reader sums them all. Two writers seldom meet in one.
 */
export const SHARDS = 64;
/** Of one value of an open-ended breakdown there are fewer: its items are small, and a reader reads those of every value. */
export const VALUE_SHARDS = 8;

const HOUR_MS = 3_600_000;
const PERIODS = { h: HOUR_MS, d: 24 * HOUR_MS } as const;
/** For clocks that are apart. A writer whose clock is further behind finds sealed shards, or makes deleted ones again. */
const MARGIN_MS = 120_000;
/** Changes at once that tell of a busy table: its shards would grow too large in a day. */
const BUSY = 5;

/** When and among how many a writer chooses. */
export type Writing = {
  /** Of the transaction alone. Shards that it makes keep it. */
  readonly id: string;
  /** ms since the epoch. */
  readonly now: number;
  /** How many changes are written together. */
  readonly changes: number;
};

/**
 * The name of a shard: the hour or day of writing, in UTC, and a number. A quiet table uses its shards for a day, so
 * that few are made that must be deleted again.
 * @param n any number: the shards are dealt out among them
 */
export function shardName({ now, changes }: Writing, n: number, shards: number): string {
  const period = changes < BUSY ? 'd' : 'h';
  return `${period}${Math.floor(now / PERIODS[period]).toString(36)}.${(n % shards).toString(36)}`;
}

/** Whether no writer whose clock is right will use the name any more. Nothing is lost by one whose clock is not. */
export function isClosed(name: string, now: number): boolean {
  const [, period, number] = /^([hd])([0-9a-z]+)\.[0-9a-z]+$/.exec(name) ?? [];
  if (period !== 'h' && period !== 'd') return false;
  return (Number.parseInt(number ?? '', 36) + 1) * PERIODS[period] + MARGIN_MS <= now;
}
