// The parameters that each operation takes here; others are refused by name rather than passed over.
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { unsupported } from './dynamodb-error.ts';
import type { Input, Operation } from './operations.ts';

const EXPRESSION = ['ExpressionAttributeNames', 'ExpressionAttributeValues'] as const;
const WRITE = ['TableName', 'ConditionExpression', ...EXPRESSION] as const;
const ANSWERED = ['ReturnConsumedCapacity'] as const;
const PAGED = [
  'TableName',
  'ConsistentRead',
  'ExclusiveStartKey',
  'FilterExpression',
  'Limit',
  'ProjectionExpression',
  'Select',
  ...EXPRESSION,
  ...ANSWERED,
] as const;

const TAKEN: { readonly [O in Operation]: readonly (keyof Input<O>)[] } = {
  BatchGetItem: ['RequestItems', ...ANSWERED],
  CreateTable: ['TableName', 'KeySchema', 'AttributeDefinitions', 'BillingMode', 'GlobalSecondaryIndexes'],
  DeleteItem: ['Key', ...WRITE, ...ANSWERED],
  DescribeTable: ['TableName'],
  GetItem: ['TableName', 'Key', 'ConsistentRead', ...ANSWERED],
  PutItem: ['Item', ...WRITE, ...ANSWERED],
  Query: ['IndexName', 'KeyConditionExpression', 'ScanIndexForward', ...PAGED],
  Scan: ['Segment', 'TotalSegments', ...PAGED],
  TransactWriteItems: ['TransactItems', 'ClientRequestToken', ...ANSWERED],
  UpdateItem: ['Key', 'UpdateExpression', 'ReturnValues', ...WRITE, ...ANSWERED],
};
const OF_OPERATION = new Map(Object.entries(TAKEN).map(([name, taken]) => [name, new Set<string>(taken)]));
const OF_BATCH: ReadonlySet<string> = new Set(['Keys', 'ConsistentRead']);
const OF_TRANSACTION: { readonly [W in keyof TransactWriteItem]-?: ReadonlySet<string> } = {
  ConditionCheck: new Set(['Key', ...WRITE]),
  Delete: new Set(['Key', ...WRITE]),
  Put: new Set(['Item', ...WRITE]),
  Update: new Set(['Key', 'UpdateExpression', ...WRITE]),
};

/** @throws ValidationException naming the parameter that is not known here, and where it is */
export function assertParameters<O extends Operation>(operation: O, input: Input<O>): void {
  assertTaken(input, OF_OPERATION.get(operation), operation);
  if ('RequestItems' in input && input.RequestItems) {
    for (const part of Object.values(input.RequestItems)) assertTaken(part, OF_BATCH, operation);
  }
  if (!('TransactItems' in input) || !Array.isArray(input.TransactItems)) return;
  for (const { Put, Update, Delete, ConditionCheck } of input.TransactItems as readonly TransactWriteItem[]) {
    if (Put) assertTaken(Put, OF_TRANSACTION.Put, 'Put');
    if (Update) assertTaken(Update, OF_TRANSACTION.Update, 'Update');
    if (Delete) assertTaken(Delete, OF_TRANSACTION.Delete, 'Delete');
    if (ConditionCheck) assertTaken(ConditionCheck, OF_TRANSACTION.ConditionCheck, 'ConditionCheck');
  }
}

function assertTaken(input: object, taken: ReadonlySet<string> | undefined, where: string): void {
  for (const name in input) {
    if (taken?.has(name) || (input as Readonly<Record<string, unknown>>)[name] === undefined) continue;
    throw unsupported(`the parameter ${name} (${where})`);
  }
}
