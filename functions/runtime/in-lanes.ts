// Many requests, of which so many are under way at once.

/** @throws what one of them throws, once all lanes have ended: one that fails ends its own lane alone */
export async function inLanes<T>(
  all: readonly T[],
  lanes: number,
  act: (one: T) => Promise<void>,
): Promise<void> {
  const running = Array.from({ length: Math.min(lanes, all.length) }, async (_, lane) => {
    for (let at = lane; at < all.length; at += lanes) {
      const one = all[at];
      if (one !== undefined) await act(one);
    }
  });
  const failed = (await Promise.allSettled(running)).find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
}
