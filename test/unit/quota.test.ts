// Quotas: how much a form or key takes, counted by leases, and the door in front of them.
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { dynamoDbCalls } from '../../functions/door/aws-json.ts';
import { type DoorTable, openDoor } from '../../functions/door/door.ts';
import { shutIn, takenIn, UnreadableDoor, updatesOf } from '../../functions/door/door-item.ts';
import { QuotaLease } from '../../functions/door/quota.ts';
import { createTelemetry } from '../../functions/runtime/telemetry.ts';
import { memoryDoor } from '../support/memory-door.ts';

const NOON = Date.parse('2026-11-30T12:00:00Z');
const MINUTE = 60_000;

function door(table: DoorTable = memoryDoor()) {
  const lines: string[] = [];
  return {
    lines,
    door: openDoor(
      table,
      createTelemetry('capture', (line) => lines.push(line)),
    ),
  };
}

async function takenBy(lease: QuotaLease, times: number, now: number): Promise<number> {
  let taken = 0;
  for (let i = 0; i < times; i++) if ((await lease.take(1, now)).refusal === undefined) taken += 1;
  return taken;
}

describe('a quota', () => {
  it('asks nobody for the first ten, and then for many at once', async () => {
    const table = memoryDoor();
    const lease = new QuotaLease('form:a', { minute: 10_000, day: 100_000 }, table.add);
    expect(await takenBy(lease, 10, NOON)).toBe(10);
    expect(table.additions).toHaveLength(0);
    expect(await takenBy(lease, 4_990, NOON)).toBe(4_990);
    expect(table.additions.length).toBeLessThan(50);
    // What was said and what was taken differ by what is leased.
    const said = table.additions.reduce((sum, { minute }) => sum + minute, 0);
    expect(said).toBeGreaterThanOrEqual(4_990);
    expect(said).toBeLessThanOrEqual(5_500);
  });

  it.each([1, 3, 20])('of a minute is kept to by %i sandboxes, but for ten each', async (sandboxes) => {
    const table = memoryDoor();
    const leases = Array.from(
      { length: sandboxes },
      () => new QuotaLease('form:a', { minute: 500, day: 100_000 }, table.add),
    );
    let taken = 0;
    for (let i = 0; i < 200; i++) for (const lease of leases) taken += await takenBy(lease, 5, NOON);
    expect(taken).toBeGreaterThanOrEqual(500 - 25 * sandboxes);
    expect(taken).toBeLessThanOrEqual(500 + 10 * sandboxes);
    // The next minute has room again.
    expect(await takenBy(leases[0] as QuotaLease, 20, NOON + MINUTE)).toBe(20);
  });

  it('of a day is not used up by leases that were not used: what is left of a minute is given back', async () => {
    const table = memoryDoor();
    const lease = new QuotaLease('form:a', { minute: 1_000, day: 2_000 }, table.add);
    let taken = 0;
    for (let minute = 0; minute < 100; minute++) taken += await takenBy(lease, 19, NOON + minute * MINUTE);
    expect(taken).toBe(1_900);
    taken += await takenBy(lease, 500, NOON + 100 * MINUTE);
    expect(taken).toBeGreaterThanOrEqual(1_990);
    expect(taken).toBeLessThanOrEqual(2_010);
    const { refusal } = await lease.take(1, NOON + 101 * MINUTE);
    expect(refusal?.until).toBe(Date.parse('2026-12-01T00:00:00Z'));
    expect(await takenBy(lease, 20, Date.parse('2026-12-01T00:00:30Z'))).toBe(20);
  });

  it('that is small is counted exactly', async () => {
    const lease = new QuotaLease('form:a', { minute: 5, day: 100 }, memoryDoor().add);
    expect(await takenBy(lease, 20, NOON)).toBe(5);
  });

  it('says how many were refused, once a minute', async () => {
    const table = memoryDoor();
    const lease = new QuotaLease('form:a', { minute: 5, day: 100 }, table.add);
    await takenBy(lease, 1_000, NOON);
    expect(table.additions).toHaveLength(6);
    await takenBy(lease, 1, NOON + MINUTE);
    expect(table.additions.at(-1)?.refused).toBe(995);
  });
});

describe('the door', () => {
  const entrance = { name: 'form:a', quota: { minute: 5, day: 100 } };

  it('closes from an instant on, and at once by hand, which it looks up once a minute', async () => {
    const table = memoryDoor();
    const { door: a } = door(table);
    expect(await a.isClosed({ ...entrance, closedFrom: NOON }, NOON - 1)).toBe(false);
    expect(await a.isClosed({ ...entrance, closedFrom: NOON }, NOON)).toBe(true);
    table.closed.add('form:a');
    expect(await a.isClosed(entrance, NOON + 1)).toBe(false);
    expect(table.reads).toBe(1);
    expect(await a.enter(entrance, 1, NOON + MINUTE)).toEqual({ kind: 'closed' });
    expect(table.reads).toBe(2);
  });

  it('tells once a minute which is full, as a metric of its own and of nobody', async () => {
    const { door: a, lines } = door();
    for (let i = 0; i < 8; i++) await a.enter(entrance, 1, NOON + 15_000);
    expect(await a.enter(entrance, 1, NOON + 15_000)).toEqual({ kind: 'full', retryAfter: 45 });
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      expect.objectContaining({
        message: 'QuotaReached',
        service: 'capture',
        door: 'form:a',
        QuotaReached: 1,
        _aws: expect.objectContaining({
          CloudWatchMetrics: [
            {
              Namespace: 'imbuto',
              Dimensions: [['service', 'door']],
              Metrics: [{ Name: 'QuotaReached', Unit: 'Count' }],
            },
          ],
        }),
      }),
    ]);
  });

  it('stays open where the table does not answer, and lets nobody wait for it again and again', async () => {
    let asked = 0;
    const fail = async (): Promise<never> => {
      asked += 1;
      throw new Error('no answer');
    };
    const { door: a } = door({ shut: fail, add: fail });
    for (let i = 0; i < 20; i++) expect(await a.enter(entrance, 1, NOON + i)).toEqual({ kind: 'open' });
    expect(asked).toBe(2);
  });
});

describe('the items of the door', () => {
  const addition = { name: 'form:ebook', now: NOON, minute: 21, day: 15, refused: 3 };

  it('are these', () => {
    const values = (n: string, x: string) => ({ ':f': { N: '1' }, ':n': { N: n }, ':x': { N: x } });
    expect(updatesOf('door', addition)).toEqual([
      {
        TableName: 'door',
        Key: { pk: { S: 'form:ebook#2026-11-30T12:00' } },
        UpdateExpression: 'SET f = :f, x = :x ADD n :n',
        ExpressionAttributeValues: values('21', String(NOON / 1_000 + 86_400)),
        ReturnValues: 'ALL_NEW',
      },
      {
        TableName: 'door',
        Key: { pk: { S: 'form:ebook#2026-11-30' } },
        UpdateExpression: 'SET f = :f, x = :x ADD n :n, r :r',
        ExpressionAttributeValues: {
          ...values('15', String(Date.parse('2028-01-04T00:00:00Z') / 1_000)),
          ':r': { N: '3' },
        },
        ReturnValues: 'ALL_NEW',
      },
    ]);
  });

  it('are read only in a known format', () => {
    expect(takenIn({ Attributes: { f: { N: '1' }, n: { N: '7' } } })).toBe(7);
    expect(shutIn({})).toEqual(new Set());
    expect(shutIn({ Item: { f: { N: '1' }, 'form:a': { N: '1' }, 'form:b': { N: '0' } } })).toEqual(
      new Set(['form:a']),
    );
    for (const answer of [null, 'x', {}, { Attributes: 7 }, { Attributes: { f: { N: '2' }, n: { N: '7' } } }])
      expect(() => takenIn(answer)).toThrow(UnreadableDoor);
    expect(() => shutIn({ Item: { f: { N: '2' }, 'form:a': { N: '1' } } })).toThrow(UnreadableDoor);
  });
});

it('signs its calls as the client of the SDK does', async () => {
  const seen: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    seen.push(request);
    response.end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret', sessionToken: 'session' };
  const region = 'eu-south-1';
  const body = { TableName: 'door', Key: { pk: { S: 'é' } } };
  try {
    const answer = dynamoDbCalls({ region, credentials, endpoint })('GetItem', body);
    expect(await answer).toEqual({});
  } finally {
    server.close();
  }
  const { authorization, ...headers } = seen[0]?.headers ?? {};
  const names = /SignedHeaders=([^,]+)/.exec(authorization ?? '')?.[1]?.split(';') ?? [];
  expect(names).toContain('x-amz-target');
  const time = String(headers['x-amz-date']).replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)/, '$1-$2-$3T$4:$5:');
  const signingDate = new Date(time);
  const client = new DynamoDBClient({ region, credentials, endpoint });
  const signer = await client.config.signer();
  const { hostname, port } = new URL(endpoint);
  const signed = await signer.sign(
    {
      method: 'POST',
      protocol: 'http:',
      hostname,
      port: Number(port),
      path: '/',
      query: {},
      headers: Object.fromEntries(names.map((name) => [name, String(headers[name])])),
      body: JSON.stringify(body),
    },
    // The client signs a hash of the body among its headers too: DynamoDB does not ask for it.
    { signingDate, unsignableHeaders: new Set(['x-amz-content-sha256']) },
  );
  client.destroy();
  expect(authorization).toBe(signed.headers.authorization);
});
