// PutItem, UpdateItem and DeleteItem.
import { itemOut } from './attribute-value.ts';
import { assertWanted, capacityOf } from './capacity.ts';
import { unsupported, validationError } from './dynamodb-error.ts';
import { apply, deleteOf, type ItemWrite, putOf, type Tables, updateOf, workedOut } from './item-write.ts';
import type { Input, Output } from './operations.ts';

export function putItem(tables: Tables, input: Input<'PutItem'>): Output<'PutItem'> {
  return written(tables, putOf(tables, input), input.ReturnConsumedCapacity);
}

export function deleteItem(tables: Tables, input: Input<'DeleteItem'>): Output<'DeleteItem'> {
  return written(tables, deleteOf(tables, input), input.ReturnConsumedCapacity);
}

export function updateItem(tables: Tables, input: Input<'UpdateItem'>): Output<'UpdateItem'> {
  return written(tables, updateOf(tables, input), input.ReturnConsumedCapacity, input.ReturnValues);
}

function written(
  tables: Tables,
  write: ItemWrite,
  wanted: string | undefined,
  values?: string,
): Output<'UpdateItem'> {
  // A wish that is none is refused before anything is done.
  assertWanted(wanted);
  const answersItem = wantsItem(values);
  const effect = workedOut(write);
  const units = apply(tables, write, effect);
  const capacity = capacityOf(wanted, write.table.schema.name, units);
  return {
    ...(answersItem && effect.after ? { Attributes: itemOut(effect.after.item) } : {}),
    ...(capacity ? { ConsumedCapacity: capacity } : {}),
  };
}

const RETURNED = ['ALL_NEW', 'UPDATED_OLD', 'ALL_OLD', 'NONE', 'UPDATED_NEW'];

/** Whether the item is answered as it is after the update. @throws ValidationException for what is no such wish */
function wantsItem(values: string | undefined): boolean {
  if (values === undefined || values === 'NONE') return false;
  if (values === 'ALL_NEW') return true;
  if (RETURNED.includes(values)) throw unsupported(`ReturnValues ${values}`);
  throw validationError(
    `1 validation error detected: Value '${values}' at 'returnValues' failed to satisfy constraint: ` +
      `Member must satisfy enum value set: [${RETURNED.join(', ')}]`,
  );
}
