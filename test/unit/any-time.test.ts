// Intervals that hold at every look, against numbers worked out by hand.
import { describe, expect, it } from 'vitest';
import { boundAt, differenceAtAnyTime, type Stratum } from '../../functions/domain/statistics/any-time.ts';

const share = (part: number, whole: number) => ({ whole, sum: part, squares: part });
const USUAL = { alpha: 0.05, scale: 1 };

describe('the bound', () => {
  it('is the one of the normal mixture', () => {
    // certainty 2 ln 20 = 5.9915, least 100 / (5.9915 + ln 6.9915) = 12.601; sqrt(112.601 * (ln(112.601 / 12.601) + 5.9915)) = 30.352.
    expect(boundAt(100, 0.05)).toBeCloseTo(30.352, 2);
    expect(boundAt(0, 0.05)).toBeCloseTo(Math.sqrt(12.601 * 5.9915), 2);
  });

  it('is wider than that of one look, by half or more, and grows with what is asked at once', () => {
    for (const variance of [10, 100, 1_000, 10_000]) {
      expect(boundAt(variance, 0.05) / Math.sqrt(variance)).toBeGreaterThan(3);
      expect(boundAt(variance, 0.01)).toBeGreaterThan(boundAt(variance, 0.05));
    }
  });
});

describe('a difference', () => {
  it('of one stratum is that of its means', () => {
    // Weight w = 200 * 100 / 300; variance w^2 * (32 / 199 / 200 + 9 / 99 / 100) = 7.614, bound 11.431.
    const found = differenceAtAnyTime([{ one: share(40, 200), other: share(10, 100) }], USUAL);
    expect(found).toMatchObject({ clear: false });
    expect(found?.by).toBeCloseTo(0.1, 12);
    expect(found?.low).toBeCloseTo(0.1 - 11.431 / 66.667, 3);
    expect(found?.high).toBeCloseTo(0.1 + 11.431 / 66.667, 3);
  });

  it('of several is added up by Cochran, Mantel and Haenszel: another part held out in a better week makes none', () => {
    const weeks: readonly Stratum[] = [
      { one: share(90, 900), other: share(10, 100) },
      { one: share(150, 500), other: share(150, 500) },
    ];
    const found = differenceAtAnyTime(weeks, USUAL);
    expect(found?.by).toBeCloseTo(0, 12);
    // Set side by side without the weeks, 240 of 1,400 and 160 of 600 would be a tenth apart.
    expect(found?.moreLeads).toBeNull();
  });

  it('passes over strata of one group alone, and is none without any other', () => {
    const alone = { one: share(5, 10), other: share(0, 0) };
    const both = { one: share(40, 200), other: share(10, 100) };
    expect(differenceAtAnyTime([alone], USUAL)).toBeNull();
    expect(differenceAtAnyTime([alone, both], USUAL)?.by).toBeCloseTo(0.1, 12);
    expect(differenceAtAnyTime([], USUAL)).toBeNull();
  });

  it('is clear where the interval leaves out zero, and never of what has not happened', () => {
    expect(differenceAtAnyTime([{ one: share(400, 2_000), other: share(100, 1_000) }], USUAL)).toMatchObject({
      clear: true,
    });
    const nothing = differenceAtAnyTime([{ one: share(0, 900), other: share(0, 100) }], USUAL);
    expect(nothing).toMatchObject({ by: 0, clear: false, moreLeads: null });
    // With nothing in 100 leads the other share may still be of some per cent.
    expect(nothing?.high).toBeGreaterThan(0.05);
  });

  it('says how many more leads would show it four times of five', () => {
    const found = differenceAtAnyTime([{ one: share(40, 200), other: share(10, 100) }], USUAL);
    const times = 1 + (found?.moreLeads ?? 0) / 300;
    const reached = 6.6667 * times;
    expect(reached).toBeCloseTo(boundAt(7.6138 * times, 0.05) + 0.841621 * Math.sqrt(7.6138 * times), 0);
  });

  it('of amounts is the same in cents and in euros', () => {
    const amounts = (unit: number): readonly Stratum[] => [
      {
        one: { whole: 500, sum: 900 * unit, squares: 30_000 * unit ** 2 },
        other: { whole: 400, sum: 300 * unit, squares: 9_000 * unit ** 2 },
      },
    ];
    const [euros, cents] = [1, 100].map((unit) =>
      differenceAtAnyTime(amounts(unit), { alpha: 0.05, scale: 20 * unit }),
    );
    expect(cents?.low).toBeCloseTo((euros?.low ?? 0) * 100, 6);
    expect(cents?.moreLeads).toBe(euros?.moreLeads);
  });
});
