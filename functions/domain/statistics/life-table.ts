// What share of leads will have come so far when all their windows have ended, from how far leads of the same age had come.
import type { Buckets } from '../funnel/histogram.ts';
import { Z_90 } from './proportions.ts';

/** The leads that entered on one day. */
export type Cohort = {
  readonly entered: number;
  /** Those that have come so far, whenever. */
  readonly reached: number;
  /** By step of age: how many came so far in it. Steps that the cohort has not lived through are passed over. */
  readonly reachedIn: Buckets;
  /** The last step that all of the cohort has lived through; -1 before the first. */
  readonly livedThrough: number;
};

export type Projection = { readonly low: number; readonly mid: number; readonly high: number };

/** Fewer leads that came so far, or fewer that lived through a step, say too little of it. */
const FEWEST_REACHED = 30;
const FEWEST_AT_RISK = 20;
/** So many cohorts, the latest that lived through a step, tell of it; more where they are few leads. */
const LATEST_COHORTS = 28;
const ENOUGH_AT_RISK = 300;
const WEEK = 7;

/**
 * The share of the leads of `shown` that will have come so far at the end of step `last`, with its 90 % interval.
 *
 * A life table of discrete time (Kaplan and Meier 1958): at each step of age, of the leads of the latest cohorts that lived through
 * it and had not come so far before, the share that did. A lead that has not yet come so far at its age does by the share that remains
 * from there to the end. The interval holds what chance does to those leads, what is not known of the table (Greenwood
 * 1926), and how far off such a table was of earlier weeks, as shares drift.
 *
 * @param all the cohorts of which the table is made, `shown` among them, one for each day, in order
 * @param last the step in which the window ends
 * @returns null where too little is known of some step or of the drift
 */
export function project(all: readonly Cohort[], shown: readonly Cohort[], last: number): Projection | null {
  const entered = sum(shown, (one) => one.entered);
  const reached = sum(shown, (one) => one.reached);
  if (entered <= 0) return null;
  const waiting = shown.filter((one) => one.livedThrough < last && one.reached < one.entered);
  if (waiting.length === 0) {
    const rate = reached / entered;
    return { low: rate, mid: rate, high: rate };
  }
  const youngest = Math.min(...waiting.map((one) => one.livedThrough));
  const lives = all.map((one) => new Life(one, last));
  const table = tableOf(lives, youngest, last);
  const drift = table === null ? null : driftOf(lives, youngest, last);
  if (table === null || drift === null) return null;
  let more = 0;
  let chance = 0;
  let unknown = 0;
  let future = 0;
  for (const cohort of waiting) {
    const before = new Life(cohort, last).sofar;
    const left = cohort.entered - before;
    const { stays, doubt } = table(cohort.livedThrough);
    // Those that came so far in a step that is not over are among those that are expected to.
    more += before - cohort.reached + left * (1 - stays);
    future += left * (1 - stays);
    chance += left * stays * (1 - stays);
    unknown += left * stays * Math.sqrt(doubt);
  }
  const spread = drift.quantile * Math.sqrt(chance + unknown ** 2 + drift.variance * future ** 2);
  const bounded = (n: number): number => Math.min(entered, Math.max(reached, n)) / entered;
  return {
    low: bounded(reached + more - spread),
    mid: bounded(reached + more),
    high: bounded(reached + more + spread),
  };
}

/** Of those that had not come so far after a step: the share that never does, and Greenwood's sum. */
type Table = (step: number) => { readonly stays: number; readonly doubt: number };

/** The steps after `youngest`; null where one of them is known of too few leads. */
function tableOf(all: readonly Life[], youngest: number, last: number): Table | null {
  const newestFirst = all.toReversed();
  if (!haveReached(newestFirst, FEWEST_REACHED)) return null;
  const stays = new Array<number>(last + 2).fill(1);
  const doubt = new Array<number>(last + 2).fill(0);
  for (let step = last; step > youngest; step--) {
    let n = 0;
    let d = 0;
    let cohorts = 0;
    for (const one of newestFirst) {
      if (one.livedThrough < step) continue;
      if (cohorts >= LATEST_COHORTS && n >= ENOUGH_AT_RISK) break;
      const { before } = one;
      const came = before[step] ?? 0;
      n += one.entered - came;
      d += (before[step + 1] ?? 0) - came;
      cohorts++;
    }
    if (n < FEWEST_AT_RISK) return null;
    stays[step] = (stays[step + 1] ?? 1) * (1 - d / n);
    doubt[step] = (doubt[step + 1] ?? 0) + (n > d ? d / (n * (n - d)) : 0);
  }
  return (step) => ({ stays: stays[step + 1] ?? 1, doubt: doubt[step + 1] ?? 0 });
}

/** Whether so many of them had come so far; asks no more cohorts than it takes to tell. */
function haveReached(cohorts: readonly Life[], least: number): boolean {
  let reached = 0;
  for (const one of cohorts) {
    reached += one.sofar;
    if (reached >= least) return true;
  }
  return false;
}

/** A cohort, and how many of it had come so far: of a long history most cohorts are not asked. */
class Life {
  readonly entered: number;
  readonly livedThrough: number;
  readonly #reachedIn: Buckets;
  readonly #last: number;
  #before: readonly number[] | undefined;

  constructor({ entered, livedThrough, reachedIn }: Cohort, last: number) {
    this.entered = entered;
    this.livedThrough = livedThrough;
    this.#reachedIn = reachedIn;
    this.#last = last;
  }

  /** By step, before it. */
  get before(): readonly number[] {
    this.#before ??= runningTotal(this.#reachedIn, this.#last);
    return this.#before;
  }

  /** After a step; none before the first. */
  after(step: number): number {
    return this.before[Math.min(step, this.#last) + 1] ?? 0;
  }

  /** After what it has lived through. */
  get sofar(): number {
    return this.after(this.livedThrough);
  }
}

function runningTotal(reachedIn: Buckets, last: number): readonly number[] {
  const before = new Array<number>(last + 2).fill(0);
  reachedIn.forEach((n, step) => {
    if (step <= last) before[step + 1] = n;
  });
  for (let step = 1; step < before.length; step++)
    before[step] = (before[step] ?? 0) + (before[step - 1] ?? 0);
  return before;
}

type Drift = {
  /** Of the share of those to come that really come, relative to what was expected. */
  readonly variance: number;
  /** The quantile of the interval, which is wider where few weeks tell of the drift (Student's t). */
  readonly quantile: number;
};

/** Two-sided 90 % by degrees of freedom, from 1; beyond them the normal quantile is near enough. */
const STUDENT_90 = [
  6.314, 2.92, 2.353, 2.132, 2.015, 1.943, 1.895, 1.86, 1.833, 1.812, 1.796, 1.782, 1.771, 1.761, 1.753,
] as const;
/** Weeks further back tell of other times. */
const WEEKS_LOOKED_AT = 26;

/**
 * Each week that has ended is set against the four weeks that had ended when it began, as the shown ones are against the latest that have
 * ended. Null where no two weeks can be.
 */
function driftOf(all: readonly Life[], youngest: number, last: number): Drift | null {
  const ended = all.filter(({ livedThrough }) => livedThrough >= last);
  const wanted = all.length - ended.length;
  // A history that is shorter tells of the drift over a shorter time: of a random walk the variance grows with it.
  const lag = Math.min(wanted, Math.max(WEEK, ended.length - 3 * WEEK));
  let excess = 0;
  let expectations = 0;
  let weeks = 0;
  for (let end = ended.length; weeks < WEEKS_LOOKED_AT; end -= WEEK) {
    const start = end - WEEK;
    const known = ended.slice(Math.max(0, start - lag - 4 * WEEK), Math.max(0, start - lag));
    if (known.length < WEEK) break;
    const before = remaining(known, youngest, last);
    const now = remaining(ended.slice(start, end), youngest, last);
    if (before.left <= 0 || now.left <= 0) continue;
    const share = before.came / before.left;
    const expected = now.left * share;
    const variance = now.left * share * (1 - share) * (1 + now.left / before.left);
    excess += (now.came - expected) ** 2 - variance;
    expectations += Math.max(expected, 1) ** 2;
    weeks++;
  }
  if (weeks < 2) return null;
  return {
    variance: Math.max(0, excess / expectations) * Math.max(1, wanted / lag),
    quantile: STUDENT_90[weeks - 2] ?? Z_90,
  };
}

/** Those that had not come so far after the step `youngest`, and of them those that did until the last one. */
function remaining(
  cohorts: readonly Life[],
  youngest: number,
  last: number,
): { readonly left: number; readonly came: number } {
  return {
    left: sum(cohorts, (one) => one.entered - one.after(youngest)),
    came: sum(cohorts, (one) => one.after(last) - one.after(youngest)),
  };
}

function sum<One>(all: readonly One[], of: (one: One) => number): number {
  return all.reduce((total, one) => total + of(one), 0);
}
