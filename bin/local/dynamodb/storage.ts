// What keeps the tables of a DynamoDB: rows by key, by range of sort keys, and by segment of a scan.
import type { TableDescription } from '@aws-sdk/client-dynamodb';
import type { Item } from './attribute-value.ts';
import type { Key, TableSchema } from './table-schema.ts';

export type Row = Key & { readonly item: Item; readonly size: number };

/** Of one partition, the rows from a sort key to another, which is not included; without one to the end. */
export type KeyRange = { readonly pk: string; readonly from: string; readonly to?: string | undefined };

export type Table = {
  readonly schema: TableSchema;
  describe(): TableDescription;
  get(key: Key): Row | undefined;
  /** @param before the row that is there */
  set(row: Row, before: Row | undefined): void;
  delete(row: Row): void;
  /** In the order of their sort keys, or backwards. To be read before anything is written. */
  range(range: KeyRange, forward: boolean): Iterable<Row>;
  /** A segment (of `total`, from 0) by hash of the partition, in it by sort key; after a key or all. */
  scan(segment: number, total: number, after: Key | undefined): Iterable<Row>;
};

export type Storage = {
  readonly tables: ReadonlyMap<string, Table>;
  create(schema: TableSchema, created: Date): Table;
};

/** The least text that comes after this one. */
export function next(text: string): string {
  return `${text}\0`;
}
