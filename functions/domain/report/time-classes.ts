// Times from entry as a histogram: classes that are each about twice as long as the one before, made of whole buckets.
import { type Buckets, bucketWithin, upperBoundOf } from '../funnel/histogram.ts';

/** Those that took longer than `over` and at most `upTo`, in seconds. */
export type TimeClass = { readonly over: number; readonly upTo: number; readonly leads: number };

const SECOND_MS = 1_000;
/** Seven buckets reach twice as far. */
const BUCKETS_A_CLASS = 7;

/**
 * From the first class with anyone in it to the last one. The first class of all holds all that took less than a second. As classes are
 * made of whole buckets, no time is in a class that it does not belong to.
 * @param all times in ms, by bucket
 */
export function timeClasses(all: readonly Buckets[], windowMs: number): readonly TimeClass[] {
  const first = bucketWithin(SECOND_MS);
  const leads = new Map<number, number>();
  for (const buckets of all) {
    buckets.forEach((n, bucket) => {
      const at = Math.max(0, Math.ceil((bucket - first) / BUCKETS_A_CLASS));
      leads.set(at, (leads.get(at) ?? 0) + n);
    });
  }
  const used = [...leads].flatMap(([at, n]) => (n === 0 ? [] : [at]));
  if (used.length === 0) return [];
  const [from, to] = [Math.min(...used), Math.max(...used)];
  const bound = (at: number): number =>
    at < 0 ? 0 : Math.min(windowMs, upperBoundOf(first + at * BUCKETS_A_CLASS)) / 1000;
  return Array.from({ length: to - from + 1 }, (_, index) => {
    const at = from + index;
    return { over: bound(at - 1), upTo: bound(at), leads: leads.get(at) ?? 0 };
  });
}
