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

/** What TransactWriteItems takes in items, and in bytes with some to spare (4 MB). */
export const ITEMS = 100;
export const BYTES = 3_500_000;
/** Keys, names and version of an item, in bytes. */
const ITEM_OVERHEAD = 100;
/** An update expression takes 4 KB. */
export const CELLS_PER_ITEM = 200;
/** Of the items of one transaction, so many are left to counters. */
const ROOM_FOR_COUNTERS = 20;

/** What is added to the cells of one item, by attribute; never zero, never empty. */
type CounterItem = {
  readonly definition: string;
  readonly day: string;
  readonly group: string;
  readonly cells: Map<string, number>;
};

/** Additions by item, whichever shard they will go to. */
export type CounterItems = Map<string, CounterItem>;

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
  const bytes = bytesOf(items);
  if (items.length > ITEMS - ROOM_FOR_COUNTERS || bytes > BYTES) return undefined;
  const counters = countersOf(change.steps);
  const isWhole = counters.size + items.length <= ITEMS && !isOverfull(counters);
  if (isWhole) return { change, isWhole, items, bytes, counters };
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
  for (const step of steps) {
    for (const [definition, delta] of deltasOf(step)) {
      for (const [key, n] of delta) {
        const { day, group, attribute } = placeOf(key);
        add(counters, { definition, day, group }, attribute, n);
      }
    }
  }
  return counters;
}

/** By definition: what the record has counted after, less what it had before. */
function deltasOf({ read, write }: Step): ReadonlyMap<string, Cells> {
  const definitions = new Set([...read.counted.keys(), ...write.counted.keys()]);
  return new Map(
    [...definitions].map((definition) => [
      definition,
      difference(write.counted.get(definition) ?? NO_CELLS, read.counted.get(definition) ?? NO_CELLS),
    ]),
  );
}

const NO_CELLS: Cells = new Map();

type Place = Omit<CounterItem, 'cells'>;

function nameOf({ definition, day, group }: Place): string {
  return `${definition} ${day} ${group}`;
}

function add(counters: CounterItems, place: Place, attribute: string, n: number): void {
  const name = nameOf(place);
  const item = counters.get(name) ?? { ...place, cells: new Map<string, number>() };
  addTo(item.cells, attribute, n);
  if (item.cells.size === 0) counters.delete(name);
  else counters.set(name, item);
}

function isOverfull(counters: CounterItems): boolean {
  return [...counters.values()].some(({ cells }) => cells.size > CELLS_PER_ITEM);
}

export function merge(into: CounterItems, counters: CounterItems): void {
  for (const { cells, ...place } of counters.values()) {
    for (const [attribute, n] of cells) add(into, place, attribute, n);
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
    const name = nameOf({ definition, day, group });
    // A cell that only passes from one record to another stands in no counter's way.
    return held.has(`${name} ${attribute}`) || counters.get(name)?.cells.has(attribute) !== true;
  };
  const steps = change.steps.map((step) => {
    const { read, write } = step;
    const counted = new Map(read.counted);
    for (const [definition, delta] of deltasOf(step)) {
      const cells = new Map(read.counted.get(definition) ?? NO_CELLS);
      for (const [key, n] of delta) if (isIn(definition, key)) addTo(cells, key, n);
      if (cells.size > 0) counted.set(definition, cells);
      else counted.delete(definition);
    }
    return { read, write: { ...write, counted } };
  });
  return { ...change, steps };
}
