// The orders of a lead: what each was worth, what was given back, and what is left.
import type { LeadEvent } from '../event/event.ts';
import { ordersOf } from '../funnel/revenue.ts';
import { instant } from './instant.ts';
import type { ProfileOrder } from './profile.ts';

/** Newest first; a refund of an order that is not known stands in the timeline alone. */
export function profileOrders(events: readonly LeadEvent[]): readonly ProfileOrder[] {
  const refunds = Map.groupBy(
    events.filter(({ order }) => order?.refund === true),
    ({ order }) => order?.id ?? '',
  );
  return [...ordersOf(events)]
    .sort(([a], [b]) => b.time - a.time)
    .map(([{ time, name, trusted, order }, left]) => ({
      id: order?.id ?? '',
      at: instant(time),
      name,
      trusted,
      value: order?.value ?? null,
      left: left ?? null,
      refunds: (refunds.get(order?.id ?? '') ?? []).map((refund) => ({
        at: instant(refund.time),
        trusted: refund.trusted,
        value: refund.order?.value ?? null,
      })),
    }));
}
