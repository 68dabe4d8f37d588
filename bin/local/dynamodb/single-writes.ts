// PutItem, UpdateItem and DeleteItem.
import { assertWanted, capacityOf } from './capacity.ts';
import { apply, deleteOf, type ItemWrite, putOf, type Tables, updateOf, workedOut } from './item-write.ts';
import type { Input, Output } from './operations.ts';

export function putItem(tables: Tables, input: Input<'PutItem'>): Output<'PutItem'> {
  return written(tables, putOf(tables, input), input.ReturnConsumedCapacity);
}

export function deleteItem(tables: Tables, input: Input<'DeleteItem'>): Output<'DeleteItem'> {
  return written(tables, deleteOf(tables, input), input.ReturnConsumedCapacity);
}

export function updateItem(tables: Tables, input: Input<'UpdateItem'>): Output<'UpdateItem'> {
  return written(tables, updateOf(tables, input), input.ReturnConsumedCapacity);
}

function written(tables: Tables, write: ItemWrite, wanted: string | undefined): Output<'UpdateItem'> {
  // A wish that is none is refused before anything is done.
  assertWanted(wanted);
  const units = apply(tables, write, workedOut(write));
  const capacity = capacityOf(wanted, write.table.schema.name, units);
  return capacity ? { ConsumedCapacity: capacity } : {};
}
