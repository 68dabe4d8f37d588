// The local DynamoDB, held to what AWS documents, and to an emulator that somebody else wrote.
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDynamoDb } from '../../bin/local/dynamodb/dynamodb.ts';
import { type DurableStorage, openSqliteStorage } from '../../bin/local/dynamodb/sqlite-storage.ts';
import { type Emulator, startDynamoDb } from '../../bin/local/emulators.ts';
import { type Dynoxide, findDynoxide, startDynoxide } from '../support/dynoxide.ts';
import { removeDirectory, temporaryDirectory } from '../support/host.ts';
import { BEHAVIOURS } from './conformance/dynamodb-behaviours.ts';
import { makeTable, type Trial } from './conformance/dynamodb-trial.ts';

const ACCESS_KEY = 'test';
const CONNECTION = {
  region: 'eu-west-1',
  credentials: { accessKeyId: ACCESS_KEY, secretAccessKey: 'test' },
  maxAttempts: 1,
};
const cases = BEHAVIOURS.map((each, at) => [each.behaviour, { ...each, pk: `trial-${at}` }] as const);
const emulated = cases.filter(([, { onlyLocally }]) => onlyLocally === undefined);
const binary = findDynoxide();

it('is a table of at least 60 behaviours that both are asked for, each said once', () => {
  expect(emulated.length).toBeGreaterThanOrEqual(60);
  expect(new Set(BEHAVIOURS.map(({ behaviour }) => behaviour)).size).toBe(BEHAVIOURS.length);
});

describe.skipIf(binary === undefined)('dynoxide', () => {
  let dynoxide: Dynoxide | undefined;
  let client: DynamoDBClient;
  let table: string;
  beforeAll(async () => {
    dynoxide = await startDynoxide(binary ?? '');
    client = new DynamoDBClient({ ...CONNECTION, endpoint: dynoxide.endpoint });
    table = await makeTable({ client }, 'behaviours');
  });
  afterAll(async () => {
    client?.destroy();
    await dynoxide?.stop();
  });

  it.each(emulated)('%s', async (_, { run, expected, pk }) => {
    expect(await run({ client, table, pk })).toEqual(expected);
  });
});

describe('the local DynamoDB in memory', () => {
  const client = createDynamoDb();
  let table: string;
  beforeAll(async () => {
    table = await makeTable({ client }, 'behaviours');
  });

  it.each(cases)('%s', async (_, { run, expected, pk }) => {
    expect(await run({ client, table, pk })).toEqual(expected);
  });
});

describe('the local DynamoDB on disk', () => {
  const directory = temporaryDirectory();
  let storage: DurableStorage;
  let trial: Omit<Trial, 'pk'>;
  beforeAll(async () => {
    storage = openSqliteStorage(join(directory, 'dynamodb.sqlite'));
    const client = createDynamoDb({ storage });
    trial = { client, table: await makeTable({ client }, 'behaviours') };
  });
  afterAll(() => {
    storage?.close();
    removeDirectory(directory);
  });

  it.each(cases)('%s', async (_, { run, expected, pk }) => {
    expect(await run({ ...trial, pk })).toEqual(expected);
  });
});

describe('the local DynamoDB over HTTP, in a process of its own', () => {
  let emulator: Emulator;
  let trial: Omit<Trial, 'pk'>;
  let client: DynamoDBClient;
  beforeAll(async () => {
    emulator = await startDynamoDb(ACCESS_KEY);
    client = new DynamoDBClient({ ...CONNECTION, endpoint: emulator.endpoint });
    trial = { client, table: await makeTable({ client }, 'behaviours') };
  });
  afterAll(async () => {
    client?.destroy();
    await emulator?.stop();
    await expect(fetch(emulator.endpoint)).rejects.toThrow();
  });

  it.each(cases.filter(([, { overHttp }]) => overHttp))('%s', async (_, { run, expected, pk }) => {
    expect(await run({ ...trial, pk })).toEqual(expected);
  });
});
