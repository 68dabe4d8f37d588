import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Calendar } from '../../functions/domain/calendar.ts';
import type { LeadEvent } from '../../functions/domain/event/event.ts';
import { parseCellKey } from '../../functions/domain/funnel/cells.ts';
import { expand } from '../../functions/domain/funnel/expand-cells.ts';
import { tallyAll } from '../../functions/domain/funnel/tally.ts';
import { EMPTY_TRAIL, fold, leadOf } from '../../functions/domain/lead/lead.ts';
import { DAY, definition, funnel, MONDAY } from '../support/leads.ts';
import { sorted } from '../support/ledger.ts';

const fact: fc.Arbitrary<LeadEvent> = fc
  .record({
    name: fc.constantFrom('/blog', 'Trial', 'Order'),
    at: fc.nat({ max: 400 }),
    channel: fc.option(fc.constantFrom('Email', 'Paid Search', 'Referral'), { nil: undefined }),
  })
  .map(({ name, at, channel }) => ({
    id: `${name}${at}`,
    time: MONDAY + (at * DAY) / 8,
    received: MONDAY,
    kind: name.startsWith('/') ? 'page' : 'event',
    name,
    trusted: false,
    ...(channel === undefined ? {} : { touch: { channel } }),
    ...(name === 'Order'
      ? { order: { id: String(at % 5), value: { currency: 'EUR', minor: 100 + at } } }
      : {}),
  }));

describe('cells that follow from others', () => {
  it.each(['reached', 'any', 'ordered', 'strict'] as const)(
    'give the same totals in order %s whichever breakdown tells them, or none',
    (order) => {
      fc.assert(
        fc.property(fc.array(fact, { maxLength: 30 }), (events) => {
          const lead = leadOf([fold(EMPTY_TRAIL, events)]);
          const totals = ([[], ['channel'], ['first.channel', 'source'], ['source']] as const).map((by) => {
            const one = definition(funnel(['/blog', 'Trial', 'Order'], { order, windowMs: 9 * DAY, by }));
            const kept = tallyAll([one], lead, new Calendar('UTC')).get(one.key) ?? new Map();
            return sorted(expand(one.funnel, kept)).filter(
              ([key]) => parseCellKey(key as never).slice === '',
            );
          });
          for (const one of totals) expect(one).toEqual(totals[0]);
        }),
        { numRuns: 100 },
      );
    },
  );

  it('are not kept', () => {
    const one = definition(funnel(['/blog', 'Trial'], { by: ['channel'] }));
    const trial: LeadEvent = {
      id: 't',
      time: MONDAY + 1,
      received: MONDAY,
      kind: 'event',
      name: 'Trial',
      trusted: false,
    };
    const lead = leadOf([
      fold(EMPTY_TRAIL, [{ ...trial, id: 'b', time: MONDAY, kind: 'page', name: '/blog' }, trial]),
    ]);
    const kept = tallyAll([one], lead, new Calendar('UTC')).get(one.key) ?? new Map();
    expect(sorted(kept)).toEqual([
      ['2026-03-02|g1:1|channel=Direct', 1],
      ['2026-03-02|l0|channel=Direct', 1],
      ['2026-03-02|l1|channel=Direct', 1],
    ]);
  });
});
