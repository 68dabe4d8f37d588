// Durations of the configuration: how they are written and what they come to.

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** A day is 24 hours, a week 7 days, a year 365 days. */
const WINDOW_UNITS: Readonly<Record<string, number>> = {
  m: MINUTE_MS,
  h: HOUR_MS,
  d: DAY_MS,
  w: 7 * DAY_MS,
  y: 365 * DAY_MS,
};
const LONGEST_WINDOW_MS = 3650 * DAY_MS;

/** A month is 30 days. */
const RETENTION_UNITS: Readonly<Record<string, number>> = { d: 1, w: 7, m: 30, y: 365 };
const LONGEST_RETENTION_DAYS = 36_500;

const FRESHNESS_UNITS: Readonly<Record<string, number>> = { s: 1, m: 60 };
/** The longest batching window that SQS event sources have. */
const LONGEST_FRESHNESS_SECONDS = 300;

function amount(
  text: string,
  units: Readonly<Record<string, number>>,
  least: number,
  most: number,
): number | undefined {
  const [, digits = '', unit = ''] = /^([0-9]{1,9})([a-z])$/.exec(text) ?? [];
  const value = Number(digits) * ((Object.hasOwn(units, unit) ? units[unit] : undefined) ?? Number.NaN);
  return value >= least && value <= most ? value : undefined;
}

/** `90m`, `12h`, `30d`, `8w`, `1y` in ms; undefined for anything else and beyond 1 minute to 3650 days. */
export function windowMs(text: string): number | undefined {
  return amount(text, WINDOW_UNITS, MINUTE_MS, LONGEST_WINDOW_MS);
}

/** `90d`, `8w`, `18m`, `3y` in days; undefined for anything else and beyond 1 to 36,500 days. */
export function retentionDays(text: string): number | undefined {
  return amount(text, RETENTION_UNITS, 1, LONGEST_RETENTION_DAYS);
}

/** `0s` to `300s`, or `1m` to `5m`, in seconds; undefined for anything else. */
export function freshnessSeconds(text: string): number | undefined {
  return amount(text, FRESHNESS_UNITS, 0, LONGEST_FRESHNESS_SECONDS);
}

/** A window as one would write it: whole days where it has them, else whole hours, else minutes. */
export function windowLabel(ms: number): string {
  if (ms % DAY_MS === 0) return `${ms / DAY_MS}d`;
  return ms % HOUR_MS === 0 ? `${ms / HOUR_MS}h` : `${ms / MINUTE_MS}m`;
}
