// Revenue: which events of a lead are its orders, and what each is worth after its refunds.
import type { LeadEvent } from '../event/event.ts';
import { compareText } from '../lead/identity.ts';
import type { Money } from '../money.ts';

/** By event: what the order that it stands for is worth; undefined where the order has no value. */
export type Orders = ReadonlyMap<LeadEvent, Money | undefined>;

/**
 * The orders of a lead, once per order id: the copy sent with the secret key beats the public one, then the earliest.
 * A refund in the order's currency lowers it, whenever it comes, down to zero; one sent with the public key lowers only an
 * order that was sent so too.
 */
export function ordersOf(events: readonly LeadEvent[]): Orders {
  const orders = new Map<string, LeadEvent>();
  const refunds = new Map<string, LeadEvent[]>();
  for (const event of events) {
    const { order } = event;
    if (order === undefined) continue;
    if (order.refund === true) {
      const known = refunds.get(order.id);
      if (known === undefined) refunds.set(order.id, [event]);
      else known.push(event);
      continue;
    }
    const known = orders.get(order.id);
    if (known === undefined || compareCopies(event, known) < 0) orders.set(order.id, event);
  }
  return new Map([...orders].map(([id, event]) => [event, worthAfter(event, refunds.get(id) ?? [])]));
}

/** A refund without a value is of the whole order; one in another currency is of none. */
function worthAfter({ order, trusted }: LeadEvent, refunds: readonly LeadEvent[]): Money | undefined {
  if (order?.value === undefined) return undefined;
  const { currency, minor } = order.value;
  let left = minor;
  for (const refund of refunds) {
    const value = refund.order?.value;
    if (trusted && !refund.trusted) continue;
    if (value === undefined) left = 0;
    else if (value.currency === currency) left -= value.minor;
  }
  return { currency, minor: Math.max(0, left) };
}

function compareCopies(a: LeadEvent, b: LeadEvent): number {
  return Number(b.trusted) - Number(a.trusted) || a.time - b.time || compareText(a.id, b.id);
}
