// Counters: cells as items that add up, a few shards of each, so that two writers seldom meet.
import {
  type AttributeValue,
  type DynamoDBClient,
  QueryCommand,
  type Update,
} from '@aws-sdk/client-dynamodb';
import type { Breakdown } from '../../domain/config/config.ts';
import {
  addTo,
  type CellKey,
  type Cells,
  cellKey,
  type Metric,
  parseCellKey,
  parseSlice,
  type Slice,
} from '../../domain/funnel/cells.ts';
import { expand, NARROW } from '../../domain/funnel/expand-cells.ts';
import type { Definition } from '../../domain/funnel/funnel.ts';
import { UnreadableItem } from '../item-format.ts';
import { counterKey } from '../keys.ts';

/**
 * A write costs by the size of the whole item, so a day's counters are kept in many small ones: a transaction writes to one
 * of them, a reader sums them all. Two writers seldom meet in one.
 */
export const SHARDS = 64;
/** Of one value of an open-ended breakdown there are fewer: its items are small, and a reader reads those of every value. */
const VALUE_SHARDS = 8;

/** Breakdowns with few values share the day's item. Of every other one each value has items of its own: only its readers pay. */
const SHARED = 'c';

/** Where a cell is kept: the item's sort key without its shard, and the attribute there. */
export type CounterPlace = { readonly item: string; readonly attribute: string };

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

export function placeOf(key: CellKey): CounterPlace {
  const { day, metric, slice } = parseCellKey(key);
  const part = parseSlice(slice);
  if (part === undefined) return { item: `${SHARED}#${day}`, attribute: metric };
  const { field, value } = part;
  const narrow = NARROW.indexOf(field);
  if (narrow < 0) return { item: `${groupOf(field)}#${day}#${value}`, attribute: metric };
  const code = isChannel(narrow) ? CHANNEL_CODES.get(value) : undefined;
  return { item: `${SHARED}#${day}`, attribute: `${metric}|${narrow}${code ?? `=${value}`}` };
}

function groupOf(field: Breakdown): string {
  return `w#${field}`;
}

function isChannel(narrow: number): boolean {
  return NARROW[narrow]?.endsWith('channel') ?? false;
}

/** The slice of an attribute of a day's shared item. */
function narrowSlice(place: string): Slice {
  if (place === '') return '';
  const field = NARROW[Number(place[0])];
  const value = place.startsWith('=', 1) ? place.slice(2) : CHANNELS.get(place.slice(1));
  if (field === undefined || value === undefined)
    throw new UnreadableItem(`a counter of ${place.slice(0, 3)} is unknown to this code`);
  return `${field}=${value}`;
}

/**
 * Adds cells, all of one item, to one shard.
 * @param shard any number: an item has so many shards, and the numbers are dealt out among them
 */
export function addition(
  table: string,
  definition: string,
  item: string,
  shard: number,
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
  const shards = item.startsWith(`${SHARED}#`) ? SHARDS : VALUE_SHARDS;
  return {
    TableName: table,
    Key: { pk: { S: counterKey(definition) }, sk: { S: `${item}#${shard % shards}` } },
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
  const cells = new Map<CellKey, number>();
  const read = async (field: Breakdown | undefined): Promise<void> => {
    const group = field === undefined ? SHARED : groupOf(field);
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
      for (const item of page.Items ?? [])
        addItem(cells, field, item.sk?.S?.slice(group.length + 1) ?? '', item);
      start = page.LastEvaluatedKey;
    } while (start !== undefined);
  };
  await Promise.all([undefined, ...wide].map(read));
  return expand(definition.funnel, cells);
}

/** @param place the item's sort key without its group: the day, the value where it is of one, and the shard */
function addItem(
  cells: Map<CellKey, number>,
  field: Breakdown | undefined,
  place: string,
  item: Readonly<Record<string, AttributeValue>>,
): void {
  const day = place.slice(0, 10);
  const value = place.slice(11, place.lastIndexOf('#'));
  for (const [attribute, { N }] of Object.entries(item)) {
    if (N === undefined) continue;
    const bar = attribute.indexOf('|');
    const metric = (bar < 0 ? attribute : attribute.slice(0, bar)) as Metric;
    const slice =
      field === undefined
        ? narrowSlice(bar < 0 ? '' : attribute.slice(bar + 1))
        : (`${field}=${value}` as Slice);
    addTo(cells, cellKey(day, metric, slice), Number(N));
  }
}
