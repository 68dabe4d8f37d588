// Which runs of pages are the packed index of contacts: one item, changed on condition that no other packing has changed it.
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  GetItemCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { FORMAT, type Item, readAs, readNumber, UnreadableItem } from '../item-format.ts';
import { PACKED, RUNS } from '../keys.ts';
import { isContested } from '../transactions/cancellation.ts';
import type { ListTable } from './journal.ts';
import { pageKey } from './packed-pages.ts';

/** Where rows lie is a numbered place, which a later page takes again: to delete an item costs as much as to write it. */
export type Page = {
  readonly place: number;
  /** When its newest contact became one, ms since the epoch. The pages of a run are in the order of the list. */
  readonly newest: number;
};

export type Run = {
  readonly id: string;
  readonly rows: number;
  /** So many in a page, but the last. */
  readonly each: number;
  readonly pages: readonly Page[];
};

export type FreePlace = {
  readonly place: number;
  /** What lies there and holds no more, in rows; undefined: who was to write there may have been stopped, and it is to be deleted. */
  readonly rows: number | undefined;
  /** Since when, ms since the epoch. Until a while later a function may still read or write there. */
  readonly at: number;
};

export type Runs = {
  /** How often runs were changed, and how often rows were taken out of pages for good. Runs are changed on condition of both. */
  readonly changes: number;
  readonly erasures: number;
  /** What was packed last first. */
  readonly runs: readonly Run[];
  readonly free: readonly FreePlace[];
};

const KEY = { pk: { S: PACKED }, sk: { S: RUNS } };

/**
 * Strongly consistent. Who reads what is not packed yet reads it before this: else what is packed meanwhile is in neither.
 * @throws UnreadableItem
 */
export async function readRuns({ client, table }: ListTable): Promise<Runs> {
  const { Item } = await client.send(
    new GetItemCommand({ TableName: table, Key: KEY, ConsistentRead: true }),
  );
  if (Item === undefined) return { changes: 0, erasures: 0, runs: [], free: [] };
  return readAs(Item, (item) => ({
    changes: item.changes === undefined ? 0 : readNumber(item, 'changes'),
    erasures: item.erasures === undefined ? 0 : readNumber(item, 'erasures'),
    runs: listIn(item, 'runs').map(runIn),
    free: listIn(item, 'free').map(freeIn),
  }));
}

function listIn(item: Item, attribute: string): readonly unknown[] {
  const value: unknown = JSON.parse(item[attribute]?.S ?? '[]');
  if (!Array.isArray(value)) throw new UnreadableItem(`its attribute ${attribute} is no list`);
  return value;
}

function runIn(value: unknown): Run {
  const [id, rows, each, ...pages] = Array.isArray(value) ? (value as readonly unknown[]) : [];
  const numbers = [rows, each, ...pages].filter((n): n is number => Number.isSafeInteger(n));
  if (typeof id !== 'string' || numbers.length !== pages.length + 2 || pages.length % 2 !== 0)
    throw new UnreadableItem('it has a run of another shape');
  const [ofRows = 0, ofEach = 0, ...ofPages] = numbers;
  return {
    id,
    rows: ofRows,
    each: ofEach,
    pages: Array.from({ length: ofPages.length / 2 }, (_, n) => ({
      place: ofPages[2 * n] ?? 0,
      newest: ofPages[2 * n + 1] ?? 0,
    })),
  };
}

function freeIn(value: unknown): FreePlace {
  const [place, rows, at] = Array.isArray(value) ? (value as readonly unknown[]) : [];
  if (typeof place !== 'number' || typeof rows !== 'number' || typeof at !== 'number')
    throw new UnreadableItem('it has a free place of another shape');
  return { place, rows: rows < 0 ? undefined : rows, at };
}

/**
 * @param emptied places whose pages are deleted in the same transaction, at most 99: of two who find the same places, one would
 *   otherwise delete what the other has written there since
 * @returns what is written; undefined where others have changed runs meanwhile, or taken rows out of their pages
 */
export async function writeRuns(
  table: ListTable,
  read: Runs,
  to: Pick<Runs, 'runs' | 'free'>,
  emptied: readonly number[] = [],
): Promise<Runs | undefined> {
  const changes = read.changes + 1;
  const runs = to.runs.map(({ id, rows, each, pages }) => [
    id,
    rows,
    each,
    ...pages.flatMap(({ place, newest }) => [place, newest]),
  ]);
  const free = to.free.map(({ place, rows = -1, at }) => [place, rows, at]);
  const change = {
    to: 'SET #f = :f, #changes = :changes, #runs = :runs, #free = :free',
    names: { '#f': 'f', '#runs': 'runs', '#free': 'free' },
    values: {
      ':f': FORMAT.f,
      ':changes': { N: String(changes) },
      ':runs': { S: JSON.stringify(runs) },
      ':free': { S: JSON.stringify(free) },
    },
    where: { changes: read.changes, erasures: read.erasures },
  };
  const isDone = await update(table, change, emptied);
  return isDone ? { ...read, ...to, changes } : undefined;
}

/** Notes that rows were taken out of pages. @returns false where others have changed runs since they were read */
export async function noteErasure(table: ListTable, read: Runs): Promise<boolean> {
  return await update(table, {
    to: 'SET #f = :f ADD #erasures :one',
    names: { '#f': 'f', '#erasures': 'erasures' },
    values: { ':f': FORMAT.f, ':one': { N: '1' } },
    where: { changes: read.changes },
  });
}

type Update = {
  readonly to: string;
  readonly names: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, AttributeValue>>;
  /** By attribute: the number that it still is; an attribute that is 0 is absent. */
  readonly where: Readonly<Record<string, number>>;
};

async function update(
  { client, table: TableName }: ListTable,
  { to, names, values, where }: Update,
  emptied: readonly number[] = [],
): Promise<boolean> {
  const all = Object.entries(where);
  const present = all.filter(([, n]) => n > 0);
  const input = {
    TableName,
    Key: KEY,
    UpdateExpression: to,
    ConditionExpression: all
      .map(([name, n]) => (n === 0 ? `attribute_not_exists(#${name})` : `#${name} = :${name}Read`))
      .join(' AND '),
    ExpressionAttributeNames: { ...names, ...Object.fromEntries(all.map(([name]) => [`#${name}`, name])) },
    ExpressionAttributeValues: {
      ...values,
      ...Object.fromEntries(present.map(([name, n]) => [`:${name}Read`, { N: String(n) }])),
    },
  };
  const deletes = emptied.map((place) => ({ Delete: { TableName, Key: pageKey(place) } }));
  try {
    if (deletes.length === 0) await client.send(new UpdateItemCommand(input));
    else await client.send(new TransactWriteItemsCommand({ TransactItems: [{ Update: input }, ...deletes] }));
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException || isContested(error)) return false;
    throw error;
  }
}
