// What events know of other tellings of their order: the same whatever comes first or twice, and in what a whole lead keeps of its ids.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LeadEvent, LeadId } from '../../functions/domain/event/event.ts';
import type { BestTelling } from '../../functions/domain/event/order.ts';
import { keptOfLead } from '../../functions/domain/lead/kept-of-lead.ts';
import {
  type Ceiling,
  EMPTY_HISTORY,
  type EventHistory,
  fold,
  leadOf,
} from '../../functions/domain/lead/lead.ts';
import { joinChanges } from '../../functions/domain/lead/tellings.ts';
import { bestAt, NOTHING_TOLD, type ToldAt, withTellings } from '../../functions/domain/orders/order-book.ts';
import { DAY, MONDAY } from '../support/leads.ts';

const END = { count: 3, weight: 300, withProperties: 200 };
const TINY: Ceiling = {
  views: { count: 4, weight: 400, heavy: { trusted: 2, public: 2 } },
  eachEnd: { order: END, trusted: END, confirmed: END, form: END, public: END },
  identifies: 2,
  touchesEachEnd: { count: 2, weight: 60 },
};
const PLENTY: Ceiling = {
  ...TINY,
  eachEnd: {
    ...TINY.eachEnd,
    order: { ...END, count: 99, weight: 99_999, withProperties: 99_999 },
    public: { ...END, count: 99, weight: 99_999, withProperties: 99_999 },
  },
};

const IDS: readonly LeadId[] = [
  { kind: 'email', key: 'anna@example.com' },
  { kind: 'user', key: 'u' },
  { kind: 'anonymous', key: 'x' },
];

const change = fc.record({
  id: fc.constantFrom('r1', 'r2', 'r3'),
  time: fc.constantFrom(MONDAY, MONDAY + DAY),
  trusted: fc.boolean(),
  order: fc.constantFrom({ amount: '5', refund: true as const }, { refund: true as const }),
});

/** Of a telling that is known, whose it is follows from which it is. */
const knownAt = (place: number): fc.Arbitrary<BestTelling | undefined> =>
  fc.option(
    fc.tuple(fc.nat(4), fc.array(change, { maxLength: 2 })).map(([received, all]) => {
      // As books give them: each once, in their order.
      const changes = joinChanges([], all);
      const own = received % IDS.length === place;
      return { trusted: false, received, tie: 0, own, ...(own && changes.length > 0 && { changes }) };
    }),
    { nil: undefined },
  );

/** Copies are word for word, but for what they know. */
const toldAt = (place: number): fc.Arbitrary<LeadEvent> =>
  fc.tuple(fc.nat(9), knownAt(place)).map(([n, best]): LeadEvent => {
    const trusted = n % 2 === 0;
    const isChange = n % 5 === 4;
    const { changes: _, ...bare } = best ?? { changes: [] };
    return {
      ...{ id: `e${n}`, time: MONDAY + n * DAY, received: MONDAY + 60 * DAY, kind: 'event', trusted },
      name: isChange ? 'Order Refunded' : 'Order',
      order: {
        id: `o${n % 3}`,
        ...(isChange ? { refund: true as const } : {}),
        ...(best && { best: isChange ? (bare as BestTelling) : best }),
      },
    };
  });

const listAt = (place: number) => fc.array(toldAt(place), { maxLength: 12 });

describe('what events know of their order', () => {
  it('is the same in whatever order and however often it comes', () => {
    fc.assert(
      fc.property(listAt(0), fc.infiniteStream(fc.nat()), (events, places) => {
        const shuffled = [...events, ...events.slice(0, 4)]
          .map((event) => [places.next().value, event] as const)
          .sort(([a], [b]) => a - b)
          .map(([, event]) => event);
        const oneByOne = shuffled.reduce((history, event) => fold(history, [event], PLENTY), EMPTY_HISTORY);
        expect(oneByOne).toEqual(fold(EMPTY_HISTORY, events, PLENTY));
      }),
    );
  });

  it('stays in what a whole lead keeps, so that the same orders count', () => {
    const lists = fc.tuple(listAt(0), listAt(1), listAt(2));
    fc.assert(
      fc.property(lists, lists, (before, later) => {
        const histories = before.map((own) => fold(EMPTY_HISTORY, own, TINY));
        const records = IDS.map((id, at) => ({ id, history: histories[at] ?? EMPTY_HISTORY }));
        const kept = keptOfLead(records, TINY);
        const add = (all: readonly EventHistory[]): readonly EventHistory[] =>
          all.map((history, at) => fold(history, later[at] ?? [], TINY));
        expect(leadOf(kept, TINY)).toEqual(leadOf(histories, TINY));
        expect(leadOf(add(kept), TINY)).toEqual(leadOf(add(histories), TINY));
      }),
    );
  });
});

describe('copies that name different orders', () => {
  const copyAt = (place: number): fc.Arbitrary<LeadEvent> =>
    fc.tuple(fc.nat(2), fc.nat(1), fc.nat(3), knownAt(place)).map(([n, order, later, best]): LeadEvent => {
      const { changes: _, ...bare } = best ?? { changes: [] };
      return {
        ...{ id: `e${n}`, time: MONDAY + later, received: MONDAY + DAY, kind: 'event', trusted: false },
        name: 'Order Updated',
        order: { id: `o${order}`, update: true, ...(best && { best: bare as BestTelling }) },
      };
    });

  it('make one event of a lead, which knows the same in whatever order its ids are joined', () => {
    const lists = fc.tuple(...[0, 1, 2].map((place) => fc.array(copyAt(place), { maxLength: 3 })));
    fc.assert(
      fc.property(lists, (own) => {
        const [a, b, c] = own.map((events) => fold(EMPTY_HISTORY, events, PLENTY));
        if (a === undefined || b === undefined || c === undefined) throw new Error('three lists make three');
        expect(leadOf([c, a, b], PLENTY)).toEqual(leadOf([a, b, c], PLENTY));
        expect(leadOf([c, b, a], PLENTY)).toEqual(leadOf([a, b, c], PLENTY));
      }),
    );
  });
});

describe('the book of an order', () => {
  const telling = fc
    .record({ place: fc.nat(3), n: fc.nat(30), trusted: fc.boolean(), isChange: fc.boolean() })
    .map(({ place, n, trusted, isChange }): ToldAt => {
      const order = { id: 'o', ...(isChange && { refund: true as const, amount: String(n) }) };
      const times = { time: MONDAY + (n % 4), received: MONDAY + n };
      const id: LeadId = { kind: 'user', key: String(place) };
      return {
        ...{ at: `at ${place}`, id },
        event: { ...times, id: `e${n % 7}`, kind: 'event', name: 'Order', trusted, order },
      };
    });

  it('is the same in whatever order, batches and number all of it is told, and has one best telling', () => {
    fc.assert(
      fc.property(fc.array(telling, { maxLength: 30 }), fc.nat(30), (all, cut) => {
        const together = withTellings(NOTHING_TOLD, all);
        const backwards = all.toReversed().reduce((book, one) => withTellings(book, [one]), NOTHING_TOLD);
        const twice = withTellings(
          withTellings(withTellings(NOTHING_TOLD, all.slice(cut)), all.slice(0, cut)),
          all,
        );
        expect(backwards).toEqual(together);
        expect(twice).toEqual(together);
        const own = [0, 1, 2, 3].filter((place) => bestAt(together, `at ${place}`)?.own === true);
        expect(own.length).toBe(together.isShared && together.best !== undefined ? 1 : 0);
      }),
    );
  });
});
