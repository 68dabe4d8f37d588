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
    'Order Cancelled',
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
    [{ order_id: { id: 1 } }, 'm-1'],
    [{}, 'm-1'],
  ])('with %j has the id %s', (properties, id) => {
    expect(read('Order Completed', properties)?.id).toBe(id);
  });

  it.each([
    [{ revenue: 10, total: 12 }, 1000],
    [{ revenue: '10.005', total: 12 }, 1001],
    [{ total: 12 }, 1200],
    [{ revenue: 'ten', total: 12 }, 1200],
    [{ revenue: 0, total: 12 }, 0],
    [{ revenue: 'ten' }, undefined],
    [{ value: 10 }, undefined],
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
});
