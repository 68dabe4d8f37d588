// Means of what leads bring, and the difference of two of them.

import { studentOf } from './normal.ts';
import type { Difference } from './proportions.ts';

/** What so many leads brought, and the sum of the squares of what each did. */
export type Summed = { readonly whole: number; readonly sum: number; readonly squares: number };

/**
 * How much greater one mean is than another, with its interval by Welch (Biometrika 34, 1947), which asks for no equal variances.
 * Null where one is of fewer than two leads, or nobody differs from another.
 * @param z the normal quantile of the interval
 */
export function meanDifference(now: Summed, before: Summed, z: number): Difference | null {
  if (now.whole < 2 || before.whole < 2) return null;
  const [v, w] = [varianceOf(now) / now.whole, varianceOf(before) / before.whole];
  const doubt = v + w;
  if (doubt <= 0) return null;
  const degrees = doubt ** 2 / (v ** 2 / (now.whole - 1) + w ** 2 / (before.whole - 1));
  const by = now.sum / now.whole - before.sum / before.whole;
  const half = studentOf(z, degrees) * Math.sqrt(doubt);
  return { by, low: by - half, high: by + half, clear: Math.abs(by) > half };
}

/**
 * How many more leads each of two ways would take until their means are clearly apart with a power of 80 %, if they are what they
 * seem to be (S.-C. Chow, J. Shao and H. Wang, Sample Size Calculations in Clinical Research, 2008, 3.2), less the smaller of the two.
 * Null where they are equal.
 */
export function leadsMissingOfMeans(now: Summed, before: Summed, z: number, power: number): number | null {
  if (now.whole < 2 || before.whole < 2) return null;
  const by = now.sum / now.whole - before.sum / before.whole;
  if (by === 0) return null;
  const needed = ((z + power) ** 2 * (varianceOf(now) + varianceOf(before))) / by ** 2;
  return Math.max(1, Math.ceil(needed - Math.min(now.whole, before.whole)));
}

function varianceOf({ whole, sum, squares }: Summed): number {
  return Math.max(0, (squares - sum ** 2 / whole) / (whole - 1));
}
