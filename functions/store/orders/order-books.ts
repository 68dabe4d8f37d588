// The books of orders: one item an order, under the hash of its id, that holds no id of anybody.
import { ConditionalCheckFailedException, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { LeadId } from '../../domain/event/event.ts';
import type { Telling } from '../../domain/event/order.ts';
import {
  type At,
  type BrowserTelling,
  NOTHING_TOLD,
  type OrderBook,
} from '../../domain/orders/order-book.ts';
import { EXPIRES } from '../../runtime/environment-names.ts';
import { FORMAT, type Item, isRecord, readJson, readNumber, unchangedSince } from '../item-format.ts';
import { TOLD_ORDER, toldOrderKey } from '../keys.ts';
import type { LeadTable } from '../leads/lead-table.ts';
import { readHead } from '../leads/read-leads.ts';
import { nameOf, readItems } from '../read-items.ts';

/** A book as it is stored; version 0: it is not. */
export type StoredBook = { readonly version: number; readonly book: OrderBook };

export type OrderBooks = {
  /** By order id. */
  readonly read: (orders: readonly string[]) => Promise<ReadonlyMap<string, StoredBook>>;
  /** @returns false where it is not of the given version any more */
  readonly write: (order: string, stored: StoredBook, now: number) => Promise<boolean>;
  readonly placeOf: (order: string, id: LeadId) => At;
  /** Whose record is at a place; undefined where it is erased. */
  readonly whoIsAt: (order: string, at: At) => Promise<LeadId | undefined>;
};

/** A book is kept for ten years after it was written last. */
const KEPT_MS = 10 * 365 * 86_400_000;

export function orderBooks(table: LeadTable): OrderBooks {
  const hashOf = (order: string): string => table.hashOf({ kind: 'order', key: order });
  return {
    read: async (orders) => {
      const names = new Map(orders.map((order) => [order, hashOf(order)]));
      const books = await readBooks(table, [...names.values()]);
      return new Map([...names].map(([order, name]) => [order, books.get(name) ?? UNKNOWN]));
    },
    write: (order, stored, now) => writeBook(table, hashOf(order), stored, now),
    placeOf: (order, id) => hidden(table, order, table.hashOf(id)),
    whoIsAt: async (order, at) => {
      const head = await readHead(table, hidden(table, order, at));
      return head === undefined || head.record.id.key === '' ? undefined : head.record.id;
    },
  };
}

/** Of an order of which nothing is stored. */
export const UNKNOWN: StoredBook = { version: 0, book: NOTHING_TOLD };

/** @param names hashes of the orders' ids */
export async function readBooks(
  table: LeadTable,
  names: readonly string[],
): Promise<ReadonlyMap<string, StoredBook>> {
  const keys = names.map((name) => ({ pk: toldOrderKey(name), sk: TOLD_ORDER }));
  const items = await readItems(table, keys, 'strong');
  return new Map(
    names.map((name) => [name, decodeBook(items.get(nameOf({ pk: toldOrderKey(name), sk: TOLD_ORDER })))]),
  );
}

/**
 * @param name hash of the order's id
 * @returns false where it is not of the given version any more
 */
export async function writeBook(
  { client, table }: LeadTable,
  name: string,
  { version, book }: StoredBook,
  now: number,
): Promise<boolean> {
  const key = { pk: { S: toldOrderKey(name) }, sk: { S: TOLD_ORDER } };
  const Item = { ...key, ...encodeBook({ version: version + 1, book }, now) };
  try {
    await client.send(new PutItemCommand({ TableName: table, Item, ...unchangedSince(version) }));
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

/**
 * The hash of a record hidden by what only the order's own id gives, and back. Once an order is erased from all leads nothing in the
 * table says which record its book names.
 */
function hidden({ hashOf }: Pick<LeadTable, 'hashOf'>, order: string, text: string): string {
  const mask = Buffer.from(hashOf({ kind: 'order-tellers', key: order }), 'base64url');
  const bytes = Buffer.from(text, 'base64url').map((byte, at) => byte ^ (mask[at] ?? 0));
  return Buffer.from(bytes).toString('base64url');
}

export function encodeBook({ version, book }: StoredBook, now: number): Item {
  const { best, changes, browsers, isShared } = book;
  return {
    ...FORMAT,
    v: { N: String(version) },
    book: { S: JSON.stringify({ ...(best && { best }), changes, browsers, isShared }) },
    [EXPIRES]: { N: String(Math.ceil((now + KEPT_MS) / 1000)) },
  };
}

/** @throws UnreadableItem */
export function decodeBook(item: Item | undefined): StoredBook {
  if (item === undefined) return UNKNOWN;
  return { version: readNumber(item, 'v'), book: readJson(item, 'book', isBook) };
}

function isBook(value: unknown): value is OrderBook {
  if (!isRecord(value)) return false;
  const { best, changes, browsers, isShared } = value;
  return (
    typeof isShared === 'boolean' &&
    (best === undefined || isTelling(best)) &&
    Array.isArray(changes) &&
    changes.every(isToldChange) &&
    Array.isArray(browsers) &&
    browsers.every(isBrowserTelling)
  );
}

function isTelling(value: unknown): value is Telling & { readonly at: At } {
  return isBrowserTelling(value) && 'trusted' in value && typeof value.trusted === 'boolean';
}

function isBrowserTelling(value: unknown): value is BrowserTelling {
  if (!isRecord(value)) return false;
  const { at, received, tie } = value;
  return typeof at === 'string' && Number.isSafeInteger(received) && Number.isSafeInteger(tie);
}

function isToldChange(value: unknown): boolean {
  if (!isRecord(value) || !isRecord(value.change)) return false;
  const { id, time, trusted, order } = value.change;
  return (
    typeof value.at === 'string' &&
    Number.isSafeInteger(value.received) &&
    typeof id === 'string' &&
    Number.isSafeInteger(time) &&
    typeof trusted === 'boolean' &&
    isRecord(order) &&
    isChangeOfOrder(order)
  );
}

function isChangeOfOrder({ refund, update }: Readonly<Record<string, unknown>>): boolean {
  return refund === true || update === true;
}
