// So many requests at once, for so many in all: a connection begins its next one when the last is answered.

export type Load = {
  readonly perSecond: number;
  readonly seconds: number;
  /** Of each request, in ms. */
  readonly latencies: readonly number[];
};

/** @param send makes the n-th request; it throws where the answer is not what it must be */
export async function load(
  requests: number,
  connections: number,
  send: (n: number) => Promise<void>,
): Promise<Load> {
  const latencies: number[] = [];
  let next = 0;
  const begun = performance.now();
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (next < requests) {
        const sent = performance.now();
        await send(next++);
        latencies.push(performance.now() - sent);
      }
    }),
  );
  const seconds = (performance.now() - begun) / 1_000;
  return { perSecond: requests / seconds, seconds, latencies };
}

/** One load after the other, taken as one. */
export function together(loads: readonly Load[]): Load {
  const seconds = loads.reduce((sum, each) => sum + each.seconds, 0);
  const latencies = loads.flatMap((each) => each.latencies);
  return { perSecond: latencies.length / seconds, seconds, latencies };
}
