// When an event happened, by its sender's clock and ours.
import { describe, expect, it } from 'vitest';
import { eventTime } from '../../functions/collect/clock.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const received = Date.UTC(2026, 2, 1, 12);
const iso = (ms: number) => new Date(ms).toISOString();

describe('with the public key', () => {
  const time = (timestamp: unknown, sentAt?: unknown) =>
    eventTime({ timestamp, sentAt, received, trusted: false });

  it('what passed between event and sending is taken from our clock', () => {
    // A clock that is a year ahead: the event was ten seconds before it was sent.
    const wrong = received + 365 * DAY;
    expect(time(iso(wrong - 10_000), iso(wrong))).toEqual({ time: received - 10_000 });
  });

  it('an event without a sending time is taken at its word, within bounds', () => {
    expect(time(iso(received - HOUR))).toEqual({ time: received - HOUR });
    expect(time(iso(received - HOUR), 'junk')).toEqual({ time: received - HOUR });
  });

  it('an empty date is none: neither as the time of an event nor as that of its sending', () => {
    expect(time('0001-01-01T00:00:00Z', iso(received))).toEqual({ time: received, flag: 'time-unreadable' });
    expect(time(iso(received - HOUR), '0001-01-01T00:00:00Z')).toEqual({ time: received - HOUR });
  });

  it('the bounds are two weeks past and five minutes ahead, both taken', () => {
    expect(time(received - 14 * DAY)).toEqual({ time: received - 14 * DAY });
    expect(time(received - 14 * DAY - 1)).toEqual({ time: received - 14 * DAY, flag: 'time-clamped' });
    expect(time(received + 300_000)).toEqual({ time: received + 300_000 });
    expect(time(received + 300_001)).toEqual({ time: received + 300_000, flag: 'time-clamped' });
  });

  it('an event without a time happened when it was received', () => {
    expect(time(undefined, iso(received))).toEqual({ time: received });
    expect(time(null)).toEqual({ time: received });
  });
});

describe('with the secret key', () => {
  const time = (timestamp: unknown, sentAt?: unknown) =>
    eventTime({ timestamp, sentAt, received, trusted: true });

  it('any past is taken as said, whatever the sending time', () => {
    expect(time('2001-02-03T04:05:06Z', iso(received + DAY))).toEqual({
      time: Date.UTC(2001, 1, 3, 4, 5, 6),
    });
    expect(time('1970-01-02')).toEqual({ time: DAY });
  });

  it('the future is not', () => {
    expect(time(iso(received + DAY))).toEqual({ time: received + 300_000, flag: 'time-clamped' });
  });

  it.each([
    ['2026-01-02', Date.UTC(2026, 0, 2)],
    ['2026-01-02T03:04', Date.UTC(2026, 0, 2, 3, 4)],
    ['2026-01-02T03:04:05', Date.UTC(2026, 0, 2, 3, 4, 5)],
    ['2026-01-02T03:04:05.678901+02:00', Date.UTC(2026, 0, 2, 1, 4, 5, 678)],
    ['2026-01-02T03:04:05+0200', Date.UTC(2026, 0, 2, 1, 4, 5)],
    [Date.UTC(2026, 0, 2), Date.UTC(2026, 0, 2)],
  ])('%s is read the same wherever this runs', (said, expected) => {
    expect(time(said)).toEqual({ time: expected });
  });

  it.each([
    'yesterday',
    '0001-01-01T00:00:00Z',
    '1969-12-31',
    '1970-01-01T00:00:00Z',
    '2026-13-45',
    '',
    '1',
    {},
    [],
    true,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    '+275760-09-13',
  ])('%j is no time: the event is kept at its receipt, and flagged', (said) => {
    expect(time(said)).toEqual({ time: received, flag: 'time-unreadable' });
  });
});
