// Writes of one item, alone or in a transaction: checked, then worked out against what is stored, then applied.
import type { AttributeValue, ConditionCheck, Delete, Put, Update } from '@aws-sdk/client-dynamodb';
import { type Item, itemIn } from './attribute-value.ts';
import { checkCondition, holds } from './condition.ts';
import { type Condition, readCondition } from './condition-expression.ts';
import { conditionFailed, noSuchTable, validationError } from './dynamodb-error.ts';
import type { Read } from './expression-reader.ts';
import { assertIndexKeys, index } from './indexes.ts';
import { ITEM_BYTES, sizeOf, writeUnits } from './item-size.ts';
import { type Placeholders, placeholdersOf } from './placeholders.ts';
import type { Row, Table } from './storage.ts';
import { type Key, keyOf, keyOfItem, tableName } from './table-schema.ts';
import { checkUpdate, readUpdate, type Update as UpdateTree, updated } from './update-expression.ts';

export type Tables = ReadonlyMap<string, Table>;

type Asked =
  | { readonly kind: 'put'; readonly item: Item }
  | { readonly kind: 'update'; readonly item: Item; readonly update?: Read<UpdateTree> | undefined }
  | { readonly kind: 'delete' | 'check' };

/** A write that is in itself valid. */
export type ItemWrite = Asked & {
  readonly table: Table;
  readonly key: Key;
  readonly condition: Read<Condition> | undefined;
  readonly placeholders: Placeholders;
};

/** A write worked out. */
export type Effect = { readonly before: Row | undefined; readonly after: Row | undefined };

export function tableOf(tables: Tables, name: string | undefined): Table {
  // A slash is in the names of what indexes hold.
  const table = name?.includes('/') ? undefined : tables.get(name ?? '');
  if (table !== undefined) return table;
  throw noSuchTable(tableName(name));
}

/** @throws ValidationException, ResourceNotFoundException */
export function putOf(tables: Tables, input: Partial<Put>): ItemWrite {
  const table = tableOf(tables, input.TableName);
  const item = itemIn(input.Item ?? missing('item'));
  const write = {
    kind: 'put',
    item,
    table,
    key: keyOfItem(table.schema, item),
    ...conditionOf(input),
  } as const;
  assertFits(sizeOf(item), 'Item size has exceeded the maximum allowed size');
  return write;
}

/** @throws ValidationException, ResourceNotFoundException */
export function updateOf(tables: Tables, input: Partial<Update>): ItemWrite {
  const table = tableOf(tables, input.TableName);
  const item = itemIn(input.Key ?? missing('key'));
  const key = keyOf(table.schema, item);
  const update = input.UpdateExpression === undefined ? undefined : readUpdate(input.UpdateExpression);
  const condition = conditionOf(input, update);
  if (update) checkUpdate(update, condition.placeholders, table.schema);
  return { kind: 'update', item, update, table, key, ...condition };
}

/** @throws ValidationException, ResourceNotFoundException */
export function deleteOf(tables: Tables, input: Partial<Delete>): ItemWrite {
  return keyed('delete', tables, input);
}

/** @throws ValidationException, ResourceNotFoundException */
export function checkOf(tables: Tables, input: Partial<ConditionCheck>): ItemWrite {
  if (input.ConditionExpression === undefined) missing('conditionExpression');
  return keyed('check', tables, input);
}

function keyed(kind: 'delete' | 'check', tables: Tables, input: Partial<Delete>): ItemWrite {
  const table = tableOf(tables, input.TableName);
  return {
    kind,
    table,
    key: keyOf(table.schema, itemIn(input.Key ?? missing('key'))),
    ...conditionOf(input),
  };
}

/** @throws ConditionalCheckFailedException, or ValidationException for what cannot be done to this item */
export function workedOut(write: ItemWrite): Effect {
  const { table, key, condition, placeholders } = write;
  const before = table.get(key);
  if (condition !== undefined && !holds(condition.tree, before?.item ?? NO_ITEM, placeholders)) {
    throw conditionFailed();
  }
  switch (write.kind) {
    case 'put':
      assertIndexKeys(table.schema, write.item);
      return { before, after: { ...key, item: write.item, size: sizeOf(write.item) } };
    case 'update': {
      const base = before?.item ?? write.item;
      const item = write.update ? updated(base, write.update, placeholders) : base;
      assertIndexKeys(table.schema, item);
      const size = sizeOf(item);
      assertFits(size, 'Item size to update has exceeded the maximum allowed size');
      return { before, after: { ...key, item, size } };
    }
    case 'delete':
      return { before, after: undefined };
    case 'check':
      return { before, after: before };
    default:
      throw write satisfies never;
  }
}

const NO_ITEM: Item = {};

/** @returns the write units of it, those of indexes included */
export function apply(tables: Tables, { table, kind }: ItemWrite, { before, after }: Effect): number {
  const units = writeUnits(before?.size ?? 0, after?.size ?? 0);
  if (kind === 'check') return units;
  if (after) table.set(after, before);
  else if (before) table.delete(before);
  return units + index(tables, table, before, after);
}

type Conditional = {
  readonly ConditionExpression?: string | undefined;
  readonly ExpressionAttributeNames?: Record<string, string> | undefined;
  readonly ExpressionAttributeValues?: Record<string, AttributeValue> | undefined;
};

function conditionOf(input: Conditional, update?: Read<UpdateTree>) {
  const { ConditionExpression: text } = input;
  const condition = text === undefined ? undefined : readCondition(text);
  const placeholders = placeholdersOf(input, [update, condition]);
  if (condition) checkCondition(condition, placeholders);
  return { condition, placeholders };
}

function assertFits(size: number, otherwise: string): void {
  if (size > ITEM_BYTES) throw validationError(otherwise);
}

/** @throws ValidationException where two are of one item */
export function assertDistinct(places: readonly Pick<ItemWrite, 'table' | 'key'>[], otherwise: string): void {
  if (places.length < 2) return;
  const seen = new Set<string>();
  for (const { table, key } of places) {
    const place = `${table.schema.name} ${key.pk.length} ${key.pk}${key.sk}`;
    if (seen.has(place)) throw validationError(otherwise);
    seen.add(place);
  }
}

export function missing(member: string): never {
  throw validationError(
    `1 validation error detected: Value null at '${member}' failed to satisfy constraint: Member must not be null`,
  );
}
