// A client whose calls end before the function does, so that there is time to act on what did not answer.

/** The part of an SDK client that is bounded. */
type Client = {
  send(command: never, options?: { readonly abortSignal?: AbortSignal }): Promise<unknown>;
};

/** When the invocation of this sandbox ends; a sandbox runs one at a time. */
export type Deadline = {
  /** Milliseconds until the function is stopped. */
  remaining: () => number;
  /** Milliseconds that the invocation had at its begin. */
  total: number;
};

/**
 * @param reserveMs each call ends so long before the function is stopped, or when a quarter of its time is left, with an
 *   `AbortError`: the service may still have done it
 */
export function endingBefore<C extends Client>(
  client: C,
  deadline: Deadline,
  reserveMs: number,
): Pick<C, 'send'> {
  const send = (command: never): Promise<unknown> => {
    const reserve = Math.min(reserveMs, deadline.total / 4);
    const left = Math.max(1, Math.floor(deadline.remaining() - reserve));
    return client.send(command, { abortSignal: AbortSignal.timeout(left) });
  };
  return { send } as Pick<C, 'send'>;
}
