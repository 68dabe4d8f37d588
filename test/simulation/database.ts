// The table of one schedule: the local DynamoDB in memory, which is held to an emulator by a table of behaviours.

import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { createDynamoDb } from '../../bin/local/dynamodb/dynamodb.ts';
import type { Input, Operation } from '../../bin/local/dynamodb/operations.ts';
import { LEAD_TABLE_SCHEMA } from '../support/lead-table-schema.ts';

export type Database = {
  execute(operation: string, input: object): object;
  items(): readonly Readonly<Record<string, AttributeValue>>[];
};

export const TABLE = 'leads';

export function createDatabase(now: () => number): Database {
  const { execute } = createDynamoDb({ now });
  execute('CreateTable', {
    TableName: TABLE,
    ...LEAD_TABLE_SCHEMA,
  });
  return {
    execute: (operation, input) => execute(operation as Operation, input as Input<Operation>),
    items: () => execute('Scan', { TableName: TABLE }).Items ?? [],
  };
}
