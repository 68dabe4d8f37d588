// Figures of made-up companies, day by day: each world has a level, a week, noise, and perhaps a change.

import type { DayValue } from '../../functions/domain/alerts/past.ts';
import { addDays } from '../../functions/domain/calendar.ts';
import { binomial } from '../statistics/random.ts';

export type World = {
  readonly name: string;
  /** The mean of a day; of a share the whole of a day. */
  readonly mean: number;
  /** Of a share: how many of the whole. */
  readonly share?: number;
  /** By day of the week, Sunday first. */
  readonly week?: readonly number[];
  /** The standard deviation of the day's level, as a part of it, beyond chance. */
  readonly noise?: number;
  /** How much of a day's noise is that of the day before. */
  readonly memory?: number;
  /** By how much the level grows in 30 days. */
  readonly trend?: number;
  /** One day in so many is ten times the usual, or nothing at all. */
  readonly oddDays?: number;
};

export const FIRST_DAY = '2025-01-01';

/** @param change the factor on the level from a day of it on */
export function simulate(
  world: World,
  days: number,
  random: () => number,
  change: { readonly from: number; readonly by: number } | undefined = undefined,
): readonly DayValue[] {
  const { mean, share, week, noise = 0, memory = 0, trend = 0, oddDays } = world;
  let mood = normal(random);
  return Array.from({ length: days }, (_, n) => {
    const day = addDays(FIRST_DAY, n);
    mood = memory * mood + Math.sqrt(1 - memory ** 2) * normal(random);
    const level = (n / 30) * Math.log(1 + trend) + noise * mood - noise ** 2 / 2;
    const of = week?.[new Date(`${day}T00:00:00Z`).getUTCDay()] ?? 1;
    const odd = oddDays !== undefined && random() < 1 / oddDays ? (random() < 0.5 ? 10 : 0) : 1;
    const factor = Math.exp(level) * odd * (change !== undefined && n >= change.from ? change.by : 1);
    if (share === undefined) return { day, count: poisson(random, mean * of * factor) };
    const whole = poisson(random, mean * of);
    return { day, count: binomial(random, whole, Math.min(0.99, share * factor)), of: whole };
  });
}

/** Box and Muller. */
export function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** By counting down of exponentials; of a large mean by halves. */
export function poisson(random: () => number, mean: number): number {
  if (mean > 30) return poisson(random, mean / 2) + poisson(random, mean / 2);
  const limit = Math.exp(-mean);
  let product = random();
  let count = 0;
  while (product > limit) {
    product *= random();
    count++;
  }
  return count;
}
