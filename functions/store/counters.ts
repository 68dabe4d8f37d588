// Counters: cells as items that add up, a few shards of each, so that two writers seldom meet.
import {
  type AttributeValue,
  type DynamoDBClient,
  QueryCommand,
  type Update,
} from '@aws-sdk/client-dynamodb';
import type { Breakdown } from '../domain/config/config.ts';
import {
  addTo,
  type CellKey,
  type Cells,
  cellKey,
  type Metric,
  parseCellKey,
  parseSlice,
  type Slice,
} from '../domain/funnel/cells.ts';
import { expand, NARROW } from '../domain/funnel/expand-cells.ts';
import type { Definition } from '../domain/funnel/funnel.ts';
import { counterKey } from './keys.ts';
import { UnreadableItem } from './lead-codec/item-bytes.ts';

/**
 * A write costs by the size of the whole item, so a day's counters are kept in many small ones, so many at least: a
 * transaction writes to one of them, a reader sums them all. Two writers seldom meet in one.
 */
export const SHARDS = 64;

/** Breakdowns with few values share the day's item; every other one has items of its own, so that only its readers pay. */
const SHARED = 'c';

/** As stored: two letters for what would be written many times. Only ever added to; what is not here is written out. */
const CHANNEL_CODES: ReadonlyMap<string, string> = new Map([
  ['Direct', 'd'],
  ['Paid Search', 'ps'],
  ['Organic Search', 'os'],
  ['Paid Social', 'pc'],
  ['Organic Social', 'oc'],
  ['Referral', 'r'],
  ['Email', 'e'],
  ['Display', 'di'],
  ['Paid Video', 'pv'],
  ['Organic Video', 'ov'],
  ['Paid Shopping', 'pp'],
  ['Organic Shopping', 'op'],
  ['Paid Other', 'po'],
  ['Cross-network', 'x'],
  ['AI Assistant', 'ai'],
  ['Affiliates', 'a'],
  ['Audio', 'au'],
  ['SMS', 's'],
  ['Mobile Push Notifications', 'm'],
  ['Unassigned', 'u'],
]);
const CHANNELS: ReadonlyMap<string, string> = new Map([...CHANNEL_CODES].map(([name, code]) => [code, name]));

/** Where a cell is kept: the group of its item, and its attribute there. */
export function placeOf(key: CellKey): {
  readonly day: string;
  readonly group: string;
  readonly attribute: string;
} {
  const { day, metric, slice } = parseCellKey(key);
  const part = parseSlice(slice);
  if (part === undefined) return { day, group: SHARED, attribute: metric };
  const { field, value } = part;
  const narrow = NARROW.indexOf(field);
  if (narrow < 0) return { day, group: `w#${field}`, attribute: `${metric}|${value}` };
  const code = isChannel(narrow) ? CHANNEL_CODES.get(value) : undefined;
  return { day, group: SHARED, attribute: `${metric}|${narrow}${code ?? `=${value}`}` };
}

function isChannel(narrow: number): boolean {
  return NARROW[narrow]?.endsWith('channel') ?? false;
}

function sliceAt(group: string, place: string): Slice {
  if (place === '') return '';
  if (group !== SHARED) return `${group.slice('w#'.length)}=${place}` as Slice;
  const narrow = Number(place[0]);
  const field = NARROW[narrow];
  const value = place.startsWith('=', 1) ? place.slice(2) : CHANNELS.get(place.slice(1));
  if (field === undefined || value === undefined)
    throw new UnreadableItem(`a counter of ${place.slice(0, 3)} is unknown to this code`);
  return `${field}=${value}`;
}

/** Adds cells, all of one item, to one shard. */
export function addition(
  table: string,
  definition: string,
  shard: number,
  place: { readonly day: string; readonly group: string },
  cells: ReadonlyMap<string, number>,
): Update {
  const names: Record<string, string> = {};
  const values: Record<string, AttributeValue> = {};
  const valueNames = new Map<number, string>();
  const clauses: string[] = [];
  for (const [attribute, n] of cells) {
    const name = `#${clauses.length.toString(36)}`;
    const value = valueNames.get(n) ?? `:${valueNames.size.toString(36)}`;
    valueNames.set(n, value);
    names[name] = attribute;
    values[value] = { N: String(n) };
    clauses.push(`${name} ${value}`);
  }
  return {
    TableName: table,
    Key: { pk: { S: counterKey(definition) }, sk: { S: `${place.group}#${place.day}#${shard}` } },
    UpdateExpression: `ADD ${clauses.join(',')}`,
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: values,
  };
}

export type CellRange = {
  readonly definition: Pick<Definition, 'key' | 'funnel'>;
  /** Local days, both inclusive. */
  readonly from: string;
  readonly to: string;
  readonly breakdowns: readonly Breakdown[];
  /** Whether all that was written before must be in it; else the last second may be missing, at half the price. */
  readonly isConsistent?: boolean;
};

/** The cells of a definition from the first day to the last, expanded; of narrow breakdowns all come, of the others those asked for. */
export async function readCells(
  client: Pick<DynamoDBClient, 'send'>,
  table: string,
  range: CellRange,
): Promise<Cells> {
  const { definition, from, to, breakdowns } = range;
  const wide = breakdowns.filter((field) => !NARROW.includes(field));
  const groups = [SHARED, ...wide.map((field) => `w#${field}`)];
  const cells = new Map<CellKey, number>();
  const read = async (group: string): Promise<void> => {
    let start: Record<string, AttributeValue> | undefined;
    do {
      const page = await client.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
          ConsistentRead: range.isConsistent === true,
          ExpressionAttributeValues: {
            ':pk': { S: counterKey(definition.key) },
            ':from': { S: `${group}#${from}` },
            ':to': { S: `${group}#${to}~` },
          },
          ...(start === undefined ? {} : { ExclusiveStartKey: start }),
        }),
      );
      for (const item of page.Items ?? []) addItem(cells, group, item);
      start = page.LastEvaluatedKey;
    } while (start !== undefined);
  };
  await Promise.all(groups.map(read));
  return expand(definition.funnel, cells);
}

function addItem(
  cells: Map<CellKey, number>,
  group: string,
  item: Readonly<Record<string, AttributeValue>>,
): void {
  const day = item.sk?.S?.slice(group.length + 1, group.length + 11);
  if (day === undefined) return;
  for (const [attribute, value] of Object.entries(item)) {
    if (value.N === undefined) continue;
    const bar = attribute.indexOf('|');
    const metric = (bar < 0 ? attribute : attribute.slice(0, bar)) as Metric;
    const slice = sliceAt(group, bar < 0 ? '' : attribute.slice(bar + 1));
    addTo(cells, cellKey(day, metric, slice), Number(value.N));
  }
}
