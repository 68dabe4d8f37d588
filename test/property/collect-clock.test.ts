// Laws of an event's time: which clocks are believed, how far others are put right, and that the order of one sender's events stays.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventTime } from '../../functions/collect/clock.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
/** So far a clock may be ahead and is still taken at its word. */
const AHEAD = 5 * MINUTE;
const NOW = Date.UTC(2026, 2, 1, 12);

/** One event of a sender: when it happened and was sent, on a right clock, and how long it was on its way. */
type Sent = { readonly happened: number; readonly waited: number; readonly delay: number };

const sent = (longest: number): fc.Arbitrary<Sent> =>
  fc.record({
    happened: fc.integer({ min: NOW - 60 * MINUTE, max: NOW }),
    waited: fc.integer({ min: 0, max: 60 * MINUTE }),
    delay: fc.integer({ min: 0, max: longest }),
  });

/** What collect makes of it, where the sender's clock is wrong by so much. */
function timed({ happened, waited, delay }: Sent, error: number): number {
  const sentAt = happened + waited + error;
  return eventTime({
    timestamp: new Date(happened + error).toISOString(),
    sentAt: new Date(sentAt).toISOString(),
    received: happened + waited + delay,
    trusted: false,
  }).time;
}

const inOrder = (a: Sent, b: Sent, error: number): boolean =>
  Math.sign(a.happened - b.happened) === Math.sign(timed(a, error) - timed(b, error));

describe('an event', () => {
  it('has a time in whole milliseconds within the bounds, whatever is said', () => {
    const time = fc.oneof(
      fc.anything(),
      fc.double(),
      fc.date().map(String),
      fc.string(),
      fc.integer().map(String),
    );
    fc.assert(
      fc.property(time, time, fc.boolean(), (timestamp, sentAt, trusted) => {
        const found = eventTime({ timestamp, sentAt, received: NOW, trusted });
        expect(Number.isSafeInteger(found.time)).toBe(true);
        expect(found.time).toBeGreaterThanOrEqual(trusted ? 0 : NOW - 14 * 24 * 60 * MINUTE);
        expect(found.time).toBeLessThanOrEqual(NOW + 5 * MINUTE);
      }),
      { numRuns: 5_000 },
    );
  });
});

const DAY = 24 * 60 * MINUTE;

describe('events of a clock that is right, up to five minutes ahead, or behind', () => {
  const behind = fc.integer({ min: -6 * DAY, max: AHEAD });

  it('happened when it says, and keep their order, however long each request was held', () => {
    fc.assert(
      fc.property(sent(7 * DAY), sent(7 * DAY), behind, (a, b, error) => {
        expect(timed(a, error)).toBe(a.happened + error);
        expect(inOrder(a, b, error)).toBe(true);
      }),
    );
  });
});

describe('events of a clock that is wrong', () => {
  // Ahead, or so far behind that its time cannot be taken.
  const quarters = fc
    .oneof(fc.integer({ min: 1, max: 200_000 }), fc.integer({ min: -200_000, max: -15 * 96 }))
    .map((n) => n * 15 * MINUTE);
  const anyError = fc.oneof(
    fc.integer({ min: AHEAD + 1, max: 6 * 365 * DAY }),
    fc.integer({ min: -6 * 365 * DAY, max: -15 * DAY }),
  );

  it('ahead or weeks behind by quarters of an hour happened when they did, and keep their order', () => {
    fc.assert(
      fc.property(sent(9 * MINUTE), sent(9 * MINUTE), quarters, (a, b, error) => {
        expect(timed(a, error)).toBe(a.happened);
        expect(inOrder(a, b, error)).toBe(true);
      }),
    );
  });

  it('are put right to a quarter of an hour, and no more than five minutes ahead of their receipt', () => {
    fc.assert(
      fc.property(sent(MINUTE), anyError, (one, error) => {
        const time = timed(one, error);
        expect(time).toBeGreaterThan(one.happened - 15 * MINUTE);
        expect(time).toBeLessThanOrEqual(one.happened + one.delay + AHEAD);
      }),
    );
  });

  it('keep their order within one request, whatever it is', () => {
    const request = fc.record({
      received: fc.integer({ min: NOW - MINUTE, max: NOW }),
      sentAt: fc.integer({ min: NOW - 300 * MINUTE, max: NOW }),
    });
    const ages = fc.tuple(fc.nat(60 * MINUTE), fc.nat(60 * MINUTE));
    fc.assert(
      fc.property(request, ages, ({ received, sentAt }, [a, b]) => {
        const time = (age: number) =>
          eventTime({ timestamp: sentAt - age, sentAt, received, trusted: false }).time;
        expect(Math.sign(time(a) - time(b))).toBe(Math.sign(b - a));
      }),
    );
  });

  it('keep their order across requests but where the delays of two fall on both sides of a step', () => {
    const step = ({ delay }: Sent, error: number) => Math.floor((delay - error + AHEAD) / (15 * MINUTE));
    fc.assert(
      fc.property(sent(10 * MINUTE), sent(10 * MINUTE), anyError, (a, b, error) => {
        fc.pre(step(a, error) === step(b, error));
        expect(inOrder(a, b, error)).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });
});
