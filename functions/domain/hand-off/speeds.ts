// Speeds: how soon after its hand-off a lead was accepted, as the classes by which conversion is shown.

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** In ms, ascending, each inclusive. What takes longer than the last is of one more class. Cells hold the indices: only ever added to at the end. */
export const SPEEDS_MS: readonly number[] = [
  ...[5 * MINUTE_MS, 30 * MINUTE_MS, HOUR_MS, 4 * HOUR_MS],
  ...[DAY_MS, 3 * DAY_MS, 7 * DAY_MS],
];

/** The index of the first class that a time from hand-off to acceptance fits into. */
export function speedOf(ms: number): number {
  const at = SPEEDS_MS.findIndex((bound) => ms <= bound);
  return at < 0 ? SPEEDS_MS.length : at;
}
