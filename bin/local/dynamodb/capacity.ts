// The capacity that an answer says it consumed, by table.
import type { ConsumedCapacity } from '@aws-sdk/client-dynamodb';
import { unsupported, validationError } from './dynamodb-error.ts';

/** What is consumed of each table, in the order in which they were met. */
export type Bill = Map<string, number>;

export function charge(bill: Bill, table: string, units: number): void {
  bill.set(table, (bill.get(table) ?? 0) + units);
}

/** @throws ValidationException for what is no such wish */
export function assertWanted(wanted: string | undefined): void {
  isWanted(wanted);
}

function isWanted(wanted: string | undefined): boolean {
  if (wanted === undefined || wanted === 'NONE') return false;
  if (wanted === 'TOTAL') return true;
  if (wanted === 'INDEXES') throw unsupported('ReturnConsumedCapacity INDEXES');
  throw validationError(
    `1 validation error detected: Value '${wanted}' at 'returnConsumedCapacity' failed to satisfy constraint: ` +
      'Member must satisfy enum value set: [INDEXES, TOTAL, NONE]',
  );
}

export function capacityOf(
  wanted: string | undefined,
  table: string,
  units: number,
): ConsumedCapacity | undefined {
  return isWanted(wanted) ? { TableName: table, CapacityUnits: units } : undefined;
}

/** @param of a transaction says which units they are */
export function capacitiesOf(
  wanted: string | undefined,
  bill: Bill,
  of?: 'ReadCapacityUnits' | 'WriteCapacityUnits',
): ConsumedCapacity[] | undefined {
  if (!isWanted(wanted)) return undefined;
  return [...bill].map(([TableName, CapacityUnits]) => ({
    TableName,
    CapacityUnits,
    ...(of === undefined ? {} : { [of]: CapacityUnits }),
  }));
}
