// What a behaviour of DynamoDB is tried on, and short words for what trials do again and again.

import {
  type AttributeValue,
  CreateTableCommand,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type QueryCommandInput,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { LEAD_TABLE_SCHEMA } from '../../support/lead-table-schema.ts';

export type Item = Record<string, AttributeValue>;

export type Trial = {
  readonly client: Pick<DynamoDBClient, 'send'>;
  /** With `pk` and `sk`, both texts. */
  readonly table: string;
  /** Of this trial alone. */
  readonly pk: string;
};

/** A behaviour as AWS documents it, and how to see it. */
export type Behaviour = {
  readonly behaviour: string;
  /** The page of AWS's documentation, or the limit's name there. */
  readonly source: string;
  /** What is seen, with everything left out that may differ. */
  readonly run: (trial: Trial) => Promise<unknown>;
  readonly expected: unknown;
  /** Why the emulator is not asked. */
  readonly onlyLocally?: string;
  /** Seen over HTTP too. */
  readonly overHttp?: true;
};

export const GUIDE = 'Amazon DynamoDB Developer Guide';
export const API = 'Amazon DynamoDB API Reference';

export function keyOf({ pk }: Trial, sk = 'a'): Item {
  return { pk: { S: pk }, sk: { S: sk } };
}

export async function put(trial: Trial, attributes: Item = {}, sk = 'a', more: object = {}) {
  const Item = { ...attributes, ...keyOf(trial, sk) };
  return await trial.client.send(new PutItemCommand({ TableName: trial.table, Item, ...more }));
}

/** Without its key; null if it is not there. */
export async function read(trial: Trial, sk = 'a'): Promise<Item | null> {
  const { Item } = await trial.client.send(
    new GetItemCommand({ TableName: trial.table, Key: keyOf(trial, sk), ConsistentRead: true }),
  );
  return Item ? bare(Item) : null;
}

export function bare(item: Item): Item {
  const { pk: _, sk: __, ...rest } = item;
  return rest;
}

export async function change(
  trial: Trial,
  UpdateExpression: string,
  values?: Item,
  more: Partial<UpdateItemCommandInput> = {},
) {
  return await trial.client.send(
    new UpdateItemCommand({
      TableName: trial.table,
      Key: keyOf(trial),
      UpdateExpression,
      ...(values ? { ExpressionAttributeValues: values } : {}),
      ...more,
    }),
  );
}

/** What an update makes of an item. */
export async function changed(
  trial: Trial,
  before: Item,
  expression: string,
  values?: Item,
  names?: Record<string, string>,
): Promise<Item | null> {
  await put(trial, before);
  await change(trial, expression, values, names ? { ExpressionAttributeNames: names } : {});
  return await read(trial);
}

/** The error's name, or `passed`. */
export async function outcome(sent: Promise<unknown>): Promise<string> {
  try {
    await sent;
    return 'passed';
  } catch (error) {
    return error instanceof Error ? error.name : String(error);
  }
}

/** Whether the condition holds for the item. */
export async function holds(
  trial: Trial,
  item: Item,
  ConditionExpression: string,
  values?: Item,
): Promise<boolean | string> {
  await put(trial, item);
  const how = await outcome(
    trial.client.send(
      new DeleteItemCommand({
        TableName: trial.table,
        Key: keyOf(trial),
        ConditionExpression,
        ...(values ? { ExpressionAttributeValues: values } : {}),
      }),
    ),
  );
  if (how === 'passed') return true;
  return how === 'ConditionalCheckFailedException' ? false : how;
}

export async function transact(trial: Trial, items: TransactWriteItem[], more: object = {}) {
  return await trial.client.send(new TransactWriteItemsCommand({ TransactItems: items, ...more }));
}

/** The codes of a cancelled transaction's reasons, else as `outcome`. */
export async function reasons(sent: Promise<unknown>): Promise<unknown> {
  try {
    await sent;
    return 'passed';
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const { CancellationReasons: found } = error as { CancellationReasons?: { Code?: string }[] };
    return found ? found.map(({ Code }) => Code) : error.name;
  }
}

export async function query(trial: Trial, more: Partial<QueryCommandInput> = {}) {
  return await trial.client.send(
    new QueryCommand({
      TableName: trial.table,
      KeyConditionExpression: 'pk = :pk',
      ...more,
      ExpressionAttributeValues: { ':pk': { S: trial.pk }, ...more.ExpressionAttributeValues },
    }),
  );
}

/** The sort keys of a query's items. */
export async function found(trial: Trial, more: Partial<QueryCommandInput> = {}) {
  const { Items = [] } = await query(trial, more);
  return Items.map(({ sk }) => sk?.S);
}

export async function makeTable({ client }: Pick<Trial, 'client'>, TableName: string): Promise<string> {
  await client.send(
    new CreateTableCommand({
      TableName,
      ...LEAD_TABLE_SCHEMA,
    }),
  );
  return TableName;
}

export function text(length: number): AttributeValue {
  return { S: 'x'.repeat(length) };
}

export function n(value: number | string): AttributeValue {
  return { N: String(value) };
}
