// Commits changes: leads and their counters in one transaction, or not at all.
import {
  type DynamoDBClient,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import type { Change, Step } from '../domain/advance.ts';
import { addTo, type CellKey, type Cells, difference } from '../domain/funnel/cells.ts';
import { idKey } from '../domain/lead/identity.ts';
import type { LeadRecord } from '../domain/lead/record.ts';
import { pause } from './backoff.ts';
import { addition, placeOf, SHARDS } from './counters.ts';
import { HEAD, leadHash, leadKey, pageKey } from './keys.ts';
import { layOut } from './lead-layout.ts';
import type { Snapshot } from './leads.ts';

/**
 * What became of a change. `partly`: its counters were too many for one transaction and the rest is still to be written;
 * read anew. `again`: somebody else was there first, or nobody knows; read anew. `wide`: its records are too many or too
 * large; take fewer submissions at once. `refused`: it can never be written as it is.
 */
export type Outcome = 'written' | 'partly' | 'again' | 'wide' | 'refused';

export type Commit = {
  readonly client: DynamoDBClient;
  readonly table: string;
  /** A number in [0, 1): which shard to begin with. */
  readonly random: () => number;
};

/** TransactWriteItems takes 100 items and 4 MB; an update expression takes 4 KB. */
const ITEMS = 100;
const BYTES = 3_500_000;
const ITEM_OVERHEAD = 100;
const CELLS_PER_ITEM = 200;
/** Of the items of one transaction, so many are left to counters. */
const ROOM_FOR_COUNTERS = 20;
/** Tries of one transaction whose spoilers are left out, or that met another writer at a counter. */
const TRIES = 3;
/** Transactions under way at once, each on a shard of its own. */
const LANES = 2;

type CounterItems = Map<
  string,
  {
    readonly definition: string;
    readonly day: string;
    readonly group: string;
    readonly cells: Map<string, number>;
  }
>;

/** Changes that are to be written in one transaction, and what they add up to. */
type Transaction = { readonly plans: Plan[]; readonly counters: CounterItems; items: number; bytes: number };

/** A change made ready: its items, and what it adds to which counters. */
type Plan = {
  readonly change: Change;
  /** False where only the first part of the change is in it. */
  readonly isWhole: boolean;
  readonly items: readonly TransactWriteItem[];
  readonly bytes: number;
  readonly counters: CounterItems;
};

/**
 * Writes each change as one transaction or as part of one. Of a change that is too wide for one, the first part is
 * written: it leaves `counted` and counters equal, and the rest is found by the next reader.
 * @param alone each change in a transaction of its own, so that one that cannot be written fails alone
 */
export async function commit(
  deps: Commit,
  changes: readonly Change[],
  snapshot: Snapshot,
  alone = false,
): Promise<ReadonlyMap<Change, Outcome>> {
  const outcomes = new Map<Change, Outcome>();
  const plans = changes.flatMap((change) => planOf(deps, change, snapshot) ?? []);
  for (const change of changes) outcomes.set(change, 'wide');
  const transactions = packed(plans, alone);
  const first = Math.floor(deps.random() * SHARDS);
  const lanes = Array.from({ length: LANES }, async (_, lane) => {
    for (let at = lane; at < transactions.length; at += LANES) {
      for (const [plan, outcome] of await write(deps, transactions[at]?.plans ?? [], first + lane)) {
        outcomes.set(plan.change, outcome === 'written' && !plan.isWhole ? 'partly' : outcome);
      }
    }
  });
  await Promise.all(lanes);
  return outcomes;
}

/** Undefined where even the records alone are too much for one transaction. */
function planOf(deps: Commit, change: Change, snapshot: Snapshot): Plan | undefined {
  const items = itemsOf(deps.table, change, snapshot);
  if (items.length > ITEMS - ROOM_FOR_COUNTERS || bytesOf(items) > BYTES) return undefined;
  const counters = countersOf(change.steps);
  const isWhole = countItems(counters, items.length) <= ITEMS && !isOverfull(counters);
  if (isWhole) return { change, isWhole, items, bytes: bytesOf(items), counters };
  const part = firstPart(change, ITEMS - items.length);
  const partItems = itemsOf(deps.table, part, snapshot);
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

function countItems(counters: CounterItems, items: number, also: CounterItems = new Map()): number {
  let count = counters.size + items;
  for (const name of also.keys()) if (!counters.has(name)) count++;
  return count;
}

/** Changes that touch the same counters stand together: an item that two of them share is paid once. */
function packed(plans: readonly Plan[], alone: boolean): readonly Transaction[] {
  const sorted = plans.map((plan) => ({ plan, order: [...plan.counters.keys()].sort().join() }));
  sorted.sort((a, b) => (a.order < b.order ? -1 : a.order > b.order ? 1 : 0));
  const transactions: Transaction[] = [];
  for (const { plan } of sorted) {
    const last = transactions.at(-1);
    if (last === undefined || alone || !fits(last, plan)) {
      transactions.push({
        plans: [plan],
        counters: copy(plan.counters),
        items: plan.items.length,
        bytes: plan.bytes,
      });
      continue;
    }
    last.plans.push(plan);
    last.items += plan.items.length;
    last.bytes += plan.bytes;
    merge(last.counters, plan.counters);
  }
  return transactions;
}

function fits(transaction: Transaction, plan: Plan): boolean {
  if (countItems(transaction.counters, transaction.items + plan.items.length, plan.counters) > ITEMS)
    return false;
  if (transaction.bytes + plan.bytes > BYTES) return false;
  return [...plan.counters].every(
    ([name, { cells }]) => (transaction.counters.get(name)?.cells.size ?? 0) + cells.size <= CELLS_PER_ITEM,
  );
}

function copy(counters: CounterItems): CounterItems {
  const copied: CounterItems = new Map();
  merge(copied, counters);
  return copied;
}

function merge(into: CounterItems, counters: CounterItems): void {
  for (const [name, { cells, ...place }] of counters) {
    const item = into.get(name) ?? { ...place, cells: new Map<string, number>() };
    for (const [attribute, n] of cells) item.cells.set(attribute, (item.cells.get(attribute) ?? 0) + n);
    into.set(name, item);
  }
}

/**
 * Writes plans in one transaction. Whoever is refused for what somebody else wrote is left out, so that one lead which
 * two workers share does not send all others back to be read again.
 */
async function write(
  deps: Commit,
  plans: readonly Plan[],
  firstShard: number,
): Promise<ReadonlyMap<Plan, Outcome>> {
  const outcomes = new Map<Plan, Outcome>(plans.map((plan) => [plan, 'again']));
  let left = plans;
  for (let attempt = 0; left.length > 0 && attempt < TRIES; attempt++) {
    const items = left.flatMap((plan) => plan.items.map((item) => ({ item, plan })));
    const updates = updatesOf(deps.table, left, (firstShard + attempt * LANES) % SHARDS);
    const command = new TransactWriteItemsCommand({
      TransactItems: [...items.map(({ item }) => item), ...updates],
    });
    try {
      await deps.client.send(command);
      for (const plan of left) outcomes.set(plan, 'written');
      return outcomes;
    } catch (error) {
      const refusal = refusalOf(error);
      if (refusal === 'unknown') return outcomes;
      if (refusal === 'invalid') {
        for (const plan of left) outcomes.set(plan, 'refused');
        return outcomes;
      }
      const spoilers = new Map(
        items.flatMap(({ plan }, index) =>
          SPOILED.has(refusal[index] ?? '') ? [[plan, refusal[index]]] : [],
        ),
      );
      for (const [plan, code] of spoilers) if (INVALID.has(code ?? '')) outcomes.set(plan, 'refused');
      if (spoilers.size === 0) await pause(attempt);
      left = left.filter((plan) => !spoilers.has(plan));
    }
  }
  return outcomes;
}

function updatesOf(table: string, plans: readonly Plan[], shard: number): readonly TransactWriteItem[] {
  const counters: CounterItems = new Map();
  for (const plan of plans) merge(counters, plan.counters);
  return [...counters.values()].flatMap(({ definition, cells, ...place }): TransactWriteItem[] => {
    const moved = new Map([...cells].filter(([, n]) => n !== 0));
    return moved.size === 0 ? [] : [{ Update: addition(table, definition, shard, place, moved) }];
  });
}

/** Codes of an item by which its lead cannot be written now: somebody else wrote it, is writing it, or it is invalid. */
const SPOILED: ReadonlySet<string> = new Set([
  'ConditionalCheckFailed',
  'TransactionConflict',
  'ValidationError',
  'ItemCollectionSizeLimitExceeded',
]);
const INVALID: ReadonlySet<string> = new Set(['ValidationError', 'ItemCollectionSizeLimitExceeded']);

/**
 * Why a transaction was not written: a code for each item, as DynamoDB gives them; `invalid` where it takes none of it;
 * `unknown` where nobody can say whether it was written (an answer that was lost, throttling): read anew and see.
 */
function refusalOf(error: unknown): readonly string[] | 'invalid' | 'unknown' {
  if (error instanceof TransactionCanceledException) {
    const codes = error.CancellationReasons?.map(({ Code }) => Code ?? '') ?? [];
    return codes.some((code) => THROTTLED.has(code)) ? 'unknown' : codes;
  }
  return error instanceof Error && error.name === 'ValidationException' ? 'invalid' : 'unknown';
}

const THROTTLED: ReadonlySet<string> = new Set(['ProvisionedThroughputExceeded', 'ThrottlingError']);

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
