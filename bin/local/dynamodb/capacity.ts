// The capacity that an answer says it consumed, by table.
import type { ConsumedCapacity } from '@aws-sdk/client-dynamodb';
import { validationError } from './dynamodb-error.ts';

/** What is consumed of each table, in the order in which they were met. */
export type Bill = Map<string, number>;

export function charge(bill: Bill, table: string, units: number): void {
  bill.set(table, (bill.get(table) ?? 0) + units);
}

export type Wanted = string | undefined;

export function capacityOf(wanted: Wanted, table: string, units: number): ConsumedCapacity | undefined {
  if (wanted === undefined || wanted === 'NONE') return undefined;
  if (wanted !== 'TOTAL' && wanted !== 'INDEXES') {
    throw validationError(
      `1 validation error detected: Value '${wanted}' at 'returnConsumedCapacity' failed to satisfy constraint: ` +
        'Member must satisfy enum value set: [INDEXES, TOTAL, NONE]',
    );
  }
  const base = { TableName: table, CapacityUnits: units };
  return wanted === 'INDEXES' ? { ...base, Table: { CapacityUnits: units } } : base;
}

/** @param of a transaction says which units they are */
export function capacitiesOf(
  wanted: Wanted,
  bill: Bill,
  of?: 'read' | 'write',
): ConsumedCapacity[] | undefined {
  const all = [...bill].flatMap(([table, units]) => capacityOf(wanted, table, units) ?? []);
  if (wanted === undefined || wanted === 'NONE') return undefined;
  if (of === undefined) return all;
  return all.map((each) => {
    const { CapacityUnits } = each;
    const units =
      of === 'read' ? { ReadCapacityUnits: CapacityUnits } : { WriteCapacityUnits: CapacityUnits };
    return { ...each, ...units, ...(each.Table ? { Table: { CapacityUnits, ...units } } : {}) };
  });
}
