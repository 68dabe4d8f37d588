// EventBridge's expressions as the local host's clock reads them.
import { Cron } from 'croner';
import { describe, expect, it } from 'vitest';
import { parseScheduleExpression, UnknownSchedule } from '../../bin/local/schedule-expression.ts';

function nextRuns(expression: string, from: string, timezone = 'UTC'): readonly string[] {
  const parsed = parseScheduleExpression(expression);
  if (parsed.kind !== 'cron') throw new Error('no cron');
  const cron = new Cron(parsed.pattern, {
    timezone,
    mode: '7-part',
    alternativeWeekdays: true,
    paused: true,
  });
  return cron.nextRuns(3, new Date(from)).map((date) => date.toISOString().slice(0, 16));
}

describe('schedule expressions', () => {
  it.each([
    ['rate(1 minute)', 60_000],
    ['rate(5 minutes)', 300_000],
    ['rate(1 hour)', 3_600_000],
    ['rate(2 days)', 172_800_000],
  ])('%s is an interval', (expression, ms) => {
    expect(parseScheduleExpression(expression)).toEqual({ kind: 'every', ms });
  });

  it('at(...) is once', () => {
    expect(parseScheduleExpression('at(2026-01-31T09:00:00)')).toEqual({
      kind: 'once',
      at: '2026-01-31T09:00:00',
    });
  });

  it.each([
    [
      'cron(5 * * * ? *)',
      '2026-03-01T00:10:00Z',
      ['2026-03-01T01:05', '2026-03-01T02:05', '2026-03-01T03:05'],
    ],
    [
      'cron(0/20 12 * * ? *)',
      '2026-03-01T00:00:00Z',
      ['2026-03-01T12:00', '2026-03-01T12:20', '2026-03-01T12:40'],
    ],
    // 1 is Sunday here, and 2026-03-01 is one.
    [
      'cron(0 8 ? * 1 *)',
      '2026-03-01T00:00:00Z',
      ['2026-03-01T08:00', '2026-03-08T08:00', '2026-03-15T08:00'],
    ],
    [
      'cron(0 8 ? * MON-TUE *)',
      '2026-03-01T00:00:00Z',
      ['2026-03-02T08:00', '2026-03-03T08:00', '2026-03-09T08:00'],
    ],
    [
      'cron(0 0 L * ? *)',
      '2026-02-01T00:00:00Z',
      ['2026-02-28T00:00', '2026-03-31T00:00', '2026-04-30T00:00'],
    ],
    ['cron(0 0 1 1 ? 2030)', '2026-02-01T00:00:00Z', ['2030-01-01T00:00']],
  ])('%s runs when AWS runs it', (expression, from, runs) => {
    expect(nextRuns(expression, from)).toEqual(runs);
  });

  it('keeps to the zone it names', () => {
    expect(nextRuns('cron(0 9 * * ? *)', '2026-07-01T00:00:00Z', 'Europe/Rome')[0]).toBe('2026-07-01T07:00');
  });

  it.each(['cron(5 * * * ?)', 'cron(* * * * * * *)', 'rate(5 weeks)', 'every minute', ''])(
    'refuses "%s"',
    (expression) => {
      expect(() => parseScheduleExpression(expression)).toThrow(UnknownSchedule);
    },
  );
});
