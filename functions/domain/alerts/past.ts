// The past of a figure: its level, its pattern over the week, and how much it varies beyond chance.
import { addDays, weekdayOf } from '../calendar.ts';
import { normalQuantile } from '../statistics/normal.ts';

/** A figure on one local day: a count, or a part of a whole. */
export type DayValue = { readonly day: string; readonly count: number; readonly of?: number };

export type Past = {
  /** Days that it was made of. */
  readonly days: number;
  /** A day, or the share of the whole. */
  readonly level: number;
  /** By day of the week, Sunday first; their mean is 1. Of a share all are 1. */
  readonly weekday: readonly number[];
  /** How many times greater the variance of a sum of days is than that of a Poisson or binomial count; at least 1. */
  readonly dispersion: number;
  /** The logarithm of the factor around the level within which it may be: what the level is not known better than. */
  readonly tolerance: number;
};

/** Why there is none yet. */
export type TooLittle = { readonly days: number; readonly why: 'days' | 'counts' };

export const PAST_DAYS = 56;
export const LEAST_DAYS = 28;
/** Days before the one that is judged which are in no past: a slow change does not become its own past at once. */
export const GAP_DAYS = 7;
/** Fewer in all say nothing of a level; of a share this holds for those that did and for those that did not. */
const LEAST_COUNT = 14;
/** A level may drift so far between its past and the day that is judged. */
const DRIFT = Math.log(1.1);
/** Level and dispersion are taken at the edge of their 80 % intervals, one-sided. */
const Z = normalQuantile(0.8);
/** In standard deviations. */
const RARE = 3.5;
const PASSES = 3;

/** @param values of days that are over, in order; the last 56 are taken */
export function pastOf(values: readonly DayValue[]): Past | TooLittle {
  const used = values.slice(-PAST_DAYS);
  const days = used.length;
  if (days < LEAST_DAYS) return { days, why: 'days' };
  const total = sum(used.map(({ count }) => count));
  const whole = sum(used.map(({ of }) => of ?? 0));
  const isShare = used.some(({ of }) => of !== undefined);
  if (total < LEAST_COUNT || (isShare && whole - total < LEAST_COUNT)) return { days, why: 'counts' };
  let found = modelOf(used, isShare);
  for (let pass = 0; pass < PASSES; pass++) found = modelOf(found.residuals.map(withinReach(found)), isShare);
  const { level, weekday, parameters, residuals } = found;
  const degrees = Math.max(1, residuals.length - parameters);
  const observed = sum(residuals.map(({ z }) => z * z)) / degrees;
  const dispersion = Math.max(1, observed / lowerShare(degrees)) * runFactor(residuals);
  const relative = isShare ? (dispersion * (1 - level)) / total : dispersion / total;
  return { days, level, weekday, dispersion, tolerance: DRIFT + Z * Math.sqrt(relative) };
}

type Residual = {
  readonly value: DayValue;
  readonly expected: number;
  readonly sd: number;
  readonly z: number;
};
type Model = {
  readonly level: number;
  readonly weekday: readonly number[];
  readonly parameters: number;
  readonly residuals: readonly Residual[];
};

function modelOf(values: readonly DayValue[], isShare: boolean): Model {
  const total = sum(values.map(({ count }) => count));
  const level = total / (isShare ? sum(values.map(({ of }) => of ?? 0)) : values.length);
  const { factors, parameters } = isShare ? EVEN : weekdayFactors(values, level);
  const residuals = values.flatMap((value): Residual[] => {
    const expected = expectedOn({ level, weekday: factors }, value);
    const sd = Math.sqrt(isShare ? expected * (1 - level) : expected);
    // A weekday on which there never was anything, or a day of which nothing is a share.
    return sd > 0 ? [{ value, expected, sd, z: (value.count - expected) / sd }] : [];
  });
  return { level, weekday: factors, parameters, residuals };
}

/** An odd day is drawn to where a rare one would be: it widens the past no further. */
function withinReach({ residuals }: Model): (residual: Residual) => DayValue {
  const sizes = residuals.map(({ z }) => Math.abs(z)).sort((a, b) => a - b);
  // 1.4826 times the median of these is the standard deviation of a normal distribution.
  const reach = RARE * Math.max(1, 1.4826 * (sizes[Math.floor(sizes.length / 2)] ?? 1));
  return ({ value, expected, sd }) => ({
    ...value,
    count: Math.min(Math.max(value.count, expected - reach * sd), expected + reach * sd),
  });
}

export function isTooLittle(past: Past | TooLittle): past is TooLittle {
  return 'why' in past;
}

/** What the past expects of a day. @param of the whole, where the figure is a share */
export function expectedOn(
  { level, weekday }: Pick<Past, 'level' | 'weekday'>,
  { day, of }: Pick<DayValue, 'day' | 'of'>,
): number {
  return of === undefined ? level * factorOn(weekday, day) : of * level;
}

const EVEN = { factors: [1, 1, 1, 1, 1, 1, 1], parameters: 1 } as const;

function factorOn(factors: readonly number[], day: string): number {
  return factors[weekdayOf(day)] ?? 1;
}

/**
 * Each weekday's mean over the mean of all, drawn towards 1 by as much of the difference between weekdays as chance explains
 * (1 - 1/F of the analysis of variance: the positive-part James-Stein estimate).
 */
function weekdayFactors(
  used: readonly DayValue[],
  level: number,
): { readonly factors: readonly number[]; readonly parameters: number } {
  const groups = Array.from({ length: 7 }, (_, weekday) =>
    used.filter(({ day }) => weekdayOf(day) === weekday).map(({ count }) => count),
  );
  if (groups.some(({ length }) => length < 2)) return EVEN;
  const means = groups.map((counts) => sum(counts) / counts.length);
  const within =
    sum(groups.map((counts, w) => sum(counts.map((count) => (count - (means[w] ?? 0)) ** 2)))) /
    (used.length - 7);
  const between = sum(groups.map((counts, w) => counts.length * ((means[w] ?? 0) - level) ** 2)) / 6;
  const kept = between > within ? 1 - within / between : 0;
  const factors = means.map((mean) => 1 + kept * (mean / level - 1));
  const norm = sum(factors) / 7;
  return { factors: factors.map((factor) => factor / norm), parameters: 1 + 6 * kept };
}

/** The lower 20 % quantile of chi-squared over its degrees of freedom (Wilson and Hilferty, 1931). */
function lowerShare(degrees: number): number {
  const c = 2 / (9 * degrees);
  return Math.max(0.2, (1 - c - Z * Math.sqrt(c)) ** 3);
}

/** How many times greater the variance of a sum is where each day resembles the one before: (1 + r) / (1 - r) of first order. */
function runFactor(residuals: readonly Residual[]): number {
  const pairs = residuals.flatMap(({ value, z }, n) => {
    const before = residuals[n - 1];
    return before !== undefined && addDays(before.value.day, 1) === value.day ? [[before.z, z] as const] : [];
  });
  const variance = sum(residuals.map(({ z }) => z * z)) / residuals.length;
  if (pairs.length < LEAST_DAYS / 2 || variance === 0) return 1;
  const found = sum(pairs.map(([a, b]) => a * b)) / pairs.length / variance;
  const r = Math.min(0.8, Math.max(0, found));
  return (1 + r) / (1 - r);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, n) => total + n, 0);
}
