// Orders: which named events are purchases or refunds, under which id, and what they are worth.

import { type Money, parseMoney } from '../money.ts';
import type { LeadEvent } from './event.ts';

const PURCHASE = 'order completed';
const REFUND = 'order refunded';

/**
 * Events of Segment's e-commerce specs that carry money which nobody has paid by them, in words of small letters.
 * Source: https://segment.com/docs/connections/spec/ecommerce/v2/ and, in the last line, /ecommerce/ (version 1).
 */
const NOT_PURCHASES: ReadonlySet<string> = new Set(
  `products searched, product list viewed, product list filtered, promotion viewed, promotion clicked,
  product clicked, product viewed, product added, product removed, cart viewed, checkout started,
  checkout step viewed, checkout step completed, payment info entered, order updated, order cancelled,
  coupon entered, coupon applied, coupon denied, coupon removed, product added to wishlist,
  product removed from wishlist, wishlist product added to cart, product shared, cart shared, product reviewed,
  viewed product category, viewed product, added product, removed product`.split(/,\s+/),
);

type Named = {
  readonly name: string;
  /** As they were sent, whatever they hold. */
  readonly properties: Readonly<Record<string, unknown>>;
  /** The sender's own id of the event, which stands for the order where it names none. */
  readonly messageId: string;
};

/**
 * The order that a named event is: `Order Completed`, or any other with `revenue` or `total` above nothing, but not the
 * steps before a purchase. `Order Refunded` is the refund of one; without a value, of all of it.
 * The value is `revenue`, else `total`, and absent where neither is an amount in a known currency.
 */
export function readOrder({ name, properties, messageId }: Named): LeadEvent['order'] | undefined {
  const words = wordsOf(name);
  const value = readValue(properties, properties.currency);
  if (words !== PURCHASE && words !== REFUND) {
    // Priced in an unknown currency it is an order still, of no known value.
    const amount = value ?? readValue(properties, undefined);
    if (NOT_PURCHASES.has(words) || amount === undefined || amount.minor === 0) return undefined;
  }
  const id = idOf(properties.order_id) ?? idOf(properties.orderId) ?? messageId;
  return {
    id,
    ...(value !== undefined && { value }),
    ...(words === REFUND && { refund: true as const }),
  };
}

/** `Order Completed`, `order_completed` and `orderCompleted` are one name: libraries differ in nothing but that. */
function wordsOf(name: string): string {
  return name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/[\s_-]+/g, ' ')
    .trim()
    .toLowerCase();
}

function readValue(properties: Named['properties'], currency: unknown): Money | undefined {
  return parseMoney(properties.revenue, currency) ?? parseMoney(properties.total, currency);
}

function idOf(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  const id = typeof value === 'string' ? value.trim().slice(0, 200) : '';
  return id === '' ? undefined : id;
}
