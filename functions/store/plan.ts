// A change made ready to be written: the items of its records, and what it adds to which counters.
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { Change, Step } from '../domain/advance.ts';
import { addTo, type CellKey, type Cells, difference } from '../domain/funnel/cells.ts';
import { idKey } from '../domain/lead/identity.ts';
import type { LeadRecord } from '../domain/lead/record.ts';
import { placeOf } from './counters.ts';
import { HEAD, leadHash, leadKey, pageKey } from './keys.ts';
import { layOut } from './lead-layout.ts';
import type { Snapshot } from './leads.ts';

/** TransactWriteItems takes 100 items and 4 MB; an update expression takes 4 KB. */
export const ITEMS = 100;
export const BYTES = 3_500_000;
const ITEM_OVERHEAD = 100;
export const CELLS_PER_ITEM = 200;
/** Of the items of one transaction, so many are left to counters. */
const ROOM_FOR_COUNTERS = 20;
export type CounterItems = Map<
  string,
  {
    readonly definition: string;
    readonly day: string;
    readonly group: string;
    readonly cells: Map<string, number>;
  }
>;

/** A change made ready: its items, and what it adds to which counters. */
export type Plan = {
  readonly change: Change;
  /** False where only the first part of the change is in it. */
  readonly isWhole: boolean;
  readonly items: readonly TransactWriteItem[];
  readonly bytes: number;
  readonly counters: CounterItems;
};

/** Undefined where even the records alone are too much for one transaction. */
export function planOf(table: string, change: Change, snapshot: Snapshot): Plan | undefined {
  const items = itemsOf(table, change, snapshot);
  if (items.length > ITEMS - ROOM_FOR_COUNTERS || bytesOf(items) > BYTES) return undefined;
  const counters = countersOf(change.steps);
  const isWhole = countItems(counters, items.length) <= ITEMS && !isOverfull(counters);
  if (isWhole) return { change, isWhole, items, bytes: bytesOf(items), counters };
  const part = firstPart(change, ITEMS - items.length);
  const partItems = itemsOf(table, part, snapshot);
  return { change, isWhole, items: partItems, bytes: bytesOf(partItems), counters: countersOf(part.steps) };
}

function itemsOf(table: string, { steps }: Change, snapshot: Snapshot): readonly TransactWriteItem[] {
  return steps.flatMap(({ write }) => recordItems(table, write, snapshot));
}

function bytesOf(items: readonly TransactWriteItem[]): number {
  return items.reduce((total, { Put }) => total + (Put?.Item?.d?.B?.length ?? 0) + ITEM_OVERHEAD, 0);
}

/** The head, on condition that it is still what was read, and the pages that the head vouches for. */
function recordItems(table: string, record: LeadRecord, snapshot: Snapshot): readonly TransactWriteItem[] {
  const pk = leadKey(leadHash(record.id));
  const { head, pages } = layOut(record, snapshot.layouts.get(idKey(record.id)) ?? []);
  const isNew = record.version === 0;
  return [
    {
      Put: {
        TableName: table,
        Item: { pk: { S: pk }, sk: { S: HEAD }, v: { N: String(record.version + 1) }, d: { B: head } },
        ConditionExpression: isNew ? 'attribute_not_exists(pk)' : 'v = :v',
        ...(isNew ? {} : { ExpressionAttributeValues: { ':v': { N: String(record.version) } } }),
      },
    },
    ...pages.map(({ number, bytes }) => ({
      Put: { TableName: table, Item: { pk: { S: pk }, sk: { S: pageKey(number) }, d: { B: bytes } } },
    })),
  ];
}

function countersOf(steps: readonly Step[]): CounterItems {
  const counters: CounterItems = new Map();
  for (const { read, write } of steps) {
    for (const definition of new Set([...read.counted.keys(), ...write.counted.keys()])) {
      const delta = difference(
        write.counted.get(definition) ?? NO_CELLS,
        read.counted.get(definition) ?? NO_CELLS,
      );
      for (const [key, n] of delta) addCell(counters, definition, key, n);
    }
  }
  return counters;
}

const NO_CELLS: Cells = new Map();

function addCell(counters: CounterItems, definition: string, key: CellKey, n: number): void {
  const { day, group, attribute } = placeOf(key);
  const name = `${definition} ${day} ${group}`;
  const item = counters.get(name) ?? { definition, day, group, cells: new Map<string, number>() };
  const sum = (item.cells.get(attribute) ?? 0) + n;
  if (sum === 0) item.cells.delete(attribute);
  else item.cells.set(attribute, sum);
  if (item.cells.size === 0) counters.delete(name);
  else counters.set(name, item);
}

function isOverfull(counters: CounterItems): boolean {
  return [...counters.values()].some(({ cells }) => cells.size > CELLS_PER_ITEM);
}

export function countItems(counters: CounterItems, items: number, also: CounterItems = new Map()): number {
  let count = counters.size + items;
  for (const name of also.keys()) if (!counters.has(name)) count++;
  return count;
}

export function merge(into: CounterItems, counters: CounterItems): void {
  for (const [name, { cells, ...place }] of counters) {
    const item = into.get(name) ?? { ...place, cells: new Map<string, number>() };
    for (const [attribute, n] of cells) item.cells.set(attribute, (item.cells.get(attribute) ?? 0) + n);
    into.set(name, item);
  }
}

/** The change with as much of its counting as one transaction takes; the records say what they have counted so far. */
function firstPart(change: Change, room: number): Change {
  const counters = countersOf(change.steps);
  const held = new Set<string>();
  for (const [name, { cells }] of [...counters].slice(0, room)) {
    for (const attribute of [...cells.keys()].slice(0, CELLS_PER_ITEM)) held.add(`${name} ${attribute}`);
  }
  const isIn = (definition: string, key: CellKey): boolean => {
    const { day, group, attribute } = placeOf(key);
    const name = `${definition} ${day} ${group}`;
    // A cell that only passes from one record to another stands in no counter's way.
    return held.has(`${name} ${attribute}`) || counters.get(name)?.cells.has(attribute) !== true;
  };
  const steps = change.steps.map(({ read, write }) => {
    const counted = new Map<string, Cells>();
    for (const definition of new Set([...read.counted.keys(), ...write.counted.keys()])) {
      const cells = new Map(read.counted.get(definition) ?? NO_CELLS);
      for (const [key, n] of difference(write.counted.get(definition) ?? NO_CELLS, cells)) {
        if (isIn(definition, key)) addTo(cells, key, n);
      }
      if (cells.size > 0) counted.set(definition, cells);
    }
    return { read, write: { ...write, counted } };
  });
  return { ...change, steps };
}
