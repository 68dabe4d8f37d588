// Columns of cells: numbers in a row under one name, so that many cells are added up without an object for each.
import type { Metric } from './cells.ts';
import type { Buckets } from './histogram.ts';

/** Far more than there are buckets of times: a column is as long as its largest place. */
const PLACES = 4_096;

const ROOM = 32;
const ZEROS: readonly number[] = Array.from({ length: 256 }, () => 0);

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

/** Zeros are as if they were absent. */
export class Column implements Buckets {
  #first = 0;
  #numbers: number[] = [];

  get(at: number): number | undefined {
    const index = at - this.#first;
    return index < 0 || index >= this.#numbers.length ? undefined : this.#numbers[index] || undefined;
  }

  add(at: number, n: number): void {
    this.#reach(at, at);
    const index = at - this.#first;
    this.#numbers[index] = (this.#numbers[index] ?? 0) + n;
  }

  /** @param numbers of the places from `at` on, of which so many count */
  addRun(at: number, numbers: readonly number[], length: number): void {
    if (length === 0) return;
    this.#reach(at, at + length - 1);
    for (let index = 0, to = at - this.#first; index < length; index++, to++)
      this.#numbers[to] = (this.#numbers[to] ?? 0) + (numbers[index] ?? 0);
  }

  addAll(other: Column, times: number): void {
    const { length } = other.#numbers;
    if (times === 1) {
      this.addRun(other.#first, other.#numbers, length);
      return;
    }
    other.forEach((n, at) => {
      this.add(at, times * n);
    });
  }

  isZero(): boolean {
    return this.#numbers.every((n) => n === 0);
  }

  /** In the order of their places. */
  *[Symbol.iterator](): Generator<readonly [at: number, n: number]> {
    for (let index = 0; index < this.#numbers.length; index++) {
      const n = this.#numbers[index] ?? 0;
      if (n !== 0) yield [this.#first + index, n];
    }
  }

  forEach(each: (n: number, at: number) => void): void {
    for (let index = 0; index < this.#numbers.length; index++) {
      const n = this.#numbers[index] ?? 0;
      if (n !== 0) each(n, this.#first + index);
    }
  }

  /** Makes room for the places from one to another, and for some more before them, as the next one may be there. */
  #reach(from: number, to: number): void {
    if (this.#numbers.length === 0) this.#first = from;
    if (from < this.#first) {
      const first = from === SINGLE ? SINGLE : Math.max(0, from - ROOM);
      this.#numbers = zeros(this.#first - first).concat(this.#numbers);
      this.#first = first;
    }
    for (let end = this.#first + this.#numbers.length; end <= to; end++) this.#numbers.push(0);
  }
}

function zeros(length: number): number[] {
  return length <= ZEROS.length ? ZEROS.slice(0, length) : new Array<number>(length).fill(0);
}

/** The columns of one slice, as they are kept or summed. */
export class SliceColumns {
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

  /** Takes a column of another slice that is asked for nothing any more. */
  take(name: string, column: Column): void {
    const own = this.#columns.get(name);
    if (own === undefined) this.#columns.set(name, column);
    else own.addAll(column, 1);
  }

  find(name: string): Column | undefined {
    return this.#columns.get(name);
  }

  /** With their names. */
  all(): Iterable<readonly [name: string, column: Column]> {
    return this.#columns;
  }

  /** Every sum that is not zero; a column's come in the order of their places. */
  *entries(): Generator<readonly [name: string, at: number, n: number]> {
    for (const [name, column] of this.#columns) for (const [at, n] of column) yield [name, at, n];
  }
}
