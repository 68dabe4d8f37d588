import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LeadEvent } from '../../functions/domain/event/event.ts';
import { type CellKey, cellKey } from '../../functions/domain/funnel/cells.ts';
import { fold } from '../../functions/domain/lead/lead.ts';
import { emptyRecord, type LeadRecord } from '../../functions/domain/lead/record.ts';
import type { Item } from '../../functions/store/item-format.ts';
import { bytesOf, decodeHead } from '../../functions/store/leads/codec/head.ts';
import { packedLength } from '../../functions/store/leads/codec/packed.ts';
import { assemble, layOut, NO_LAYOUT, pageKeys } from '../../functions/store/leads/lead-layout.ts';
import { DAY, MONDAY } from '../support/leads.ts';

/** A record's items, as the table would hold them. */
class Items {
  head: Item | undefined;
  readonly pages = new Map<string, Item>();
  written = { heads: 0, pages: 0 };

  read(): ReturnType<typeof assemble> {
    return this.head === undefined
      ? { record: emptyRecord({ kind: 'email', key: 'anna@example.com' }), layout: NO_LAYOUT }
      : assemble(decodeHead(this.head), this.pages);
  }

  take(events: readonly LeadEvent[], counted?: LeadRecord['contributions']): void {
    const { record, layout } = this.read();
    const write = {
      ...record,
      history: fold(record.history, events),
      ...(counted === undefined ? {} : { contributions: counted }),
    };
    const { head, pages } = layOut(write, layout, record.contributions);
    this.head = { v: { N: '1' }, ...head };
    this.written.heads++;
    for (const [key, page] of pages) {
      if (page === undefined) this.pages.delete(key);
      else this.pages.set(key, page);
      this.written.pages++;
    }
    // What lies there is what the head names.
    expect([...this.pages.keys()].sort()).toEqual([...pageKeys(decodeHead(this.head).places)].sort());
  }
}

function lengthOf(page: Item | undefined): number {
  return packedLength(page?.data ?? { S: '' });
}

const fact: fc.Arbitrary<LeadEvent> = fc
  .record({
    id: fc.uuid(),
    time: fc.integer({ min: MONDAY - 300 * DAY, max: MONDAY }),
    late: fc.integer({ min: -1000, max: 100_000 }),
    kind: fc.constantFrom('page' as const, 'form' as const, 'event' as const, 'identify' as const),
    name: fc.constantFrom('/', '/pricing', '/blog/ü', 'Order Completed'),
    trusted: fc.boolean(),
    touch: fc.option(fc.dictionary(fc.constantFrom('source', 'campaign'), fc.string({ maxLength: 20 }))),
    properties: fc.option(fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.double(), fc.boolean()))),
    order: fc.option(fc.record({ id: fc.string(), value: fc.constant({ currency: 'JPY', minor: 1900 }) })),
  })
  .map(({ late, touch, properties, order, ...rest }) => ({
    ...rest,
    received: rest.time + late,
    ...(touch === null ? {} : { touch }),
    ...(properties === null ? {} : { properties: JSON.parse(JSON.stringify(properties)) }),
    ...(order === null ? {} : { order }),
  }));

describe('the items of a record', () => {
  it('give back the history that was written, however it was taken in', () => {
    fc.assert(
      fc.property(fc.array(fc.array(fact, { maxLength: 30 }), { maxLength: 12 }), (batches) => {
        const items = new Items();
        for (const batch of batches) items.take(batch);
        const whole = fold({ events: [], touches: [] }, batches.flat());
        expect(items.read().record.history).toEqual(whole);
      }),
      { numRuns: 150 },
    );
  });

  it('give back the counts that were written, wherever they lie', () => {
    const cell = fc.record({
      definition: fc.constantFrom('trial.a', 'journey.b'),
      day: fc.integer({ min: 0, max: 700 }).map((n) => new Date(MONDAY - n * DAY).toISOString().slice(0, 10)),
      stage: fc.integer({ min: 0, max: 3 }),
    });
    const change = fc.record({ cells: fc.array(cell, { maxLength: 300 }), keep: fc.constantFrom(0, 0.3, 1) });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 8 }), (changes) => {
        const items = new Items();
        let counted = new Map<string, ReadonlyMap<CellKey, number>>();
        for (const { cells, keep } of changes) {
          const next = new Map(
            [...counted].map(([definition, own]) => [
              definition,
              new Map([...own].filter((_, n) => (n * 7919) % 10 < keep * 10)),
            ]),
          );
          for (const { definition, day, stage } of cells) {
            const own = next.get(definition) ?? new Map<CellKey, number>();
            next.set(definition, own.set(cellKey(day, `l${stage}`, 'channel=Direct'), cells.length));
          }
          counted = new Map([...next].filter(([, own]) => own.size > 0));
          items.take([], counted);
          expect(items.read().record.contributions).toEqual(counted);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('stay small: a head near 1 KB, pages within 4 KB, a page written once for many events', () => {
    const items = new Items();
    for (let n = 0; n < 600; n++) {
      const time = MONDAY + n * 7_654_321;
      items.take([
        {
          id: `p:${(n * 2_654_435_761).toString(16)}-4c1d-8a2b-${(n * 40_503).toString(16)}`,
          time,
          received: time,
          kind: n % 3 === 0 ? 'page' : 'event',
          name: n % 3 === 0 ? `/blog/${n % 50}` : 'Feature Used',
          trusted: false,
        },
      ]);
      expect(bytesOf(items.head ?? {})).toBeLessThan(1000);
    }
    expect(Math.max(...[...items.pages.values()].map(lengthOf))).toBeLessThan(4096);
    expect(items.written.pages).toBeLessThan(items.written.heads / 8);
  });

  it('take a form whose text is longer than a page, and hundreds of events at once', () => {
    const items = new Items();
    const long = Array.from({ length: 4000 }, (_, n) => (n * 2_654_435_761).toString(36)).join(' ');
    const form = {
      id: 'f',
      time: MONDAY,
      received: MONDAY,
      kind: 'form' as const,
      name: 'demo',
      trusted: false,
    };
    items.take([{ ...form, properties: { message: long } }]);
    expect(items.read().record.history.events).toHaveLength(1);
    const many = Array.from({ length: 900 }, (_, n) => ({ ...form, id: `n${n}`, time: MONDAY + n }));
    items.take(many);
    expect(items.read().record.history.events).toHaveLength(901);
  });

  it('are deleted where all their events have been thinned away', () => {
    const items = new Items();
    for (let n = 0; n < 400; n++) {
      const views = Array.from({ length: 20 }, (_, view): LeadEvent => {
        const time = MONDAY + n * DAY + view;
        return {
          id: `${n}-${view}`,
          time,
          received: time,
          kind: 'page',
          name: `/page/${view}/${n}`,
          trusted: false,
        };
      });
      items.take(views);
    }
    expect(items.read().record.history.events).toHaveLength(1000);
    expect(items.pages.size).toBeLessThan(60);
  });
});
