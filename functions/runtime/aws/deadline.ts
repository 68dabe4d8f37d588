// A client whose calls end before the function does, so that there is time to act on what did not answer.

/** The part of an SDK client that is bounded. */
type Client = {
  send(command: never, options?: { readonly abortSignal?: AbortSignal }): Promise<unknown>;
};

/** When the invocation of this sandbox ends; a sandbox runs one at a time. */
export type Deadline = {
  /** Milliseconds until the function is stopped. */
  remaining: () => number;
};

/**
 * @param reserveMs each call ends so long before the function is stopped, with an `AbortError`: the service may
 *   still have done it
 */
export function endingBefore<C extends Client>(
  client: C,
  deadline: Deadline,
  reserveMs: number,
): Pick<C, 'send'> {
  const send = (command: never): Promise<unknown> =>
    client.send(command, { abortSignal: AbortSignal.timeout(Math.max(1, deadline.remaining() - reserveMs)) });
  return { send } as Pick<C, 'send'>;
}
