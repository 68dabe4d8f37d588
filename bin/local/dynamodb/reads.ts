// GetItem and BatchGetItem.
import type { KeysAndAttributes } from '@aws-sdk/client-dynamodb';
import { type Attributes, itemIn, itemOut } from './attribute-value.ts';
import { type Bill, capacitiesOf, capacityOf, charge } from './capacity.ts';
import { projected } from './document-path.ts';
import { validationError } from './dynamodb-error.ts';
import type { Path } from './expression-reader.ts';
import type { Fault } from './faults.ts';
import { BATCH_BYTES, readUnits } from './item-size.ts';
import { missing, type Tables, tableOf } from './item-write.ts';
import type { Input, Output } from './operations.ts';
import { placeholdersOf } from './placeholders.ts';
import { projectionPaths, readProjection } from './projection-expression.ts';
import { assertDistinct } from './single-writes.ts';
import { keyOf } from './table-schema.ts';

const KEYS = 100;

export function getItem(tables: Tables, input: Input<'GetItem'>): Output<'GetItem'> {
  const table = tableOf(tables, input.TableName);
  const paths = pathsOf(input);
  const row = table.get(keyOf(table.schema, itemIn(input.Key ?? missing('key'))));
  const units = readUnits(row?.size ?? 0) * costFactor(input.ConsistentRead);
  const capacity = capacityOf(input.ReturnConsumedCapacity, table.schema.name, units);
  return {
    ...(row ? { Item: itemOut(paths ? projected(row.item, paths) : row.item) } : {}),
    ...(capacity ? { ConsumedCapacity: capacity } : {}),
  };
}

export function costFactor(consistent: boolean | undefined): number {
  return consistent === true ? 1 : 0.5;
}

/** Undefined where all attributes are wanted. */
function pathsOf(
  input: Pick<KeysAndAttributes, 'ProjectionExpression' | 'ExpressionAttributeNames'>,
): readonly Path[] | undefined {
  const { ProjectionExpression: text } = input;
  const projection = text === undefined ? undefined : readProjection(text);
  const placeholders = placeholdersOf(input, [projection]);
  return projection && projectionPaths(projection, placeholders);
}

/** Answers up to 16 MB of what is found; the keys beyond come back. */
export function batchGetItem(
  tables: Tables,
  input: Input<'BatchGetItem'>,
  { processed = Number.POSITIVE_INFINITY }: Fault,
): Output<'BatchGetItem'> {
  const asked = Object.entries(input.RequestItems ?? missing('requestItems'));
  const count = asked.reduce((sum, [, { Keys = [] }]) => sum + Keys.length, 0);
  if (count > KEYS) throw validationError('Too many items requested for the BatchGetItem call');
  if (asked.length === 0 || asked.some(([, { Keys = [] }]) => Keys.length === 0)) missing('requestItems');
  const bill: Bill = new Map();
  const Responses: Record<string, Attributes[]> = {};
  const UnprocessedKeys: Record<string, KeysAndAttributes> = {};
  const parts = asked.map(([name, part]) => {
    const table = tableOf(tables, name);
    const keys = (part.Keys ?? []).map((key) => ({ table, key: keyOf(table.schema, itemIn(key)) }));
    assertDistinct(keys, 'Provided list of item keys contains duplicates');
    return { name, part, table, keys, paths: pathsOf(part) };
  });
  let [at, bytes] = [0, 0];
  for (const { name, part, table, keys, paths } of parts) {
    const found: Attributes[] = [];
    Responses[name] = found;
    for (const [index, { key }] of keys.entries()) {
      const row = table.get(key);
      const size = row?.size ?? 0;
      if (at++ >= processed || bytes + size > BATCH_BYTES) {
        // What does not fit ends the answer, so that the keys come back in their order.
        processed = 0;
        const { Keys = [], ...rest } = UnprocessedKeys[name] ?? { ...part, Keys: [] };
        UnprocessedKeys[name] = { ...rest, Keys: [...Keys, part.Keys?.[index] ?? {}] };
        continue;
      }
      bytes += size;
      charge(bill, name, readUnits(size) * costFactor(part.ConsistentRead));
      if (row) found.push(itemOut(paths ? projected(row.item, paths) : row.item));
    }
  }
  const capacity = capacitiesOf(input.ReturnConsumedCapacity, bill);
  return { Responses, UnprocessedKeys, ...(capacity ? { ConsumedCapacity: capacity } : {}) };
}
