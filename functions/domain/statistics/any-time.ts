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

export type AnyTimeOptions = {
  /** How often, over all looks for ever, the interval may leave out the truth: 0.05 is one in twenty. */
  readonly alpha: number;
  /** What one success weighs: 1 of shares, of revenue the root of the mean square of what a buyer brought. */
  readonly scale: number;
  /** Of amounts that few leads make, the variance of a small group alone is too uncertain: that of both together is taken. */
  readonly isSkewed?: boolean;
};

/** So much variance is where the interval is narrowest for what is known: 18,000 leads with a tenth held out and a share of a fifteenth. */
const TUNED_FOR = 100;
/** Beyond so many times the leads no number is told. */
const MOST_TIMES = 1e6;

/**
 * Null where no stratum has leads in both groups. Strata are added up as by Cochran, Mantel and Haenszel, with the variance that leads of a group
 * have within strata. The bound is the normal mixture of H. Robbins (Annals of Mathematical Statistics 41, 1970) in the form of S. R. Howard, A. Ramdas,
 * J. McAuliffe and J. Sekhon (Annals of Statistics 49, 2021, the two-sided normal mixture); that it holds of sums of any leads, as they become many, is by I. Waudby-Smith,
 * D. Arbour, R. Sinha, E. H. Kennedy and A. Ramdas (Annals of Statistics 52, 2024).
 */
export function differenceAtAnyTime(
  strata: readonly Stratum[],
  { alpha, scale, isSkewed = false }: AnyTimeOptions,
): AnyTime | null {
  let [weight, sum, leads] = [0, 0, 0];
  const [one, other] = [new Spread(), new Spread()];
  for (const stratum of strata) {
    const [n, m] = [stratum.one.whole, stratum.other.whole];
    leads += n + m;
    if (n <= 0 || m <= 0) continue;
    const own = (n * m) / (n + m);
    weight += own;
    sum += own * (stratum.one.sum / n - stratum.other.sum / m);
    one.add(stratum.one, own);
    other.add(stratum.other, own);
  }
  if (weight === 0) return null;
  const isTogether = isSkewed || one.degrees === 0 || other.degrees === 0;
  const found = isTogether ? one.varianceWith(other) : one.variance() + other.variance();
  const variance = found / scale ** 2;
  const score = sum / scale;
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

/** How much leads of a group differ within strata, and what that makes of a sum of the strata's means. */
class Spread {
  degrees = 0;
  #squares = 0;
  #weight = 0;

  add({ whole, sum, squares }: Summed, weight: number): void {
    this.#squares += Math.max(0, squares - sum ** 2 / whole);
    this.degrees += whole - 1;
    this.#weight += weight ** 2 / whole;
  }

  /** Of the part of the sum that is this group's. */
  variance(): number {
    return (this.#weight * this.#squares) / this.degrees;
  }

  /** Of the whole sum, where leads of both groups differ alike. */
  varianceWith(other: Spread): number {
    const degrees = Math.max(1, this.degrees + other.degrees);
    return ((this.#weight + other.#weight) * (this.#squares + other.#squares)) / degrees;
  }
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
