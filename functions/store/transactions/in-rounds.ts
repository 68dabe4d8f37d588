// Tries that others may spoil, one after another with a wait between them.

export type Rounds = {
  /** Waits before another try; `attempt` is 0 for the first wait. */
  readonly pause: (attempt: number) => Promise<void>;
  /** What is thrown when all are spoilt; `cause` is that of the last. */
  readonly otherwise: (cause: unknown) => unknown;
};

/** So many tries: enough that one which is spoilt each time is not spoilt by chance. */
const MOST = 12;

/** What a try answers that others have spoilt, with why. */
export class Spoilt {
  readonly cause: unknown;

  constructor(cause?: unknown) {
    this.cause = cause;
  }
}

/**
 * @param attempt reads, decides and writes
 * @returns what the first try gives that is not spoilt
 */
export async function inRounds<T>(
  { pause, otherwise }: Rounds,
  attempt: () => Promise<T | Spoilt>,
): Promise<T> {
  let cause: unknown;
  for (let round = 0; round < MOST; round++) {
    if (round > 0) await pause(round);
    const result = await attempt();
    if (!(result instanceof Spoilt)) return result;
    cause = result.cause;
  }
  throw otherwise(cause);
}
