// What Data quality counts of a lead: by reason under each funnel whose figures it touches, and by reason and source under the
// definition of the whole instance.
import type { LeadEvent } from '../event/event.ts';
import { addTo, type CellKey, type Cells, cellKey } from '../funnel/cells.ts';
import type { Definition } from '../funnel/funnel.ts';
import type { ReadOrders } from '../funnel/revenue.ts';
import { isQualityDefinition } from './quality-funnel.ts';
import { type LeadReason, reasonOfIgnored } from './reason.ts';
import { sourceOf } from './source.ts';

type Flagged = { readonly event: LeadEvent; readonly reasons: readonly LeadReason[] };

/** The events of a lead of which there is something to tell; most leads have none. */
export function flaggedEvents(events: readonly LeadEvent[], orders: ReadOrders): readonly Flagged[] {
  return [...events, ...orders.others].flatMap((event): Flagged[] => {
    const reasons = reasonsOf(event, orders);
    return reasons.length === 0 ? [] : [{ event, reasons }];
  });
}

function reasonsOf(event: LeadEvent, { ignored }: ReadOrders): readonly LeadReason[] {
  const { flags, order } = event;
  const reason = ignored.get(event);
  const isUnvalued = order !== undefined && Object.keys(order).every((key) => key === 'id' || key === 'best');
  return [
    ...(flags?.reasons ?? []),
    ...(reason === undefined ? [] : [reasonOfIgnored(reason)]),
    ...(isUnvalued ? (['order-without-value'] as const) : []),
  ];
}

/** Of the local day of the event. */
export function qualityCells(definition: Definition, flagged: readonly Flagged[], orders: ReadOrders): Cells {
  const cells = new Map<CellKey, number>();
  const isWhole = isQualityDefinition(definition);
  for (const { event, reasons } of flagged) {
    if (!isWhole && !touches(definition, event) && !touches(definition, orders.orderOf.get(event))) continue;
    const day = definition.calendar.dayOf(event.time);
    const source = isWhole ? `:${event.flags?.source ?? sourceOf(event)}` : '';
    for (const reason of reasons) addTo(cells, cellKey(day, `zq:${reason}${source}`, ''), 1);
  }
  return cells;
}

/** Whether an event is one of the funnel's. */
function touches({ hitsOf, lossOf }: Definition, event: LeadEvent | undefined): boolean {
  return event !== undefined && (hitsOf(event).triggers.length > 0 || lossOf(event) !== undefined);
}
