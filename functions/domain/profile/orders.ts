// The orders of a lead: what each was worth, what was given back, and what is left.
import type { LeadEvent } from '../event/event.ts';
import { readOrders } from '../funnel/revenue.ts';
import { parseRefund } from '../money.ts';
import { instant } from './instant.ts';
import type { ProfileOrder } from './profile.ts';

/** Newest first; a refund that lowers no order stands in the timeline alone. */
export function profileOrders(events: readonly LeadEvent[]): readonly ProfileOrder[] {
  const { worth, ignored, others } = readOrders(events);
  const refunds = Map.groupBy(
    [...events, ...others].filter(
      (event) => event.order?.refund === true && lowers(event) && !ignored.has(event),
    ),
    ({ order }) => order?.id ?? '',
  );
  return [...worth]
    .sort(([a], [b]) => b.time - a.time)
    .map(([{ time, name, trusted, order }, after]) => ({
      id: order?.id ?? '',
      at: instant(time),
      name,
      trusted,
      value: after?.gross ?? null,
      left: after?.left ?? null,
      refunds: (refunds.get(order?.id ?? '') ?? []).map((refund) => ({
        at: instant(refund.time),
        trusted: refund.trusted,
        value: refund.order?.value ?? parseRefund(refund.order?.amount, after?.gross.currency) ?? null,
      })),
    }));
}

/** One whose value cannot be read gives nothing back. */
function lowers({ order }: LeadEvent): boolean {
  return order?.unread === undefined;
}
