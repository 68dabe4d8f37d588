// Shares, differences and projections: known values, and how often they are wrong over many simulated worlds.
import { describe, expect, it } from 'vitest';
import { type Cohort, project } from '../../functions/domain/statistics/life-table.ts';
import { difference, leadsMissing, wilson } from '../../functions/domain/statistics/proportions.ts';
import { coverage, cutWeekly } from '../statistics/cuts.ts';
import { binomial, randomOf } from '../statistics/random.ts';

const rounded = (all: Readonly<Record<string, unknown>> | null) =>
  JSON.parse(JSON.stringify(all, (_, n) => (typeof n === 'number' ? Math.round(n * 1e4) / 1e4 : n)));

describe('the difference of two shares', () => {
  // Newcombe 1998, table II, method 10.
  it.each([
    [56, 70, 48, 80, 0.2, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.6, 0.1705, 0.809],
    [6, 7, 2, 7, 0.5714, 0.0582, 0.8062],
    [5, 56, 0, 29, 0.0893, -0.0381, 0.1926],
    [0, 10, 0, 20, 0, -0.1611, 0.2775],
    [10, 10, 0, 10, 1, 0.6075, 1],
  ])('of %i of %i and %i of %i is as published', (part, whole, others, of, by, low, high) => {
    expect(rounded(difference({ part, whole }, { part: others, whole: of }))).toMatchObject({
      by,
      low,
      high,
    });
  });

  it('is null where one is of no lead', () => {
    expect(difference({ part: 0, whole: 0 }, { part: 1, whole: 2 })).toBeNull();
    expect(wilson(0, 0)).toBeNull();
  });

  it('is called clear for at most 5 % of equal pairs, and for 80 % of those that differ by a third', () => {
    const random = randomOf(1);
    const clear = (n: number, p: number, q: number): number => {
      let found = 0;
      for (let pair = 0; pair < 2_000; pair++) {
        const [one, two] = [binomial(random, n, p), binomial(random, n, q)];
        if (difference({ part: one, whole: n }, { part: two, whole: n })?.clear) found++;
      }
      return found / 2_000;
    };
    for (const [n, p] of [
      [300, 0.4],
      [300, 0.02],
      [40, 0.1],
      [15, 0.5],
    ] as const) {
      // Four standard errors of 2,000 pairs above the 5 %.
      expect(clear(n, p, p), `${n} of ${p}`).toBeLessThan(0.05 + 4 * Math.sqrt((0.05 * 0.95) / 2_000));
    }
    expect(clear(300, 0.4, 0.4 * (4 / 3))).toBeGreaterThan(0.8);
  });
});

describe('the leads that are missing', () => {
  it('are so many that the same shares are then told apart four times of five', () => {
    const [p, q] = [0.1, 0.13];
    const n = 100 + (leadsMissing({ part: 10, whole: 100 }, { part: 13, whole: 100 }) ?? 0);
    const random = randomOf(2);
    let found = 0;
    for (let pair = 0; pair < 1_000; pair++) {
      const [one, two] = [binomial(random, n, p), binomial(random, n, q)];
      if (difference({ part: one, whole: n }, { part: two, whole: n })?.clear) found++;
    }
    expect(found / 1_000).toBeGreaterThan(0.76);
    expect(found / 1_000).toBeLessThan(0.85);
  });

  it('are null where both shares are the same, and none where enough have come', () => {
    expect(leadsMissing({ part: 1, whole: 10 }, { part: 2, whole: 20 })).toBeNull();
    expect(leadsMissing({ part: 400, whole: 1_000 }, { part: 500, whole: 1_000 })).toBe(0);
  });
});

describe('a projection', () => {
  const cohort = (entered: number, reachedIn: readonly number[], livedThrough: number): Cohort => ({
    entered,
    reached: reachedIn.reduce((sum, n) => sum + n, 0),
    reachedIn: new Map(reachedIn.map((n, step) => [step, n])),
    livedThrough,
  });
  const old = cohort(100, [10, 10, 10], 2);
  const weeks = Array.from({ length: 35 }, () => old);

  it('is what has come where every window has ended', () => {
    expect(project([old], [old], 2)).toEqual({ low: 0.3, mid: 0.3, high: 0.3 });
  });

  it('adds to what has come what is left for leads of that age', () => {
    const young = cohort(90, [9], 0);
    // Of those that are left after the first step 20 of 90 came so far later.
    const projected = project([...weeks, young], [young], 2);
    expect(projected?.mid).toBeCloseTo((9 + 81 * (20 / 90)) / 90, 6);
    expect(projected?.low).toBeLessThan(projected?.mid ?? 0);
    expect(projected?.high).toBeGreaterThan(projected?.mid ?? 1);
  });

  it('is null where too few weeks have ended to tell how far off it may be', () => {
    const young = cohort(90, [9], 0);
    expect(project([...weeks.slice(0, 20), young], [young], 2)).toBeNull();
  });

  it('is null where no lead is old enough to tell, and where too few have come so far', () => {
    const young = cohort(90, [9], 0);
    expect(project([young], [young], 2)).toBeNull();
    const none = cohort(90, [0], 0);
    const few = weeks.map((_, day) => cohort(100, [0, Number(day < 29)], 2));
    expect(project([...few, none], [none], 2)).toBeNull();
    expect(project([...few, cohort(90, [1], 0)], [none], 2)).not.toBeNull();
    expect(project([], [], 2)).toBeNull();
  });

  it('is never below what has come, nor above all', () => {
    const all = cohort(50, [50], 0);
    expect(project([...weeks, all], [all], 2)).toEqual({ low: 1, mid: 1, high: 1 });
  });

  it('holds the end in 90 % of the weekly cuts of worlds whose conversion changes from week to week', () => {
    const random = randomOf(3);
    let told = 0;
    let held = 0;
    for (let world = 0; world < 40; world++) {
      const leads = worldOf(random);
      const { told: more, held: right } = coverage(cutWeekly(leads, 30 * DAY, 30));
      told += more;
      held += right;
    }
    expect(told).toBeGreaterThan(300);
    expect(held / told).toBeGreaterThan(0.9);
  });
});

const DAY = 86_400_000;

/** Half a year of leads; the share that comes so far moves by a fifth from week to week, and comes late or soon. */
function worldOf(random: () => number) {
  const perDay = 5 + Math.floor(random() * 30);
  const base = 0.1 + 0.3 * random();
  const slow = (2 + 20 * random()) * DAY;
  return Array.from({ length: 180 }, (_, day) => ({ day, week: Math.floor(day / 7) })).flatMap(
    ({ day, week }) => {
      const share = base * (1 + 0.2 * Math.sin(week * 1.7));
      return Array.from({ length: perDay }, () => {
        const entered = (day + random()) * DAY;
        return random() < share ? { entered, reached: entered - slow * Math.log(random()) } : { entered };
      });
    },
  );
}
