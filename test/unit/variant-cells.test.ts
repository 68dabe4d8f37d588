// What leads count of the variants of forms: one showing of each form, on its day, and what they bought since.
import { describe, expect, it } from 'vitest';
import type { LeadEvent } from '../../functions/domain/event/event.ts';
import { ageClassOf } from '../../functions/domain/funnel/ages.ts';
import { leadOf } from '../../functions/domain/lead/lead.ts';
import { variantCells } from '../../functions/domain/variants/variant-cells.ts';
import { DAY, definition, event, funnel, HOUR, MONDAY } from '../support/leads.ts';
import { plainVariants, variantsIn } from '../support/plain-variants.ts';
import { wayText } from '../support/plain-ways.ts';

const sales = definition(
  funnel([], {
    stages: [
      { id: 'interest', on: [{ form: 'ebook', times: 1, where: { plan: 'pro' } }] },
      { id: 'action', on: [{ event: 'Order', times: 1 }] },
    ],
  }),
);

const sent = (time: number, variant: string, shown = time - HOUR, form = 'ebook') =>
  event(form, time, { kind: 'form', variant, shown });
const order = (time: number, minor: number, id = `o${time}`) =>
  event('Order', time, { order: { id, value: { currency: 'EUR', minor } } });
const refund = (time: number, of: string) =>
  event('Order Refunded', time, { order: { id: of, refund: true } });

function cells(...events: readonly LeadEvent[]): Record<string, number> {
  const sorted = events.toSorted((a, b) => a.time - b.time);
  const lead = leadOf([{ events: sorted, touches: [] }]);
  const found = variantCells(sales, lead);
  expect(wayText(variantsIn(found))).toBe(wayText(plainVariants(sales, lead)));
  return Object.fromEntries([...found].map(([key, n]) => [key.slice(0, -1), n]));
}

const at = (ms: number): number => ageClassOf(ms);

describe('a lead that sent a form of which a variant was shown', () => {
  it('counts on the day on which it was shown, by the time until it was sent', () => {
    expect(cells(sent(MONDAY + 3 * DAY, 'short', MONDAY))).toEqual({
      [`2026-03-02|nvf:ebook.short:${at(3 * DAY)}`]: 1,
    });
  });

  it('counts what it bought since it sent it, by the time since it was shown', () => {
    expect(
      cells(sent(MONDAY + HOUR, 'short', MONDAY), order(MONDAY + DAY, 5_000), order(MONDAY + 8 * DAY, 100)),
    ).toEqual({
      [`2026-03-02|nvf:ebook.short:${at(HOUR)}`]: 1,
      [`2026-03-02|nvc:ebook.short:${at(DAY)}`]: 1,
      [`2026-03-02|nvb:ebook.short:EUR:${at(DAY)}`]: 1,
      [`2026-03-02|nvv:ebook.short:EUR:${at(DAY)}`]: 5_000,
      [`2026-03-02|nvw:ebook.short:EUR:${at(DAY)}`]: 250_000,
      [`2026-03-02|nvv:ebook.short:EUR:${at(8 * DAY)}`]: 100,
      [`2026-03-02|nvw:ebook.short:EUR:${at(8 * DAY)}`]: 510 ** 2 - 500 ** 2,
    });
  });

  it('counts in one variant of a form, the first that it sent', () => {
    const twice = cells(sent(MONDAY + DAY, 'short'), sent(MONDAY + 2 * DAY, 'whole'));
    expect(Object.keys(twice)).toEqual([`2026-03-03|nvf:ebook.short:${at(HOUR)}`]);
    const earlier = cells(sent(MONDAY + DAY, 'short'), sent(MONDAY + HOUR, 'whole'));
    expect(Object.keys(earlier)).toEqual([`2026-03-02|nvf:ebook.whole:${at(HOUR)}`]);
  });

  it('counts nothing that it bought before, and nothing beyond the window', () => {
    const form = sent(MONDAY + HOUR, 'short', MONDAY);
    const alone = cells(form);
    expect(cells(order(MONDAY - 1, 900), form)).toEqual(alone);
    expect(cells(order(MONDAY + HOUR - 1, 900), form)).toEqual(alone);
    expect(cells(order(MONDAY + HOUR, 900), form)).not.toEqual(alone);
    expect(cells(form, order(MONDAY + sales.funnel.windowMs + 1, 900))).toEqual(alone);
    expect(cells(form, order(MONDAY + sales.funnel.windowMs, 900))).not.toEqual(alone);
  });

  it('is a buyer with no revenue where it got its money back', () => {
    const back = cells(
      sent(MONDAY + HOUR, 'short', MONDAY),
      order(MONDAY + DAY, 900, 'o'),
      refund(MONDAY + 2 * DAY, 'o'),
    );
    expect(Object.keys(back)).toEqual([
      `2026-03-02|nvf:ebook.short:${at(HOUR)}`,
      `2026-03-02|nvc:ebook.short:${at(DAY)}`,
    ]);
  });

  it('counts nothing where the form fills no stage, or says no showing', () => {
    expect(cells(sent(MONDAY, 'short', MONDAY, 'demo'))).toEqual({});
    expect(cells(event('ebook', MONDAY, { kind: 'form', variant: 'short' }))).toEqual({});
  });
});
