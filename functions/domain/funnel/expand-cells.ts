// What need not be kept in cells because other cells tell it: left out by the tally, made again for reading.

import type { Breakdown, FunnelConfig } from '../config/config.ts';
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

/** Whether an attempt counts in all stages from the one it entered at to its last. */
export function countsWithoutGaps({ order, stages }: Pick<FunnelConfig, 'order' | 'stages'>): boolean {
  return order !== 'any' && stages.every(({ optional }) => optional !== true);
}

/** The slice of the total, if the tally must keep it: an attempt has one value of every breakdown, so one is enough. */
export function totalSlice(by: readonly Breakdown[]): readonly Slice[] {
  return carrierOf(by) === undefined ? [''] : [];
}

/** The breakdown of whose slices the total is the sum; undefined where the total is kept itself. */
export function carrierOf(by: readonly Breakdown[]): Breakdown | undefined {
  return NARROW.find((field) => by.includes(field));
}

/** Cells as they are kept, with all that follows from them. */
export function expand(funnel: Pick<FunnelConfig, 'by' | 'order' | 'stages'>, kept: Cells): Cells {
  const carrier = carrierOf(funnel.by);
  const gapless = countsWithoutGaps(funnel);
  const cells = new Map<CellKey, number>();
  for (const [key, n] of kept) {
    const { day, metric, slice } = parseCellKey(key);
    const isCarried = carrier !== undefined && parseSlice(slice)?.field === carrier;
    const slices: readonly Slice[] = isCarried ? [slice, ''] : [slice];
    for (const [implied, times] of impliedBy(metric, gapless)) {
      for (const one of slices) addTo(cells, cellKey(day, implied, one), times * n);
    }
  }
  return cells;
}

/** What a cell stands for: metrics, and how often each. */
export function impliedBy(metric: Metric, gapless: boolean): readonly (readonly [Metric, number])[] {
  const rest = metric.slice(1);
  const kind = metric.slice(0, 1);
  if (kind === 'g') return [[`f${rest}` as Metric, 1] as const, [`p${rest}` as Metric, 1] as const];
  if (kind === 'u') return [[`s${rest}` as Metric, 1] as const, [`t${rest}` as Metric, 1] as const];
  if (kind === 'w') return [[metric, 1] as const, [`v${rest}` as Metric, 1] as const];
  if (!gapless) return [[metric, 1]];
  if (metric === 'l0') return [[metric, 1] as const, ['e', 1] as const];
  if (kind === 'l') return [[metric, 1] as const, [`b${rest}` as Metric, 1] as const];
  // Who entered at a stage entered the funnel, and is not in the stage before.
  if (kind === 'd') return [[metric, 1] as const, ['e', 1] as const, [`b${rest}` as Metric, -1] as const];
  return [[metric, 1]];
}
