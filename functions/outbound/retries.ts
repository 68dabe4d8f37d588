// When a message that was not taken is tried again: soon at first, later and later, for more than a day in all.

const WAITS_SECONDS = [5, 30, 120, 600, 1_800, 3_600, 7_200, 10_800, 21_600, 21_600, 21_600] as const;

/** @param receives how often it was tried, this time included, @param random in [0, 1): receivers come back to few at once */
export function retryAfterSeconds(receives: number, random: number): number {
  const wait = WAITS_SECONDS[Math.min(receives, WAITS_SECONDS.length) - 1] ?? WAITS_SECONDS[0];
  return Math.max(1, Math.round(wait * (0.9 + 0.2 * random)));
}
