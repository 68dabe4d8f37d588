// Times as counts in log-scale buckets: they add and subtract like every other cell.

/** The bound on the relative error of a bucket's estimate. */
const RELATIVE_ERROR = 0.05;
const GAMMA = (1 + RELATIVE_ERROR) / (1 - RELATIVE_ERROR);
const LOG_GAMMA = Math.log(GAMMA);

/**
 * The bucket of a time in ms: 0 holds zero alone, bucket i holds (γ^(i-2), γ^(i-1)], so that every value is
 * within 5 % of its bucket's estimate (the scheme of DDSketch, Masson, Rim and Lee, VLDB 2019).
 */
export function bucketOf(ms: number): number {
  return ms <= 0 ? 0 : Math.max(1, Math.ceil(Math.log(ms) / LOG_GAMMA - 1e-9) + 1);
}

/** The estimate in ms that is within 5 % of all values of the bucket. */
export function estimateOf(bucket: number): number {
  return bucket === 0 ? 0 : (2 * GAMMA ** (bucket - 1)) / (GAMMA + 1);
}

/** The greatest time in ms of a bucket. */
export function upperBoundOf(bucket: number): number {
  return bucket === 0 ? 0 : GAMMA ** (bucket - 1);
}

/** The last bucket of which all times are shorter than this one, in ms. */
export function bucketWithin(ms: number): number {
  return bucketOf(ms) - 1;
}

/** Counts by bucket; zero and absent are the same. */
export type Buckets = {
  readonly get: (bucket: number) => number | undefined;
  readonly forEach: (each: (n: number, bucket: number) => void) => void;
};

export function totalOf(buckets: Buckets): number {
  return totalUpTo(buckets, Number.POSITIVE_INFINITY);
}

/** How many are in the buckets up to this one. */
function totalUpTo(buckets: Buckets, last: number): number {
  let total = 0;
  buckets.forEach((n, bucket) => {
    if (bucket <= last) total += n;
  });
  return total;
}

/** The q-quantile by nearest rank (the value at rank ⌈q·n⌉) for each q, in ms; null where nothing was counted. */
export function quantiles(buckets: Buckets, qs: readonly number[]): readonly (number | null)[] {
  const own: (readonly [bucket: number, n: number])[] = [];
  let total = 0;
  buckets.forEach((n, bucket) => {
    own.push([bucket, n]);
    total += n;
  });
  own.sort(([a], [b]) => a - b);
  return qs.map((q) => {
    if (total <= 0) return null;
    let rank = Math.max(1, Math.ceil(q * total));
    const found = own.find(([, n]) => {
      rank -= n;
      return rank <= 0;
    });
    return found === undefined ? null : estimateOf(found[0]);
  });
}
