// The books: the orders of a funnel by the local day of the order itself, as the shop has them.
import { addTo, type CellKey, type Cells, cellKey } from './cells.ts';
import type { Definition } from './funnel.ts';
import type { ReadOrders } from './revenue.ts';

/** By currency, in minor units. */
type Money = Map<string, { gross: number; refunded: number }>;

/** Every order that is an event of the funnel, in an attempt or outside of all, whether it fills a stage or not. */
export function bookedCells({ hitsOf, calendar }: Definition, { worth }: ReadOrders): Cells {
  // Added up before cells are made: a lead can have a thousand orders, and each funnel books them anew.
  const days = new Map<string, { orders: number; readonly money: Money }>();
  for (const [event, value] of worth) {
    if (hitsOf(event).triggers.length === 0) continue;
    const day = calendar.dayOf(event.time);
    const booked = days.get(day) ?? { orders: 0, money: new Map() };
    days.set(day, booked);
    booked.orders += 1;
    if (value === undefined) continue;
    const { gross, left } = value;
    const sums = booked.money.get(gross.currency) ?? { gross: 0, refunded: 0 };
    booked.money.set(gross.currency, sums);
    sums.gross += gross.minor;
    sums.refunded += gross.minor - left.minor;
  }
  const cells = new Map<CellKey, number>();
  for (const [day, { orders, money }] of days) {
    addTo(cells, cellKey(day, 'z', ''), orders);
    for (const [currency, { gross, refunded }] of money) {
      addTo(cells, cellKey(day, `zg:${currency}`, ''), gross);
      addTo(cells, cellKey(day, `zr:${currency}`, ''), refunded);
    }
  }
  return cells;
}
