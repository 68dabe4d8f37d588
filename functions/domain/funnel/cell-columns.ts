// Cells as they are kept, read once and summed over any days: of each slice the columns, made into sums when all is added.
import type { Breakdown, FunnelConfig } from '../config/config.ts';
import { type Cell, type CellKey, type Cells, cellKey, type Slice } from './cells.ts';
import { type Column, columnOf, SliceColumns } from './columns.ts';
import { carrierOf, countsWithoutGaps } from './expand-cells.ts';
import { Implications, ImpliedColumns } from './implied-columns.ts';
import { ColumnSums, type Sums } from './sums.ts';

/** Cells of one day wherever they are kept. */
export type DayPart = {
  /** Adds them up. @param into where a slice's go; undefined: it is passed over */
  readonly addTo: (into: (slice: Slice) => Summing | undefined) => void;
};

/** Where cells are added up. @returns undefined where those of a column are passed over */
export type Summing = { readonly column: (name: string) => Column | undefined };

/** What reports ask of cells: read once, summed over any days. */
export type CellIndex = {
  /** Of a day. Only sums over days have `p`, `s` and `t`, times from the stage before and sums of times, whole. */
  readonly get: (day: string) => { readonly get: (slice: Slice) => Sums | undefined } | undefined;
  /** The sums over the given days, by slice. */
  readonly sum: (days: readonly string[]) => ReadonlyMap<Slice, Sums>;
};

/** Cells as they are kept, by local day. */
export class KeptDays implements CellIndex {
  readonly #implications: Implications;
  readonly #days: ReadonlyMap<string, readonly DayPart[]>;
  readonly #isOfTotal: (slice: Slice) => boolean;
  /** Asked for again and again: by the days' rows, the comparison at the same age, the projection. */
  readonly #totals = new Map<string, Sums | undefined>();

  constructor(
    funnel: Pick<FunnelConfig, 'by' | 'order' | 'stages'>,
    days: ReadonlyMap<string, readonly DayPart[]>,
  ) {
    this.#implications = new Implications(countsWithoutGaps(funnel));
    this.#days = days;
    this.#isOfTotal = ofTotal(funnel.by);
  }

  get(day: string) {
    const parts = this.#days.get(day);
    if (parts === undefined) return undefined;
    return {
      get: (slice: Slice): Sums | undefined => {
        if (slice === '' && this.#totals.has(day)) return this.#totals.get(day);
        const kept = new SliceColumns();
        const summing: Summing = { column: (name) => (isOfDays(name) ? kept.column(name) : undefined) };
        const isIn = slice === '' ? this.#isOfTotal : (one: Slice) => one === slice;
        for (const part of parts) part.addTo((one) => (isIn(one) ? summing : undefined));
        const found = this.#sumsOf(kept);
        if (slice === '') this.#totals.set(day, found);
        return found;
      },
    };
  }

  sum(days: readonly string[]): ReadonlyMap<Slice, Sums> {
    const kept = this.#kept(days);
    const carried = new SliceColumns();
    for (const [slice, columns] of kept) if (this.#isOfTotal(slice)) carried.addAll(columns);
    kept.set('', carried);
    const sums = new Map<Slice, Sums>();
    for (const [slice, columns] of kept) {
      const own = this.#sumsOf(columns);
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

  #kept(days: readonly string[]): Map<Slice, SliceColumns> {
    const kept = new Map<Slice, SliceColumns>();
    const into = columnsIn(kept);
    for (const day of days) for (const part of this.#days.get(day) ?? []) part.addTo(into);
    return kept;
  }

  /** Undefined where all is zero. */
  #sumsOf(kept: SliceColumns): Sums | undefined {
    return kept.isZero() ? undefined : new ColumnSums(new ImpliedColumns(kept, this.#implications));
  }
}

/** Which slices add up to the total: those of the breakdown that tells it, and what is kept of the total itself. */
function ofTotal(by: readonly Breakdown[]): (slice: Slice) => boolean {
  const carrier = carrierOf(by);
  return (slice) => slice === '' || (carrier !== undefined && slice.startsWith(`${carrier}=`));
}

/** Of a part the total of its day, without times from the stage before, which are as long as all the rest and asked for by slice alone. */
export function totalsOf(part: DayPart, by: readonly Breakdown[]): DayPart {
  const isOfTotal = ofTotal(by);
  return {
    addTo: (into) => {
      const total = into('');
      if (total === undefined) return;
      const summing: Summing = {
        column: (name) => (name[0] === 'p' || name[0] === 't' ? undefined : total.column(name)),
      };
      part.addTo((slice) => (isOfTotal(slice) ? summing : undefined));
    },
  };
}

/** Of `cells.ts`: all but `p`, `s`, `t` and `u`. */
function isOfDays(name: string): boolean {
  const kind = name[0];
  return kind !== 'p' && kind !== 's' && kind !== 't' && kind !== 'u';
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
      for (const { column, at, slice, n } of placed) into(slice)?.column(column)?.add(at, n);
    },
  };
}
