// Sums by metric, as readers of cells ask for them.
import type { Metric } from './cells.ts';
import { type Columns, columnOf, entriesOf, metricOf, SliceColumns } from './columns.ts';

/** With all that follows from the sums that are kept. */
export type Sums = {
  readonly get: (metric: Metric) => number | undefined;
  readonly [Symbol.iterator]: () => Iterator<readonly [Metric, number]>;
};

export class ColumnSums implements Sums {
  readonly columns: Columns;

  constructor(columns: Columns) {
    this.columns = columns;
  }

  get(metric: Metric): number | undefined {
    const { column, at } = columnOf(metric);
    return this.columns.find(column)?.get(at);
  }

  *[Symbol.iterator](): Generator<readonly [Metric, number]> {
    for (const [column, at, n] of entriesOf(this.columns)) yield [metricOf(column, at), n];
  }
}

export function columnsOf(sums: Sums): Columns {
  if (sums instanceof ColumnSums) return sums.columns;
  const columns = new SliceColumns();
  for (const [metric, n] of sums) {
    const { column, at } = columnOf(metric);
    columns.column(column).add(at, n);
  }
  return columns;
}

/** Those of metrics that begin so, without a look at each of the others. */
export function* startingWith(
  sums: Sums | undefined,
  start: string,
): Generator<readonly [metric: Metric, n: number]> {
  if (sums === undefined) return;
  const columns = columnsOf(sums);
  for (const name of columns.names()) {
    if (!name.startsWith(start) && !start.startsWith(name)) continue;
    for (const [at, n] of columns.find(name) ?? []) {
      const metric = metricOf(name, at);
      if (metric.startsWith(start)) yield [metric, n];
    }
  }
}

export function addedUp(all: readonly (Sums | undefined)[]): Sums {
  const [first] = all;
  if (all.length === 1 && first !== undefined) return first;
  const columns = new SliceColumns();
  for (const sums of all) if (sums !== undefined) columns.addAll(columnsOf(sums));
  return new ColumnSums(columns);
}
