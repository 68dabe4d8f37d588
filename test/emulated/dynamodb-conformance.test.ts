// The DynamoDB in memory, held to what AWS documents, and to an emulator that somebody else wrote.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ServedDynamoDb, serveDynamoDb } from '../../bin/local/dynamodb/http-server.ts';
import { createMemoryDynamoDb } from '../../bin/local/dynamodb/memory-dynamodb.ts';
import { chooseDynamoDb, startDynamoDb } from '../../bin/local/emulators.ts';
import { type Emulators, startEmulators } from '../support/emulators.ts';
import { BEHAVIOURS } from './conformance/dynamodb-behaviours.ts';
import { makeTable, type Trial } from './conformance/dynamodb-trial.ts';

const CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'test' };
const cases = BEHAVIOURS.map((each, at) => [each.behaviour, { ...each, pk: `trial-${at}` }] as const);
const emulated = cases.filter(([, { onlyInMemory }]) => onlyInMemory === undefined);

it('is a table of at least 60 behaviours that both are asked for, each said once', () => {
  expect(emulated.length).toBeGreaterThanOrEqual(60);
  expect(new Set(BEHAVIOURS.map(({ behaviour }) => behaviour)).size).toBe(BEHAVIOURS.length);
});

// Where there is none, the one in memory would be held to itself.
describe.skipIf(chooseDynamoDb().kind === 'memory')('dynoxide', () => {
  let emulators: Emulators;
  let client: DynamoDBClient;
  let table: string;
  beforeAll(async () => {
    emulators = await startEmulators({ dynamodb: true });
    client = new DynamoDBClient({ ...emulators.dynamodb, maxAttempts: 1 });
    table = await emulators.createTable();
  });
  afterAll(async () => {
    client?.destroy();
    await emulators?.stop();
  });

  it.each(emulated)('%s', async (_, { run, expected, pk }) => {
    expect(await run({ client, table, pk })).toEqual(expected);
  });
});

describe('DynamoDB in memory', () => {
  const client = createMemoryDynamoDb();
  let table: string;
  beforeAll(async () => {
    table = await makeTable({ client }, 'behaviours');
  });

  it.each(cases)('%s', async (_, { run, expected, pk }) => {
    expect(await run({ client, table, pk })).toEqual(expected);
  });
});

describe('DynamoDB in memory over HTTP', () => {
  let served: ServedDynamoDb;
  let trial: Omit<Trial, 'pk'>;
  let client: DynamoDBClient;
  beforeAll(async () => {
    served = await serveDynamoDb(createMemoryDynamoDb());
    const endpoint = `http://127.0.0.1:${served.port}`;
    client = new DynamoDBClient({ endpoint, region: 'eu-west-1', credentials: CREDENTIALS, maxAttempts: 1 });
    trial = { client, table: await makeTable({ client }, 'behaviours') };
  });
  afterAll(async () => {
    client?.destroy();
    await served?.close();
  });

  it.each(cases.filter(([, { overHttp }]) => overHttp))('%s', async (_, { run, expected, pk }) => {
    expect(await run({ ...trial, pk })).toEqual(expected);
  });

  it('answers by name what it does not know', async () => {
    const ask = async (target: string, body: string) => {
      const headers = {
        'x-amz-target': `DynamoDB_20120810.${target}`,
        'content-type': 'application/x-amz-json-1.0',
      };
      const response = await fetch(`http://127.0.0.1:${served.port}/`, { method: 'POST', headers, body });
      const { __type } = (await response.json()) as { readonly __type: string };
      return [response.status, __type.split('#').at(-1)];
    };
    expect(await ask('UpdateTable', '{}')).toEqual([400, 'UnknownOperationException']);
    expect(await ask('GetItem', '{')).toEqual([400, 'SerializationException']);
    expect(await ask('GetItem', '{}')).toEqual([400, 'ValidationException']);
  });
});

describe('DynamoDB in memory in a process of its own', () => {
  it('serves until it is stopped', async () => {
    const emulator = await startDynamoDb(undefined, { kind: 'memory', because: 'a test asks for it' });
    const client = new DynamoDBClient({ ...emulator, region: 'eu-west-1', credentials: CREDENTIALS });
    expect(await makeTable({ client }, 'table')).toBe('table');
    client.destroy();
    await emulator.stop();
    await expect(fetch(emulator.endpoint)).rejects.toThrow();
  });
});
