import { describe, expect, it } from 'vitest';
import {
  duePeriods,
  isDay,
  parseRange,
  periodsOf,
  spanOf,
} from '../../functions/domain/report/report-period.ts';

const TODAY = '2026-11-22';

describe('the range asked for', () => {
  it.each([
    [{}, '2026-10-24', '2026-11-22'],
    [{ from: '2026-11-01' }, '2026-11-01', '2026-11-22'],
    [{ to: '2026-03-01' }, '2026-01-31', '2026-03-01'],
    [{ from: '2026-03-01', to: '2026-03-01' }, '2026-03-01', '2026-03-01'],
    [{ from: '2024-02-29', to: '2024-03-01' }, '2024-02-29', '2024-03-01'],
    [{ from: '2027-01-01', to: '2027-01-02' }, '2027-01-01', '2027-01-02'],
  ])('%o is from %s to %s', (asked, from, to) => {
    expect(parseRange(asked, TODAY)).toEqual({ ok: true, range: { from, to } });
  });

  it.each([
    [{ from: '2026-02-29' }, 'from'],
    [{ from: '2026-2-1' }, 'from'],
    [{ from: '2026-11-01,2026-11-02' }, 'from'],
    [{ to: 'today' }, 'to'],
    [{ to: '9999-12-31' }, 'to'],
    [{ from: '0000-01-01' }, 'from'],
    [{ from: '2026-11-23' }, 'from'],
    [{ from: '2026-11-02', to: '2026-11-01' }, 'from'],
    [{ from: '2024-09-13' }, 'from'],
  ])('%o is refused for %s, with the fix', (asked, field) => {
    expect(parseRange(asked, TODAY)).toMatchObject({ ok: false, field, fix: expect.stringMatching(/\.$/) });
  });

  it('holds 800 days at most', () => {
    expect(parseRange({ from: '2024-09-14' }, TODAY).ok).toBe(true);
    expect(parseRange({ from: '2024-09-13' }, TODAY).ok).toBe(false);
  });

  it.each(['', '2026-13-01', '2026-00-10', '2026-04-31', ' 2026-04-30', '2026-04-30T00:00', '٢٠٢٦-٠١-٠١'])(
    'does not take %j for a day',
    (text) => expect(isDay(text)).toBe(false),
  );
});

describe('the calendar period of a range', () => {
  it.each([
    ['2026-11-16', '2026-11-22', ['week']],
    ['2026-11-15', '2026-11-21', []],
    ['2026-02-01', '2026-02-28', ['month']],
    ['2024-02-01', '2024-02-28', []],
    ['2026-11-22', '2026-11-22', ['day']],
    ['2026-02-01', '2026-03-31', []],
  ])('from %s to %s is %j', (from, to, every) => {
    expect(periodsOf({ from, to }).map((period) => period.every)).toEqual(every);
  });
});

describe('the periods to issue', () => {
  it('are the last closed one where none was issued', () => {
    expect(duePeriods('week', TODAY, undefined)).toEqual([
      { every: 'week', from: '2026-11-09', to: '2026-11-15' },
    ]);
    expect(duePeriods('day', TODAY, undefined)).toEqual([
      { every: 'day', from: '2026-11-21', to: '2026-11-21' },
    ]);
    expect(duePeriods('month', TODAY, undefined)).toEqual([
      { every: 'month', from: '2026-10-01', to: '2026-10-31' },
    ]);
  });

  it('are none where the last closed one was issued', () => {
    expect(duePeriods('week', TODAY, '2026-11-09')).toEqual([]);
  });

  it('are those missed, oldest first', () => {
    expect(duePeriods('month', TODAY, '2026-07-01').map(({ from, to }) => [from, to])).toEqual([
      ['2026-08-01', '2026-08-31'],
      ['2026-09-01', '2026-09-30'],
      ['2026-10-01', '2026-10-31'],
    ]);
    expect(duePeriods('day', TODAY, '2020-01-01')).toHaveLength(62);
  });

  it('need the cells of as many days before each as it is long', () => {
    expect(spanOf([])).toBeUndefined();
    expect(
      spanOf([
        { from: '2026-11-09', to: '2026-11-15' },
        { from: '2026-11-21', to: '2026-11-21' },
      ]),
    ).toEqual({ from: '2026-11-02', to: '2026-11-21' });
  });
});
