// The ranges of days that a report is asked for most.
import { describe, expect, it } from 'vitest';
import { usualRanges } from '../../functions/domain/report/usual-ranges.ts';

describe('the usual ranges', () => {
  const of = (today: string) =>
    Object.fromEntries(
      usualRanges(today).map((usual) => [
        usual.name === 'lastDays' ? `last ${usual.days} days` : usual.name,
        `${usual.range.from} ${usual.range.to}`,
      ]),
    );

  it('are weeks from Monday on, months, quarters and so many days', () => {
    expect(of('2026-11-25')).toEqual({
      today: '2026-11-25 2026-11-25',
      thisWeek: '2026-11-23 2026-11-25',
      lastWeek: '2026-11-16 2026-11-22',
      thisMonth: '2026-11-01 2026-11-25',
      lastMonth: '2026-10-01 2026-10-31',
      thisQuarter: '2026-10-01 2026-11-25',
      'last 7 days': '2026-11-19 2026-11-25',
      'last 30 days': '2026-10-27 2026-11-25',
      'last 90 days': '2026-08-28 2026-11-25',
      'last 365 days': '2025-11-26 2026-11-25',
    });
  });

  it('begin with the day itself on the first day of a week, month and quarter', () => {
    expect(of('2024-01-01')).toMatchObject({
      thisWeek: '2024-01-01 2024-01-01',
      lastWeek: '2023-12-25 2023-12-31',
      thisMonth: '2024-01-01 2024-01-01',
      lastMonth: '2023-12-01 2023-12-31',
      thisQuarter: '2024-01-01 2024-01-01',
    });
  });
});
