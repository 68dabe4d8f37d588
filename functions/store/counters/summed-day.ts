// The sum of a day's sealed shards, as items: packed cells, and which shards are in it.
import type { Breakdown, FunnelConfig } from '../../domain/config/config.ts';
import { columnsIn, type DayPart } from '../../domain/funnel/cell-columns.ts';
import type { Slice } from '../../domain/funnel/cells.ts';
import type { SliceColumns } from '../../domain/funnel/columns.ts';
import { carrierOf } from '../../domain/funnel/expand-cells.ts';
import { checkFormat, FORMAT, type Item, isRecord, readAs, readJson, readNumber } from '../item-format.ts';
import { counterKey } from '../keys.ts';
import { groupOf } from './counters.ts';
import { addPacked, packCells } from './packed-cells.ts';

/** Shards that were taken in together, as `shardIn` names them. */
export type Folded = {
  /** When they were summed, ms since the epoch. */
  readonly at: number;
  /** When they were first missed, if that was long after, ms since the epoch. */
  readonly gone?: number;
  readonly shards: readonly string[];
};

export type SummedDay = {
  readonly day: string;
  /** Of a day's items, the first is 0: when one is full another one is begun. */
  readonly part: number;
  /** The number of the write. */
  readonly version: number;
  /** In this item: they are not to be read beside it. */
  readonly folded: readonly Folded[];
  readonly cells: Uint8Array;
  /** Nothing more is added to it. */
  readonly isFull: boolean;
};

/** So that a day's parts are read in their order. */
const PART_DIGITS = 4;

/** How the sort keys of a breakdown's sums begin, or those of what all share. */
export function sumsGroup(field: Breakdown | undefined): string {
  return `s#${groupOf(field)}`;
}

/** How those begin that hold the totals of days alone, of the same shards as the sums of what all share. */
export const TOTALS = `t#${groupOf(undefined)}`;

/** Whether totals have sums of their own: where no breakdown tells them, the shared items hold little else. */
export function hasTotals({ by }: Pick<FunnelConfig, 'by'>): boolean {
  return carrierOf(by) !== undefined;
}

/** @param group how the sort keys of its sums begin */
export function sumKey(definition: string, group: string, day: string, part: number) {
  const number = part.toString(36).padStart(PART_DIGITS, '0');
  return { pk: { S: counterKey(definition) }, sk: { S: `${group}#${day}#${number}` } };
}

export function encodeSum({ version, folded, cells, isFull }: SummedDay): Item {
  return {
    ...FORMAT,
    v: { N: String(version) },
    folded: { S: JSON.stringify(folded) },
    cells: { B: cells },
    ...(isFull ? { full: { BOOL: true } } : {}),
  };
}

/**
 * @param group how the sort keys of its sums begin
 * @throws UnreadableItem
 */
export function decodeSum(group: string, item: Item): SummedDay {
  checkFormat(item);
  const place = (item.sk?.S ?? '').slice(group.length + 1);
  return {
    day: place.slice(0, 10),
    part: Number.parseInt(place.slice(11), 36),
    version: readNumber(item, 'v'),
    folded: readJson(item, 'folded', isFolded),
    cells: readAs(item, ({ cells }) => {
      if (cells?.B === undefined) throw new TypeError('its attribute cells is no binary');
      return cells.B;
    }),
    isFull: item.full?.BOOL === true,
  };
}

function isFolded(value: unknown): value is readonly Folded[] {
  return (
    Array.isArray(value) &&
    value.every(
      (one) =>
        isRecord(one) &&
        Number.isSafeInteger(one.at) &&
        (one.gone === undefined || Number.isSafeInteger(one.gone)) &&
        Array.isArray(one.shards) &&
        one.shards.every(isText),
    )
  );
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

export function packedPart(cells: Uint8Array): DayPart {
  return { addTo: (into) => addPacked(cells, into) };
}

/** The cells of parts, added up and packed. */
export function packed(parts: readonly DayPart[]): Uint8Array {
  const slices = new Map<Slice, SliceColumns>();
  for (const part of parts) part.addTo(columnsIn(slices));
  return packCells(slices);
}
