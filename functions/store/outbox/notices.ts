// What was mailed of submissions and hand-offs: a marker a mail, how each was decided, and what of an hour is left to a digest.

import { createHash } from 'node:crypto';
import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type QueryCommandInput,
  type QueryCommandOutput,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { EXPIRES } from '../../runtime/environment-names.ts';
import { checkFormat, FORMAT, type Item } from '../item-format.ts';
import { noticesKey } from '../keys.ts';

type Table = { readonly client: Pick<DynamoDBClient, 'send'>; readonly table: string };

/** Longer than a message can be on its way. */
const KEPT_MS = 15 * 86_400_000;

function expires(now: number): Item {
  return { [EXPIRES]: { N: String(Math.ceil((now + KEPT_MS) / 1000)) } };
}

/** @param what a recipient */
export async function hasMarker({ client, table }: Table, id: string, what: string): Promise<boolean> {
  const Key = { pk: { S: noticesKey(id) }, sk: { S: hashOf(what) } };
  const { Item } = await client.send(new GetItemCommand({ TableName: table, Key, ConsistentRead: true }));
  return Item !== undefined;
}

export async function writeMarker(
  { client, table }: Table,
  id: string,
  what: string,
  now: number,
): Promise<void> {
  const Item = { pk: { S: noticesKey(id) }, sk: { S: hashOf(what) }, ...FORMAT, ...expires(now) };
  await client.send(new PutItemCommand({ TableName: table, Item }));
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 22);
}

/** How a message is mailed: by itself, or as one of those that a digest counts. */
export type Decision = 'by itself' | { readonly leftIn: string };

const DECIDED = 'decided';

/** Undefined where it is not decided yet. */
export async function readDecision({ client, table }: Table, id: string): Promise<Decision | undefined> {
  const Key = { pk: { S: noticesKey(id) }, sk: { S: DECIDED } };
  const { Item } = await client.send(new GetItemCommand({ TableName: table, Key, ConsistentRead: true }));
  if (Item === undefined) return undefined;
  checkFormat(Item);
  return Item.left?.S === undefined ? 'by itself' : { leftIn: Item.left.S };
}

/** @returns the decision that holds: a message that is delivered to two at once is decided once */
export async function decide(
  { client, table }: Table,
  id: string,
  decision: Decision,
  now: number,
): Promise<Decision> {
  const left: Item = decision === 'by itself' ? {} : { left: { S: decision.leftIn } };
  const Item = { pk: { S: noticesKey(id) }, sk: { S: DECIDED }, ...FORMAT, ...left, ...expires(now) };
  const ConditionExpression = 'attribute_not_exists(pk)';
  try {
    await client.send(new PutItemCommand({ TableName: table, Item, ConditionExpression }));
    return decision;
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return (await readDecision({ client, table }, id)) ?? decision;
  }
}

/** Of an hour, what digests have said. */
export type Hour = {
  /** A digest is on its way. */
  readonly isArmed: boolean;
  /** How many the last digest told of. */
  readonly mailed: number;
};

export async function readHour({ client, table }: Table, of: string, hour: string): Promise<Hour> {
  const Key = { pk: { S: noticesKey(of) }, sk: { S: hour } };
  const { Item } = await client.send(new GetItemCommand({ TableName: table, Key, ConsistentRead: true }));
  if (Item !== undefined) checkFormat(Item);
  return { isArmed: Item?.armed?.BOOL === true, mailed: Number(Item?.mailed?.N ?? 0) };
}

/** Counts one more of the hour. @returns how many there are now; a try after a crash counts again */
export async function countInHour(
  { client, table }: Table,
  of: string,
  hour: string,
  now: number,
): Promise<number> {
  const { Attributes } = await client.send(
    new UpdateItemCommand({
      TableName: table,
      Key: { pk: { S: noticesKey(of) }, sk: { S: hour } },
      UpdateExpression: `SET f = :f, ${EXPIRES} = :x ADD n :one`,
      ExpressionAttributeValues: {
        ':f': FORMAT.f,
        ':x': expires(now)[EXPIRES] ?? FORMAT.f,
        ':one': { N: '1' },
      },
      ReturnValues: 'ALL_NEW',
    }),
  );
  if (Attributes !== undefined) checkFormat(Attributes);
  return Number(Attributes?.n?.N ?? 0);
}

/** Leaves a message to the digest of an hour; again changes nothing. */
export async function leaveToDigest(
  { client, table }: Table,
  of: string,
  hour: string,
  id: string,
  now: number,
): Promise<void> {
  const Item = { pk: { S: noticesKey(of) }, sk: { S: `${hour}#${id}` }, ...FORMAT, ...expires(now) };
  await client.send(new PutItemCommand({ TableName: table, Item }));
}

export async function countLeft({ client, table }: Table, of: string, hour: string): Promise<number> {
  let left = 0;
  let ExclusiveStartKey: QueryCommandInput['ExclusiveStartKey'];
  do {
    const { Count = 0, LastEvaluatedKey }: QueryCommandOutput = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :hour)',
        ExpressionAttributeValues: { ':pk': { S: noticesKey(of) }, ':hour': { S: `${hour}#` } },
        Select: 'COUNT',
        ConsistentRead: true,
        ...(ExclusiveStartKey === undefined ? {} : { ExclusiveStartKey }),
      }),
    );
    left += Count;
    ExclusiveStartKey = LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
  return left;
}

export async function noteArmed(
  { client, table }: Table,
  of: string,
  hour: string,
  isArmed: boolean,
): Promise<void> {
  await client.send(
    new UpdateItemCommand({
      TableName: table,
      Key: { pk: { S: noticesKey(of) }, sk: { S: hour } },
      UpdateExpression: 'SET armed = :armed',
      ExpressionAttributeValues: { ':armed': { BOOL: isArmed } },
    }),
  );
}

export async function noteMailed(
  { client, table }: Table,
  of: string,
  hour: string,
  mailed: number,
): Promise<void> {
  await client.send(
    new UpdateItemCommand({
      TableName: table,
      Key: { pk: { S: noticesKey(of) }, sk: { S: hour } },
      UpdateExpression: 'SET mailed = :mailed',
      ExpressionAttributeValues: { ':mailed': { N: String(mailed) } },
    }),
  );
}
