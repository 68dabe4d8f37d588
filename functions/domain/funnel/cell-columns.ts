// Cells as they are kept, read once and summed over any days: of each slice the columns, made into sums when all is added.
import type { FunnelConfig } from '../config/config.ts';
import { type Cell, type CellKey, type Cells, cellKey, type Metric, type Slice } from './cells.ts';
import { columnOf, SliceColumns } from './columns.ts';
import { carrierOf, countsWithoutGaps, impliedBy } from './expand-cells.ts';
import { ColumnSums, type Sums } from './sums.ts';

/** Cells of one day wherever they are kept. */
export type DayPart = {
  /** Adds them up. @param into where a slice's go; undefined: it is passed over */
  readonly addTo: (into: (slice: Slice) => SliceColumns | undefined) => void;
};

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
  readonly #totals = new Map<string, Sums | undefined>();
  /** What columns stand for, by name. */
  readonly #implied = new Map<string, ReturnType<typeof impliedBy>>();

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
        if (slice === '' && this.#totals.has(day)) return this.#totals.get(day);
        const sums = new SliceColumns();
        const isIn = (one: Slice) => one === slice || (slice === '' && this.#isCarried(one));
        for (const part of parts) part.addTo((one) => (isIn(one) ? sums : undefined));
        const found = this.#expanded([sums], true);
        if (slice === '') this.#totals.set(day, found);
        return found;
      },
    };
  }

  sum(days: readonly string[]): ReadonlyMap<Slice, Sums> {
    const kept = this.#kept(days);
    const carried = [...kept].flatMap(([slice, columns]) =>
      slice === '' || this.#isCarried(slice) ? [columns] : [],
    );
    const sums = new Map<Slice, Sums>();
    const total = this.#expanded(carried, false);
    if (total !== undefined) sums.set('', total);
    for (const [slice, columns] of kept) {
      const own = slice === '' ? undefined : this.#expanded([columns], true);
      if (own !== undefined) sums.set(slice, own);
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
    const into = columnsIn(kept);
    for (const day of days) for (const part of this.#days.get(day) ?? []) part.addTo(into);
    return kept;
  }

  #isCarried(slice: Slice): boolean {
    return this.#carrier !== undefined && slice.startsWith(this.#carrier);
  }

  /** Undefined where all is zero. @param isLast whether the columns are not asked for after this */
  #expanded(all: readonly SliceColumns[], isLast: boolean): Sums | undefined {
    const expanded = new SliceColumns();
    for (const columns of all) {
      for (const [name, column] of columns.all()) {
        const implied = this.#impliedBy(name);
        if (isLast && implied.length === 1) expanded.take(name, column);
        else for (const [other, times] of implied) expanded.column(other).addAll(column, times);
      }
    }
    return expanded.entries().next().done === true ? undefined : new ColumnSums(expanded);
  }

  /** What a metric stands for follows from how it begins: a column stands for columns. */
  #impliedBy(name: string): ReturnType<typeof impliedBy> {
    let implied = this.#implied.get(name);
    if (implied === undefined) {
      implied = impliedBy(name as Metric, this.#gapless);
      this.#implied.set(name, implied);
    }
    return implied;
  }
}

/** Where a slice's columns are to be added to. */
export function columnsIn(slices: Map<Slice, SliceColumns>): (slice: Slice) => SliceColumns {
  return (slice) => {
    let columns = slices.get(slice);
    if (columns === undefined) {
      columns = new SliceColumns();
      slices.set(slice, columns);
    }
    return columns;
  };
}

/** Cells that stand alone, as a part of their day. */
export function partOf(cells: readonly (Omit<Cell, 'day'> & { readonly n: number })[]): DayPart {
  const placed = cells.map(({ metric, slice, n }) => ({ ...columnOf(metric), slice, n }));
  return {
    addTo: (into) => {
      for (const { column, at, slice, n } of placed) into(slice)?.column(column).add(at, n);
    },
  };
}
