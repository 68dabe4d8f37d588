// What need not be kept in cells because other cells tell it: left out by the tally, made again for reading.

import type { Breakdown, FunnelConfig, Order } from '../config/config.ts';
import {
  addTo,
  type CellKey,
  type Cells,
  cellKey,
  type Metric,
  parseCellKey,
  parseSlice,
  type Slice,
} from './cells.ts';

/** Breakdowns with few values, known beforehand, the first of which that a funnel has tells its totals. */
export const NARROW: readonly Breakdown[] = ['channel', 'first.channel', 'form', 'first.form'];

/** In these orders an attempt that counts in a stage counts in all before it. */
export function impliesEarlierStages(order: Order): boolean {
  return order !== 'any';
}

/** The slice of the total, if the tally must keep it: an attempt has one value of every breakdown, so one is enough. */
export function totalSlice(by: readonly Breakdown[]): readonly Slice[] {
  return carrierOf(by) === undefined ? [''] : [];
}

function carrierOf(by: readonly Breakdown[]): Breakdown | undefined {
  return NARROW.find((field) => by.includes(field));
}

/** Cells as they are kept, with all that follows from them. */
export function expand(funnel: Pick<FunnelConfig, 'by' | 'order'>, kept: Cells): Cells {
  const carrier = carrierOf(funnel.by);
  const cells = new Map<CellKey, number>();
  for (const [key, n] of kept) {
    const { day, metric, slice } = parseCellKey(key);
    const isCarried = carrier !== undefined && parseSlice(slice)?.field === carrier;
    const slices: readonly Slice[] = isCarried ? [slice, ''] : [slice];
    for (const implied of impliedBy(metric, funnel.order)) {
      for (const one of slices) addTo(cells, cellKey(day, implied, one), n);
    }
  }
  return cells;
}

function impliedBy(metric: Metric, order: Order): readonly Metric[] {
  if (metric.startsWith('g')) return [`f${metric.slice(1)}` as Metric, `p${metric.slice(1)}` as Metric];
  if (!metric.startsWith('l') || !impliesEarlierStages(order)) return [metric];
  return [metric, metric === 'l0' ? 'e' : (`b${metric.slice(1)}` as Metric)];
}
