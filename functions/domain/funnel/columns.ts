// Columns of cells: numbers in a row under one name, so that many cells are added up without an object for each.
import type { Metric } from './cells.ts';
import type { Buckets } from './histogram.ts';

/** Far more than there are buckets of times: a column is as long as its largest place. */
const PLACES = 4_096;

/** Places are made room for so many at a time. */
const ROOM = 64;

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

/**
 * The numbers of columns lie one column after another in long rows: an array for each would cost more to make than all that
 * is added up in it. A row lives as long as a column in it does.
 */
const ROW = 16_384;
let row = new Float64Array(ROW);
let taken = 0;

/** Zeros are as if they were absent. */
export class Column implements Buckets {
  /** Where its numbers are: those of the places from `#first` on, at `#offset` of a row. */
  #row = row;
  #offset = 0;
  #first = 0;
  #room = 0;

  get(at: number): number | undefined {
    const index = at - this.#first;
    return index < 0 || index >= this.#room ? undefined : this.#row[this.#offset + index] || undefined;
  }

  add(at: number, n: number): void {
    if (at < this.#first || at >= this.#first + this.#room) this.#reach(at, at);
    const index = this.#offset + at - this.#first;
    this.#row[index] = (this.#row[index] ?? 0) + n;
  }

  /** @param numbers of the places from `at` on, of which so many count */
  addRun(at: number, numbers: Float64Array, length: number, from = 0): void {
    if (length === 0) return;
    if (at < this.#first || at + length > this.#first + this.#room) this.#reach(at, at + length - 1);
    const own = this.#row;
    const start = this.#offset + at - this.#first;
    for (let index = 0; index < length; index++)
      own[start + index] = (own[start + index] ?? 0) + (numbers[from + index] ?? 0);
  }

  addAll(other: Column, times: number): void {
    if (times === 1) {
      this.addRun(other.#first, other.#row, other.#room, other.#offset);
      return;
    }
    other.forEach((n, at) => {
      this.add(at, times * n);
    });
  }

  /** The sum of all up to a place. */
  upTo(at: number): number {
    let sum = 0;
    const end = Math.min(this.#room, at - this.#first + 1);
    for (let index = 0; index < end; index++) sum += this.#row[this.#offset + index] ?? 0;
    return sum;
  }

  isZero(): boolean {
    for (let index = this.#offset, end = index + this.#room; index < end; index++)
      if (this.#row[index] !== 0) return false;
    return true;
  }

  /** In the order of their places. */
  *[Symbol.iterator](): Generator<readonly [at: number, n: number]> {
    for (let index = 0; index < this.#room; index++) {
      const n = this.#row[this.#offset + index] ?? 0;
      if (n !== 0) yield [this.#first + index, n];
    }
  }

  forEach(each: (n: number, at: number) => void): void {
    for (let index = 0; index < this.#room; index++) {
      const n = this.#row[this.#offset + index] ?? 0;
      if (n !== 0) each(n, this.#first + index);
    }
  }

  /** Makes room for the places from one to another, and for some more beside them, as the next one may be there. */
  #reach(from: number, to: number): void {
    const low = from < 0 ? SINGLE : from - (from % ROOM);
    const high = to < 0 ? 0 : to - (to % ROOM) + ROOM;
    if (this.#room === 0) {
      this.#first = low;
      this.#make(high - low);
      return;
    }
    const [old, offset, first, room] = [this.#row, this.#offset, this.#first, this.#room];
    this.#first = Math.min(low, first);
    this.#make(Math.max(high, first + room) - this.#first);
    const moved = this.#offset + first - this.#first;
    for (let index = 0; index < room; index++) this.#row[moved + index] = old[offset + index] ?? 0;
  }

  #make(room: number): void {
    if (taken + room > row.length) {
      row = new Float64Array(Math.max(ROW, room));
      taken = 0;
    }
    this.#row = row;
    this.#offset = taken;
    this.#room = room;
    taken += room;
  }
}

/** What can be read of columns. */
export type Columns = {
  readonly find: (name: string) => Column | undefined;
  readonly names: () => Iterable<string>;
};

/** Every sum that is not zero; a column's come in the order of their places. */
export function* entriesOf(columns: Columns): Generator<readonly [name: string, at: number, n: number]> {
  for (const name of columns.names()) for (const [at, n] of columns.find(name) ?? []) yield [name, at, n];
}

/** The columns of one slice, as they are kept or summed. */
export class SliceColumns implements Columns {
  readonly #columns = new Map<string, Column>();

  /** The column of a name, to be added to. */
  column(name: string): Column {
    let own = this.#columns.get(name);
    if (own === undefined) {
      own = new Column();
      this.#columns.set(name, own);
    }
    return own;
  }

  addAll(other: Columns): void {
    for (const name of other.names()) {
      const column = other.find(name);
      if (column !== undefined) this.column(name).addAll(column, 1);
    }
  }

  isZero(): boolean {
    for (const column of this.#columns.values()) if (!column.isZero()) return false;
    return true;
  }

  find(name: string): Column | undefined {
    return this.#columns.get(name);
  }

  names(): Iterable<string> {
    return this.#columns.keys();
  }
}
