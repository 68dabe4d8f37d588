// How much of the index of contacts is packed together: few runs, few rows twice, and no row written often.
import { describe, expect, it } from 'vitest';
import { mergedRuns, PACK_SIZES, placesFor } from '../../functions/pack-list/sizes.ts';
import type { Run } from '../../functions/store/list/runs.ts';

const run = (rows: number, ...places: readonly number[]): Run => ({
  id: `r${rows}`,
  rows,
  each: PACK_SIZES.page,
  pages: places.map((place) => ({ place, newest: 0 })),
});

describe('runs', () => {
  it('stay few, and rows are written seldom, while 300,000 changes of 100,000 contacts come by', () => {
    const told = PACK_SIZES.least;
    let runs: readonly Run[] = [run(100_000)];
    let written = 0;
    let most = { runs: 0, rows: 0 };
    for (let changes = 0; changes < 300_000; changes += told) {
      const merged = mergedRuns(told, runs, PACK_SIZES);
      const all = runs.slice(0, merged).reduce((sum, { rows }) => sum + rows, told);
      // A change of a contact that is in the largest run takes the place of its row there.
      const rows = merged === runs.length ? Math.min(all, 100_000) : all;
      written += rows;
      runs = [run(rows), ...runs.slice(merged)];
      most = {
        runs: Math.max(most.runs, runs.length),
        rows: Math.max(
          most.rows,
          runs.reduce((sum, one) => sum + one.rows, 0),
        ),
      };
    }
    expect(most.runs).toBeLessThanOrEqual(16);
    expect(most.rows).toBeLessThanOrEqual(150_000);
    expect(written / 300_000).toBeLessThan(5);
  });

  it('are all packed together where there is but one that is not much larger', () => {
    expect(mergedRuns(500, [run(900)], PACK_SIZES)).toBe(1);
    expect(mergedRuns(500, [run(2_000)], PACK_SIZES)).toBe(0);
    expect(mergedRuns(500, [], PACK_SIZES)).toBe(0);
  });
});

describe('places', () => {
  const free = [
    { place: 1, rows: 2_000, at: 0 },
    { place: 2, rows: 500, at: 0 },
    { place: 3, rows: undefined, at: 0 },
    { place: 4, rows: 400, at: 9 },
  ];
  const places = (rows: number) =>
    placesFor({ runs: [run(500, 7)], free }, rows, PACK_SIZES, ({ at }) => at === 0).map(
      ({ place }) => place,
    );

  it('are used again where no more lies there than comes, and where nobody may be at work any more', () => {
    expect(places(600)).toEqual([2]);
    expect(places(450)).toEqual([8]);
    expect(places(2_450)).toEqual([1, 8]);
    expect(places(4_600)).toEqual([1, 2, 8]);
  });
});
