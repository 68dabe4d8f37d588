// A function as schedules and rules invoke it: nobody waits for its end, and what fails is tried again, then set aside.
import type { LambdaFunction } from './function.ts';

export type AsyncFunction = {
  readonly speaker: string;
  /** Answers when the first try is over. */
  invoke(input: unknown): Promise<void>;
  /** Begins no further try. */
  stop(): void;
};

export type AsyncSettings = {
  /** How often a failed run is tried again. */
  readonly retries: number;
  /** Called with a run that failed for the last time. */
  bury(input: unknown): Promise<void>;
};

/** Lambda waits a minute before the second try and two before the third. */
const MINUTE = 60_000;

export function createAsyncFunction(target: LambdaFunction, { retries, bury }: AsyncSettings): AsyncFunction {
  const timers = new Set<NodeJS.Timeout>();
  let stopped = false;

  async function attempt(input: unknown, number: number): Promise<void> {
    const { ok } = await target.invoke(input);
    if (ok || stopped) return;
    if (number > retries) return await bury(input);
    const timer = setTimeout(() => {
      timers.delete(timer);
      void attempt(input, number + 1);
    }, number * MINUTE);
    timers.add(timer);
  }

  return {
    speaker: target.speaker,
    invoke: (input) => attempt(input, 1),
    stop() {
      stopped = true;
      for (const timer of timers) clearTimeout(timer);
    },
  };
}
