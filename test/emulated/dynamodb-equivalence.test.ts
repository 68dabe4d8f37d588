// Law: whatever a few keys go through, the local DynamoDB, in memory and on disk, answers and keeps what the emulator does.
import { join } from 'node:path';
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { createDynamoDb } from '../../bin/local/dynamodb/dynamodb.ts';
import { type DurableStorage, openSqliteStorage } from '../../bin/local/dynamodb/sqlite-storage.ts';
import { type Dynoxide, findDynoxide, startDynoxide } from '../support/dynoxide.ts';
import { removeDirectory, temporaryDirectory } from '../support/host.ts';
import { type Request, requests } from './conformance/dynamodb-requests.ts';
import { makeTable, type Trial } from './conformance/dynamodb-trial.ts';

type Client = Trial['client'];

const binary = findDynoxide();

describe.skipIf(binary === undefined)('the local DynamoDB and dynoxide', () => {
  const directory = temporaryDirectory();
  let dynoxide: Dynoxide | undefined;
  let emulated: DynamoDBClient;
  let storage: DurableStorage;
  let tables = 0;
  beforeAll(async () => {
    dynoxide = await startDynoxide(binary ?? '');
    emulated = new DynamoDBClient({
      endpoint: dynoxide.endpoint,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      maxAttempts: 1,
    });
    storage = openSqliteStorage(join(directory, 'dynamodb.sqlite'));
  });
  afterAll(async () => {
    emulated?.destroy();
    storage?.close();
    removeDirectory(directory);
    await dynoxide?.stop();
  });

  it('give the same answers to the same requests, and hold the same items after', async () => {
    await fc.assert(
      fc.asyncProperty(requests, async (asked) => {
        const table = `table-${tables++}`;
        const local = [createDynamoDb(), createDynamoDb({ storage })];
        for (const client of [emulated, ...local]) await makeTable({ client }, table);
        for (const request of asked) {
          const expected = await answer(emulated, request, table);
          for (const client of local) {
            const found = await answer(client, request, table);
            if (expected !== found)
              throw new Error(`${request}\n is answered ${found}\n and not ${expected}`);
          }
        }
        const expected = await held(emulated, table);
        for (const client of local) {
          const found = await held(client, table);
          if (expected !== found) throw new Error(`${found} is held and not ${expected}`);
        }
      }),
      { numRuns: 80 },
    );
  }, 120_000);
});

async function answer(client: Client, request: Request, table: string): Promise<string> {
  try {
    const { $metadata: _, ...output } = await (
      client.send as (command: object) => Promise<object & { $metadata?: unknown }>
    )(request.on(table));
    return said(output);
  } catch (error) {
    const { name, Item, CancellationReasons } = error as Readonly<Record<string, unknown>>;
    return said({ name, Item, reasons: codesIn(CancellationReasons) });
  }
}

function codesIn(reasons: unknown): unknown {
  if (!Array.isArray(reasons)) return undefined;
  return reasons.map(({ Code, Item }: { readonly Code?: string; readonly Item?: object }) => ({
    Code,
    Item,
  }));
}

async function held(client: Client, table: string): Promise<string> {
  const { Items = [] } = await client.send(new ScanCommand({ TableName: table, ConsistentRead: true }));
  return Items.map(said).sort().join('\n');
}

/** The same for the same answer: properties in one order, items of a batch in one order. */
function said(answer: unknown): string {
  return JSON.stringify(answer, (name, value: unknown) => {
    if (value instanceof Uint8Array) return [...value];
    if (Array.isArray(value)) return name.startsWith('table-') ? value.map(said).sort() : value;
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, each]) => each !== undefined)
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    );
  });
}
