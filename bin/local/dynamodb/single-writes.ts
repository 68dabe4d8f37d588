// PutItem, UpdateItem and DeleteItem.
import { capacityOf } from './capacity.ts';
import { writeUnits } from './item-size.ts';
import { apply, deleteOf, type ItemWrite, putOf, type Tables, updateOf, workedOut } from './item-write.ts';
import type { Input, Output } from './operations.ts';

export function putItem(tables: Tables, input: Input<'PutItem'>): Output<'PutItem'> {
  return written(putOf(tables, input), input.ReturnConsumedCapacity);
}

export function deleteItem(tables: Tables, input: Input<'DeleteItem'>): Output<'DeleteItem'> {
  return written(deleteOf(tables, input), input.ReturnConsumedCapacity);
}

export function updateItem(tables: Tables, input: Input<'UpdateItem'>): Output<'UpdateItem'> {
  return written(updateOf(tables, input), input.ReturnConsumedCapacity);
}

function written(write: ItemWrite, wanted: string | undefined): Output<'UpdateItem'> {
  const effect = workedOut(write);
  const units = writeUnits(effect.before?.size ?? 0, effect.after?.size ?? 0);
  const capacity = capacityOf(wanted, write.table.schema.name, units);
  apply(write, effect);
  return capacity ? { ConsumedCapacity: capacity } : {};
}
