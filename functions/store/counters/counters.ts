// Counters: cells as items that add up, a few shards of each, so that two writers seldom meet.
import type { AttributeValue, Update } from '@aws-sdk/client-dynamodb';
import type { Breakdown } from '../../domain/config/config.ts';
import {
  type Cell,
  type CellKey,
  type Metric,
  parseCellKey,
  parseSlice,
  type Slice,
} from '../../domain/funnel/cells.ts';
import { NARROW } from '../../domain/funnel/expand-cells.ts';
import { type Item, readText, UnreadableItem } from '../item-format.ts';
import { counterKey } from '../keys.ts';
import { SHARDS, shardName, VALUE_SHARDS, type Writing } from './shards.ts';

/** Breakdowns with few values share the day's item. Of every other one each value has items of its own: only its readers pay. */
const SHARED = 'c';

/** The attribute of a shard that is never added to again. Metrics have no such name. */
export const SEALED = 'sealed';

/** The attribute that tells a shard from another one that had its key before. Metrics have no such name. */
export const SHARD_ID = 'id';

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

/** How the sort keys of a breakdown's items begin, or those of the shared ones. */
export function groupOf(field: Breakdown | undefined): string {
  return field === undefined ? SHARED : `w#${field}`;
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
 * Adds cells, all of one item, to one shard that is not sealed.
 * @param n any number: an item has so many shards, and the numbers are dealt out among them
 */
export function addition(
  table: string,
  definition: string,
  item: string,
  writing: Writing,
  n: number,
  cells: ReadonlyMap<string, number>,
): Update {
  const names: Record<string, string> = {};
  const values: Record<string, AttributeValue> = {};
  const valueNames = new Map<number, string>();
  const clauses: string[] = [];
  for (const [attribute, added] of cells) {
    const name = `#${clauses.length.toString(36)}`;
    const value = valueNames.get(added) ?? `:${valueNames.size.toString(36)}`;
    valueNames.set(added, value);
    names[name] = attribute;
    values[value] = { N: String(added) };
    clauses.push(`${name} ${value}`);
  }
  const shards = item.startsWith(`${SHARED}#`) ? SHARDS : VALUE_SHARDS;
  return {
    TableName: table,
    Key: { pk: { S: counterKey(definition) }, sk: { S: `${item}#${shardName(writing, n, shards)}` } },
    // However late a writer is: under a key whose shard was summed and deleted it makes another shard, with an id of its own.
    UpdateExpression: `SET #id = if_not_exists(#id, :id) ADD ${clauses.join(',')}`,
    // What is sealed is summed elsewhere.
    ConditionExpression: 'attribute_not_exists(#sealed)',
    ExpressionAttributeNames: { ...names, '#id': SHARD_ID, '#sealed': SEALED },
    ExpressionAttributeValues: { ...values, ':id': { S: writing.id } },
  };
}

/** A counter's item, its sort key taken apart. */
export type CounterItem = {
  /** The breakdown of which it holds one value; undefined: a day's shared item. */
  readonly field: Breakdown | undefined;
  readonly day: string;
  readonly value: string;
};

/** @param field the breakdown whose items were asked for, undefined for the shared ones */
export function itemOf(field: Breakdown | undefined, sk: string): CounterItem & { readonly shard: string } {
  const place = sk.slice(groupOf(field).length + 1);
  const end = place.lastIndexOf('#');
  return { field, day: place.slice(0, 10), value: place.slice(11, end), shard: place.slice(end + 1) };
}

/**
 * A shard as the sum that it is in names it: its key after the day, and its id.
 * @throws UnreadableItem
 */
export function shardIn(field: Breakdown | undefined, item: Item): string {
  const afterDay = groupOf(field).length + '#yyyy-mm-dd'.length;
  return `${readText(item, 'sk').slice(afterDay)} ${readText(item, SHARD_ID)}`;
}

/** What a counter's item holds under an attribute. */
export function cellOf(
  { field, value }: Pick<CounterItem, 'field' | 'value'>,
  attribute: string,
): Omit<Cell, 'day'> {
  const bar = attribute.indexOf('|');
  const metric = (bar < 0 ? attribute : attribute.slice(0, bar)) as Metric;
  const slice: Slice =
    field === undefined ? narrowSlice(bar < 0 ? '' : attribute.slice(bar + 1)) : `${field}=${value}`;
  return { metric, slice };
}

/** The cells that a counter's item holds. */
export function cellsIn(
  item: CounterItem,
  attributes: Item,
): readonly (Omit<Cell, 'day'> & { readonly n: number })[] {
  return Object.entries(attributes).flatMap(([attribute, { N }]) =>
    N === undefined ? [] : [{ ...cellOf(item, attribute), n: Number(N) }],
  );
}
