import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LeadEvent } from '../../functions/domain/event/event.ts';
import { KeptDays, partOf } from '../../functions/domain/funnel/cell-columns.ts';
import { type CellKey, type Cells, cellKey, parseCellKey } from '../../functions/domain/funnel/cells.ts';
import { expand } from '../../functions/domain/funnel/expand-cells.ts';
import { tallyAll } from '../../functions/domain/funnel/tally.ts';
import { EMPTY_HISTORY, fold, leadOf } from '../../functions/domain/lead/lead.ts';
import { DAY, definition, definitions, funnel, MONDAY } from '../support/leads.ts';
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

/** The buckets of a metric's times, each as often as it was counted. */
function times(metric: 'h' | 'k:journey', cells: Cells): readonly string[] {
  return sorted(cells)
    .flatMap(([key, n]) => {
      const cell = parseCellKey(key as CellKey);
      const isOwn = cell.slice === '' && cell.metric.startsWith(`${metric}:`);
      return isOwn ? Array.from({ length: n }, () => cell.metric.slice(metric.length + 1)) : [];
    })
    .sort();
}

describe('cells that follow from others', () => {
  it.each(['reached', 'any', 'ordered', 'strict'] as const)(
    'give the same totals in order %s whichever breakdown tells them, or none',
    (order) => {
      fc.assert(
        fc.property(fc.array(fact, { maxLength: 30 }), (events) => {
          const lead = leadOf([fold(EMPTY_HISTORY, events)]);
          const totals = ([[], ['channel'], ['first.channel', 'source'], ['source']] as const).map((by) => {
            const one = definition(funnel(['/blog', 'Trial', 'Order'], { order, windowMs: 9 * DAY, by }));
            const kept = tallyAll([one], lead, false).get(one.key) ?? new Map();
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

  it.each(['reached', 'any', 'ordered', 'strict'] as const)(
    'are the same in order %s read day by day out of their columns',
    (order) => {
      fc.assert(
        fc.property(fc.array(fact, { maxLength: 30 }), fc.constantFrom('channel', 'source'), (events, by) => {
          const one = definition(funnel(['/blog', 'Trial', 'Order'], { order, windowMs: 9 * DAY, by: [by] }));
          const kept = tallyAll([one], leadOf([fold(EMPTY_HISTORY, events)]), true).get(one.key) ?? new Map();
          const parts = Map.groupBy(
            [...kept].map(([key, n]) => ({ ...parseCellKey(key), n })),
            ({ day }) => day,
          );
          const days = new KeptDays(
            one.funnel,
            new Map([...parts].map(([day, own]) => [day, [partOf(own)]])),
          );
          const expected = expand(one.funnel, kept);
          expect(sorted(days.cells())).toEqual(sorted(expected));
          // Of a day alone all but times from the stage before, and sums of times.
          const totals = [...parts.keys()].flatMap((day) =>
            [...(days.get(day)?.get('') ?? [])].map(([metric, n]) => [cellKey(day, metric, ''), n] as const),
          );
          const isOfDays = ([key]: readonly [string, number]) => /\|(?![pst]\d)[^|]*\|$/.test(key);
          expect(sorted(new Map(totals)).filter(isOfDays)).toEqual(sorted(expected).filter(isOfDays));
        }),
        { numRuns: 100 },
      );
    },
  );

  it.each(['reached', 'any', 'ordered', 'strict'] as const)(
    'leave in order %s what was taken over as it is, never more than was handed over',
    (order) => {
      const days = fc.constantFrom(3, 9, 60);
      fc.assert(
        fc.property(fc.array(fact, { maxLength: 30 }), days, days, (events, giving, receiving) => {
          const lead = leadOf([fold(EMPTY_HISTORY, events)]);
          const tallies = ([[], ['channel'], ['source']] as const).map((by) => {
            const journey = funnel(['/blog', 'Trial'], {
              id: 'journey',
              order,
              windowMs: giving * DAY,
              by,
              handOff: { at: 'Trial', to: 'trial' },
            });
            const trial = funnel(['/pricing', 'Order'], { order, windowMs: receiving * DAY, by });
            const counted = tallyAll(definitions([trial, journey]), lead, false);
            return {
              given: times('h', expand(journey, counted.get('journey') ?? new Map())),
              taken: times('k:journey', expand(trial, counted.get('trial') ?? new Map())),
            };
          });
          for (const { given, taken } of tallies) {
            expect(taken).toEqual(tallies[0]?.taken);
            expect(taken.length).toBeLessThanOrEqual(given.length);
            expect(given).toEqual(expect.arrayContaining([...new Set(taken)]));
            // A window that outlasts all events holds whatever comes after its entry.
            if (order !== 'strict' && receiving === 60 && giving === 60) expect(taken).toEqual(given);
          }
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
      fold(EMPTY_HISTORY, [{ ...trial, id: 'b', time: MONDAY, kind: 'page', name: '/blog' }, trial]),
    ]);
    const kept = tallyAll([one], lead, false).get(one.key) ?? new Map();
    expect(sorted(kept)).toEqual([
      ['2026-03-02|g1:1|channel=Direct', 1],
      ['2026-03-02|l0|channel=Direct', 1],
      ['2026-03-02|l1|channel=Direct', 1],
      ['2026-03-02|u1|', 1],
    ]);
  });
});
