// What was not taken of requests, written and read through DynamoDB.
import {
  CreateTableCommand,
  DynamoDBClient,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { daysBetween } from '../../functions/domain/calendar.ts';
import { missedLedger } from '../../functions/door/missed.ts';
import { readMissed } from '../../functions/door/read-missed.ts';
import { readShowings } from '../../functions/door/read-showings.ts';
import { shownLedger } from '../../functions/door/shown.ts';
import { type Emulators, startEmulators } from '../support/emulators.ts';

const NOON = Date.parse('2026-11-30T12:00:00Z');
const DAY = 86_400_000;
let emulators: Emulators;

beforeAll(async () => {
  emulators = await startEmulators({ dynamodb: true });
});
afterAll(() => emulators.stop());

it('adds up by local day: what was not taken by reason and source, and what was shown by variant', async () => {
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
  const telemetry = { count: (metric: string) => void uncounted.push(metric) };
  let units = 0;
  const call = async (_: string, input: object) => {
    const asked = { ...(input as UpdateItemCommandInput), ReturnConsumedCapacity: 'TOTAL' as const };
    const answer = await client.send(new UpdateItemCommand(asked));
    units += answer.ConsumedCapacity?.CapacityUnits ?? 0;
    return answer;
  };
  const ledger = missedLedger(call, 'door', 'Europe/Rome', telemetry);
  const shown = shownLedger(call, 'door', 'Europe/Rome', telemetry);
  for (const [variant, time] of [
    ['short', NOON],
    ['short', NOON + 1],
    ['whole', NOON],
    ['short', NOON + 8 * DAY],
  ] as const)
    expect(await shown.count('ebook', variant, time)).toBe(true);
  await shown.count('demo', 'short', NOON);
  // One write unit a showing.
  expect(units).toBe(5);
  const showings = await readShowings(client, 'door', 'ebook', daysBetween('2023-12-01', '2026-12-08'));
  expect(showings.toSorted((a, b) => (a.day + a.variant < b.day + b.variant ? -1 : 1))).toEqual([
    { day: '2026-11-30', variant: 'short', times: 2 },
    { day: '2026-11-30', variant: 'whole', times: 1 },
    { day: '2026-12-08', variant: 'short', times: 1 },
  ]);
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
