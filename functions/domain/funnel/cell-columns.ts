// Columns of cells: sums of many days without an object for each cell, made into metrics when all is added.
import type { FunnelConfig } from '../config/config.ts';
import { addTo, type Cell, type CellKey, type Cells, cellKey, type Metric, type Slice } from './cells.ts';
import { carrierOf, countsWithoutGaps, impliedBy } from './expand-cells.ts';

/** Far more than there are buckets of times: a column is as long as its largest place. */
const PLACES = 4_096;

/** A metric that ends with a number after a colon, as those of times do, is an entry of the column before it. */
export type ColumnPlace = { readonly column: string; readonly at: number };

/** Where metrics are that are no entry of a column of their own. */
export const SINGLE = -1;

export function columnOf(metric: string): ColumnPlace {
  const colon = metric.lastIndexOf(':');
  const at = colon < 0 ? Number.NaN : Number(metric.slice(colon + 1));
  // Written another way the number would not come back as it was.
  return Number.isSafeInteger(at) && at >= 0 && at < PLACES && metric.endsWith(`:${at}`)
    ? { column: metric.slice(0, colon + 1), at }
    : { column: metric, at: SINGLE };
}

export function metricOf(column: string, at: number): Metric {
  return (at === SINGLE ? column : `${column}${at}`) as Metric;
}

/** Numbers in a row, from `first` on. */
class Column {
  first = 0;
  values: number[] = [];

  add(at: number, n: number): void {
    if (this.values.length === 0) this.first = at;
    while (at < this.first) {
      this.values.unshift(0);
      this.first--;
    }
    while (at >= this.first + this.values.length) this.values.push(0);
    const index = at - this.first;
    this.values[index] = (this.values[index] ?? 0) + n;
  }
}

/** The columns of one slice, as they are kept or summed. */
export class SliceColumns {
  readonly #columns = new Map<string, Column>();

  add(column: string, at: number, n: number): void {
    let own = this.#columns.get(column);
    if (own === undefined) {
      own = new Column();
      this.#columns.set(column, own);
    }
    own.add(at, n);
  }

  /** Every sum that is not zero; a column's come in the order of their places. */
  *entries(): Generator<readonly [column: string, at: number, n: number]> {
    for (const [name, { first, values }] of this.#columns) {
      for (let index = 0; index < values.length; index++) {
        const n = values[index] ?? 0;
        if (n !== 0) yield [name, first + index, n];
      }
    }
  }
}

/** Cells of one day wherever they are kept. */
export type DayPart = {
  /** Adds them up. @param into where a slice's go; undefined: it is passed over */
  readonly addTo: (into: (slice: Slice) => SliceColumns | undefined) => void;
};

/** Sums by metric, with all that follows from those that are kept. */
export type Sums = ReadonlyMap<Metric, number>;

/** What reports ask of cells: read once, summed over any days. */
export type CellIndex = {
  readonly get: (day: string) => { readonly get: (slice: Slice) => Sums | undefined } | undefined;
  /** The sums over the given days, by slice. */
  readonly sum: (days: readonly string[]) => ReadonlyMap<Slice, Sums>;
};

/** Cells as they are kept, by local day. */
export class KeptDays implements CellIndex {
  readonly #gapless: boolean;
  readonly #days: ReadonlyMap<string, readonly DayPart[]>;
  /** The slices of the breakdown that tells the totals begin so. */
  readonly #carrier: string | undefined;
  /** Asked for again and again: by the days' rows, the comparison at the same age, the projection. */
  readonly #totals = new Map<string, Sums>();

  constructor(
    funnel: Pick<FunnelConfig, 'by' | 'order' | 'stages'>,
    days: ReadonlyMap<string, readonly DayPart[]>,
  ) {
    this.#gapless = countsWithoutGaps(funnel);
    this.#days = days;
    const carrier = carrierOf(funnel.by);
    this.#carrier = carrier === undefined ? undefined : `${carrier}=`;
  }

  get(day: string) {
    const parts = this.#days.get(day);
    if (parts === undefined) return undefined;
    return {
      get: (slice: Slice): Sums | undefined => {
        const known = slice === '' ? this.#totals.get(day) : undefined;
        if (known !== undefined) return known.size === 0 ? undefined : known;
        const sums = new SliceColumns();
        const isIn = (one: Slice) => one === slice || (slice === '' && this.#isCarried(one));
        for (const part of parts) part.addTo((one) => (isIn(one) ? sums : undefined));
        const found = this.#expanded([sums]);
        if (slice === '') this.#totals.set(day, found);
        return found.size === 0 ? undefined : found;
      },
    };
  }

  sum(days: readonly string[]): ReadonlyMap<Slice, Sums> {
    const kept = this.#kept(days);
    const carried = [...kept].flatMap(([slice, columns]) =>
      slice === '' || this.#isCarried(slice) ? [columns] : [],
    );
    const sums = new Map<Slice, Sums>();
    const total = this.#expanded(carried);
    if (total.size > 0) sums.set('', total);
    for (const [slice, columns] of kept) {
      const own = slice === '' ? NO_SUMS : this.#expanded([columns]);
      if (own.size > 0) sums.set(slice, own);
    }
    return sums;
  }

  /** All of them, cell by cell. */
  cells(): Cells {
    const cells = new Map<CellKey, number>();
    for (const day of this.#days.keys()) {
      for (const [slice, sums] of this.sum([day])) {
        for (const [metric, n] of sums) cells.set(cellKey(day, metric, slice), n);
      }
    }
    return cells;
  }

  #kept(days: readonly string[]): ReadonlyMap<Slice, SliceColumns> {
    const kept = new Map<Slice, SliceColumns>();
    const into = (slice: Slice): SliceColumns => {
      let columns = kept.get(slice);
      if (columns === undefined) {
        columns = new SliceColumns();
        kept.set(slice, columns);
      }
      return columns;
    };
    for (const day of days) for (const part of this.#days.get(day) ?? []) part.addTo(into);
    return kept;
  }

  #isCarried(slice: Slice): boolean {
    return this.#carrier !== undefined && slice.startsWith(this.#carrier);
  }

  #expanded(all: readonly SliceColumns[]): Map<Metric, number> {
    const sums = new Map<Metric, number>();
    for (const columns of all) {
      for (const [column, at, n] of columns.entries()) {
        for (const [implied, times] of impliedBy(metricOf(column, at), this.#gapless))
          addTo(sums, implied, times * n);
      }
    }
    return sums;
  }
}

const NO_SUMS: Sums = new Map();

/** Cells that stand alone, as a part of their day. */
export function partOf(cells: readonly (Omit<Cell, 'day'> & { readonly n: number })[]): DayPart {
  return {
    addTo: (into) => {
      for (const { metric, slice, n } of cells) {
        const { column, at } = columnOf(metric);
        into(slice)?.add(column, at, n);
      }
    },
  };
}
