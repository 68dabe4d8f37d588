// What a lead brought a funnel from a moment on: its orders within the window, and what they add to a group that is compared with another.
import type { Lead } from '../lead/lead.ts';
import { ageClassOf } from './ages.ts';
import type { Metric } from './cells.ts';
import type { Definition } from './funnel.ts';
import { ordersOf } from './revenue.ts';
import { addRevenue, type Way } from './ways.ts';

/** In order of time. @param at ms since the epoch, from when times are taken */
export function ordersSince(
  { funnel, hitsOf }: Pick<Definition, 'funnel' | 'hitsOf'>,
  { events }: Pick<Lead, 'events'>,
  at: number,
): Way['orders'] {
  return [...ordersOf(events)]
    .filter(([{ time }]) => time >= at && time - at <= funnel.windowMs)
    .filter(([event]) => hitsOf(event).triggers.length > 0)
    .map(([{ time }, value]) => ({ after: time - at, ...(value === undefined ? {} : { value }) }))
    .sort((a, b) => a.after - b.after);
}

/**
 * Revenue and its squares, and by currency that the lead bought.
 * @param start how the metrics begin
 * @param of what they are of
 */
export function addBrought(
  metrics: Map<Metric, number>,
  orders: Way['orders'],
  { start, of }: { readonly start: `n${'s' | 'h' | 'v'}`; readonly of: string },
): void {
  addRevenue(metrics, orders, { start, of: `${of}:` });
  for (const [currency, after] of firstPaid(orders))
    metrics.set(`${start}b:${of}:${currency}:${ageClassOf(after)}`, 1);
}

/** By currency, the first order that was worth something. */
function firstPaid(orders: Way['orders']): ReadonlyMap<string, number> {
  const first = new Map<string, number>();
  for (const { after, value } of orders) {
    if (value !== undefined && value.minor > 0 && !first.has(value.currency))
      first.set(value.currency, after);
  }
  return first;
}
