// The token bucket by which a stage of an HTTP API turns requests away.

export type Limit = {
  /** Requests per second that it takes for as long as one likes. */
  readonly rate: number;
  /** Requests that it takes at once. */
  readonly burst: number;
};

/** Answers a function that says of each request whether it may pass; `now` in ms. */
export function createThrottle({ rate, burst }: Limit): (now: number) => boolean {
  let tokens = burst;
  let last = Number.NEGATIVE_INFINITY;
  return (now) => {
    tokens = Math.min(burst, tokens + (Math.max(0, now - last) / 1000) * rate);
    last = now;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
}
