import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LeadEvent } from '../../functions/domain/event/event.ts';
import { fold } from '../../functions/domain/lead/lead.ts';
import { emptyRecord } from '../../functions/domain/lead/record.ts';
import { decodeHead } from '../../functions/store/lead-codec/head.ts';
import { assemble, layOut, NO_LAYOUT } from '../../functions/store/lead-layout.ts';
import { DAY, MONDAY } from '../support/leads.ts';

/** A record's items, as the table would hold them. */
class Items {
  head: Uint8Array | undefined;
  readonly pages: Uint8Array[] = [];
  written = { heads: 0, pages: 0 };

  read(): ReturnType<typeof assemble> {
    return this.head === undefined
      ? { record: emptyRecord({ kind: 'email', key: 'anna@example.com' }), layout: NO_LAYOUT }
      : assemble(decodeHead(this.head, 1), this.pages, []);
  }

  take(events: readonly LeadEvent[]): void {
    const { record, layout } = this.read();
    const { head, pages } = layOut({ ...record, trail: fold(record.trail, events) }, layout, record.counted);
    this.head = head;
    this.written.heads++;
    for (const { number, bytes } of pages) {
      this.pages[number] = bytes;
      this.written.pages++;
    }
  }
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
  it('give back the trail that was written, however it was taken in', () => {
    fc.assert(
      fc.property(fc.array(fc.array(fact, { maxLength: 30 }), { maxLength: 12 }), (batches) => {
        const items = new Items();
        for (const batch of batches) items.take(batch);
        const whole = fold({ events: [], touches: [] }, batches.flat());
        expect(items.read().record.trail).toEqual(whole);
      }),
      { numRuns: 150 },
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
      expect(items.head?.length).toBeLessThan(1000);
    }
    expect(Math.max(...items.pages.map((page) => page.length))).toBeLessThan(4096);
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
    expect(items.read().record.trail.events).toHaveLength(1);
    const many = Array.from({ length: 900 }, (_, n) => ({ ...form, id: `n${n}`, time: MONDAY + n }));
    items.take(many);
    expect(items.read().record.trail.events).toHaveLength(901);
  });

  it('use pages again whose events have been thinned away', () => {
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
    expect(items.read().record.trail.events).toHaveLength(1000);
    expect(items.pages.length).toBeLessThan(60);
  });
});
