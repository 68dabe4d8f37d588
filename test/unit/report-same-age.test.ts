// A period beside the one before it at the same age, and what its shares will be: counted by hand.
import { describe, expect, it } from 'vitest';
import { addDays, daysBetween } from '../../functions/domain/calendar.ts';
import type { Cells, Metric } from '../../functions/domain/funnel/cells.ts';
import { bucketOf } from '../../functions/domain/funnel/histogram.ts';
import { projectionSince } from '../../functions/domain/report/projected.ts';
import { cellsOf, DAY, funnelOf, HOUR, MINUTE, reportOf } from '../support/reports.ts';

type Line = readonly [string, Metric, number];

/** A day on which so many entered at the first stage, and came to the last at these times from entry. */
function cohort(
  day: string,
  entered: number,
  ...came: readonly (readonly [number, number])[]
): readonly Line[] {
  const all = came.reduce((sum, [, n]) => sum + n, 0);
  return [
    [day, 'e', entered],
    [day, 'l0', entered],
    [day, 'l2', all],
    ...came.map(([ms, n]): Line => [day, `f2:${bucketOf(ms)}`, n]),
  ];
}

function reportAt(iso: string, lines: readonly Line[], more: Parameters<typeof reportOf>[1] = {}) {
  return reportOf(cellsOf(...lines), { now: Date.parse(iso), by: [], ...more });
}

const goalOf = ({ previous: { sameAge, difference } }: ReturnType<typeof reportOf>) => ({
  before: sameAge?.stages[2],
  now: difference?.stages[2],
});

describe('the period before at the same age', () => {
  const week = daysBetween('2026-11-09', '2026-11-15');
  const weekBefore = daysBetween('2026-11-02', '2026-11-08');

  // Of 100 who enter each day 5 buy within the hour, and 45 after ten days.
  const ripe = weekBefore.flatMap((day) => cohort(day, 100, [HOUR, 5], [10 * DAY, 45]));
  const young = week.flatMap((day) => cohort(day, 100, [HOUR, 5]));

  it('does not make a disaster of a young period beside a ripe one', () => {
    // Monday morning: the plain figures say 5 % after 50 %.
    const report = reportAt('2026-11-16T08:00:00+01:00', [...ripe, ...young]);
    expect([report.stages[2]?.fromEntry, report.previous.stages[2]?.fromEntry]).toEqual([0.05, 0.5]);
    const { before, now } = goalOf(report);
    expect(before).toMatchObject({ enteredBefore: 700, advanced: 35, fromEntry: 0.05 });
    expect(now).toMatchObject({ enteredBefore: 700, advanced: 35, difference: { by: 0, clear: false } });
    expect(report.previous.sameAge).toMatchObject({ days: 7, entered: 700 });
  });

  it('finds a difference that is there at that age, and says how great', () => {
    const better = week.flatMap((day) => cohort(day, 100, [HOUR, 12]));
    const { now } = goalOf(reportAt('2026-11-16T08:00:00+01:00', [...ripe, ...better]));
    expect(now?.difference).toMatchObject({ by: expect.closeTo(0.07), clear: true });
    expect(now?.difference?.low).toBeCloseTo(0.0415, 3);
    expect(now?.difference?.high).toBeCloseTo(0.0993, 3);
  });

  it('compares the days that are over, each with the one as long before', () => {
    const at = '2026-11-11T12:00:00+01:00';
    const uneven = weekBefore.flatMap((day, index) => cohort(day, 10 * (index + 1), [HOUR, 1]));
    const begun = week.slice(0, 3).flatMap((day) => cohort(day, 20, [HOUR, 2]));
    const { previous } = reportAt(at, [...uneven, ...begun]);
    expect(previous.sameAge).toMatchObject({ days: 2, entered: 10 + 20 });
    expect(previous.difference).toMatchObject({ days: 2, entered: 40 });
    const none = reportAt('2026-11-09T12:00:00+01:00', [...uneven, ...begun]).previous;
    expect(none.sameAge).toMatchObject({ days: 0, entered: 0 });
    expect(none.difference?.stages[2]).toMatchObject({ fromEntry: null, difference: null });
  });

  it('takes of an earlier day what all of the later one have had time for, and all of it when the window has ended', () => {
    const lines = [
      ...cohort('2026-11-02', 100, [HOUR, 5], [30 * DAY, 45]),
      ...cohort('2026-11-09', 100, [HOUR, 5]),
    ];
    const previousAt = (iso: string) => goalOf(reportAt(iso, lines)).before?.advanced;
    expect(previousAt('2026-11-10T00:30:00+01:00')).toBe(0);
    expect(previousAt('2026-11-10T01:30:00+01:00')).toBe(5);
    expect(previousAt('2026-12-09T23:00:00+01:00')).toBe(5);
    expect(previousAt('2026-12-10T00:00:00+01:00')).toBe(50);
  });

  it('knows at which time a stage that a later one implies was reached, and takes who entered later out', () => {
    const lines: readonly Line[] = [
      ['2026-11-02', 'e', 12],
      ['2026-11-02', 'l0', 10],
      ['2026-11-02', 'd1', 2],
      ['2026-11-02', 'l1', 7],
      ['2026-11-02', `f1:${bucketOf(HOUR)}`, 2],
      ['2026-11-02', `i1:${bucketOf(HOUR)}`, 1],
      ['2026-11-02', `i1:${bucketOf(20 * DAY)}`, 2],
      ['2026-11-02', `f1:${bucketOf(2 * HOUR)}`, 1],
      ['2026-11-02', `j1:${bucketOf(2 * HOUR)}`, 1],
    ];
    const { previous } = reportAt('2026-11-16T08:00:00+01:00', lines);
    expect(previous.sameAge?.stages[1]).toMatchObject({ enteredBefore: 10, advanced: 3 });
  });
});

describe('what a share will be', () => {
  const SINCE = '2026-07-16';
  const history = (until: string, perDay: number): readonly Line[] =>
    daysBetween(SINCE, until).flatMap((day) =>
      cohort(day, perDay, [HOUR, perDay / 20], [20 * DAY, perDay / 4]),
    );
  const young = (perDay: number): readonly Line[] =>
    daysBetween('2026-11-09', '2026-11-15').flatMap((day) => cohort(day, perDay, [HOUR, perDay / 20]));
  const monday = '2026-11-16T08:00:00+01:00';
  const known = (lines: readonly Line[]): Cells => cellsOf(...lines);

  it('is said of young leads by what older ones did later', () => {
    const ended = history('2026-10-16', 20);
    const onTheWay = daysBetween('2026-10-17', '2026-11-08').flatMap((day) => {
      const age = Date.parse(monday) - Date.parse(`${addDays(day, 1)}T00:00:00+01:00`);
      return cohort(day, 20, [HOUR, 1], ...(age > 20 * DAY ? [[20 * DAY, 5] as const] : []));
    });
    const { stages } = reportOf(known([...ended, ...onTheWay, ...young(20)]), {
      now: Date.parse(monday),
      since: SINCE,
      by: [],
    });
    expect(stages[0]?.projected).toBeNull();
    const projected = stages[2]?.projected;
    expect(stages[2]?.fromEntry).toBe(0.05);
    expect(projected?.mid).toBeCloseTo(0.3, 1);
    expect(projected?.low).toBeGreaterThan(0.2);
    expect(projected?.low).toBeLessThan(0.3);
    expect(projected?.high).toBeGreaterThan(0.3);
    expect(projected?.high).toBeLessThan(0.4);
  });

  it('is not said with too few leads, nor of a day that is not over', () => {
    const few = reportOf(known([...cohort('2026-09-01', 20, [HOUR, 1]), ...young(20)]), {
      now: Date.parse(monday),
      since: SINCE,
    });
    expect(few.stages.map(({ projected }) => projected)).toEqual([null, null, null]);
    const today = reportOf(known([...history('2026-10-16', 20), ...cohort('2026-11-16', 20, [MINUTE, 9])]), {
      now: Date.parse(monday),
      since: SINCE,
      from: '2026-11-16',
      to: '2026-11-16',
    });
    expect(today.stages[2]?.projected).toBeNull();
  });

  it('is the share itself once all windows have ended', () => {
    const late = reportOf(known(young(20)), { now: Date.parse(monday) + 31 * DAY });
    expect(late.stages[2]?.projected).toEqual({ low: 0.05, mid: 0.05, high: 0.05 });
    expect(late.previous.stages[2]?.projected).toBeNull();
  });

  it('asks for no more days than it can tell from', () => {
    expect(projectionSince('2026-11-09', funnelOf('trial').windowMs)).toBe(SINCE);
    expect(projectionSince('2026-11-09', MINUTE)).toBe('2026-09-12');
    expect(projectionSince('2026-11-09', 365 * DAY)).toBe('2026-11-09');
  });
});
