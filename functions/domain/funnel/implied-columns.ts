// Columns with all that follows from those that are kept, which is made when it is asked for.
import type { Metric } from './cells.ts';
import { Column, type Columns, type SliceColumns } from './columns.ts';
import { impliedBy } from './expand-cells.ts';

type Times = readonly [column: string, times: number];
const NONE: readonly Times[] = [];

/** What follows from what, by the names of columns: what a metric stands for follows from how it begins. */
export class Implications {
  readonly #gapless: boolean;
  readonly #implied = new Map<string, readonly Times[]>();
  readonly #sources = new Map<string, Times[]>();

  /** @param gapless as `countsWithoutGaps` says */
  constructor(gapless: boolean) {
    this.#gapless = gapless;
  }

  /** What a column that is kept stands for. */
  of(kept: string): readonly Times[] {
    const known = this.#implied.get(kept);
    if (known !== undefined) return known;
    const implied = impliedBy(kept as Metric, this.#gapless);
    this.#implied.set(kept, implied);
    for (const [name, times] of implied) {
      const sources = this.#sources.get(name) ?? [];
      this.#sources.set(name, sources);
      sources.push([kept, times]);
    }
    return implied;
  }

  /** Of which columns, of those that `of` was asked for, a column is the sum. */
  sourcesOf(name: string): readonly Times[] {
    return this.#sources.get(name) ?? NONE;
  }
}

export class ImpliedColumns implements Columns {
  readonly #kept: SliceColumns;
  readonly #implications: Implications;
  readonly #made = new Map<string, Column | undefined>();
  #names: ReadonlySet<string> | undefined;

  /** @param kept changes no more */
  constructor(kept: SliceColumns, implications: Implications) {
    this.#kept = kept;
    this.#implications = implications;
    for (const name of kept.names()) implications.of(name);
  }

  find(name: string): Column | undefined {
    if (this.#made.has(name)) return this.#made.get(name);
    const column = this.#make(name);
    this.#made.set(name, column);
    return column;
  }

  names(): Iterable<string> {
    if (this.#names !== undefined) return this.#names;
    const names = new Set<string>();
    for (const kept of this.#kept.names()) for (const [name] of this.#implications.of(kept)) names.add(name);
    this.#names = names;
    return names;
  }

  /** A column that is the sum of one alone is that one. */
  #make(name: string): Column | undefined {
    const sources = this.#implications.sourcesOf(name).flatMap(([source, times]) => {
      const column = this.#kept.find(source);
      return column === undefined ? [] : [{ column, times }];
    });
    const [first] = sources;
    if (first === undefined || (sources.length === 1 && first.times === 1)) return first?.column;
    const sum = new Column();
    for (const { column, times } of sources) sum.addAll(column, times);
    return sum;
  }
}
