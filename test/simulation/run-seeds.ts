// Some seeds one after another, and what came of them.
import { Coverage } from './coverage.ts';
import { simulate } from './simulation.ts';

export type Seeds = { readonly from: number; readonly count: number };

export type Violation = { readonly seed: number; readonly laws: readonly string[] };

/** Plain data, as it passes between threads. */
export type Report = {
  readonly schedules: number;
  readonly steps: number;
  readonly counts: readonly (readonly [string, number])[];
  readonly violations: readonly Violation[];
};

/** The books are kept on one seed of so many; at the end they are looked at for all. */
const BOOKS_EVERY = 4;

export async function runSeeds(seeds: Seeds): Promise<Report> {
  const { stackTraceLimit } = Error;
  // Most errors here are made to be thrown, by the dozen in each schedule: a trace would be most of what one costs.
  Error.stackTraceLimit = 0;
  try {
    return await reportOf(seeds);
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

async function reportOf({ from, count }: Seeds): Promise<Report> {
  const coverage = new Coverage();
  const violations: Violation[] = [];
  let steps = 0;
  for (let seed = from; seed < from + count; seed++) {
    const result = await simulate(seed, { books: seed % BOOKS_EVERY === 0 });
    coverage.add(result.coverage.counts);
    steps += result.steps;
    if (result.violations.length > 0) violations.push({ seed, laws: result.violations });
  }
  return { schedules: count, steps, counts: [...coverage.counts], violations };
}
