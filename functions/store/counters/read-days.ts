// Reads counters: sums of sealed shards and the shards that are in none, a query each.
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Breakdown } from '../../domain/config/config.ts';
import { type DayPart, KeptDays } from '../../domain/funnel/cell-columns.ts';
import type { Cells } from '../../domain/funnel/cells.ts';
import { NARROW } from '../../domain/funnel/expand-cells.ts';
import type { Definition } from '../../domain/funnel/funnel.ts';
import type { Item } from '../item-format.ts';
import { counterKey } from '../keys.ts';
import { queryAll } from '../query-all.ts';
import { groupOf, itemOf, shardIn } from './counters.ts';
import { shardReader } from './shard-part.ts';
import { decodeSum, hasTotals, packedPart, sumsGroup, TOTALS } from './summed-day.ts';
import { hasAllTotals } from './totals-mark.ts';

export type CellRange = {
  readonly definition: Pick<Definition, 'key' | 'funnel'>;
  /** Local days, both inclusive. */
  readonly from: string;
  readonly to: string;
  readonly breakdowns: readonly Breakdown[];
  /** The first day of breakdowns with many values, which projections do not ask for; absent: `from`. */
  readonly breakdownsFrom?: string;
  /** The first day of which more than its total is asked for, or one after `to`; absent: `from`. */
  readonly slicesFrom?: string;
  /** Whether all that was written before must be in it; else the last second may be missing, at half the price. */
  readonly isConsistent?: boolean;
};

type Client = Pick<DynamoDBClient, 'send'>;

/**
 * The counters of a definition from the first day to the last; of narrow breakdowns all come, of the others those asked for.
 * The queries see different moments, and each of them its items one after the other. The sum is right all the same: a
 * shard that a sum names is not read beside it, and is deleted only long after all sums of it name it.
 */
export async function readDays(client: Client, table: string, range: CellRange): Promise<KeptDays> {
  const { definition, from, to, breakdowns, breakdownsFrom = from } = range;
  const slicesFrom = hasTotals(definition.funnel) ? range.slicesFrom : undefined;
  const days = new Map<string, DayPart[]>();
  const add = (day: string, part: DayPart): void => {
    const parts = days.get(day);
    if (parts === undefined) days.set(day, [part]);
    else parts.push(part);
  };
  const isConsistent = range.isConsistent === true;
  const query = (group: string, first: string, end: string) =>
    queryAll(client, {
      ...{ table, pk: counterKey(definition.key), isConsistent },
      ...{ from: `${group}#${first}`, to: `${group}#${end}` },
    });
  /** @param slicesFrom the first day of which more than the total is asked for */
  const read = async (field: Breakdown | undefined, from: string, slicesFrom = from): Promise<void> => {
    const asksTotals = from < slicesFrom;
    const [isMarked, totals, sums, shards] = await Promise.all([
      asksTotals && hasAllTotals(client, table, definition.key, isConsistent),
      asksTotals ? query(TOTALS, from, slicesFrom) : [],
      slicesFrom <= to ? query(sumsGroup(field), slicesFrom, `${to}~`) : [],
      query(groupOf(field), from, `${to}~`),
    ]);
    const older = asksTotals && !isMarked ? await query(sumsGroup(field), from, slicesFrom) : [];
    const partOfShard = shardReader(field);
    const folded = new Set<string>();
    const take = (group: string, items: readonly Item[]): void => {
      for (const item of items) {
        const { day, folded: own, cells } = decodeSum(group, item);
        add(day, packedPart(cells));
        for (const { shards } of own) for (const shard of shards) folded.add(`${day}${shard}`);
      }
    };
    take(TOTALS, isMarked ? totals : []);
    take(sumsGroup(field), [...older, ...sums]);
    for (const item of shards) {
      const { day, value } = itemOf(field, item.sk?.S ?? '');
      if (!folded.has(day + shardIn(field, item))) add(day, partOfShard(value, item));
    }
  };
  const wide = breakdowns.filter((field) => !NARROW.includes(field));
  await Promise.all([read(undefined, from, slicesFrom), ...wide.map((field) => read(field, breakdownsFrom))]);
  return new KeptDays(definition.funnel, days);
}

/** The same, cell by cell and expanded. */
export async function readCells(client: Client, table: string, range: CellRange): Promise<Cells> {
  return (await readDays(client, table, range)).cells();
}
