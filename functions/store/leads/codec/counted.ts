// What a lead has counted, as a head or an item of its own holds it.
import {
  type CellKey,
  type Cells,
  cellKey,
  type Metric,
  parseCellKey,
  type Slice,
} from '../../../domain/funnel/cells.ts';
import { UnreadableItem } from '../../item-format.ts';

/** By day, slice and metric. */
export type PackedCells = Record<string, Record<string, Record<string, number>>>;
/** By definition key. */
export type PackedCounted = Record<string, PackedCells>;

/** Cells as they were read: most are written again as they are. */
const packedOf = new WeakMap<Cells, PackedCells>();

export function packCounted(counted: ReadonlyMap<string, Cells>): PackedCounted {
  const packed: PackedCounted = {};
  for (const [definition, cells] of counted) packed[definition] = packedOf.get(cells) ?? packCells(cells);
  return packed;
}

function packCells(cells: Cells): PackedCells {
  const days: PackedCells = {};
  for (const [key, n] of cells) {
    const { day, metric, slice } = parseCellKey(key);
    days[day] ??= {};
    const slices = days[day];
    slices[slice] ??= {};
    slices[slice][metric] = n;
  }
  return days;
}

export function unpackCounted(packed: Readonly<PackedCounted>): ReadonlyMap<string, Cells> {
  const counted = new Map<string, Cells>();
  for (const [definition, days] of Object.entries(packed)) {
    const cells = unpackCells(days);
    packedOf.set(cells, days);
    counted.set(definition, cells);
  }
  return counted;
}

function unpackCells(days: PackedCells): Cells {
  const cells = new Map<CellKey, number>();
  for (const [day, slices] of Object.entries(days)) {
    for (const [slice, metrics] of Object.entries(slices)) {
      for (const [metric, n] of Object.entries(metrics)) {
        if (!Number.isSafeInteger(n)) throw new UnreadableItem('a count is no whole number');
        cells.set(cellKey(day, metric as Metric, slice as Slice), n);
      }
    }
  }
  return cells;
}
