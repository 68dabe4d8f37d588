// Shares of leads with their intervals, and the difference of two of them.

/** A share with its interval: what chance alone would make of so many leads. */
export type Share = { readonly rate: number; readonly low: number; readonly high: number };

/** Standard normal quantiles of two-sided intervals. */
export const Z_95 = 1.959964;
export const Z_90 = 1.644854;

/** Wilson's score interval (Wilson 1927), which holds for few leads and for rates near 0 and 1 too; null of none. */
export function wilson(part: number, whole: number, z = Z_95): Share | null {
  if (whole <= 0) return null;
  const rate = part / whole;
  const scale = 1 + z ** 2 / whole;
  const middle = (rate + z ** 2 / (2 * whole)) / scale;
  const half = (z / scale) * Math.sqrt((rate * (1 - rate)) / whole + z ** 2 / (4 * whole ** 2));
  return {
    rate,
    low: Math.max(0, Math.min(rate, middle - half)),
    high: Math.min(1, Math.max(rate, middle + half)),
  };
}

export type Counted = { readonly part: number; readonly whole: number };

/** How much greater one share is than another, with its 95 % interval; the shares must be of different leads. */
export type Difference = {
  readonly by: number;
  readonly low: number;
  readonly high: number;
  /** False where the interval holds zero: no clear difference. */
  readonly clear: boolean;
};

/**
 * Newcombe's hybrid score interval of the difference of two independent proportions (Newcombe, Statistics in Medicine 17,
 * 1998, method 10): made of Wilson's intervals, so that it holds for small counts, and for 0 and 1. Null where one is of no lead.
 */
export function difference(now: Counted, before: Counted): Difference | null {
  const one = wilson(now.part, now.whole);
  const two = wilson(before.part, before.whole);
  if (one === null || two === null) return null;
  const by = one.rate - two.rate;
  const low = by - Math.hypot(one.rate - one.low, two.high - two.rate);
  const high = by + Math.hypot(one.high - one.rate, two.rate - two.low);
  return { by, low, high, clear: low > 0 || high < 0 };
}

/**
 * How many more leads each of two shares would take until their difference is clear, if they are what they seem to be: the usual
 * size of a sample for two proportions at 95 % and a power of 80 % (Fleiss, Levin and Paik, 2003, chapter 4), less the
 * smaller of the two. Null where they are equal, or one is of no lead: no number of leads tells then.
 */
export function leadsMissing(now: Counted, before: Counted): number | null {
  if (now.whole <= 0 || before.whole <= 0) return null;
  const [p, q] = [now.part / now.whole, before.part / before.whole];
  if (p === q) return null;
  const middle = (p + q) / 2;
  const alone = Z_95 * Math.sqrt(2 * middle * (1 - middle));
  const apart = Z_POWER * Math.sqrt(p * (1 - p) + q * (1 - q));
  const needed = ((alone + apart) / (p - q)) ** 2;
  return Math.max(0, Math.ceil(needed - Math.min(now.whole, before.whole)));
}

/** The normal quantile of a power of 80 %. */
const Z_POWER = 0.841621;
