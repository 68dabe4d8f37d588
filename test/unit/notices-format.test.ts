// What is noted of mailed notices, pinned by fixtures, and what is refused of it.
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { expect, it } from 'vitest';
import { armHour, countInHour, readHour, writeMarker } from '../../functions/store/outbox/notices.ts';
import { asStored, golden, recorder } from '../support/golden.ts';

const NOW = Date.UTC(2026, 2, 2, 9);

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

it('the submissions of an hour are counted so, and a digest is noted so', async () => {
  const { sent, table } = tableWith();
  await countInHour(table, 'ebook', '2026-03-02T09', NOW);
  await armHour(table, 'ebook', '2026-03-02T09', { isArmed: true, mailed: 3 });
  expect(asStored(sent)).toEqual(golden('notices of an hour', sent));
});

it('they are read as they were meant', async () => {
  const stored = { f: { N: '1' }, n: { N: '12' }, mailed: { N: '2' }, armed: { BOOL: true } };
  const { table } = tableWith(stored);
  expect(await readHour(table, 'ebook', '2026-03-02T09')).toEqual({ n: 12, mailed: 2, isArmed: true });
  expect(await readHour(tableWith().table, 'ebook', '2026-03-02T09')).toEqual({
    n: 0,
    mailed: 0,
    isArmed: false,
  });
});

it('an hour of a newer version is refused', async () => {
  const { table } = tableWith({ pk: { S: 'N#ebook' }, sk: { S: '2026-03-02T09' }, f: { N: '2' } });
  await expect(readHour(table, 'ebook', '2026-03-02T09')).rejects.toThrow('it is of format 2');
});
