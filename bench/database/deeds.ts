// What the two databases are asked to do: items of the size of a lead's head, counters, and a page of a query.

import { randomBytes, randomUUID } from 'node:crypto';
import {
  type AttributeValue,
  CreateTableCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { LEAD_TABLE_SCHEMA } from '../../test/support/lead-table-schema.ts';

export type Deed = {
  readonly name: string;
  /** How many are under way at once. */
  readonly atOnce: number;
  /** A new one for each round. */
  readonly make: () => (client: DynamoDBClient) => Promise<unknown>;
};

const TableName = 'leads';
const LEADS = 1_000;
const PAGE_ITEMS = 1_000;
const TRANSACTION_ITEMS = 100;

export async function makeTable(client: DynamoDBClient): Promise<void> {
  await client.send(
    new CreateTableCommand({
      TableName,
      ...LEAD_TABLE_SCHEMA,
    }),
  );
  const items = [
    ...Array.from({ length: LEADS }, (_, at) => leadOf(at)),
    ...Array.from({ length: PAGE_ITEMS }, (_, at) => counterOf(String(at).padStart(4, '0'))),
  ];
  for (let at = 0; at < items.length; at += TRANSACTION_ITEMS) {
    await client.send(transactionOf(items.slice(at, at + TRANSACTION_ITEMS)));
  }
}

export const DEEDS: readonly Deed[] = [
  {
    name: 'put an item of 1 KB, 16 at once',
    atOnce: 16,
    make: () => {
      let at = 0;
      return (client) => client.send(new PutItemCommand({ TableName, Item: leadOf(at++ % LEADS) }));
    },
  },
  {
    name: 'get an item of 1 KB, 16 at once',
    atOnce: 16,
    make: () => {
      let at = 0;
      return (client) => client.send(new GetItemCommand({ TableName, Key: keyOf(at++ % LEADS) }));
    },
  },
  {
    name: 'a transaction of 100 items, 4 at once',
    atOnce: 4,
    make: () => (client) =>
      client.send(transactionOf(Array.from({ length: TRANSACTION_ITEMS }, () => leadOf(randomUUID())))),
  },
  {
    name: 'a page of 1,000 items, 2 at once',
    atOnce: 2,
    make: () => (client) =>
      client.send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': { S: 'counters' } },
        }),
      ),
  },
];

type Item = Record<string, AttributeValue>;

function keyOf(name: number | string): Item {
  return { pk: { S: `L#${name}` }, sk: { S: 'head' } };
}

function leadOf(name: number | string): Item {
  return { ...keyOf(name), v: { N: '7' }, d: { B: randomBytes(950) } };
}

function counterOf(sk: string): Item {
  const cells = Array.from({ length: 30 }, (_, at) => [`c${at}|0d`, { N: String(at * 7) }] as const);
  return { pk: { S: 'counters' }, sk: { S: sk }, ...Object.fromEntries(cells) };
}

function transactionOf(items: readonly Item[]): TransactWriteItemsCommand {
  return new TransactWriteItemsCommand({
    TransactItems: items.map((Item) => ({ Put: { TableName, Item } })),
  });
}
