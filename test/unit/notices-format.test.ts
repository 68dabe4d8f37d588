// What is noted of mailed notices, pinned by fixtures, and what is refused of it.
import { ConditionalCheckFailedException, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { expect, it } from 'vitest';
import { createDynamoDb } from '../../bin/local/dynamodb/dynamodb.ts';
import {
  countInHour,
  countLeft,
  decide,
  leaveToDigest,
  noteArmed,
  noteMailed,
  readDecision,
  readHour,
  writeMarker,
} from '../../functions/store/outbox/notices.ts';
import { asStored, golden, recorder } from '../support/golden.ts';
import { LEAD_TABLE_SCHEMA } from '../support/lead-table-schema.ts';

const NOW = Date.UTC(2026, 2, 2, 9);
const HOUR = '2026-03-02T09';

function tableWith(item?: object) {
  const client = recorder(() => (item === undefined ? {} : { Item: item }));
  const table = { client: { send: client.send } satisfies Pick<DynamoDBClient, 'send'>, table: 'table' };
  return { sent: client.sent, table };
}

it('the marker of a mailed notice is stored so, expires after the message can be on its way, and names nobody', async () => {
  const { sent, table } = tableWith();
  await writeMarker(table, 'msg_1', 'sales@example.com', NOW);
  expect(asStored(sent)).toEqual(golden('marker of a notice', sent));
  expect(JSON.stringify(sent)).not.toContain('sales@');
});

it('how a notice is mailed is stored so, and what is left to a digest', async () => {
  const { sent, table } = tableWith();
  await decide(table, 'msg_1', 'by itself', NOW);
  await decide(table, 'msg_2', { leftIn: HOUR }, NOW);
  await leaveToDigest(table, 'ebook', HOUR, 'msg_2', NOW);
  expect(asStored(sent)).toEqual(golden('decisions of notices', sent));
});

it('the submissions of an hour are counted so, and a digest is noted so', async () => {
  const { sent, table } = tableWith();
  await countInHour(table, 'ebook', HOUR, NOW);
  await noteArmed(table, 'ebook', HOUR, true);
  await noteMailed(table, 'ebook', HOUR, 3);
  expect(asStored(sent)).toEqual(golden('notices of an hour', sent));
});

it('they are read as they were meant', async () => {
  const stored = { f: { N: '1' }, n: { N: '12' }, mailed: { N: '2' }, armed: { BOOL: true } };
  const { table } = tableWith(stored);
  expect(await readHour(table, 'ebook', HOUR)).toEqual({ mailed: 2, isArmed: true });
  expect(await readHour(tableWith().table, 'ebook', HOUR)).toEqual({ mailed: 0, isArmed: false });
});

it('of a table, each is counted and left once, and the first decision holds', async () => {
  const client = createDynamoDb();
  client.execute('CreateTable', { TableName: 'table', ...LEAD_TABLE_SCHEMA });
  const table = { client, table: 'table' };
  expect(await countInHour(table, 'ebook', HOUR, NOW)).toBe(1);
  expect(await countInHour(table, 'ebook', HOUR, NOW)).toBe(2);
  expect(await readDecision(table, 'msg_1')).toBeUndefined();
  expect(await decide(table, 'msg_1', { leftIn: HOUR }, NOW)).toEqual({ leftIn: HOUR });
  expect(await decide(table, 'msg_1', 'by itself', NOW)).toEqual({ leftIn: HOUR });
  for (const id of ['msg_1', 'msg_2', 'msg_1']) await leaveToDigest(table, 'ebook', HOUR, id, NOW);
  await leaveToDigest(table, 'ebook', '2026-03-02T10', 'msg_3', NOW);
  expect(await countLeft(table, 'ebook', HOUR)).toBe(2);
});

it('all pages of what is left are counted', async () => {
  let pages = 3;
  const client = recorder(() => ({
    Count: 5,
    ...(--pages > 0 ? { LastEvaluatedKey: { pk: { S: 'a' } } } : {}),
  }));
  const table = { client: { send: client.send } satisfies Pick<DynamoDBClient, 'send'>, table: 'table' };
  expect(await countLeft(table, 'ebook', HOUR)).toBe(15);
});

it('a decision of a newer version is refused, also where another was first', async () => {
  const newer = { pk: { S: 'N#msg_1' }, sk: { S: 'decided' }, f: { N: '2' } };
  const client = recorder(({ operation }) => {
    if (operation === 'PutItem') throw new ConditionalCheckFailedException({ message: '', $metadata: {} });
    return { Item: newer };
  });
  const table = { client: { send: client.send } satisfies Pick<DynamoDBClient, 'send'>, table: 'table' };
  await expect(decide(table, 'msg_1', 'by itself', NOW)).rejects.toThrow('it is of format 2');
});

it('an hour of a newer version is refused', async () => {
  const newer = { pk: { S: 'N#ebook' }, sk: { S: HOUR }, f: { N: '2' } };
  const { table } = tableWith(newer);
  await expect(readHour(table, 'ebook', HOUR)).rejects.toThrow('it is of format 2');
  const client = recorder(() => ({ Attributes: newer }));
  const counting = { client: { send: client.send } satisfies Pick<DynamoDBClient, 'send'>, table: 'table' };
  await expect(countInHour(counting, 'ebook', HOUR, NOW)).rejects.toThrow('it is of format 2');
});
