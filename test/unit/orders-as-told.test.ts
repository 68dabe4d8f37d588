// Orders, refunds, cancellations and updates as shops send them, and what is left of the order.
import { describe, expect, it } from 'vitest';
import type { LeadEvent } from '../../functions/domain/event/event.ts';
import { readOrder } from '../../functions/domain/event/order.ts';
import { ordersOf, readOrders } from '../../functions/domain/funnel/revenue.ts';
import { HOUR, MONDAY } from '../support/leads.ts';

type Told = readonly [name: string, properties: Record<string, unknown>, trusted?: boolean];

function told(all: readonly Told[]): readonly LeadEvent[] {
  return all.map(([name, properties, trusted = true], n): LeadEvent => {
    const order = readOrder({ name, properties: { order_id: 'o-1', ...properties }, messageId: `m-${n}` });
    const time = MONDAY + n * HOUR;
    const base = { id: `m-${n}`, time, received: time, kind: 'event', name, trusted } as const;
    return order === undefined ? base : { ...base, order };
  });
}

const left = (...all: readonly Told[]) => [...ordersOf(told(all)).values()][0];
const EUR = (minor: number) => ({ currency: 'EUR', minor });

const ORDER: Told = ['Order Completed', { revenue: 2000, currency: 'EUR' }];

describe('of an order of 2,000 EUR there is left, after a refund', () => {
  it.each([
    [{ currency: 'EUR' }, 0],
    [{ revenue: 5000 }, 0],
    [{ revenue: 0 }, 2000],
    // What cannot be read lowers nothing, and neither does what is in another currency.
    [{ revenue: 'all of it' }, 2000],
    [{ revenue: '1,040' }, 2000],
    [{ revenue: 40, currency: 'USD' }, 2000],
    [{ revenue: '$40' }, 2000],
  ])('that says %j: %d EUR', (properties, value) => {
    expect(left(ORDER, ['Order Refunded', properties])).toEqual(EUR(value * 100));
  });

  it.each([
    ['Order Cancelled', {}],
    ['Order Canceled', { revenue: 40, currency: 'EUR' }],
    ['refund', { transaction_id: 'o-1' }],
  ])('by %s: nothing', (name, properties) => {
    expect(left(ORDER, [name, properties])).toEqual(EUR(0));
  });
});

it('a refund without a currency is in that of its order, whichever that is', () => {
  const of = (revenue: unknown, currency: string, back: unknown) =>
    left(['Order Completed', { revenue, currency }], ['Order Refunded', { revenue: back }]);
  expect(of(100, 'EUR', 40)).toEqual(EUR(6000));
  expect(of(1000, 'JPY', 400)).toEqual({ currency: 'JPY', minor: 600 });
  expect(of(10, 'BHD', '1.5')).toEqual({ currency: 'BHD', minor: 8500 });
  expect(of(100, 'CAD', '$40')).toEqual({ currency: 'CAD', minor: 6000 });
});

it('an update replaces the value: 50 becomes 80', () => {
  const order: Told = ['Order Completed', { revenue: 50, currency: 'EUR' }];
  expect(left(order, ['Order Updated', { revenue: 80, currency: 'EUR' }])).toEqual(EUR(8000));
  expect(left(order, ['Order Updated', { total: 80 }])).toEqual(EUR(8000));
  expect(left(['Order Updated', { revenue: 80 }], order)).toEqual(EUR(8000));
  expect(left(order, ['Order Updated', { revenue: 80 }], ['Order Refunded', { revenue: 30 }])).toEqual(
    EUR(5000),
  );
  expect(left(order, ['Order Updated', { revenue: 80 }], ['Order Cancelled', {}])).toEqual(EUR(0));
  expect(left(order, ['Order Updated', { revenue: 80 }, false])).toEqual(EUR(5000));
});

it("GA4's purchase and refund are an order and its refund", () => {
  const purchase: Told = ['purchase', { transaction_id: 'o-1', value: 100, currency: 'EUR' }];
  expect(left(purchase)).toEqual(EUR(10_000));
  expect(left(purchase, ['refund', { transaction_id: 'o-1', value: 40, currency: 'EUR' }])).toEqual(
    EUR(6000),
  );
  expect(left(purchase, ['refund', { transaction_id: 'o-1', items: [{ price: 10, quantity: 2 }] }])).toEqual(
    EUR(8000),
  );
});

it('tells what was not counted, and why', () => {
  const events = told([
    ORDER,
    ['Order Refunded', { revenue: 1, currency: 'USD' }],
    ['Order Refunded', { order_id: 'another' }],
    ['Order Updated', { revenue: 1 }, false],
    ['Order Updated', { revenue: '$1' }],
    ['Order Refunded', { revenue: 1 }],
    ['Order Refunded', { revenue: 'much' }],
  ]);
  const { ignored, orderOf } = readOrders(events);
  expect(new Map([...ignored].map(([{ id }, reason]) => [id, reason]))).toEqual(
    new Map([
      ['m-1', 'other-currency'],
      ['m-2', 'no-order'],
      ['m-3', 'untrusted'],
      ['m-4', 'other-currency'],
    ]),
  );
  expect([...orderOf].map(([{ id }, order]) => [id, order.id])).toEqual(
    ['m-0', 'm-1', 'm-3', 'm-4', 'm-5', 'm-6'].map((id) => [id, 'm-0']),
  );
});
