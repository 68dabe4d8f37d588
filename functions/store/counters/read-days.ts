// Reads counters: sums of sealed shards and the shards that are in none, a query each.
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Breakdown } from '../../domain/config/config.ts';
import { type DayPart, KeptDays } from '../../domain/funnel/cell-columns.ts';
import type { Cells } from '../../domain/funnel/cells.ts';
import { NARROW } from '../../domain/funnel/expand-cells.ts';
import type { Definition } from '../../domain/funnel/funnel.ts';
import { counterKey } from '../keys.ts';
import { queryAll } from '../query-all.ts';
import { groupOf, itemOf, shardIn } from './counters.ts';
import { shardReader } from './shard-part.ts';
import { decodeSum, packedPart, sumsGroup } from './summed-day.ts';

export type CellRange = {
  readonly definition: Pick<Definition, 'key' | 'funnel'>;
  /** Local days, both inclusive. */
  readonly from: string;
  readonly to: string;
  readonly breakdowns: readonly Breakdown[];
  /** The first day of breakdowns with many values, which projections do not ask for; absent: `from`. */
  readonly breakdownsFrom?: string;
  /** Whether all that was written before must be in it; else the last second may be missing, at half the price. */
  readonly isConsistent?: boolean;
};

type Client = Pick<DynamoDBClient, 'send'>;

/**
 * The counters of a definition from the first day to the last; of narrow breakdowns all come, of the others those asked for.
 * The two queries see different moments, and each of them its items one after the other. The sum is right all the same: a
 * shard that a sum names is not read beside it, and is deleted only long after.
 */
export async function readDays(client: Client, table: string, range: CellRange): Promise<KeptDays> {
  const { definition, from, to, breakdowns, breakdownsFrom = from } = range;
  const days = new Map<string, DayPart[]>();
  const add = (day: string, part: DayPart): void => {
    const parts = days.get(day);
    if (parts === undefined) days.set(day, [part]);
    else parts.push(part);
  };
  const read = async (field: Breakdown | undefined): Promise<void> => {
    const query = (group: string) =>
      queryAll(client, {
        ...{ table, pk: counterKey(definition.key), isConsistent: range.isConsistent === true },
        ...{ from: `${group}#${field === undefined ? from : breakdownsFrom}`, to: `${group}#${to}~` },
      });
    const [sums, shards] = await Promise.all([query(sumsGroup(field)), query(groupOf(field))]);
    const partOfShard = shardReader(field);
    const folded = new Set<string>();
    for (const item of sums) {
      const { day, folded: own, cells } = decodeSum(field, item);
      add(day, packedPart(cells));
      for (const { shards } of own) for (const shard of shards) folded.add(`${day}${shard}`);
    }
    for (const item of shards) {
      const { day, value } = itemOf(field, item.sk?.S ?? '');
      if (!folded.has(day + shardIn(field, item))) add(day, partOfShard(value, item));
    }
  };
  const wide = breakdowns.filter((field) => !NARROW.includes(field));
  await Promise.all([undefined, ...wide].map(read));
  return new KeptDays(definition.funnel, days);
}

/** The same, cell by cell and expanded. */
export async function readCells(client: Client, table: string, range: CellRange): Promise<Cells> {
  return (await readDays(client, table, range)).cells();
}
