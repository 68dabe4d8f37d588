// Tables in memory: partitions by the hash of their key, and in each the rows by sort key.
import type { TableDescription } from '@aws-sdk/client-dynamodb';
import { compareText } from './attribute-value.ts';
import { hashesOf, hashOf } from './partition-hash.ts';
import type { KeyRange, Row, Storage, Table } from './storage.ts';
import { descriptionOf, type Key, type TableSchema } from './table-schema.ts';

export function createMemoryStorage(): Storage {
  const tables = new Map<string, Table>();
  return {
    tables,
    create(schema, created) {
      const table = new MemoryTable(schema, created);
      tables.set(schema.name, table);
      return table;
    },
  };
}

type Partition = { readonly pk: string; readonly hash: number; readonly rows: Row[] };

/** Partitions lie in so many buckets by hash, so that a new one moves few others. */
const BUCKET_BITS = 8;
const NO_ROWS: readonly Row[] = [];

class MemoryTable implements Table {
  readonly schema: TableSchema;
  readonly #created: Date;
  readonly #partitions = new Map<string, Partition>();
  readonly #buckets: (Partition[] | undefined)[] = new Array(2 ** BUCKET_BITS);
  #count = 0;
  #bytes = 0;

  constructor(schema: TableSchema, created: Date) {
    this.schema = schema;
    this.#created = created;
  }

  describe(): TableDescription {
    return descriptionOf(this.schema, { created: this.#created, items: this.#count, bytes: this.#bytes });
  }

  get({ pk, sk }: Key): Row | undefined {
    const rows = this.#partitions.get(pk)?.rows;
    if (rows === undefined) return undefined;
    const row = rows[lowerBound(rows, sk)];
    return row?.sk === sk ? row : undefined;
  }

  set(row: Row, before: Row | undefined): void {
    const { rows } = this.#partitions.get(row.pk) ?? this.#addPartition(row.pk);
    const at = lowerBound(rows, row.sk);
    if (before) rows[at] = row;
    else rows.splice(at, 0, row);
    this.#count += before ? 0 : 1;
    this.#bytes += row.size - (before?.size ?? 0);
  }

  delete({ pk, sk, size }: Row): void {
    const partition = this.#partitions.get(pk);
    if (partition === undefined) return;
    partition.rows.splice(lowerBound(partition.rows, sk), 1);
    if (partition.rows.length === 0) this.#removePartition(partition);
    this.#count--;
    this.#bytes -= size;
  }

  *range({ pk, from, to }: KeyRange, forward: boolean): Generator<Row> {
    const rows = this.#partitions.get(pk)?.rows ?? NO_ROWS;
    const low = lowerBound(rows, from);
    const high = to === undefined ? rows.length : lowerBound(rows, to);
    for (let step = 0; step < high - low; step++) {
      const row = rows[forward ? low + step : high - 1 - step];
      if (row) yield row;
    }
  }

  *scan(segment: number, total: number, after: Key | undefined): Generator<Row> {
    const [low, high] = hashesOf(segment, total);
    const afterHash = after ? hashOf(after.pk) : -1;
    for (let bucket = bucketOf(Math.max(low, afterHash)); bucket <= bucketOf(high - 1); bucket++) {
      for (const { pk, hash, rows } of this.#buckets[bucket] ?? []) {
        if (hash < low || hash >= high || hash < afterHash) continue;
        if (after && hash === afterHash && compareText(pk, after.pk) < 0) continue;
        let at = 0;
        if (after && pk === after.pk) {
          at = lowerBound(rows, after.sk);
          if (rows[at]?.sk === after.sk) at++;
        }
        for (; at < rows.length; at++) {
          const row = rows[at];
          if (row) yield row;
        }
      }
    }
  }

  #addPartition(pk: string): Partition {
    const partition: Partition = { pk, hash: hashOf(pk), rows: [] };
    this.#partitions.set(pk, partition);
    const index = bucketOf(partition.hash);
    const bucket = this.#buckets[index] ?? [];
    this.#buckets[index] = bucket;
    const at = bucket.findIndex(
      ({ hash, pk: other }) =>
        hash > partition.hash || (hash === partition.hash && compareText(other, pk) > 0),
    );
    bucket.splice(at < 0 ? bucket.length : at, 0, partition);
    return partition;
  }

  #removePartition(partition: Partition): void {
    this.#partitions.delete(partition.pk);
    const bucket = this.#buckets[bucketOf(partition.hash)] ?? [];
    bucket.splice(bucket.indexOf(partition), 1);
  }
}

/** The index of the first row whose sort key is not before this one. */
function lowerBound(rows: readonly Row[], sk: string): number {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareText(rows[middle]?.sk ?? '', sk) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

function bucketOf(hash: number): number {
  return hash >>> (32 - BUCKET_BITS);
}
