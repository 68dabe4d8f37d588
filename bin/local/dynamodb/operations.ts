// The operations that the local DynamoDB knows, with what each takes and answers, as in its SDK.
import {
  BatchGetItemCommand,
  type BatchGetItemInput,
  type BatchGetItemOutput,
  CreateTableCommand,
  type CreateTableInput,
  type CreateTableOutput,
  DeleteItemCommand,
  type DeleteItemInput,
  type DeleteItemOutput,
  DescribeTableCommand,
  type DescribeTableInput,
  type DescribeTableOutput,
  GetItemCommand,
  type GetItemInput,
  type GetItemOutput,
  PutItemCommand,
  type PutItemInput,
  type PutItemOutput,
  QueryCommand,
  type QueryInput,
  type QueryOutput,
  ScanCommand,
  type ScanInput,
  type ScanOutput,
  TransactWriteItemsCommand,
  type TransactWriteItemsInput,
  type TransactWriteItemsOutput,
  UpdateItemCommand,
  type UpdateItemInput,
  type UpdateItemOutput,
} from '@aws-sdk/client-dynamodb';

export type Operations = {
  readonly BatchGetItem: { readonly input: BatchGetItemInput; readonly output: BatchGetItemOutput };
  readonly CreateTable: { readonly input: CreateTableInput; readonly output: CreateTableOutput };
  readonly DeleteItem: { readonly input: DeleteItemInput; readonly output: DeleteItemOutput };
  readonly DescribeTable: { readonly input: DescribeTableInput; readonly output: DescribeTableOutput };
  readonly GetItem: { readonly input: GetItemInput; readonly output: GetItemOutput };
  readonly PutItem: { readonly input: PutItemInput; readonly output: PutItemOutput };
  readonly Query: { readonly input: QueryInput; readonly output: QueryOutput };
  readonly Scan: { readonly input: ScanInput; readonly output: ScanOutput };
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
  [CreateTableCommand, 'CreateTable'],
  [DeleteItemCommand, 'DeleteItem'],
  [DescribeTableCommand, 'DescribeTable'],
  [GetItemCommand, 'GetItem'],
  [PutItemCommand, 'PutItem'],
  [QueryCommand, 'Query'],
  [ScanCommand, 'Scan'],
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
