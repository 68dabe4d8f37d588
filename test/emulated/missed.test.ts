// What was not taken of requests, written and read through DynamoDB.
import {
  CreateTableCommand,
  DynamoDBClient,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Calendar } from '../../functions/domain/calendar.ts';
import { missedLedger } from '../../functions/door/missed.ts';
import { readMissed } from '../../functions/door/read-missed.ts';
import { type Emulators, startEmulators } from '../support/emulators.ts';

const NOON = Date.parse('2026-11-30T12:00:00Z');
const DAY = 86_400_000;
let emulators: Emulators;

beforeAll(async () => {
  emulators = await startEmulators({ dynamodb: true });
});
afterAll(() => emulators.stop());

it('adds up by local day, reason and source', async () => {
  const client = new DynamoDBClient(emulators.dynamodb);
  await client.send(
    new CreateTableCommand({
      TableName: 'door',
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      BillingMode: 'PAY_PER_REQUEST',
    }),
  );
  const uncounted: string[] = [];
  const ledger = missedLedger(
    async (_, input) => await client.send(new UpdateItemCommand(input as UpdateItemCommandInput)),
    'door',
    new Calendar('Europe/Rome'),
    { count: (metric) => void uncounted.push(metric) },
  );
  const robot = { reason: 'robot', source: 'key:0f8b6c1e' } as const;
  const nameless = { reason: 'call-without-name', source: 'secret analytics-node' } as const;
  await ledger.add([robot, robot, nameless], NOON);
  await ledger.add([robot], NOON);
  await ledger.add([robot], NOON + DAY);
  expect(uncounted).toEqual([]);
  const found = await readMissed(client, 'door', ['2026-11-29', '2026-11-30', '2026-12-01']);
  expect(found.toSorted((a, b) => (a.day < b.day ? -1 : 1))).toEqual([
    {
      day: '2026-11-30',
      counts: new Map([
        ['robot:key:0f8b6c1e', 3],
        ['call-without-name:secret analytics-node', 1],
      ]),
    },
    { day: '2026-12-01', counts: new Map([['robot:key:0f8b6c1e', 1]]) },
  ]);
});
