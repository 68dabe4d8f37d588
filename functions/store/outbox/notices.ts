// What was mailed of submissions and hand-offs: a marker a mail, and how many came in an hour.

import { createHash } from 'node:crypto';
import {
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
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

/** @param what a recipient, or what else is noted of a message */
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

/** The submissions of one hour. */
export type Hour = {
  /** How many came. */
  readonly n: number;
  /** Of those beyond the limit, how many were told of in a digest. */
  readonly mailed: number;
  /** A digest is on its way. */
  readonly isArmed: boolean;
};

export async function readHour({ client, table }: Table, of: string, hour: string): Promise<Hour> {
  const Key = { pk: { S: noticesKey(of) }, sk: { S: hour } };
  const { Item } = await client.send(new GetItemCommand({ TableName: table, Key, ConsistentRead: true }));
  return hourOf(Item);
}

function hourOf(item: Item | undefined): Hour {
  if (item === undefined) return { n: 0, mailed: 0, isArmed: false };
  checkFormat(item);
  return {
    n: Number(item.n?.N ?? 0),
    mailed: Number(item.mailed?.N ?? 0),
    isArmed: item.armed?.BOOL === true,
  };
}

/** Counts one more. Of two at once both may see the count of both: one more is left to a digest then. */
export async function countInHour(
  { client, table }: Table,
  of: string,
  hour: string,
  now: number,
): Promise<Hour> {
  await client.send(
    new UpdateItemCommand({
      TableName: table,
      Key: { pk: { S: noticesKey(of) }, sk: { S: hour } },
      UpdateExpression: `SET f = :f, ${EXPIRES} = :x ADD n :one`,
      ExpressionAttributeValues: {
        ':f': FORMAT.f,
        ':x': expires(now)[EXPIRES] ?? FORMAT.f,
        ':one': { N: '1' },
      },
    }),
  );
  return readHour({ client, table }, of, hour);
}

export async function armHour(
  { client, table }: Table,
  of: string,
  hour: string,
  { isArmed, mailed }: Pick<Hour, 'isArmed' | 'mailed'>,
): Promise<void> {
  await client.send(
    new UpdateItemCommand({
      TableName: table,
      Key: { pk: { S: noticesKey(of) }, sk: { S: hour } },
      UpdateExpression: 'SET armed = :armed, mailed = :mailed',
      ExpressionAttributeValues: { ':armed': { BOOL: isArmed }, ':mailed': { N: String(mailed) } },
    }),
  );
}
