// The operations that DynamoDB in memory knows, with what each takes and answers, as in its SDK.
import {
  BatchGetItemCommand,
  type BatchGetItemInput,
  type BatchGetItemOutput,
  BatchWriteItemCommand,
  type BatchWriteItemInput,
  type BatchWriteItemOutput,
  CreateTableCommand,
  type CreateTableInput,
  type CreateTableOutput,
  DeleteItemCommand,
  type DeleteItemInput,
  type DeleteItemOutput,
  DeleteTableCommand,
  type DeleteTableInput,
  type DeleteTableOutput,
  DescribeTableCommand,
  type DescribeTableInput,
  type DescribeTableOutput,
  GetItemCommand,
  type GetItemInput,
  type GetItemOutput,
  ListTablesCommand,
  type ListTablesInput,
  type ListTablesOutput,
  PutItemCommand,
  type PutItemInput,
  type PutItemOutput,
  QueryCommand,
  type QueryInput,
  type QueryOutput,
  ScanCommand,
  type ScanInput,
  type ScanOutput,
  TransactGetItemsCommand,
  type TransactGetItemsInput,
  type TransactGetItemsOutput,
  TransactWriteItemsCommand,
  type TransactWriteItemsInput,
  type TransactWriteItemsOutput,
  UpdateItemCommand,
  type UpdateItemInput,
  type UpdateItemOutput,
} from '@aws-sdk/client-dynamodb';

export type Operations = {
  readonly BatchGetItem: { readonly input: BatchGetItemInput; readonly output: BatchGetItemOutput };
  readonly BatchWriteItem: { readonly input: BatchWriteItemInput; readonly output: BatchWriteItemOutput };
  readonly CreateTable: { readonly input: CreateTableInput; readonly output: CreateTableOutput };
  readonly DeleteItem: { readonly input: DeleteItemInput; readonly output: DeleteItemOutput };
  readonly DeleteTable: { readonly input: DeleteTableInput; readonly output: DeleteTableOutput };
  readonly DescribeTable: { readonly input: DescribeTableInput; readonly output: DescribeTableOutput };
  readonly GetItem: { readonly input: GetItemInput; readonly output: GetItemOutput };
  readonly ListTables: { readonly input: ListTablesInput; readonly output: ListTablesOutput };
  readonly PutItem: { readonly input: PutItemInput; readonly output: PutItemOutput };
  readonly Query: { readonly input: QueryInput; readonly output: QueryOutput };
  readonly Scan: { readonly input: ScanInput; readonly output: ScanOutput };
  readonly TransactGetItems: {
    readonly input: TransactGetItemsInput;
    readonly output: TransactGetItemsOutput;
  };
  readonly TransactWriteItems: {
    readonly input: TransactWriteItemsInput;
    readonly output: TransactWriteItemsOutput;
  };
  readonly UpdateItem: { readonly input: UpdateItemInput; readonly output: UpdateItemOutput };
};

export type Operation = keyof Operations;
export type Input<O extends Operation> = Operations[O]['input'];
export type Output<O extends Operation> = Operations[O]['output'];

const COMMANDS: ReadonlyMap<unknown, Operation> = new Map<unknown, Operation>([
  [BatchGetItemCommand, 'BatchGetItem'],
  [BatchWriteItemCommand, 'BatchWriteItem'],
  [CreateTableCommand, 'CreateTable'],
  [DeleteItemCommand, 'DeleteItem'],
  [DeleteTableCommand, 'DeleteTable'],
  [DescribeTableCommand, 'DescribeTable'],
  [GetItemCommand, 'GetItem'],
  [ListTablesCommand, 'ListTables'],
  [PutItemCommand, 'PutItem'],
  [QueryCommand, 'Query'],
  [ScanCommand, 'Scan'],
  [TransactGetItemsCommand, 'TransactGetItems'],
  [TransactWriteItemsCommand, 'TransactWriteItems'],
  [UpdateItemCommand, 'UpdateItem'],
]);

const NAMES: ReadonlySet<string> = new Set(COMMANDS.values());

export function isOperation(name: string): name is Operation {
  return NAMES.has(name);
}

/** The operation of an SDK's command; by its class, for bundlers rename them. */
export function operationOf(command: object): Operation | undefined {
  return COMMANDS.get(command.constructor);
}
