// Quantiles and means of times, as reports have them: nearest rank in log-scale buckets, and the exact mean.
import type { Seconds } from '../../functions/domain/report/report.ts';

/** Each bucket is so much wider than the one before: 0 alone, then everything up to 1, G, G², … ms. */
const G = 1.05 / 0.95;

export function bucketOf(ms: number): number {
  if (ms <= 0) return 0;
  let bucket = 1;
  // A bound that is met but for the error of a double is met.
  while (G ** (bucket - 1) < ms * (1 - 1e-10)) bucket++;
  return bucket;
}

/** The time that is within 5 % of all in a bucket. */
function middleOf(bucket: number): number {
  return bucket === 0 ? 0 : (2 * G ** (bucket - 1)) / (G + 1);
}

/** @param hasMean false where no sums are kept */
export function secondsOf(times: readonly number[], hasMean: boolean): Seconds {
  const sorted = [...times].sort((a, b) => a - b);
  const atRank = (q: number): number | null => {
    const one = sorted[Math.ceil(q * sorted.length) - 1];
    return one === undefined ? null : Math.round(middleOf(bucketOf(one))) / 1000;
  };
  const sum = times.reduce((total, ms) => total + ms, 0);
  return {
    median: atRank(0.5),
    p90: atRank(0.9),
    mean: hasMean && times.length > 0 ? Math.round(sum / times.length) / 1000 : null,
  };
}
