// One table of a DynamoDB in an SQLite file: its items by the hash of their partition key, by that, and by sort key.
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { TableDescription } from '@aws-sdk/client-dynamodb';
import { itemAsJson, itemIn } from './attribute-value.ts';
import { hashesOf, hashOf } from './partition-hash.ts';
import type { KeyRange, Row, Table } from './storage.ts';
import { descriptionOf, type Key, type TableSchema } from './table-schema.ts';

/** What tables of one file share. */
type Transaction = {
  /** Opens it, unless it is open. */
  write<T>(table: SqliteTable, action: () => T): T;
  /** @throws StorageFailed where the file fails */
  trying<T>(action: () => T): T;
};

export type TableRow = {
  readonly id: number;
  /** As JSON. */
  readonly schema: string;
  readonly created: number;
  readonly items: number;
  readonly bytes: number;
};
type ItemRow = Key & { readonly size: number; readonly item: string };

const IN_RANGE = 'SELECT pk, sk, size, item FROM items WHERE tbl = ? AND hash = ? AND pk = ? AND sk >= ?';

export class SqliteTable implements Table {
  readonly schema: TableSchema;
  readonly id: number;
  items: number;
  bytes: number;
  readonly #created: Date;
  readonly #storage: Transaction;
  readonly #statements: Readonly<Record<'get' | 'set' | 'delete' | 'scan', StatementSync>>;
  readonly #ranges: (forward: boolean, hasEnd: boolean) => StatementSync;

  constructor(storage: Transaction, db: DatabaseSync, row: TableRow) {
    this.#storage = storage;
    const { sort, ...schema } = JSON.parse(row.schema) as TableSchema;
    this.schema = { ...schema, sort };
    this.id = row.id;
    this.items = row.items;
    this.bytes = row.bytes;
    this.#created = new Date(row.created);
    this.#statements = {
      get: db.prepare(
        'SELECT pk, sk, size, item FROM items WHERE tbl = ? AND hash = ? AND pk = ? AND sk = ?',
      ),
      set: db.prepare(
        'INSERT INTO items (tbl, hash, pk, sk, size, item) VALUES (?, ?, ?, ?, ?, ?) ' +
          'ON CONFLICT DO UPDATE SET size = excluded.size, item = excluded.item',
      ),
      delete: db.prepare('DELETE FROM items WHERE tbl = ? AND hash = ? AND pk = ? AND sk = ?'),
      scan: db.prepare(
        'SELECT pk, sk, size, item FROM items WHERE tbl = ? AND (hash, pk, sk) > (?, ?, ?) AND hash < ? ORDER BY hash, pk, sk',
      ),
    };
    const [up, down, upTo, downFrom] = [
      db.prepare(`${IN_RANGE} ORDER BY sk`),
      db.prepare(`${IN_RANGE} ORDER BY sk DESC`),
      db.prepare(`${IN_RANGE} AND sk < ? ORDER BY sk`),
      db.prepare(`${IN_RANGE} AND sk < ? ORDER BY sk DESC`),
    ];
    this.#ranges = (forward, hasEnd) => (hasEnd ? (forward ? upTo : downFrom) : forward ? up : down);
  }

  describe(): TableDescription {
    return descriptionOf(this.schema, { created: this.#created, items: this.items, bytes: this.bytes });
  }

  get({ pk, sk }: Key): Row | undefined {
    const found = this.#storage.trying(() => this.#statements.get.get(this.id, hashOf(pk), pk, sk));
    return found && rowOf(found as ItemRow);
  }

  set({ pk, sk, item, size }: Row, before: Row | undefined): void {
    this.#storage.write(this, () =>
      this.#statements.set.run(this.id, hashOf(pk), pk, sk, size, JSON.stringify(itemAsJson(item))),
    );
    this.items += before ? 0 : 1;
    this.bytes += size - (before?.size ?? 0);
  }

  delete({ pk, sk, size }: Row): void {
    this.#storage.write(this, () => this.#statements.delete.run(this.id, hashOf(pk), pk, sk));
    this.items--;
    this.bytes -= size;
  }

  *range({ pk, from, to }: KeyRange, forward: boolean): Generator<Row> {
    const statement = this.#ranges(forward, to !== undefined);
    const end = to === undefined ? [] : [to];
    for (const row of statement.iterate(this.id, hashOf(pk), pk, from, ...end)) yield rowOf(row as ItemRow);
  }

  *scan(segment: number, total: number, after: Key | undefined): Generator<Row> {
    const [low, high] = hashesOf(segment, total);
    // No partition has an empty key: the first bound is before all of its hash.
    const bound = after ? [hashOf(after.pk), after.pk, after.sk] : [low, '', ''];
    for (const row of this.#statements.scan.iterate(this.id, ...bound, high)) yield rowOf(row as ItemRow);
  }
}

function rowOf({ pk, sk, size, item }: ItemRow): Row {
  return { pk, sk, size, item: itemIn(JSON.parse(item)) };
}
