// Law: whatever a few keys go through, the DynamoDB in memory answers and keeps what the emulator does.
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { createMemoryDynamoDb } from '../../bin/local/dynamodb/memory-dynamodb.ts';
import { chooseDynamoDb } from '../../bin/local/emulators.ts';
import { type Emulators, startEmulators } from '../support/emulators.ts';
import { type Request, requests } from './conformance/dynamodb-requests.ts';
import { makeTable, type Trial } from './conformance/dynamodb-trial.ts';

type Client = Trial['client'];

// Where there is no dynoxide, the one in memory would be held to itself.
describe.skipIf(chooseDynamoDb().kind === 'memory')('DynamoDB in memory and dynoxide', () => {
  let emulators: Emulators;
  let emulated: DynamoDBClient;
  let tables = 0;
  beforeAll(async () => {
    emulators = await startEmulators({ dynamodb: true });
    emulated = new DynamoDBClient({ ...emulators.dynamodb, maxAttempts: 1 });
  });
  afterAll(async () => {
    emulated?.destroy();
    await emulators?.stop();
  });

  it('give the same answers to the same requests, and hold the same items after', async () => {
    await fc.assert(
      fc.asyncProperty(requests, async (asked) => {
        const table = `table-${tables++}`;
        const memory = createMemoryDynamoDb();
        for (const client of [emulated, memory]) await makeTable({ client }, table);
        for (const request of asked) {
          const [expected, found] = [
            await answer(emulated, request, table),
            await answer(memory, request, table),
          ];
          if (expected !== found) throw new Error(`${request}\n is answered ${found}\n and not ${expected}`);
        }
        const [expected, found] = [await held(emulated, table), await held(memory, table)];
        if (expected !== found) throw new Error(`${found} is held and not ${expected}`);
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

/** The same for the same answer: properties in one order, sets in one order, items of a batch in one order. */
function said(answer: unknown): string {
  return JSON.stringify(answer, (name, value: unknown) => {
    if (value instanceof Uint8Array) return [...value];
    if (Array.isArray(value)) {
      if (name === 'SS' || name === 'NS') return [...value].sort();
      return name.startsWith('table-') ? value.map(said).sort() : value;
    }
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, each]) => each !== undefined)
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    );
  });
}
