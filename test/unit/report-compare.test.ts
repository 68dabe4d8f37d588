import { describe, expect, it } from 'vitest';
import { unanswered } from '../../functions/domain/report/hand-off-report.ts';
import { compareFunnels } from '../../functions/domain/report/report-compare.ts';
import { wilson } from '../../functions/domain/statistics/proportions.ts';
import { cellsOf, DAY, funnelOf, HOUR, reportOf, time } from '../support/reports.ts';

const sales = reportOf(
  cellsOf(
    ['2026-11-09', 'e', 1000],
    ['2026-11-09', 'l0', 1000],
    ['2026-11-09', 'l2', 100],
    ['2026-11-09', time('f', 2, HOUR), 100],
    ['2026-11-09', 'v2:EUR', 50_000],
    ['2026-11-09', 'o2', 100],
    ['2026-11-02', 'e', 500],
  ),
);
const marketing = reportOf(
  cellsOf(
    ['2026-11-09', 'e', 400],
    ['2026-11-09', 'l1', 80],
    ['2026-11-09', time('f', 1, DAY), 80],
    ['2026-11-09', 'v1:EUR', 40_000],
  ),
  { funnel: funnelOf('relationship') },
);
const labelled = [
  { report: sales, label: 'Trial' },
  { report: marketing, label: 'Relationship' },
];

describe('funnels side by side', () => {
  const comparison = compareFunnels(labelled);

  it('are measured at the last stage that they share', () => {
    expect(comparison.goal).toBe('action');
    expect(comparison.funnels.map(({ goal }) => [goal.id, goal.leads])).toEqual([
      ['action', 100],
      ['action', 80],
    ]);
  });

  it('name no winner, as they share their people, and say so of each goal', () => {
    const shared = { funnel: null, reason: 'shared' };
    expect(comparison.better).toEqual({
      volume: shared,
      conversion: shared,
      speed: shared,
      revenue: shared,
      revenuePerEntered: shared,
    });
    expect(comparison.funnels.map(({ revenuePerEntered }) => revenuePerEntered)).toEqual([
      { EUR: 50 },
      { EUR: 100 },
    ]);
  });

  it('bring the period before along', () => {
    expect(comparison.funnels[0]?.previous).toMatchObject({ entered: 500, revenue: {} });
  });

  it('bring along how each compares with the period before at the same age', () => {
    expect(comparison.funnels[0]?.previous.sameAge).toEqual({
      days: 7,
      entered: 1000,
      enteredBefore: 500,
      conversion: 0.1,
      conversionBefore: 0,
      difference: expect.objectContaining({ by: 0.1, clear: true }),
    });
    // Of the other nobody entered in the period before.
    expect(comparison.funnels[1]?.previous.sameAge).toMatchObject({
      enteredBefore: 0,
      conversion: 0.2,
      conversionBefore: null,
      difference: null,
    });
  });

  it('say what one hands over and another receives', () => {
    const giving = reportOf(cellsOf(['2026-11-09', 'h', 2], ['2026-11-09', 'h:0', 2]), {
      funnel: funnelOf('relationship'),
    });
    const receiving = reportOf(cellsOf(['2026-11-09', 'k:relationship:0', 1]), { sources: ['relationship'] });
    const seconds = { median: 0, p90: 0, mean: 0 };
    const [one, other] = compareFunnels([
      { report: giving, label: 'a' },
      { report: receiving, label: 'b' },
    ]).funnels;
    expect(one?.handOff).toEqual({ to: 'trial', leads: 2, seconds, ...unanswered(2) });
    expect(one).not.toHaveProperty('receives');
    expect(other).toMatchObject({
      handOff: null,
      receives: [{ from: 'relationship', leads: 1, seconds: { ...seconds, mean: null } }],
    });
  });

  it('have nothing to say of one funnel alone', () => {
    const empty = { report: reportOf(new Map()), label: 'empty' };
    expect(compareFunnels([empty]).better).toEqual({});
    expect(compareFunnels([empty]).funnels[0]).toMatchObject({ entered: 0, revenuePerEntered: null });
  });
});

describe("Wilson's interval", () => {
  it.each([
    [10, 100, 0.0552, 0.1744],
    [0, 20, 0, 0.1611],
    [20, 20, 0.8389, 1],
    [1, 3, 0.0615, 0.7923],
  ])('of %i in %i is %f to %f', (part, whole, low, high) => {
    const share = wilson(part, whole);
    expect(share?.low).toBeCloseTo(low, 4);
    expect(share?.high).toBeCloseTo(high, 4);
    expect(share?.rate).toBe(part / whole);
  });

  it('of nothing is nothing', () => expect(wilson(0, 0)).toBeNull());
});
