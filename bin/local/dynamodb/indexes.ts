// Global secondary indexes: for each a table of its own, of the items that have its key, in its order.
import type {
  AttributeDefinition,
  GlobalSecondaryIndex,
  GlobalSecondaryIndexDescription,
} from '@aws-sdk/client-dynamodb';
import { type Attributes, attributeOf, type Item, invalid } from './attribute-value.ts';
import { validationError } from './dynamodb-error.ts';
import { sizeOf, writeUnits } from './item-size.ts';
import type { Row, Storage, Table } from './storage.ts';
import { describedKeys, keyNames, keyTextIn, type TableSchema } from './table-schema.ts';

export type IndexSchema = Pick<TableSchema, 'partition' | 'sort'> & {
  readonly name: string;
  readonly projection: 'ALL' | 'KEYS_ONLY' | 'INCLUDE';
  /** The attributes beside all keys that it holds, by INCLUDE. */
  readonly included: readonly string[];
};
export type Index = { readonly schema: IndexSchema; readonly entries: Table };

type Tables = Storage['tables'];

/** @throws ValidationException */
export function indexSchemaOf(
  { IndexName, KeySchema = [], Projection }: GlobalSecondaryIndex,
  definitions: readonly AttributeDefinition[],
): IndexSchema {
  const { ProjectionType: projection, NonKeyAttributes: included = [] } = Projection ?? {};
  if (IndexName === undefined || !/^[A-Za-z0-9_.-]{3,255}$/.test(IndexName)) {
    throw validationError(`Value '${IndexName}' at 'indexName' must be 3 to 255 letters, digits and _.-`);
  }
  if (projection !== 'ALL' && projection !== 'KEYS_ONLY' && projection !== 'INCLUDE') {
    throw invalid(`Unknown ProjectionType: ${projection}`);
  }
  if ((projection === 'INCLUDE') !== included.length > 0) {
    throw invalid(
      `ProjectionType is ${projection}, but NonKeyAttributes is ${included.length > 0 ? '' : 'not '}specified`,
    );
  }
  return { name: IndexName, ...keyNames(KeySchema, definitions), projection, included };
}

export function describedIndex({
  projection,
  included,
  ...schema
}: IndexSchema): GlobalSecondaryIndexDescription {
  return {
    IndexName: schema.name,
    KeySchema: describedKeys(schema),
    Projection: {
      ProjectionType: projection,
      ...(included.length > 0 ? { NonKeyAttributes: [...included] } : {}),
    },
    IndexStatus: 'ACTIVE',
  };
}

/** The table of an index's entries; no caller's table has a slash in its name. */
export function entriesSchema({ name }: TableSchema, index: IndexSchema): TableSchema {
  return { name: `${name}/${index.name}`, partition: index.partition, sort: index.sort, indexes: [] };
}

/** @throws ValidationException where the table has no such index */
export function indexOf(tables: Tables, { schema }: Table, name: string): Index {
  const index = schema.indexes.find((each) => each.name === name);
  const entries = index && tables.get(entriesSchema(schema, index).name);
  if (index && entries) return { schema: index, entries };
  throw validationError(`The table does not have the specified index: ${name}`);
}

/** The names of the keys of the table and of its index, each once. */
export function allKeys(...schemas: readonly Pick<TableSchema, 'partition' | 'sort'>[]): readonly string[] {
  const names = schemas.flatMap(({ partition, sort }) =>
    sort === undefined ? [partition] : [partition, sort],
  );
  return [...new Set(names)];
}

/** @throws ValidationException where an index's key is there and cannot be one */
export function assertIndexKeys({ indexes }: TableSchema, item: Item): void {
  for (const { name, partition, sort } of indexes) {
    for (const key of sort === undefined ? [partition] : [partition, sort]) {
      const value = attributeOf(item, key);
      if (value === undefined) continue;
      if (value.S === undefined) {
        throw invalid(
          `Type mismatch for Index Key ${key} Expected: S Actual: ${Object.keys(value)[0]} IndexName: ${name}`,
        );
      }
      keyTextIn(item, key, key === sort);
    }
  }
}

/**
 * Brings the indexes of a table to what a write has done.
 * @returns the write units of it
 */
export function index(tables: Tables, table: Table, before: Row | undefined, after: Row | undefined): number {
  let units = 0;
  for (const schema of table.schema.indexes) {
    const { entries } = indexOf(tables, table, schema.name);
    const [old, now] = [before && entryOf(table, schema, before), after && entryOf(table, schema, after)];
    if (old && now && old.pk === now.pk && old.sk === now.sk) {
      if (JSON.stringify(old.item) === JSON.stringify(now.item)) continue;
      entries.set(now, old);
      units += writeUnits(old.size, now.size);
      continue;
    }
    if (old) {
      entries.delete(old);
      units += writeUnits(old.size, 0);
    }
    if (now) {
      entries.set(now, undefined);
      units += writeUnits(0, now.size);
    }
  }
  return units;
}

function entryOf({ schema }: Table, index: IndexSchema, row: Row): Row | undefined {
  const place = placeIn(schema, index, row.item);
  if (place === undefined) return undefined;
  if (index.projection === 'ALL') return { ...place, item: row.item, size: row.size };
  const item: Attributes = {};
  for (const name of [...allKeys(schema, index), ...index.included]) {
    const value = attributeOf(row.item, name);
    if (value) item[name] = value;
  }
  return { ...place, item, size: sizeOf(item) };
}

/** Where an item is in the index; undefined where it lacks a part of its key. */
export function placeIn(
  { partition, sort }: TableSchema,
  index: Pick<TableSchema, 'partition' | 'sort'>,
  item: Item,
): Pick<Row, 'pk' | 'sk'> | undefined {
  const text = (name: string | undefined) => (name === undefined ? '' : attributeOf(item, name)?.S);
  const [pk, sk] = [text(index.partition), text(index.sort)];
  if (pk === undefined || sk === undefined) return undefined;
  // Items of one key of the index lie by their own.
  return { pk, sk: ended(sk) + ended(text(partition) ?? '') + (text(sort) ?? '') };
}

/** What ends a part of an entry's place comes before anything that a longer part goes on with. */
const END = '\0\0';
const AFTER_END = '\0\u0001';

function escaped(text: string): string {
  return text.replaceAll('\0', AFTER_END);
}

function ended(text: string): string {
  return escaped(text) + END;
}

/** How sort keys lie in an index: several items may have one. */
export const INDEX_ORDER = {
  at: ended,
  after: (sk: string): string => escaped(sk) + AFTER_END,
  startingWith: escaped,
};
