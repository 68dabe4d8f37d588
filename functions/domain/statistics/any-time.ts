// The difference of two groups' means with an interval that holds at every look at once: a confidence sequence.
import type { Summed } from './means.ts';
import { Z_POWER } from './proportions.ts';

/** Leads that came in the same days. Their means are compared with each other alone, so that what changes over time changes both. */
export type Stratum = { readonly one: Summed; readonly other: Summed };

export type AnyTime = {
  /** How much greater the one mean is than the other, each stratum weighed by what it can tell. */
  readonly by: number;
  readonly low: number;
  readonly high: number;
  /** The interval leaves out zero. */
  readonly clear: boolean;
  /** So many more leads it would take until this difference, if it is what it seems to be, is clear four times of five; null where it is none. */
  readonly moreLeads: number | null;
};

/** So much variance is where the interval is narrowest for what is known: 18,000 leads with a tenth held out and a share of a fifteenth. */
const TUNED_FOR = 100;
/** Beyond so many times the leads no number is told. */
const MOST_TIMES = 1e6;

/**
 * Null where no stratum has leads in both groups. Strata are added up as by Cochran, Mantel and Haenszel, each with the variance that it has
 * where the groups are alike. The bound is the normal mixture of H. Robbins (Annals of Mathematical Statistics 41, 1970) in the form of S. R. Howard, A. Ramdas,
 * J. McAuliffe and J. Sekhon (Annals of Statistics 49, 2021, two-sided, equation 14); that it holds of sums of any leads, as they become many, is by I. Waudby-Smith,
 * D. Arbour, R. Sinha, E. H. Kennedy and A. Ramdas (Annals of Statistics 52, 2024).
 * @param alpha how often, over all looks for ever, the interval may leave out the truth: 0.05 is one in twenty
 * @param scale what one success weighs: 1 of shares, of revenue the root of the mean square of what a buyer brought
 */
export function differenceAtAnyTime(
  strata: readonly Stratum[],
  { alpha, scale }: { readonly alpha: number; readonly scale: number },
): AnyTime | null {
  let [weight, score, variance, leads] = [0, 0, 0, 0];
  for (const { one, other } of strata) {
    const whole = one.whole + other.whole;
    leads += whole;
    if (one.whole <= 0 || other.whole <= 0) continue;
    const own = (one.whole * other.whole) / whole;
    const sum = one.sum + other.sum;
    weight += own;
    score += (own * (one.sum / one.whole - other.sum / other.whole)) / scale;
    variance +=
      (own * Math.max(0, one.squares + other.squares - sum ** 2 / whole)) / ((whole - 1) * scale ** 2);
  }
  if (weight === 0) return null;
  const bound = boundAt(variance, alpha);
  const inUnits = (n: number): number => (n * scale) / weight;
  return {
    by: inUnits(score),
    low: inUnits(score - bound),
    high: inUnits(score + bound),
    clear: Math.abs(score) > bound,
    moreLeads: moreLeads({ score: Math.abs(score), variance, leads }, alpha),
  };
}

/** What a sum of mean zero leaves with a chance of `alpha`, whenever one looks. @param variance of the sum so far */
export function boundAt(variance: number, alpha: number): number {
  const certainty = 2 * Math.log(1 / alpha);
  const least = TUNED_FOR / (certainty + Math.log(certainty + 1));
  const all = variance + least;
  return Math.sqrt(all * (Math.log(all / least) + certainty));
}

type Seen = { readonly score: number; readonly variance: number; readonly leads: number };

/** With so many times the leads, score and variance are as many times as large. */
function moreLeads({ score, variance, leads }: Seen, alpha: number): number | null {
  const isClearAt = (times: number): boolean =>
    score * times >= boundAt(variance * times, alpha) + Z_POWER * Math.sqrt(variance * times);
  if (score === 0 || !isClearAt(MOST_TIMES)) return null;
  let [low, high] = [1, MOST_TIMES];
  while (high - low > 1e-6 * low) {
    const middle = Math.sqrt(low * high);
    if (isClearAt(middle)) high = middle;
    else low = middle;
  }
  return Math.max(1, Math.ceil((high - 1) * leads));
}
