// Orders: which named events are purchases, refunds or updates, under which id, and what they are worth.

import { readAmount } from '../amount.ts';
import { type Money, parseMoney } from '../money.ts';
import { readSaidAmount, readSaidProducts, type SaidAmount, type Unread } from '../said-amount.ts';
import { isNameOfRefund, speaksOfMoney } from './money-names.ts';
import { isPlaceholder } from './placeholder.ts';
import { wordsOf } from './words.ts';

/** Segment's names, then those of GA4. */
const PURCHASES: ReadonlySet<string> = new Set(['order completed', 'purchase']);
const REFUNDS: ReadonlySet<string> = new Set(['order refunded', 'refund']);
/** Segment's, as it and as Americans write it. */
const CANCELLATIONS: ReadonlySet<string> = new Set(['order cancelled', 'order canceled']);
const UPDATES: ReadonlySet<string> = new Set(['order updated']);

/** Names of refunds of a part: without a value they say nothing that could be taken off. */
const PART_REFUNDS: ReadonlySet<string> = new Set([
  'order partially refunded',
  'order partial refunded',
  'order refunded partially',
  'partially refunded order',
  'order partial refund',
  'partial order refund',
  'partially refunded',
  'partial refund',
  'refund partial',
]);

/** Whatever else such an event is: what it tells of was given back or asked back, and is no payment. */
const GIVEN_BACK = /\b(?:refund\w*|chargebacks?)\b/;

/** What an event says of an order. */
export type EventOrder = {
  readonly id: string;
  /** Of a purchase what it is worth, of a refund what is given back, of an update what the order is worth from now on. */
  readonly value?: Money;
  /** The same of a refund or an update that names no currency: as `parseRefund` reads it in the order's own. */
  readonly amount?: string;
  /** It speaks of a value that cannot be read: a refund or an update then changes nothing. */
  readonly unread?: Unread;
  /** A refund; without a value it is of the whole order. */
  readonly refund?: true;
  readonly update?: true;
  /** Of one that more than one id tells of: which telling counts. Never said by a sender. */
  readonly best?: BestTelling;
};

/** By what tellings of one order are compared. */
export type Telling = {
  /** With the secret key. */
  readonly trusted: boolean;
  /** When it was accepted, ms since the epoch. */
  readonly received: number;
  /** A few bits of the id under which it was told, too few to identify it. */
  readonly tie: number;
};

/** The best telling of an order, as an event of it knows it. */
export type BestTelling = Telling & {
  /** It is of the id that has this event. */
  readonly own: boolean;
  /** What other ids say that changes the order; absent: nothing, or it is not the order's best telling that has this. */
  readonly changes?: readonly OrderChange[];
};

/** A refund, a cancellation or an update, without anything that tells whose it is. */
export type OrderChange = {
  readonly id: string;
  /** ms since the epoch. */
  readonly time: number;
  readonly trusted: boolean;
  readonly order: Omit<EventOrder, 'id' | 'best'>;
};

/** Whether it changes an order that another event is. */
export function isChange({ refund, update }: EventOrder): boolean {
  return refund === true || update === true;
}

/**
 * Events that carry money which nobody has paid by them, in words of small letters: of Segment's e-commerce specs, version 2 and
 * version 1, and of GA4's. Source: https://segment.com/docs/connections/spec/ecommerce/v2/, /ecommerce/ (version 1) and
 * https://developers.google.com/analytics/devguides/collection/ga4/reference/events
 */
const NOT_PURCHASES: ReadonlySet<string> = new Set(
  `products searched, product list viewed, product list filtered, promotion viewed, promotion clicked,
  product clicked, product viewed, product added, product removed, cart viewed, checkout started,
  checkout step viewed, checkout step completed, payment info entered,
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
 * but not the steps before a purchase. `Order Refunded` and `refund` are the refund of one, `Order Partially Refunded` of a part
 * and `Order Cancelled` of all of it;
 * `Order Updated` says anew what it is worth.
 * The value of an order is `revenue`, else `total`, else (of a purchase) `value`, and absent where none is an amount in a
 * known currency.
 */
export function readOrder({ name, properties, messageId }: Named): EventOrder | undefined {
  const words = wordsOf(name);
  const id = saidOrderId(properties) ?? messageId;
  if (CANCELLATIONS.has(words)) return { id, refund: true };
  if (REFUNDS.has(words)) return { id, ...readRefunded(properties), refund: true };
  if (PART_REFUNDS.has(words))
    return { id, ...(readRefunded(properties) ?? { unread: 'value' }), refund: true };
  if (UPDATES.has(words)) {
    const said = firstReadable(properties, VALUES, updatedAmount);
    return said && { id, ...said, update: true };
  }
  const isPurchase = PURCHASES.has(words);
  const named = isPurchase ? VALUES : VALUES_OF_OTHERS;
  const valueIn = (currency: unknown): Money | undefined =>
    first(named, (field) => parseMoney(properties[field], currency));
  const value = valueIn(properties.currency);
  if (!isPurchase) {
    // Priced in an unknown currency it is an order still, of no known value.
    const amount = value ?? valueIn(undefined);
    const isUnpaid = NOT_PURCHASES.has(words) || GIVEN_BACK.test(words);
    if (isUnpaid || amount === undefined || amount.minor === 0) return undefined;
  }
  if (value !== undefined) return { id, value };
  const unread = unreadIn(properties, named);
  return { id, ...(unread && { unread }) };
}

/** The id that a sender gives an order; undefined where there is none. */
export function saidOrderId({ order_id, orderId, transaction_id }: Named['properties']): string | undefined {
  return [order_id, orderId, transaction_id].map(idOf).find((each) => each !== undefined);
}

/** What of its value an event speaks of that would be an order if it could be read. */
export function unreadValue({ name, properties, messageId }: Named): Unread | undefined {
  const order = readOrder({ name, properties, messageId });
  if (order !== undefined) return order.unread;
  const words = wordsOf(name);
  // Money is told of, and under this name it is not known what became of it.
  if (GIVEN_BACK.test(words)) return readRefunded(properties) === undefined ? undefined : 'value';
  return NOT_PURCHASES.has(words) ? undefined : unreadIn(properties, VALUES_OF_OTHERS);
}

const VALUES = ['revenue', 'total', 'value'] as const;
const VALUES_OF_OTHERS = ['revenue', 'total'] as const;

/** Of the first field that says anything; undefined where none does, or one can be read. */
function unreadIn(properties: Named['properties'], fields: readonly string[]): Unread | undefined {
  const { currency } = properties;
  if (fields.some((field) => parseMoney(properties[field], currency) !== undefined)) return undefined;
  const said = firstReadable(properties, fields, updatedAmount);
  // An amount whose sign leaves the currency open.
  return said && ('unread' in said ? said.unread : 'currency');
}

const AMOUNTS = ['revenue', 'total', 'value', 'amount'] as const;
const LISTS = ['products', 'items'] as const;

/**
 * What a refund gives back: what is said under a name of refunds, else the first amount that can be read, whatever its sign,
 * else the sum of the products that it lists. Undefined where it speaks of no value at all: then it is of the whole order.
 * One that speaks of a value which cannot be read, or under a name that is not known, gives back nothing: to take all for it
 * would lose what was kept.
 */
function readRefunded(properties: Named['properties']): SaidAmount | undefined {
  const named = Object.keys(properties).filter(
    (name) => isNameOfRefund(name) && mayHoldAmount(properties[name]),
  );
  // `total` beside it may be that of the order.
  const refunded = firstReadable(properties, named, readSaidAmount);
  if (refunded !== undefined) return refunded;
  const amount = firstReadable(properties, AMOUNTS, readSaidAmount);
  if (amount !== undefined && !('unread' in amount)) return amount;
  const products = firstReadable(properties, LISTS, readSaidProducts);
  if (products !== undefined && !('unread' in products)) return products;
  return amount ?? products ?? (speaksOfMoney(properties) ? { unread: 'value' } : undefined);
}

/** `refunded: true` and `refund: "full"` say that, and no amount. */
function mayHoldAmount(value: unknown): boolean {
  return typeof value === 'string' ? /\d/.test(value) : typeof value !== 'boolean';
}

/** No order is worth less than nothing. */
function updatedAmount(value: unknown, currency: unknown): SaidAmount {
  return isNegative(value) ? { unread: 'value' } : readSaidAmount(value, currency);
}

function isNegative(value: unknown): boolean {
  return readAmount(value)?.isNegative === true;
}

/** What the first field says that can be read, else what cannot be read of the first one that says anything. */
function firstReadable(
  properties: Named['properties'],
  fields: readonly string[],
  read: (value: unknown, currency: unknown) => SaidAmount,
): SaidAmount | undefined {
  const said = fields
    .filter((field) => !isAbsent(properties[field]))
    .map((field) => read(properties[field], properties.currency));
  return said.find((each) => !('unread' in each)) ?? said[0];
}

/** An empty list, as an empty text, is nothing that was said. */
function isAbsent(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  return typeof value === 'string' ? value.trim() === '' : Array.isArray(value) && value.length === 0;
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
