// Revenue: which events of a lead are its orders, and what each is worth after its updates and refunds.
import type { LeadEvent } from '../event/event.ts';
import { type EventOrder, isChange, type OrderChange } from '../event/order.ts';
import { compareText } from '../lead/identity.ts';
import { type Money, parseRefund } from '../money.ts';

/** By event: what the order that it stands for is worth; undefined where the order has no value. */
export type Orders = ReadonlyMap<LeadEvent, Money | undefined>;

/** What an order was worth before its refunds, and what is left of it; of one currency. */
export type OrderWorth = { readonly gross: Money; readonly left: Money };

/** Why a refund or an update of an order counts for nothing. */
export type IgnoredReason =
  /** No order of its id is known. */
  | 'no-order'
  /** It is in another currency than the order. */
  | 'other-currency'
  /** It was sent with the public key, and the order with the secret one. */
  | 'untrusted';

export type ReadOrders = {
  /** By the event that stands for the order. */
  readonly worth: ReadonlyMap<LeadEvent, OrderWorth | undefined>;
  /** By the event: the order's own event, and those that change it and count. */
  readonly orderOf: ReadonlyMap<LeadEvent, LeadEvent>;
  readonly ignored: ReadonlyMap<LeadEvent, IgnoredReason>;
  /** Refunds and updates that ids of other leads have said. */
  readonly others: readonly LeadEvent[];
};

/** What is left of each order of a lead. */
export function ordersOf(events: readonly LeadEvent[]): Orders {
  return new Map([...readOrders(events).worth].map(([event, worth]) => [event, worth?.left]));
}

/**
 * The orders of a lead, once per order id: the copy sent with the secret key beats the public one, then the earliest.
 * The latest update says what the order is worth, of those sent with the secret key if there are any. A refund in the order's
 * currency lowers it, whenever it comes, down to zero. What is sent with the public key changes only an order that was sent so too.
 */
export function readOrders(events: readonly LeadEvent[]): ReadOrders {
  const orders = new Map<string, LeadEvent>();
  const changes = new Map<string, LeadEvent[]>();
  for (const event of events) {
    const { order } = event;
    if (order === undefined) continue;
    if (isChange(order)) {
      const known = changes.get(order.id);
      if (known === undefined) changes.set(order.id, [event]);
      else known.push(event);
      continue;
    }
    const known = orders.get(order.id);
    if (known === undefined || compareCopies(event, known) < 0) orders.set(order.id, event);
  }
  const others: LeadEvent[] = [];
  for (const [id, said] of changesElsewhere(events)) {
    const own = changes.get(id) ?? [];
    const known = new Set(own.map((event) => event.id));
    const added = [...said.values()].flatMap((change) => (known.has(change.id) ? [] : [eventOf(id, change)]));
    changes.set(id, [...own, ...added]);
    others.push(...added);
  }
  const worth = new Map<LeadEvent, OrderWorth | undefined>();
  const orderOf = new Map<LeadEvent, LeadEvent>();
  const ignored = new Map<LeadEvent, IgnoredReason>();
  for (const [id, event] of orders) {
    worth.set(event, worthAfter(event, changes.get(id) ?? [], ignored));
    for (const own of [event, ...(changes.get(id) ?? [])]) orderOf.set(own, event);
  }
  for (const [id, all] of changes)
    if (!orders.has(id)) for (const change of all) ignoreWithout(change, ignored);
  return { worth, orderOf, ignored, others };
}

/** Of a change whose order this lead does not count: it may be another's. */
function ignoreWithout(change: LeadEvent, ignored: Map<LeadEvent, IgnoredReason>): void {
  const best = change.order?.best;
  if (best === undefined) ignored.set(change, 'no-order');
  else if (best.trusted && !change.trusted) ignored.set(change, 'untrusted');
}

/** By order and id: what ids of other leads have said of the orders of this one. */
function changesElsewhere(
  events: readonly LeadEvent[],
): ReadonlyMap<string, ReadonlyMap<string, OrderChange>> {
  const said = new Map<string, Map<string, OrderChange>>();
  for (const { order } of events) {
    if (order?.best?.changes === undefined || isChange(order)) continue;
    const own = said.get(order.id) ?? new Map<string, OrderChange>();
    said.set(order.id, own);
    for (const change of order.best.changes) own.set(change.id, change);
  }
  return said;
}

function eventOf(orderId: string, { id, time, trusted, order }: OrderChange): LeadEvent {
  return { id, time, received: time, kind: 'event', name: '', trusted, order: { ...order, id: orderId } };
}

function worthAfter(
  { order, trusted }: LeadEvent,
  changes: readonly LeadEvent[],
  ignored: Map<LeadEvent, IgnoredReason>,
): OrderWorth | undefined {
  const believed = changes.filter((change) => {
    if (trusted && !change.trusted) ignored.set(change, 'untrusted');
    return !trusted || change.trusted;
  });
  const gross = updatedValue(order?.value, believed, ignored);
  if (gross === undefined) return undefined;
  let left = gross.minor;
  for (const change of believed) {
    if (change.order?.refund !== true || change.order.unread !== undefined) continue;
    const back = givenBack(change.order, gross);
    if (back === undefined) ignored.set(change, 'other-currency');
    else left -= back;
  }
  return { gross, left: { ...gross, minor: Math.max(0, left) } };
}

/** By the latest update that was sent with the secret key, else by the latest of all. */
function updatedValue(
  value: Money | undefined,
  changes: readonly LeadEvent[],
  ignored: Map<LeadEvent, IgnoredReason>,
): Money | undefined {
  let latest: { readonly event: LeadEvent; readonly value: Money } | undefined;
  for (const event of changes) {
    if (event.order?.update !== true || event.order.unread !== undefined) continue;
    const updated = event.order.value ?? parseRefund(event.order.amount, value?.currency);
    if (updated === undefined || updated.currency !== (value ?? updated).currency)
      ignored.set(event, 'other-currency');
    else if (latest === undefined || compareUpdates(event, latest.event) > 0)
      latest = { event, value: updated };
  }
  return latest?.value ?? value;
}

/** In minor units; undefined of one in another currency. A refund without a value is of the whole order. */
function givenBack({ value, amount }: EventOrder, gross: Money): number | undefined {
  if (value === undefined && amount === undefined) return gross.minor;
  const back = value ?? parseRefund(amount, gross.currency);
  return back?.currency === gross.currency ? back.minor : undefined;
}

function compareCopies(a: LeadEvent, b: LeadEvent): number {
  return Number(b.trusted) - Number(a.trusted) || a.time - b.time || compareText(a.id, b.id);
}

function compareUpdates(a: LeadEvent, b: LeadEvent): number {
  return Number(a.trusted) - Number(b.trusted) || a.time - b.time || compareText(a.id, b.id);
}
