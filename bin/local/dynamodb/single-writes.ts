// PutItem, UpdateItem, DeleteItem and BatchWriteItem.
import type { WriteRequest } from '@aws-sdk/client-dynamodb';
import { type Attributes, itemOut } from './attribute-value.ts';
import { type Bill, capacitiesOf, capacityOf, charge } from './capacity.ts';
import { projected } from './document-path.ts';
import { validationError } from './dynamodb-error.ts';
import type { Fault } from './faults.ts';
import { writeUnits } from './item-size.ts';
import {
  apply,
  deleteOf,
  type Effect,
  type ItemWrite,
  missing,
  putOf,
  type Tables,
  tableOf,
  updateOf,
  workedOut,
} from './item-write.ts';
import type { Input, Output } from './operations.ts';

const REQUESTS = 25;

export function putItem(tables: Tables, input: Input<'PutItem'>): Output<'PutItem'> {
  assertReturnValues(input.ReturnValues, ['NONE', 'ALL_OLD']);
  return written(putOf(tables, input), input);
}

export function deleteItem(tables: Tables, input: Input<'DeleteItem'>): Output<'DeleteItem'> {
  assertReturnValues(input.ReturnValues, ['NONE', 'ALL_OLD']);
  return written(deleteOf(tables, input), input);
}

export function updateItem(tables: Tables, input: Input<'UpdateItem'>): Output<'UpdateItem'> {
  assertReturnValues(input.ReturnValues, ['NONE', 'ALL_OLD', 'ALL_NEW', 'UPDATED_OLD', 'UPDATED_NEW']);
  return written(updateOf(tables, input), input);
}

function written(
  write: ItemWrite,
  input: Pick<Input<'UpdateItem'>, 'ReturnValues' | 'ReturnConsumedCapacity'>,
): Output<'UpdateItem'> {
  const effect = workedOut(write);
  const capacity = capacityOf(input.ReturnConsumedCapacity, write.table.schema.name, unitsOf(effect));
  apply(write, effect);
  const attributes = returned(write, effect, input.ReturnValues);
  return {
    ...(attributes ? { Attributes: itemOut(attributes) } : {}),
    ...(capacity ? { ConsumedCapacity: capacity } : {}),
  };
}

function returned({ paths }: ItemWrite, { before, after }: Effect, wanted?: string): Attributes | undefined {
  if (wanted === undefined || wanted === 'NONE') return undefined;
  const item = wanted.endsWith('OLD') ? before?.item : after?.item;
  if (item === undefined || wanted.startsWith('ALL')) return item;
  const cut = projected(item, paths);
  return Object.keys(cut).length > 0 ? cut : undefined;
}

function assertReturnValues(wanted: string | undefined, known: readonly string[]): void {
  if (wanted === undefined || known.includes(wanted)) return;
  throw validationError(
    known.length === 2 ? 'ReturnValues can only be ALL_OLD or NONE' : `Unknown ReturnValues: ${wanted}`,
  );
}

function unitsOf({ before, after }: Effect): number {
  return writeUnits(before?.size ?? 0, after?.size ?? 0);
}

export function batchWriteItem(
  tables: Tables,
  input: Input<'BatchWriteItem'>,
  { processed = Number.POSITIVE_INFINITY }: Fault,
): Output<'BatchWriteItem'> {
  const requests = Object.entries(input.RequestItems ?? missing('requestItems')).flatMap(([name, requests]) =>
    requests.map((request) => ({ name, request })),
  );
  if (requests.length === 0 || requests.length > REQUESTS) {
    throw validationError(
      `1 validation error detected: Value at 'requestItems' failed to satisfy constraint: Map value must satisfy ` +
        `constraint: [Member must have length less than or equal to ${REQUESTS}, Member must have length greater than or equal to 1]`,
    );
  }
  const writes = requests.map(({ name, request }) => writeOf(tables, name, request));
  assertDistinct(writes, 'Provided list of item keys contains duplicates');
  const bill: Bill = new Map();
  const unprocessed: Record<string, WriteRequest[]> = {};
  for (const [at, write] of writes.entries()) {
    const { name, request } = requests[at] ?? missing('requestItems');
    if (at >= processed) {
      unprocessed[name] = [...(unprocessed[name] ?? []), request];
      continue;
    }
    const effect = workedOut(write);
    apply(write, effect);
    charge(bill, name, unitsOf(effect));
  }
  const capacity = capacitiesOf(input.ReturnConsumedCapacity, bill);
  return { UnprocessedItems: unprocessed, ...(capacity ? { ConsumedCapacity: capacity } : {}) };
}

function writeOf(tables: Tables, name: string, { PutRequest, DeleteRequest }: WriteRequest): ItemWrite {
  tableOf(tables, name);
  if (PutRequest && !DeleteRequest) return putOf(tables, { TableName: name, Item: PutRequest.Item });
  if (DeleteRequest && !PutRequest) return deleteOf(tables, { TableName: name, Key: DeleteRequest.Key });
  throw validationError(
    'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
  );
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
