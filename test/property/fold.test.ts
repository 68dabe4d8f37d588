import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LeadEvent } from '../../functions/domain/event/event.ts';
import { keptOfLead } from '../../functions/domain/lead/kept-of-lead.ts';
import {
  type Ceiling,
  EMPTY_HISTORY,
  type EventHistory,
  fold,
  leadOf,
} from '../../functions/domain/lead/lead.ts';
import type { End } from '../../functions/domain/lead/weight.ts';
import { DAY, MONDAY } from '../support/leads.ts';

const each = (end: End) => {
  const classes = [
    { upTo: 50, weight: end.weight },
    { upTo: Number.POSITIVE_INFINITY, weight: end.weight * 0.7 },
  ];
  const form = { ...end, sizes: [20, 35], classes };
  return { order: end, trusted: end, confirmed: form, form, public: end };
};

/** Ceilings by number, and by weight: there events are as large as they happen to be. */
const TINY: Ceiling = {
  views: { count: 3, weight: 1_000_000, heavy: { trusted: 2, public: 1 } },
  eachEnd: each({ count: 3, weight: 1_000_000, withProperties: 1_000_000 }),
  identifies: 2,
  touchesEachEnd: { count: 2, weight: 1_000_000 },
};
const LIGHT: Ceiling = {
  views: { count: 1_000, weight: 200, heavy: { trusted: 1, public: 1 } },
  eachEnd: each({ count: 1_000, weight: 150, withProperties: 120 }),
  identifies: 2,
  touchesEachEnd: { count: 1_000, weight: 60 },
};

const touch = fc.record({ channel: fc.constantFrom('Direct', 'Email'), source: fc.constantFrom('a', 'b') });

/** Few ids, paths, times and touches, so that copies and ties are common. */
const fact: fc.Arbitrary<LeadEvent> = fc
  .record({
    id: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
    kind: fc.constantFrom('page', 'form', 'event', 'identify'),
    name: fc.constantFrom('/x', '/y'),
    time: fc.integer({ min: 0, max: 40 }).map((n) => MONDAY + (n * DAY) / 8),
    late: fc.integer({ min: 0, max: 2 }),
    trusted: fc.boolean(),
    touch: fc.option(touch, { nil: undefined }),
    said: fc.option(fc.constantFrom('s', 'm', 'l'), { nil: undefined }),
  })
  .map(({ late, touch: came, said, ...rest }) => ({
    ...rest,
    received: rest.time + late,
    ...(came === undefined ? {} : { touch: came }),
    ...(said === undefined ? {} : { properties: { said } }),
  })) as fc.Arbitrary<LeadEvent>;

/** As the routes take them: what is sent as a form is never a copy of anything else. */
const form = fact.map((one) => ({ ...one, id: `f:${one.id}`, kind: 'form' as const }));

/** Events whose id says their time and kind: copies are exact. */
const exact = fact.map(({ properties: _, ...one }) => ({
  ...one,
  id: `${one.trusted}${one.kind}${one.time}${one.name}`,
  received: one.time,
  touch: { source: one.name },
}));

/** With properties and touches of different lengths, which are the same in copies but for the moment of acceptance. */
const exactOfAnyWeight = fc.tuple(exact, fc.integer({ min: 0, max: 2 })).map(([one, late]) => ({
  ...one,
  received: one.time + late,
  touch: { source: one.name.repeat(1 + (one.time % 70)) },
  ...(one.time % 2 === 0 ? { properties: { said: 'x'.repeat(one.time % 50) } } : {}),
}));

/** Deals events out into batches, some of them twice. */
const dealt = (one: fc.Arbitrary<LeadEvent>) =>
  fc.array(one, { maxLength: 40 }).chain((events) =>
    fc.record({
      events: fc.constant(events),
      batches: fc
        .shuffledSubarray([...events, ...events], { minLength: 0 })
        .chain((some) =>
          fc.tuple(fc.shuffledSubarray(events, { minLength: events.length }), fc.constant(some)),
        )
        .map(([all, some]) => [...some, ...all])
        .chain((all) =>
          fc.array(fc.nat({ max: all.length }), { maxLength: 6 }).map((cuts) => cut(all, cuts)),
        ),
    }),
  );

function cut<T>(items: readonly T[], at: readonly number[]): readonly (readonly T[])[] {
  const bounds = [0, ...[...at].sort((a, b) => a - b), items.length];
  return bounds.slice(1).map((end, index) => items.slice(bounds[index], end));
}

function foldAll(batches: readonly (readonly LeadEvent[])[], ceiling?: Ceiling): EventHistory {
  return batches.reduce<EventHistory>((history, batch) => fold(history, batch, ceiling), EMPTY_HISTORY);
}

function base(id: string): LeadEvent {
  return { id, time: MONDAY, received: MONDAY, kind: 'event', name: 'Seen', trusted: false };
}

describe('the forms of a lead', () => {
  const form = (n: number, more: Partial<LeadEvent>): LeadEvent => ({
    ...base(`f:ebook:${n}`),
    time: MONDAY + n * 60_000,
    received: MONDAY + n * 60_000,
    kind: 'form',
    name: 'ebook',
    ...more,
  });
  const long = (n: number): LeadEvent => form(n, { properties: { message: `${n}`.padEnd(4_900, 'x') } });
  const hers = { name: 'Anna', newsletter: true, 'newsletter.version': '2026-01' };
  const folded = (events: readonly LeadEvent[]): readonly LeadEvent[] => {
    const { events: left } = leadOf([fold(EMPTY_HISTORY, events), fold(EMPTY_HISTORY, [base('other')])]);
    expect(foldAll(events.toReversed().map((one) => [one]))).toEqual(fold(EMPTY_HISTORY, events));
    return left;
  };
  const around = (own: LeadEvent): readonly LeadEvent[] => [
    ...Array.from({ length: 12 }, (_, n) => long(n)),
    own,
    ...Array.from({ length: 12 }, (_, n) => long(20 + n)),
  ];

  it('keep their fields and consents, however many long ones come before and after', () => {
    expect(folded(around(form(15, { properties: hers })))).toContainEqual(form(15, { properties: hers }));
  });

  it('keep a long one that the owner of its e-mail has confirmed', () => {
    const confirmed = { at: MONDAY + DAY, texts: { newsletter: 'Yes' } };
    const own = form(15, { properties: { ...hers, message: 'y'.repeat(3_000) }, confirmed });
    expect(folded(around(own))).toContainEqual(own);
  });

  it('keep the first of each size', () => {
    const own = form(-1, { properties: { ...hers, message: 'y'.repeat(3_000) } });
    expect(folded([own, ...around(form(15, {}))])).toContainEqual(own);
  });
});

describe('the fold of a lead', () => {
  it('is the same for any order, duplication and batching', () => {
    fc.assert(
      fc.property(dealt(fact), ({ events, batches }) => {
        expect(foldAll(batches)).toEqual(fold(EMPTY_HISTORY, events));
      }),
      { numRuns: 1000 },
    );
  });

  it('has each form once, at the time of the first of its copies, with the fields that were said last', () => {
    fc.assert(
      fc.property(dealt(form), ({ events, batches }) => {
        const folded = foldAll(batches).events;
        const ids = new Set(events.map(({ id }) => id));
        expect(new Set(folded.map(({ id }) => id))).toEqual(ids);
        expect(folded).toHaveLength(ids.size);
        for (const one of folded) {
          const copies = events.filter(({ id }) => id === one.id);
          const first = Math.min(...copies.map(({ time }) => time));
          const last = Math.max(...copies.map(({ received }) => received));
          expect(one).toMatchObject({ time: first, received: last });
          const saidLast = copies.filter(({ received }) => received === last).map((each) => each.properties);
          expect(saidLast).toContainEqual(one.properties);
          const saidFirst = copies.filter(({ time }) => time === first).map((each) => each.properties ?? {});
          expect(saidFirst).toContainEqual(one.firstProperties ?? one.properties ?? {});
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('joins copies of a form the same way under whichever ids they came', () => {
    fc.assert(
      fc.property(dealt(form), ({ events, batches }) => {
        const histories = batches.map((batch) => fold(EMPTY_HISTORY, batch));
        const whole = fold(EMPTY_HISTORY, events).events;
        expect(leadOf(histories).events).toEqual(whole);
        const records = histories.map((history, n) => ({
          id: { kind: 'anonymous' as const, key: `${n}` },
          history,
        }));
        expect(leadOf(keptOfLead(records)).events).toEqual(whole);
      }),
      { numRuns: 500 },
    );
  });

  it('keeps the touch of a form whose copy came at the same moment with fields and without a touch', () => {
    const bare = { ...base('f'), kind: 'form' as const };
    const first = { ...bare, touch: { source: 'a' } };
    const records = [first, { ...bare, properties: { said: 's' } }].map((event, n) => ({
      id: { kind: 'anonymous' as const, key: `${n}` },
      history: fold(EMPTY_HISTORY, [event]),
    }));
    expect(leadOf(keptOfLead(records)).events).toEqual([first]);
  });

  it('keeps nothing of a copy of a form with the same fields but when it came', () => {
    const first = { ...base('f'), kind: 'form' as const, properties: { phone: '333' } };
    const [kept] = foldAll([[first], [{ ...first, time: MONDAY + 5, received: MONDAY + 5 }]]).events;
    expect(kept).toEqual({ ...first, received: MONDAY + 5 });
  });

  it('is the same beyond the ceiling, for copies that bear one time', () => {
    fc.assert(
      fc.property(dealt(exact), ({ events, batches }) => {
        expect(foldAll(batches, TINY)).toEqual(fold(EMPTY_HISTORY, events, TINY));
      }),
      { numRuns: 1000 },
    );
  });

  it('is the same beyond ceilings by weight, and keeps the first copy of what it takes properties from', () => {
    fc.assert(
      fc.property(dealt(exactOfAnyWeight), ({ events, batches }) => {
        const once = fold(EMPTY_HISTORY, events, LIGHT);
        expect(foldAll(batches, LIGHT)).toEqual(once);
        expect(fold(once, events, LIGHT).events).toEqual(once.events);
      }),
      { numRuns: 1000 },
    );
  });

  it('keeps an event without its properties where those nearer to both ends weigh enough', () => {
    const events = Array.from({ length: 60 }, (_, n) => ({
      ...base(`e${n}`),
      time: MONDAY + n,
      properties: { said: 'x'.repeat(2_000) },
    }));
    const once = fold(EMPTY_HISTORY, events);
    expect(once.events).toHaveLength(60);
    expect(once.events.flatMap(({ id, properties }) => (properties ? [id] : []))).toEqual([
      ...['e0', 'e1', 'e2', 'e3', 'e4', 'e55', 'e56', 'e57', 'e58', 'e59'],
    ]);
    const twice = fold(once, structuredClone(events));
    for (const [index, one] of twice.events.entries()) expect(one).toBe(once.events[index]);
  });

  it('weighs at most some 270 KB, whatever is sent', () => {
    const long = 'é'.repeat(200);
    const touch = { source: long, medium: long, campaign: long, term: long, content: long };
    const makers: readonly Partial<LeadEvent>[] = [
      { trusted: true, order: { id: long } },
      { trusted: true },
      { kind: 'form' },
      {},
      { kind: 'page' },
    ];
    const events = makers.flatMap((made, sort) =>
      Array.from({ length: 1_200 }, (_, n) => ({
        ...{ ...base(`${sort}-${n}`), ...made, time: MONDAY + n * 60_000, name: `${n}${long}` },
        touch: { ...touch, term: `${n}` },
        properties: { said: 'x'.repeat(2_000) },
      })),
    );
    const { events: kept, touches } = fold(EMPTY_HISTORY, events);
    expect(Buffer.byteLength(JSON.stringify([kept, touches]))).toBeLessThan(400_000);
    expect(kept.filter(({ order }) => order !== undefined).length).toBeGreaterThan(20);
  });

  it('of several ids is the same beyond the ceiling, however the events are dealt out among them', () => {
    fc.assert(
      fc.property(dealt(exact), ({ events, batches }) => {
        const histories = batches.map((batch) => fold(EMPTY_HISTORY, batch, TINY));
        const whole = fold(EMPTY_HISTORY, events, TINY);
        const named = ({ kind }: LeadEvent) => kind !== 'identify';
        expect(leadOf(histories, TINY).events.filter(named)).toEqual(whole.events.filter(named));
      }),
      { numRuns: 1000 },
    );
  });

  it('keeps all orders, trusted events and forms whatever the public key sends', () => {
    const own = [
      { ...base('order'), trusted: true, order: { id: '1' } },
      { ...base('trusted'), trusted: true },
      { ...base('form'), kind: 'form' as const },
    ];
    const noise = Array.from({ length: 100 }, (_, n) => ({
      ...base(`n${n}`),
      time: MONDAY - 50 * DAY + n * DAY,
    }));
    const { events } = foldAll([own, noise, own], TINY);
    expect(events.filter(({ id }) => !id.startsWith('n'))).toHaveLength(3);
    expect(events).toHaveLength(9);
    expect(leadOf([fold(EMPTY_HISTORY, own, TINY), fold(EMPTY_HISTORY, noise, TINY)], TINY).events).toEqual(
      events,
    );
  });

  it('changes nothing, not even an object, for what it has', () => {
    fc.assert(
      fc.property(fc.array(fact, { maxLength: 30 }), (events) => {
        const once = fold(EMPTY_HISTORY, events);
        const twice = fold(once, structuredClone(events));
        expect(twice.events.length).toBe(once.events.length);
        for (const [index, one] of twice.events.entries()) expect(one).toBe(once.events[index]);
      }),
    );
  });

  it('has each named event once, and each path once a day for each key', () => {
    fc.assert(
      fc.property(fc.array(fact, { maxLength: 40 }), fc.array(fact, { maxLength: 40 }), (a, b) => {
        const { events } = leadOf([fold(EMPTY_HISTORY, a), fold(EMPTY_HISTORY, b)]);
        const ids = events.flatMap(({ kind, id }) => (kind === 'page' ? [] : [id]));
        expect(new Set(ids).size).toBe(ids.length);
        const views = events.flatMap((one) =>
          one.kind === 'page' ? [`${one.trusted}${Math.floor(one.time / DAY)}${one.name}`] : [],
        );
        expect(new Set(views).size).toBe(views.length);
      }),
    );
  });
});
