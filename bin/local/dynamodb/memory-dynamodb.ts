// DynamoDB in memory: its operations, done at once and in one thread, so that whoever calls decides what happens when.
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { malformed, noSuchTable, tableInUse, validationError } from './dynamodb-error.ts';
import type { Fault, Faults } from './faults.ts';
import { tableOf } from './item-write.ts';
import { type Input, type Operation, type Output, operationOf } from './operations.ts';
import { query, scan } from './pages.ts';
import { batchGetItem, getItem } from './reads.ts';
import { batchWriteItem, deleteItem, putItem, updateItem } from './single-writes.ts';
import { Table } from './table.ts';
import { schemaOf, tableName } from './table-schema.ts';
import { type Tokens, transactGetItems, transactWriteItems } from './transactions.ts';

export type MemoryDynamoDb = {
  /** Does it and answers, or throws the SDK's exception. What goes in and comes out is copied. */
  execute<O extends Operation>(operation: O, input: Input<O>): Output<O>;
  /** Takes the SDK's commands; what they do is done when this is called, and told later. */
  readonly send: DynamoDBClient['send'];
  destroy(): void;
};

export type MemorySettings = {
  /** Ms, of client tokens and of the day a table was made. */
  readonly now?: () => number;
  readonly faults?: Faults;
};

type Database = { readonly tables: Map<string, Table>; readonly tokens: Tokens; readonly now: () => number };
type Handlers = { readonly [O in Operation]: (db: Database, input: Input<O>, fault: Fault) => Output<O> };

const HANDLERS: Handlers = {
  BatchGetItem: ({ tables }, input, fault) => batchGetItem(tables, input, fault),
  BatchWriteItem: ({ tables }, input, fault) => batchWriteItem(tables, input, fault),
  CreateTable: ({ tables, now }, input) => {
    const schema = schemaOf(input);
    if (tables.has(schema.name)) throw tableInUse(schema.name);
    const table = new Table(schema, new Date(now()));
    tables.set(schema.name, table);
    return { TableDescription: table.describe() };
  },
  DeleteItem: ({ tables }, input) => deleteItem(tables, input),
  DeleteTable: ({ tables }, { TableName }) => {
    const name = tableName(TableName);
    const table = tables.get(name);
    if (table === undefined) throw noSuchTable(name);
    tables.delete(name);
    return { TableDescription: { ...table.describe(), TableStatus: 'DELETING' } };
  },
  DescribeTable: ({ tables }, { TableName }) => ({ Table: tableOf(tables, TableName).describe() }),
  GetItem: ({ tables }, input) => getItem(tables, input),
  ListTables: ({ tables }) => ({ TableNames: [...tables.keys()].sort() }),
  PutItem: ({ tables }, input) => putItem(tables, input),
  Query: ({ tables }, input) => query(tables, input),
  Scan: ({ tables }, input) => scan(tables, input),
  TransactGetItems: ({ tables }, input, fault) => transactGetItems(tables, input, fault),
  TransactWriteItems: ({ tables, tokens, now }, input, fault) =>
    transactWriteItems(tables, input, fault, { tokens, now: now() }),
  UpdateItem: ({ tables }, input) => updateItem(tables, input),
};

/** What came before expressions, and indexes: refused rather than passed over. */
const UNKNOWN_HERE = [
  'AttributeUpdates',
  'AttributesToGet',
  'ConditionalOperator',
  'Expected',
  'IndexName',
  'KeyConditions',
  'QueryFilter',
  'ScanFilter',
] as const;

const NO_FAULT: Fault = {};

export function createMemoryDynamoDb({ now = Date.now, faults = {} }: MemorySettings = {}): MemoryDynamoDb {
  const db: Database = { tables: new Map(), tokens: new Map(), now };

  function execute<O extends Operation>(operation: O, input: Input<O>): Output<O> {
    for (const name of UNKNOWN_HERE) {
      if ((input as Readonly<Record<string, unknown>>)[name] !== undefined) {
        throw validationError(`A DynamoDB in memory does not know ${name}`);
      }
    }
    const fault = faults.before?.(operation, input) ?? NO_FAULT;
    const output = HANDLERS[operation](db, input, fault);
    faults.after?.(operation, input, output);
    return output;
  }

  async function send(command: { readonly input: object }): Promise<object> {
    const operation = operationOf(command);
    if (operation === undefined) {
      throw malformed(
        'UnknownOperationException',
        `A DynamoDB in memory does not know ${command.constructor.name}`,
      );
    }
    const output = execute(operation, command.input as Input<typeof operation>);
    return { ...output, $metadata: { httpStatusCode: 200, attempts: 1, totalRetryDelay: 0 } };
  }

  return { execute, send: send as DynamoDBClient['send'], destroy: () => {} };
}
