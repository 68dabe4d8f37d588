// DynamoDB: its operations, done at once and in one thread, so that whoever calls decides what happens when.
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { refused, tableInUse } from './dynamodb-error.ts';
import { entriesSchema } from './indexes.ts';
import { tableOf } from './item-write.ts';
import { createMemoryStorage } from './memory-storage.ts';
import { type Input, type Operation, type Output, operationOf } from './operations.ts';
import { query, scan } from './pages.ts';
import { assertParameters } from './parameters.ts';
import { batchGetItem, getItem } from './reads.ts';
import { deleteItem, putItem, updateItem } from './single-writes.ts';
import type { Storage } from './storage.ts';
import { schemaOf } from './table-schema.ts';
import { type Tokens, transactWriteItems } from './transactions.ts';

export type DynamoDb = {
  /** Does it and answers, or throws the SDK's exception. What goes in and comes out is copied. */
  execute<O extends Operation>(operation: O, input: Input<O>): Output<O>;
  /** Takes the SDK's commands; what they do is done when this is called, and told later. */
  readonly send: DynamoDBClient['send'];
};

export type DynamoDbSettings = {
  /** Where the tables are; absent: in memory. */
  readonly storage?: Storage;
  /** Ms, of client tokens and of the day a table was made. */
  readonly now?: () => number;
};

type Database = { readonly storage: Storage; readonly tokens: Tokens; readonly now: () => number };
type Handlers = { readonly [O in Operation]: (db: Database, input: Input<O>) => Output<O> };

const HANDLERS: Handlers = {
  BatchGetItem: ({ storage: { tables } }, input) => batchGetItem(tables, input),
  CreateTable: ({ storage, now }, input) => {
    const schema = schemaOf(input);
    if (storage.tables.has(schema.name)) throw tableInUse(schema.name);
    for (const index of schema.indexes) storage.create(entriesSchema(schema, index), new Date(now()));
    return { TableDescription: storage.create(schema, new Date(now())).describe() };
  },
  DeleteItem: ({ storage: { tables } }, input) => deleteItem(tables, input),
  DescribeTable: ({ storage: { tables } }, { TableName }) => ({
    Table: tableOf(tables, TableName).describe(),
  }),
  GetItem: ({ storage: { tables } }, input) => getItem(tables, input),
  PutItem: ({ storage: { tables } }, input) => putItem(tables, input),
  Query: ({ storage: { tables } }, input) => query(tables, input),
  Scan: ({ storage: { tables } }, input) => scan(tables, input),
  TransactWriteItems: ({ storage: { tables }, tokens, now }, input) =>
    transactWriteItems(tables, input, { tokens, now: now() }),
  UpdateItem: ({ storage: { tables } }, input) => updateItem(tables, input),
};

export function createDynamoDb({
  storage = createMemoryStorage(),
  now = Date.now,
}: DynamoDbSettings = {}): DynamoDb {
  const db: Database = { storage, tokens: new Map(), now };

  function execute<O extends Operation>(operation: O, input: Input<O>): Output<O> {
    assertParameters(operation, input);
    return HANDLERS[operation](db, input);
  }

  async function send(command: { readonly input: object }): Promise<object> {
    const operation = operationOf(command);
    if (operation === undefined) throw unknownOperation(command.constructor.name);
    const output = execute(operation, command.input as Input<typeof operation>);
    return { ...output, $metadata: { httpStatusCode: 200, attempts: 1, totalRetryDelay: 0 } };
  }

  return { execute, send: send as DynamoDBClient['send'] };
}

export function unknownOperation(name: string) {
  return refused('UnknownOperationException', `imbuto's local DynamoDB does not know the operation ${name}`);
}
