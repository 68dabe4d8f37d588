import { describe, expect, it } from 'vitest';
import { readOrder } from '../../functions/domain/event/order.ts';

const read = (name: string, properties: Record<string, unknown>) =>
  readOrder({ name, properties, messageId: 'm-1' });

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
    'Order Updated',
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
    });
    expect(read('Purchase', { order_id: 'o-1', revenue: 10, currency: 'DOGE' })).toEqual({ id: 'o-1' });
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
    [{}, undefined],
    [{ revenue: null, total: '', value: undefined, products: [] }, undefined],
    [{ revenue: -40 }, 4000],
    [{ revenue: '-40,00' }, 4000],
    [{ revenue: 40 }, 4000],
    [{ total: 40 }, 4000],
    [{ value: 40 }, 4000],
    [{ amount: 40 }, 4000],
    [{ amount: '€ 40' }, 4000],
    [{ revenue: 'much', amount: 40 }, 4000],
    [{ products: [{ price: 10, quantity: 3 }, { price: '5,50' }] }, 3550],
    [{ items: [{ item_id: 'a', price: 10, quantity: '2' }] }, 2000],
    [{ total: 12, products: [{ price: 10 }] }, 1200],
    // What cannot be read gives nothing back.
    [{ revenue: 'much' }, 0],
    [{ revenue: '1,234' }, 0],
    [{ total: {} }, 0],
    [{ amount: '$40' }, 0],
    [{ products: [{ product_id: 'a' }] }, 0],
    [{ products: [{ price: 10 }, { price: 'much' }] }, 0],
    [{ products: [{ price: 10, quantity: -1 }] }, 0],
    [{ products: [null, 7] }, 0],
    [{ products: 'all' }, 0],
  ])('that says %j takes back %j', (properties, minor) => {
    const order = read('Order Refunded', { ...properties, order_id: 'o-1', currency: 'EUR' });
    const value = minor === undefined ? {} : { value: { currency: 'EUR', minor } };
    expect(order).toEqual({ id: 'o-1', refund: true, ...value });
  });

  it('in an unknown currency takes nothing back', () => {
    const order = read('Order Refunded', { order_id: 'o-1', revenue: 40, currency: 'DOGE' });
    expect(order).toEqual({ id: 'o-1', refund: true, value: { currency: 'USD', minor: 0 } });
  });

  it.each(['Order Cancelled', 'order_canceled'])('by %s is of all, whatever it says', (name) => {
    const properties = { order_id: 'o-1', revenue: 10, total: 12, currency: 'EUR' };
    expect(read(name, properties)).toEqual({ id: 'o-1', refund: true });
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
