// The test of every day: evidence that a figure has left its past grows day by day, and is rarely large by chance.
import { type DayValue, expectedOn, type Past } from './past.ts';

export type Side = 'down' | 'up';

/** By how much a figure may have changed; of a share its odds. */
const CHANGES: readonly { readonly side: Side; readonly by: number }[] = [
  { side: 'down', by: 0.7 },
  { side: 'down', by: 0.45 },
  { side: 'down', by: 0.1 },
  { side: 'up', by: 1.4 },
  { side: 'up', by: 2.2 },
  { side: 'up', by: 5 },
];

/** The least change of a side. */
const MILD: Readonly<Record<Side, number>> = { down: 0, up: 3 };

/**
 * The Shiryaev-Roberts statistic of each change: R(t) = (R(t-1) + 1) e(t). Where each e(t) has a mean of at most 1 while nothing
 * has changed, the mean of these less t is a supermartingale: of alarms at `THRESHOLD`, each of which begins anew at 0, there
 * are at most 365 / THRESHOLD a year on average, whatever the distribution (Shin, Ramdas and Rinaldo, "E-detectors", 2022).
 */
export type Evidence = readonly number[];

export const NO_EVIDENCE: Evidence = CHANGES.map(() => 0);
export const THRESHOLD = 365;
/** One odd day, a public holiday or a newsletter, is no incident. */
const MOST_OF_A_DAY = Math.log(40);

/** How likely the day is after each change, over how likely it is without: its e-values, as logarithms. */
export function daysEvidence(past: Past, value: DayValue): readonly number[] {
  return CHANGES.map(({ side, by }) => Math.min(MOST_OF_A_DAY, likelihood(past, value, side, by)));
}

export function addEvidence(evidence: Evidence, days: readonly number[]): Evidence {
  return days.map((log, n) => ((evidence[n] ?? 0) + 1) * Math.exp(log));
}

export function total(evidence: Evidence): number {
  return evidence.reduce((sum, one) => sum + one, 0) / CHANGES.length;
}

/** The side for which there is more. */
export function sideOf(evidence: Evidence): Side {
  const of = (side: Side): number =>
    CHANGES.reduce((sum, change, n) => sum + (change.side === side ? (evidence[n] ?? 0) : 0), 0);
  return of('down') >= of('up') ? 'down' : 'up';
}

/** Of the least change of a side. */
export function mildest(days: readonly number[], side: Side): number {
  return days[MILD[side]] ?? 0;
}

/**
 * The logarithm of the likelihood ratio of a Poisson or binomial count, over the dispersion: in the limit of many its
 * exponential has a mean of 1 where the variance is that many times greater. What has not changed may be anywhere within the
 * tolerance around the level; its end towards the change is taken, where the mean is greatest.
 */
function likelihood(past: Past, value: DayValue, side: Side, by: number): number {
  const { dispersion, tolerance } = past;
  const edge = Math.exp(side === 'down' ? -tolerance : tolerance);
  const { count, of } = value;
  if (of === undefined) {
    const mean = expectedOn(past, value) * edge;
    return (count * Math.log(by) - mean * (by - 1)) / dispersion;
  }
  const odds = (past.level / (1 - past.level)) * edge;
  // Of p = odds / (1 + odds): the ratio for one that did, and for one that did not.
  const not = Math.log((1 + odds) / (1 + odds * by));
  return (count * (Math.log(by) + not) + (of - count) * not) / dispersion;
}
