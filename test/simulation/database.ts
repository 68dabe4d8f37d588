// The table of one schedule: the local DynamoDB in memory, which is held to an emulator by a table of behaviours.
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { createDynamoDb } from '../../bin/local/dynamodb/dynamodb.ts';
import type { Input, Operation } from '../../bin/local/dynamodb/operations.ts';

export type Database = {
  execute(operation: string, input: object): object;
  items(): readonly Readonly<Record<string, AttributeValue>>[];
};

export const TABLE = 'leads';

export function createDatabase(now: () => number): Database {
  const { execute } = createDynamoDb({ now });
  execute('CreateTable', {
    TableName: TABLE,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    AttributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'sk', AttributeType: 'S' },
    ],
  });
  return {
    execute: (operation, input) => execute(operation as Operation, input as Input<Operation>),
    items: () => execute('Scan', { TableName: TABLE }).Items ?? [],
  };
}
