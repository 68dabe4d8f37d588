// Orders: which named events are purchases or refunds, under which id, and what they are worth.

import { ASSUMED_CURRENCY } from '../currency.ts';
import { currencyOf, type Money, parseMoney, parseRefund } from '../money.ts';
import type { LeadEvent } from './event.ts';
import { isPlaceholder } from './placeholder.ts';

/** Segment's names, then those of GA4. */
const PURCHASES: ReadonlySet<string> = new Set(['order completed', 'purchase']);
const REFUNDS: ReadonlySet<string> = new Set(['order refunded', 'refund']);
/** Segment's, as it and as Americans write it. */
const CANCELLATIONS: ReadonlySet<string> = new Set(['order cancelled', 'order canceled']);

/**
 * Events that carry money which nobody has paid by them, in words of small letters: of Segment's e-commerce specs, version 2 and
 * version 1, and of GA4's. Source: https://segment.com/docs/connections/spec/ecommerce/v2/, /ecommerce/ (version 1) and
 * https://developers.google.com/analytics/devguides/collection/ga4/reference/events
 */
const NOT_PURCHASES: ReadonlySet<string> = new Set(
  `products searched, product list viewed, product list filtered, promotion viewed, promotion clicked,
  product clicked, product viewed, product added, product removed, cart viewed, checkout started,
  checkout step viewed, checkout step completed, payment info entered, order updated,
  coupon entered, coupon applied, coupon denied, coupon removed, product added to wishlist,
  product removed from wishlist, wishlist product added to cart, product shared, cart shared, product reviewed,
  viewed product category, viewed product, added product, removed product,
  add payment info, add shipping info, add to cart, add to wishlist, begin checkout, generate lead, remove from cart,
  select item, select promotion, view cart, view item, view item list, view promotion`.split(/,\s+/),
);

type Named = {
  readonly name: string;
  /** As they were sent, whatever they hold. */
  readonly properties: Readonly<Record<string, unknown>>;
  /** The sender's own id of the event, which stands for the order where it names none. */
  readonly messageId: string;
};

/**
 * The order that a named event is: `Order Completed` or `purchase`, or any other with `revenue` or `total` above nothing,
 * but not the steps before a purchase. `Order Refunded` and `refund` are the refund of one; `Order Cancelled` of all of it.
 * The value of an order is `revenue`, else `total`, else (of a purchase) `value`, and absent where none is an amount in a
 * known currency.
 */
export function readOrder({ name, properties, messageId }: Named): LeadEvent['order'] | undefined {
  const words = wordsOf(name);
  const { order_id, orderId, transaction_id } = properties;
  const id = [order_id, orderId, transaction_id].map(idOf).find((each) => each !== undefined) ?? messageId;
  if (CANCELLATIONS.has(words)) return { id, refund: true };
  if (REFUNDS.has(words)) {
    const value = readRefunded(properties);
    return { id, ...(value !== undefined && { value }), refund: true };
  }
  const isPurchase = PURCHASES.has(words);
  const named = isPurchase ? ['revenue', 'total', 'value'] : ['revenue', 'total'];
  const valueIn = (currency: unknown): Money | undefined =>
    first(named, (field) => parseMoney(properties[field], currency));
  const value = valueIn(properties.currency);
  if (!isPurchase) {
    // Priced in an unknown currency it is an order still, of no known value.
    const amount = value ?? valueIn(undefined);
    if (NOT_PURCHASES.has(words) || amount === undefined || amount.minor === 0) return undefined;
  }
  return { id, ...(value !== undefined && { value }) };
}

/** `Order Completed`, `order_completed` and `orderCompleted` are one name: libraries differ in nothing but that. */
function wordsOf(name: string): string {
  return name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/[\s_-]+/g, ' ')
    .trim()
    .toLowerCase();
}

const AMOUNTS = ['revenue', 'total', 'value', 'amount'];
const LISTS = ['products', 'items'];

/**
 * What a refund gives back: the first amount that can be read, whatever its sign, else the sum of the products that it
 * lists. Undefined where it speaks of no value at all: then it is of the whole order. One that speaks of a value which
 * cannot be read gives back nothing: to take all for it would lose what was kept.
 */
function readRefunded(properties: Named['properties']): Money | undefined {
  const isSaid = (field: string): boolean => !isAbsent(properties[field]);
  if (![...AMOUNTS, ...LISTS].some(isSaid)) return undefined;
  const { currency } = properties;
  return (
    first(AMOUNTS, (field) => parseRefund(properties[field], currency)) ??
    first(LISTS, (field) => readProducts(properties[field], currency)) ?? {
      currency: currencyOf(currency) ?? ASSUMED_CURRENCY,
      minor: 0,
    }
  );
}

/** An empty list, as an empty text, is nothing that was said. */
function isAbsent(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  return typeof value === 'string' ? value.trim() === '' : Array.isArray(value) && value.length === 0;
}

/** The sum of the prices by their quantities (1 where none is said), or nothing where one of them cannot be read. */
function readProducts(list: unknown, currency: unknown): Money | undefined {
  if (!Array.isArray(list)) return undefined;
  let sum: Money | undefined;
  for (const product of list) {
    const { price, quantity = 1 } = typeof product === 'object' && product !== null ? product : {};
    const each = parseMoney(price, currency);
    const count = typeof quantity === 'string' ? Number(quantity) : quantity;
    if (each === undefined || typeof count !== 'number' || !(count >= 0)) return undefined;
    if (sum !== undefined && sum.currency !== each.currency) return undefined;
    sum = { currency: each.currency, minor: (sum?.minor ?? 0) + Math.round(each.minor * count) };
  }
  return sum !== undefined && Number.isSafeInteger(sum.minor) ? sum : undefined;
}

function first<T>(fields: readonly string[], read: (field: string) => T | undefined): T | undefined {
  for (const field of fields) {
    const value = read(field);
    if (value !== undefined) return value;
  }
  return undefined;
}

/** A shop that has no id at hand sends one of nobody: it would make one order of all of them. */
function idOf(value: unknown): string | undefined {
  if (typeof value !== 'number' && typeof value !== 'string') return undefined;
  const id = String(value).toWellFormed().trim().slice(0, 200);
  return isPlaceholder(id) ? undefined : id;
}
