// How long after a stage was reached a step of a sequence is due: days and weeks go by the calendar, hours and minutes by the clock.

/** Of whole days the time of day stays the same, whatever the clocks do in between. */
export type Delay = { readonly days: number } | { readonly ms: number };

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;
const LONGEST_DAYS = 365;

/** `30m`, `6h`, `2d`, `1w`; undefined for anything else and beyond a minute to 365 days. */
export function stepDelay(text: string): Delay | undefined {
  const [, digits = '', unit = ''] = /^([0-9]{1,6})([mhdw])$/.exec(text) ?? [];
  const n = Number(digits);
  if (digits === '' || n === 0) return undefined;
  const delay =
    unit === 'd' || unit === 'w'
      ? { days: unit === 'w' ? 7 * n : n }
      : { ms: n * (unit === 'h' ? HOUR_MS : MINUTE_MS) };
  return lengthOf(delay) <= LONGEST_DAYS * DAY_MS ? delay : undefined;
}

/** As it is configured, in the largest unit that it is whole in but weeks. */
export function delayText(delay: Delay): string {
  if ('days' in delay) return `${delay.days}d`;
  const hours = delay.ms / HOUR_MS;
  return Number.isInteger(hours) ? `${hours}h` : `${delay.ms / MINUTE_MS}m`;
}

/** In ms, with days of 24 hours: by it steps are in order. */
export function lengthOf(delay: Delay): number {
  return 'days' in delay ? delay.days * DAY_MS : delay.ms;
}
