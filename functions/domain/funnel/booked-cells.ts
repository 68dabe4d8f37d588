// The books: the orders of a funnel by the local day of the order itself, as the shop has them.
import type { LeadEvent } from '../event/event.ts';
import { addTo, type CellKey, type Cells, cellKey } from './cells.ts';
import type { Definition } from './funnel.ts';
import type { ReadOrders } from './revenue.ts';

/** Every order that is an event of the funnel, in an attempt or outside of all, whether it fills a stage or not. */
export function bookedCells({ hitsOf, calendar }: Definition, { worth }: ReadOrders): Cells {
  const cells = new Map<CellKey, number>();
  const isOfFunnel = (event: LeadEvent): boolean => hitsOf(event).triggers.length > 0;
  for (const [event, value] of worth) {
    if (!isOfFunnel(event)) continue;
    const day = calendar.dayOf(event.time);
    addTo(cells, cellKey(day, 'z', ''), 1);
    if (value === undefined) continue;
    const { gross, left } = value;
    addTo(cells, cellKey(day, `zg:${gross.currency}`, ''), gross.minor);
    addTo(cells, cellKey(day, `zr:${gross.currency}`, ''), gross.minor - left.minor);
  }
  return cells;
}
