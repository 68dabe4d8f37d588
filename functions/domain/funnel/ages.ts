// Ages: the times since a lead's first entry at which ways are set side by side, the same exact ones everywhere.

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** In ms, ascending. What comes later than the last is of one more class. Cells hold the indices: only ever added to at the end. */
export const AGES_MS: readonly number[] = [
  ...[MINUTE_MS, 10 * MINUTE_MS, HOUR_MS, 6 * HOUR_MS],
  ...[1, 3, 7, 14, 30, 60, 90, 180, 365].map((days) => days * DAY_MS),
];

/** The index of the first age that is not before a time since entry. */
export function ageClassOf(ms: number): number {
  const at = AGES_MS.findIndex((age) => ms <= age);
  return at < 0 ? AGES_MS.length : at;
}
