// What a lead keeps of each of its ids is enough to fold it, whatever comes to them.
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
import { DAY, MONDAY } from '../support/leads.ts';

const END = { count: 3, weight: 200, withProperties: 100 };
const FORMS = { ...END, sizes: [30] };
const TINY: Ceiling = {
  views: { count: 4, weight: 400, heavy: { trusted: 2, public: 2 } },
  eachEnd: { order: END, trusted: END, confirmed: FORMS, form: FORMS, public: END },
  identifies: 2,
  touchesEachEnd: { count: 2, weight: 60 },
};

/** Copies are word for word: above the ceilings others are not told apart. */
const events = fc.array(
  fc
    .record({
      n: fc.nat(60),
      kind: fc.constantFrom<LeadEvent['kind'][]>('page', 'form', 'event', 'identify'),
      trusted: fc.boolean(),
    })
    .map(
      ({ n, kind, trusted }): LeadEvent => ({
        id: `${kind}${trusted}:${n}`,
        time: MONDAY + n * (DAY / 7),
        received: MONDAY + 60 * DAY,
        kind,
        name: kind === 'identify' ? '' : `/${n}`,
        trusted,
        ...(n % 3 === 0 ? {} : { touch: { channel: 'Referral', source: n % 3 === 1 ? 'google' : 'news' } }),
        ...(n % 2 === 0 ? { properties: { plan: 'a plan of some length'.slice(n % 12) } } : {}),
        ...(kind === 'form' && n % 5 === 0 ? { confirmed: { at: MONDAY + n, texts: {} } } : {}),
      }),
    ),
  { maxLength: 25 },
);

const IDS = [
  { kind: 'email', key: 'anna@example.com' },
  { kind: 'user', key: 'u' },
  { kind: 'anonymous', key: 'x' },
] as const;

describe('the parts of histories that a lead keeps', () => {
  it('give the lead that the whole histories give, with all that comes later', () => {
    const lists = fc.tuple(events, events, events);
    fc.assert(
      fc.property(lists, lists, (before, later) => {
        const histories = before.map((own) => fold(EMPTY_HISTORY, own, TINY));
        const records = IDS.map((id, at) => ({ id, history: histories[at] ?? EMPTY_HISTORY }));
        const add = (all: readonly EventHistory[]): readonly EventHistory[] =>
          all.map((history, at) => fold(history, later[at] ?? [], TINY));
        const kept = keptOfLead(records, TINY);
        expect(leadOf(kept, TINY)).toEqual(leadOf(histories, TINY));
        expect(leadOf(add(kept), TINY)).toEqual(leadOf(add(histories), TINY));
        expect(kept[0]?.events[0]?.time).toBe(histories[0]?.events[0]?.time);
      }),
      { numRuns: 500 },
    );
  });
});
