// A table's items in their order: partitions by the hash of their key, and in each the items by sort key.
import type { TableDescription } from '@aws-sdk/client-dynamodb';
import type { Item } from './attribute-value.ts';
import { descriptionOf, type Key, sortOrder, type TableSchema } from './table-schema.ts';

export type Row = Key & { readonly item: Item; readonly size: number };

type Partition = { readonly pk: string; readonly hash: number; readonly rows: Row[] };

/** Partitions lie in so many buckets by hash, so that a new one moves few others. */
const BUCKET_BITS = 8;
const HASHES = 2 ** 32;

export class Table {
  readonly schema: TableSchema;
  readonly #created: Date;
  readonly #order: (a: string, b: string) => number;
  readonly #partitions = new Map<string, Partition>();
  readonly #buckets: (Partition[] | undefined)[] = new Array(2 ** BUCKET_BITS);

  constructor(schema: TableSchema, created: Date) {
    this.schema = schema;
    this.#created = created;
    this.#order = sortOrder(schema);
  }

  describe(): TableDescription {
    let [count, bytes] = [0, 0];
    for (const { rows } of this.#partitions.values()) {
      count += rows.length;
      for (const { size } of rows) bytes += size;
    }
    return { ...descriptionOf(this.schema, this.#created), ItemCount: count, TableSizeBytes: bytes };
  }

  get({ pk, sk }: Key): Row | undefined {
    const rows = this.#partitions.get(pk)?.rows;
    if (rows === undefined) return undefined;
    const row = rows[this.#from(rows, sk)];
    return row?.sk === sk ? row : undefined;
  }

  set(row: Row): void {
    const { rows } = this.#partitions.get(row.pk) ?? this.#addPartition(row.pk);
    const at = this.#from(rows, row.sk);
    if (rows[at]?.sk === row.sk) rows[at] = row;
    else rows.splice(at, 0, row);
  }

  delete({ pk, sk }: Key): void {
    const partition = this.#partitions.get(pk);
    if (partition === undefined) return;
    const at = this.#from(partition.rows, sk);
    if (partition.rows[at]?.sk === sk) partition.rows.splice(at, 1);
    if (partition.rows.length === 0) this.#removePartition(partition);
  }

  /** The rows of a partition in the order of their sort keys; not to be kept. */
  partition(pk: string): readonly Row[] {
    return this.#partitions.get(pk)?.rows ?? [];
  }

  /** The index of the first row whose sort key is not before this one. */
  lowerBound(rows: readonly Row[], sk: string): number {
    return this.#from(rows, sk);
  }

  /** The rows of a segment (of `total`, from 0), by hash of their partition, in it by sort key; after a key or all. */
  *scan(segment: number, total: number, after?: Key): Generator<Row> {
    const [low, high] = [Math.ceil((segment * HASHES) / total), Math.ceil(((segment + 1) * HASHES) / total)];
    const afterHash = after ? hashOf(after.pk) : -1;
    const first = bucketOf(Math.max(low, afterHash));
    for (let bucket = first; bucket <= bucketOf(high - 1); bucket++) {
      for (const { pk, hash, rows } of this.#buckets[bucket] ?? []) {
        if (hash < low || hash >= high || hash < afterHash) continue;
        if (after && hash === afterHash && pk < after.pk) continue;
        let at = 0;
        if (after && pk === after.pk) {
          at = this.#from(rows, after.sk);
          if (rows[at]?.sk === after.sk) at++;
        }
        for (; at < rows.length; at++) {
          const row = rows[at];
          if (row) yield row;
        }
      }
    }
  }

  segmentOf({ pk }: Key, total: number): number {
    return Math.floor((hashOf(pk) * total) / HASHES);
  }

  #from(rows: readonly Row[], sk: string): number {
    let [low, high] = [0, rows.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#order(rows[middle]?.sk ?? '', sk) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #addPartition(pk: string): Partition {
    const partition: Partition = { pk, hash: hashOf(pk), rows: [] };
    this.#partitions.set(pk, partition);
    const index = bucketOf(partition.hash);
    const bucket = this.#buckets[index] ?? [];
    this.#buckets[index] = bucket;
    const at = bucket.findIndex(
      ({ hash, pk: other }) => hash > partition.hash || (hash === partition.hash && other > pk),
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

function bucketOf(hash: number): number {
  return hash >>> (32 - BUCKET_BITS);
}

/** FNV-1a with its bits mixed once more, so that the high ones, which decide the segment, are spread well. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
