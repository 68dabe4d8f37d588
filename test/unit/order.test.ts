import { describe, expect, it } from 'vitest';
import { readOrder, unreadValue } from '../../functions/domain/event/order.ts';

const read = (name: string, properties: Record<string, unknown>) =>
  readOrder({ name, properties, messageId: 'm-1' });

const EUR = (minor: number) => ({ value: { currency: 'EUR', minor } });

describe('an order', () => {
  it('is an event named Order Completed, also without a value', () => {
    expect(read('Order Completed', { order_id: 'o-1' })).toEqual({ id: 'o-1' });
  });

  it.each(['Order Completed', 'order completed', 'order_completed', 'orderCompleted', ' Order  Completed '])(
    'is named %j in one library or another',
    (name) => {
      expect(read(name, { order_id: 'o-1' })).toEqual({ id: 'o-1' });
    },
  );

  it.each(['Subscription Started', 'Purchase', 'Completed Order', 'Abbonamento'])(
    'is %s too when it has revenue or a total',
    (name) => {
      expect(read(name, { revenue: 10, currency: 'EUR' })?.value).toEqual({ currency: 'EUR', minor: 1000 });
      expect(read(name, { total: '10', currency: 'EUR' })?.value).toEqual({ currency: 'EUR', minor: 1000 });
    },
  );

  it.each([
    {},
    { revenue: 0 },
    { revenue: '' },
    { revenue: null },
    { revenue: 'much' },
    { revenue: -5 },
    { value: 10 },
    { price: 10 },
  ])('is no other event that has %j', (properties) => {
    expect(read('Trial Started', properties)).toBeUndefined();
  });

  it.each([
    'Checkout Started',
    'checkout_started',
    'Checkout Step Viewed',
    'Checkout Step Completed',
    'Payment Info Entered',
    'Cart Viewed',
    'Product Viewed',
    'Product Added',
    'Products Searched',
    'Product List Viewed',
    'Promotion Clicked',
    'Coupon Applied',
    'Wishlist Product Added to Cart',
    'Viewed Product',
    'Added Product',
  ])('is not %s, whatever it is worth', (name) => {
    expect(read(name, { order_id: 'o-1', revenue: 10, total: 12, currency: 'EUR' })).toBeUndefined();
  });

  it.each([
    [{ order_id: 'a', orderId: 'b' }, 'a'],
    [{ orderId: 'b' }, 'b'],
    [{ order_id: ' ', orderId: 'b' }, 'b'],
    [{ order_id: 1001 }, '1001'],
    [{ order_id: ' 1001 ' }, '1001'],
    [{ order_id: true }, 'm-1'],
    [{ order_id: 'undefined', orderId: 'null', transaction_id: 't' }, 't'],
    [{ order_id: 0 }, 'm-1'],
    [{ transaction_id: 'T-1' }, 'T-1'],
    [{ orderId: 'b', transaction_id: 'c' }, 'b'],
    [{ order_id: { id: 1 } }, 'm-1'],
    [{}, 'm-1'],
  ])('with %j has the id %s', (properties, id) => {
    expect(read('Order Completed', properties)?.id).toBe(id);
  });

  it.each([
    [{ revenue: 10, total: 12 }, 1000],
    [{ revenue: '10.0050', total: 12 }, 1001],
    [{ revenue: '10.005', total: 12 }, 1200],
    [{ revenue: '1.234,56' }, 123_456],
    [{ revenue: '€ 49.90' }, 4990],
    [{ revenue: '$49.90' }, undefined],
    [{ revenue: -20 }, undefined],
    [{ revenue: 1e15 }, undefined],
    [{ total: 12, value: 13 }, 1200],
    [{ total: 12 }, 1200],
    [{ revenue: 'ten', total: 12 }, 1200],
    [{ revenue: 0, total: 12 }, 0],
    [{ revenue: 'ten' }, undefined],
    [{ value: 10 }, 1000],
    [{ products: [{ price: 10 }] }, undefined],
  ])('with %j is worth %j', (properties, minor) => {
    expect(read('Order Completed', { ...properties, currency: 'EUR' })?.value?.minor).toBe(minor);
  });

  it('is in US dollars where no currency is said', () => {
    expect(read('Order Completed', { revenue: 10 })?.value).toEqual({ currency: 'USD', minor: 1000 });
  });

  it('in an unknown currency is an order of no known value', () => {
    expect(read('Order Completed', { order_id: 'o-1', revenue: 10, currency: 'DOGE' })).toEqual({
      id: 'o-1',
      unread: 'currency',
    });
    expect(read('Purchase', { order_id: 'o-1', revenue: 10, currency: 'DOGE' })).toEqual({
      id: 'o-1',
      unread: 'currency',
    });
  });
});

describe('a refund', () => {
  it('takes back what it says of the order that it names', () => {
    expect(read('Order Refunded', { order_id: 'o-1', total: 4, currency: 'EUR' })).toEqual({
      id: 'o-1',
      value: { currency: 'EUR', minor: 400 },
      refund: true,
    });
  });

  it('without a value takes back all of it', () => {
    expect(read('Order Refunded', { order_id: 'o-1' })).toEqual({ id: 'o-1', refund: true });
  });

  it.each([
    [{}, {}],
    [{ revenue: null, total: '', value: undefined, products: [] }, {}],
    [{ revenue: -40 }, EUR(4000)],
    [{ revenue: '-40,00' }, EUR(4000)],
    [{ revenue: '1,040.00' }, EUR(104_000)],
    [{ revenue: '40 EUR' }, EUR(4000)],
    [{ revenue: 40, currency: '€' }, EUR(4000)],
    [{ revenue: 40 }, EUR(4000)],
    [{ revenue: 0 }, EUR(0)],
    [{ total: 40 }, EUR(4000)],
    [{ value: 40 }, EUR(4000)],
    [{ amount: 40 }, EUR(4000)],
    [{ amount: '€ 40' }, EUR(4000)],
    [{ revenue: 'much', amount: 40 }, EUR(4000)],
    [{ revenue: 'much', products: [{ price: 40 }] }, EUR(4000)],
    [{ products: [{ price: 10, quantity: 3 }, { price: '5,50' }] }, EUR(3550)],
    [{ products: [{ price: 0.335, quantity: 3 }] }, EUR(101)],
    [{ items: [{ item_id: 'a', price: 10, quantity: '2' }] }, EUR(2000)],
    [{ total: 12, products: [{ price: 10 }] }, EUR(1200)],
    // What cannot be read gives nothing back, and is no zero.
    [{ revenue: 'much' }, { unread: 'value' }],
    [{ revenue: '1,234' }, { unread: 'value' }],
    [{ revenue: '1e15' }, { unread: 'value' }],
    [{ total: {} }, { unread: 'value' }],
    [{ amount: '$40' }, { unread: 'currency' }],
    [{ amount: '40 DOGE' }, { unread: 'currency' }],
    [{ revenue: 40, currency: 'DOGE' }, { unread: 'currency' }],
    [{ products: [{ price: 10 }], currency: 'DOGE' }, { unread: 'currency' }],
    [{ products: [{ product_id: 'a' }] }, { unread: 'value' }],
    [{ products: [{ price: 10 }, { price: 'much' }] }, { unread: 'value' }],
    [{ products: [{ price: 10, quantity: -1 }] }, { unread: 'value' }],
    [{ products: [{ price: 10, quantity: '2 EUR' }] }, { unread: 'value' }],
    [{ products: [{ price: 10, quantity: '9'.repeat(300) }] }, { unread: 'value' }],
    [{ products: [null, 7] }, { unread: 'value' }],
    [{ products: 'all' }, { unread: 'value' }],
  ])('that says %j takes back %j', (properties, said) => {
    const order = read('Order Refunded', { order_id: 'o-1', currency: 'EUR', ...properties });
    expect(order).toEqual({ id: 'o-1', refund: true, ...said });
  });

  it.each([
    [{ revenue: 40 }, { amount: '40' }],
    [{ revenue: -40.5 }, { amount: '40.5' }],
    [{ amount: '1.234,50' }, { amount: '1234.5' }],
    [{ amount: 1.005 }, { amount: '1.0050' }],
    [{ amount: 1e3, currency: ' ' }, { amount: '1000' }],
    [{ amount: 1e-7 }, { amount: '0.0000001' }],
    [{ amount: '$40' }, { amount: '$40' }],
    [{ amount: 40, currency: '$' }, { amount: '$40' }],
    [{ products: [{ price: 10, quantity: 2 }] }, { amount: '20' }],
    [{ products: [{ price: '$10' }, { price: '$2.50' }] }, { amount: '$12.5' }],
    [{ amount: '40 EUR' }, EUR(4000)],
    [{ products: [{ price: '40 EUR' }, { price: '€ 2' }] }, EUR(4200)],
    [{ products: [{ price: '40 EUR' }, { price: '$ 2' }] }, { unread: 'currency' }],
    [{ amount: '1,234' }, { unread: 'value' }],
    [{ amount: 1e300 }, { unread: 'value' }],
  ])('that names no currency is in that of its order: %j', (properties, said) => {
    const order = read('Order Refunded', { order_id: 'o-1', ...properties });
    expect(order).toEqual({ id: 'o-1', refund: true, ...said });
  });

  it.each([
    [{ refund_amount: 40 }, EUR(4000)],
    [{ refundAmount: '40,00' }, EUR(4000)],
    [{ amount_refunded: -40 }, EUR(4000)],
    [{ 'Total Refunded': 40 }, EUR(4000)],
    [{ refunded_amount: 40, total: 100 }, EUR(4000)],
    [{ refund: '€ 40' }, EUR(4000)],
    [{ refund_amount: '40-50', total: 100 }, { unread: 'value' }],
    [{ refund: { amount: 40 } }, { unread: 'value' }],
    [{ importo: 40 }, { unread: 'value' }],
    [{ 'сумма возврата': 40 }, { unread: 'value' }],
    [{ erstattungsbetrag: '40 EUR' }, { unread: 'value' }],
    [{ order_total: 100 }, { unread: 'value' }],
    [{ amount_cents: 4000 }, { unread: 'value' }],
    [{ adjustment_amount: 5, products: [{ price: 10 }] }, EUR(1000)],
    [{ refunded: true }, {}],
    [{ refund: 'full', refund_id: 17, refunded_at: 1793527200, refund_reason: '5' }, {}],
    [{ tax: 2, shipping: 3, quantity: 1, order_number: 1001, affiliation: 'x' }, {}],
  ])('that says %j under other names takes back %j', (properties, said) => {
    const order = read('Order Refunded', { order_id: 'o-1', currency: 'EUR', ...properties });
    expect(order).toEqual({ id: 'o-1', refund: true, ...said });
  });

  it.each(['Order Partially Refunded', 'order_partially_refunded', 'Partial Refund', 'partialRefund'])(
    'of a part is %s, and of nothing without a value',
    (name) => {
      const properties = { order_id: 'o-1', currency: 'EUR' };
      expect(read(name, { ...properties, revenue: 40 })).toEqual({ id: 'o-1', refund: true, ...EUR(4000) });
      expect(read(name, properties)).toEqual({ id: 'o-1', refund: true, unread: 'value' });
    },
  );

  it.each(['Refund Requested', 'Chargeback Opened', 'item_refunded'])(
    'under the unknown name %s is no purchase, and told of',
    (name) => {
      const said = { name, properties: { order_id: 'o-1', revenue: 40 }, messageId: 'm' };
      expect(readOrder(said)).toBeUndefined();
      expect(unreadValue(said)).toBe('value');
      expect(unreadValue({ ...said, properties: {} })).toBeUndefined();
    },
  );

  it.each(['Order Cancelled', 'order_canceled'])('by %s is of all, whatever it says', (name) => {
    const properties = { order_id: 'o-1', revenue: 10, total: 12, currency: 'EUR' };
    expect(read(name, properties)).toEqual({ id: 'o-1', refund: true });
  });
});

describe('an update of an order', () => {
  it.each([
    [{ revenue: 80 }, EUR(8000)],
    [{ total: '1.234,56' }, EUR(123_456)],
    [{ revenue: 0 }, EUR(0)],
    [{ revenue: 80, currency: undefined }, { amount: '80' }],
    [{ revenue: 'much' }, { unread: 'value' }],
    [{ revenue: -5 }, { unread: 'value' }],
    [{ revenue: 80, currency: 'DOGE' }, { unread: 'currency' }],
  ])('that says %j makes it %j', (properties, said) => {
    const order = read('Order Updated', { order_id: 'o-1', currency: 'EUR', ...properties });
    expect(order).toEqual({ id: 'o-1', update: true, ...said });
  });

  it('that says nothing of its value is none', () => {
    expect(read('Order Updated', { order_id: 'o-1', currency: 'EUR' })).toBeUndefined();
  });
});

describe('what cannot be read of a value', () => {
  const unread = (name: string, properties: Record<string, unknown>) =>
    unreadValue({ name, properties, messageId: 'm-1' });

  it.each([
    ['1e15', 'EUR', 'value'],
    [-20, 'EUR', 'value'],
    ['1,234', 'EUR', 'value'],
    ['much', undefined, 'value'],
    ['¥500', undefined, 'currency'],
    [20, 'DOGE', 'currency'],
    ['$20', 'EUR', 'currency'],
    ['1.234,56', 'EUR', undefined],
    ['$1,234.56', undefined, undefined],
    ['49,90 EUR', undefined, undefined],
    [20, '€', undefined],
    [20, 'RUR', undefined],
    ['', 'EUR', undefined],
    [undefined, 'EUR', undefined],
  ])('%j %s: %s', (revenue, currency, part) => {
    expect(unread('Order Completed', { revenue, currency })).toBe(part);
    expect(read('Order Completed', { revenue, currency })?.unread).toBe(part);
  });

  it('is told of an event that would be an order, and of no other', () => {
    expect(unread('Subscription Started', { revenue: '1,234', currency: 'EUR' })).toBe('value');
    expect(unread('Subscription Started', { revenue: 10, currency: 'DOGE' })).toBe('currency');
    expect(unread('Subscription Started', { revenue: 0 })).toBeUndefined();
    expect(unread('Subscription Started', {})).toBeUndefined();
    expect(unread('Product Viewed', { revenue: '1,234' })).toBeUndefined();
    expect(unread('Order Cancelled', { revenue: 'much' })).toBeUndefined();
  });
});

describe('an event of GA4', () => {
  const items = [{ item_id: 'SKU-1', price: 10, quantity: 2 }];
  const said = { transaction_id: 'T-1', value: 25.5, currency: 'EUR', items };

  it('is an order by the name purchase', () => {
    expect(read('purchase', said)).toEqual({ id: 'T-1', value: { currency: 'EUR', minor: 2550 } });
    expect(read('purchase', { transaction_id: 'T-1' })).toEqual({ id: 'T-1' });
  });

  it('is a refund by the name refund: of all, of a value, or of items', () => {
    const refund = (minor?: number) => ({
      id: 'T-1',
      refund: true,
      ...(minor === undefined ? {} : { value: { currency: 'EUR', minor } }),
    });
    expect(read('refund', { transaction_id: 'T-1', currency: 'EUR' })).toEqual(refund());
    expect(read('refund', said)).toEqual(refund(2550));
    expect(read('refund', { ...said, value: undefined })).toEqual(refund(2000));
  });

  it.each(['begin_checkout', 'add_to_cart', 'view_item', 'add_payment_info', 'generate_lead'])(
    'is none by the name %s',
    (name) => {
      expect(read(name, { ...said, revenue: 10 })).toBeUndefined();
      expect(read(name, said)).toBeUndefined();
    },
  );
});
