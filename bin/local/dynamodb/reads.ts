// GetItem and BatchGetItem.
import type { KeysAndAttributes } from '@aws-sdk/client-dynamodb';
import { type Attributes, itemIn, itemOut } from './attribute-value.ts';
import { type Bill, capacitiesOf, capacityOf, charge } from './capacity.ts';
import { validationError } from './dynamodb-error.ts';
import { BATCH_BYTES, readUnits } from './item-size.ts';
import { assertDistinct, missing, type Tables, tableOf } from './item-write.ts';
import type { Input, Output } from './operations.ts';
import { keyOf } from './table-schema.ts';

const KEYS = 100;

export function getItem(tables: Tables, input: Input<'GetItem'>): Output<'GetItem'> {
  const table = tableOf(tables, input.TableName);
  const row = table.get(keyOf(table.schema, itemIn(input.Key ?? missing('key'))));
  const units = readUnits(row?.size ?? 0) * costFactor(input.ConsistentRead);
  const capacity = capacityOf(input.ReturnConsumedCapacity, table.schema.name, units);
  return { ...(row ? { Item: itemOut(row.item) } : {}), ...(capacity ? { ConsumedCapacity: capacity } : {}) };
}

export function costFactor(consistent: boolean | undefined): number {
  return consistent === true ? 1 : 0.5;
}

/** Answers up to 16 MB of what is found; the keys beyond come back. */
export function batchGetItem(tables: Tables, input: Input<'BatchGetItem'>): Output<'BatchGetItem'> {
  const asked = Object.entries(input.RequestItems ?? missing('requestItems'));
  const count = asked.reduce((sum, [, { Keys = [] }]) => sum + Keys.length, 0);
  if (count > KEYS) throw validationError('Too many items requested for the BatchGetItem call');
  if (asked.length === 0 || asked.some(([, { Keys = [] }]) => Keys.length === 0)) missing('requestItems');
  const parts = asked.map(([name, part]) => {
    const table = tableOf(tables, name);
    const keys = (part.Keys ?? []).map((key) => ({ table, key: keyOf(table.schema, itemIn(key)) }));
    assertDistinct(keys, 'Provided list of item keys contains duplicates');
    return { name, part, table, keys };
  });
  const bill: Bill = new Map();
  const Responses: Record<string, Attributes[]> = {};
  const UnprocessedKeys: Record<string, KeysAndAttributes> = {};
  let [bytes, isFull] = [0, false];
  for (const { name, part, table, keys } of parts) {
    const found: Attributes[] = [];
    Responses[name] = found;
    for (const [index, { key }] of keys.entries()) {
      const row = isFull ? undefined : table.get(key);
      const size = row?.size ?? 0;
      if (isFull || bytes + size > BATCH_BYTES) {
        // What does not fit ends the answer, so that the keys come back in their order.
        isFull = true;
        const { Keys = [], ...rest } = UnprocessedKeys[name] ?? { ...part, Keys: [] };
        UnprocessedKeys[name] = { ...rest, Keys: [...Keys, part.Keys?.[index] ?? {}] };
        continue;
      }
      bytes += size;
      charge(bill, name, readUnits(size) * costFactor(part.ConsistentRead));
      if (row) found.push(itemOut(row.item));
    }
  }
  const capacity = capacitiesOf(input.ReturnConsumedCapacity, bill);
  return { Responses, UnprocessedKeys, ...(capacity ? { ConsumedCapacity: capacity } : {}) };
}
