// The ledger: every addition to a counter in its order, and what a reader may see who reads while others write.
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { Breakdown } from '../../functions/domain/config/config.ts';
import {
  addTo,
  type CellKey,
  type Cells,
  cellKey,
  parseCellKey,
} from '../../functions/domain/funnel/cells.ts';
import { expand } from '../../functions/domain/funnel/expand-cells.ts';
import type { Definition } from '../../functions/domain/funnel/funnel.ts';
import { cellsIn, itemOf } from '../../functions/store/counters/counters.ts';
import { additionsIn } from './books.ts';

type Entry = { readonly definition: string; readonly shard: string; readonly cells: Cells };

export class Ledger {
  readonly #entries: Entry[] = [];

  /** How many additions there have been. */
  get length(): number {
    return this.#entries.length;
  }

  take(items: readonly TransactWriteItem[]): void {
    const shards = new Map<string, Entry & { readonly cells: Map<CellKey, number> }>();
    for (const { pk, sk, attribute, n } of additionsIn(items)) {
      const entry = shards.get(`${pk} ${sk}`) ?? {
        definition: pk.slice('C#'.length),
        shard: sk,
        cells: new Map<CellKey, number>(),
      };
      shards.set(`${pk} ${sk}`, entry);
      const [, field] = /^w#([^#]+)#/.exec(sk) ?? [];
      const place = itemOf(field as Breakdown | undefined, sk);
      for (const { metric, slice } of cellsIn(place, { [attribute]: { N: '0' } }))
        addTo(entry.cells, cellKey(place.day, metric, slice), n);
    }
    this.#entries.push(...shards.values());
  }

  /**
   * What is wrong with cells that were read while additions came, from the given one on. A reader sees no single moment:
   * of each shard it may see any, so that each cell is between the sums of their least and their most.
   * @param isAsked whether a cell was asked for
   */
  misread(
    { key, funnel }: Pick<Definition, 'key' | 'funnel'>,
    seen: Cells,
    from: number,
    isAsked: (cell: CellKey) => boolean = () => true,
  ): readonly string[] {
    const shards = new Map<string, Shard>();
    for (const [at, { definition, shard, cells }] of this.#entries.entries()) {
      if (definition !== key) continue;
      const own = shards.get(shard) ?? new Shard();
      shards.set(shard, own);
      own.add(expand(funnel, cells), at < from);
    }
    const cells = new Set(seen.keys());
    for (const shard of shards.values()) for (const cell of shard.cells()) cells.add(cell);
    return [...cells].filter(isAsked).flatMap((cell) => {
      const n = seen.get(cell) ?? 0;
      let [least, most] = [0, 0];
      for (const shard of shards.values()) {
        const [low, high] = shard.bounds(cell);
        least += low;
        most += high;
      }
      if (n >= least && n <= most) return [];
      return [`a reader sees each addition once: ${key} ${cell} is ${n}, should be ${least} to ${most}`];
    });
  }
}

/** Whether sums of totals have it: times from the stage before they leave out. */
export function isTotal(cell: CellKey): boolean {
  const { metric, slice } = parseCellKey(cell);
  return slice === '' && !/^[pt]/.test(metric);
}

type Range = { now: number; least: number; most: number };

class Shard {
  readonly #ranges = new Map<CellKey, Range>();

  add(cells: Cells, isBefore: boolean): void {
    for (const [cell, n] of cells) {
      const range = this.#ranges.get(cell) ?? { now: 0, least: 0, most: 0 };
      range.now += n;
      range.least = isBefore ? range.now : Math.min(range.least, range.now);
      range.most = isBefore ? range.now : Math.max(range.most, range.now);
      this.#ranges.set(cell, range);
    }
  }

  cells(): Iterable<CellKey> {
    return this.#ranges.keys();
  }

  bounds(cell: CellKey): readonly [least: number, most: number] {
    const { least, most } = this.#ranges.get(cell) ?? { least: 0, most: 0 };
    return [least, most];
  }
}
