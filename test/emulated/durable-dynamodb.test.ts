// The local DynamoDB over HTTP: whom it answers, and that what it answered is on disk.
import { request } from 'node:http';
import { join } from 'node:path';
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createDynamoDb } from '../../bin/local/dynamodb/dynamodb.ts';
import { serveDynamoDb } from '../../bin/local/dynamodb/http-server.ts';
import { StorageFailed } from '../../bin/local/dynamodb/sqlite-storage.ts';
import { type Emulator, EmulatorFailed, startDynamoDb } from '../../bin/local/emulators.ts';
import { removeDirectory, temporaryDirectory } from '../support/host.ts';
import { makeTable } from './conformance/dynamodb-trial.ts';

const ACCESS_KEY = 'IMBUTOTEST';
const TableName = 'behaviours';

function clientOf({ endpoint }: Pick<Emulator, 'endpoint'>, accessKeyId = ACCESS_KEY): DynamoDBClient {
  const credentials = { accessKeyId, secretAccessKey: 'local' };
  return new DynamoDBClient({ endpoint, region: 'eu-west-1', credentials, maxAttempts: 1 });
}

describe('who is answered', () => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await startDynamoDb(ACCESS_KEY);
    await makeTable({ client: clientOf(emulator) }, TableName);
  });
  afterAll(() => emulator?.stop());

  type Asked = {
    readonly method?: string;
    readonly target?: string;
    readonly body?: string;
    readonly headers?: Record<string, string>;
  };
  const SIGNED = `AWS4-HMAC-SHA256 Credential=${ACCESS_KEY}/20260101/eu-west-1/dynamodb/aws4_request, SignedHeaders=host, Signature=local`;

  /** By Node's own client: `fetch` sets the host by itself. */
  function ask({ method = 'POST', target = 'DescribeTable', body, headers = {} }: Asked) {
    const text = body ?? JSON.stringify({ TableName });
    return new Promise<{
      readonly said: readonly unknown[];
      readonly message: string;
      readonly cors: unknown;
    }>((resolve, reject) => {
      const sent = request(
        `${emulator.endpoint}/`,
        {
          method,
          headers: { 'x-amz-target': `DynamoDB_20120810.${target}`, authorization: SIGNED, ...headers },
        },
        async (response) => {
          const chunks: Buffer[] = [];
          for await (const chunk of response) chunks.push(chunk as Buffer);
          const { __type = '', message = '' } = JSON.parse(String(Buffer.concat(chunks)));
          resolve({
            said: [response.statusCode, String(__type).split('#').at(-1)],
            message,
            cors: response.headers['access-control-allow-origin'],
          });
        },
      );
      sent.on('error', reject);
      sent.end(text);
    });
  }

  it('is who names the access key of the host, by any name of the loopback', async () => {
    expect((await ask({})).said).toEqual([200, '']);
    expect((await ask({ headers: { host: 'localhost:1' } })).said).toEqual([200, '']);
    expect((await ask({ headers: { host: '[::1]:1' } })).said).toEqual([200, '']);
  });

  it('is no web page, whatever it knows, and it is not told in a way that it could read', async () => {
    for (const origin of ['https://example.com', 'null', emulator.endpoint]) {
      const { said, message, cors } = await ask({ headers: { origin } });
      expect(said).toEqual([400, 'AccessDeniedException']);
      expect(message).toContain('Origin');
      expect(cors).toBeUndefined();
    }
    const preflight = await ask({ method: 'OPTIONS', headers: { origin: 'https://example.com' } });
    expect([preflight.said, preflight.cors]).toEqual([[400, 'AccessDeniedException'], undefined]);
  });

  it('is nobody who asks another name than the loopback’s: it may be made to point here', async () => {
    for (const host of ['example.com', 'localhost.example.com', '127.0.0.1.example.com', '10.0.0.1:80']) {
      const { said, message } = await ask({ headers: { host } });
      expect(said).toEqual([400, 'AccessDeniedException']);
      expect(message).toContain(host);
    }
  });

  it('is nobody who names no key or another one', async () => {
    const headers = { 'x-amz-target': 'DynamoDB_20120810.DescribeTable' };
    const unsigned = await fetch(emulator.endpoint, { method: 'POST', headers, body: '{}' });
    expect([unsigned.status, await unsigned.json()]).toEqual([
      400,
      expect.objectContaining({ __type: expect.stringContaining('MissingAuthenticationTokenException') }),
    ]);
    expect((await fetch(emulator.endpoint)).status).toBe(400);
    for (const authorization of [
      SIGNED.replace(ACCESS_KEY, 'IMBUTOTES'),
      SIGNED.replace(ACCESS_KEY, `${ACCESS_KEY}X`),
      SIGNED.replace(ACCESS_KEY, ''),
      'Bearer IMBUTOTEST',
    ]) {
      const { said, message } = await ask({ headers: { authorization } });
      expect(said).toEqual([400, 'UnrecognizedClientException']);
      expect(message).toContain('access key');
      expect(message).not.toContain(ACCESS_KEY);
    }
    const stranger = clientOf(emulator, 'STRANGER');
    const sent = stranger.send(new GetItemCommand({ TableName, Key: { pk: { S: 'a' }, sk: { S: 'a' } } }));
    await expect(sent).rejects.toMatchObject({ name: 'UnrecognizedClientException' });
  });

  it('is told by name what it asks wrongly', async () => {
    expect((await ask({ target: 'UpdateTable' })).said).toEqual([400, 'UnknownOperationException']);
    expect((await ask({ method: 'PUT' })).said).toEqual([400, 'UnknownOperationException']);
    expect((await ask({ target: 'GetItem', body: '{' })).said).toEqual([400, 'SerializationException']);
    expect((await ask({ target: 'GetItem', body: '1' })).said).toEqual([400, 'SerializationException']);
    expect((await ask({ target: 'GetItem', body: '{}' })).said).toEqual([400, 'ValidationException']);
  });
});

describe('what was answered', () => {
  const directory = temporaryDirectory();
  const file = join(directory, 'dynamodb.sqlite');
  let emulator: Emulator | undefined;
  afterEach(() => emulator?.stop());
  afterAll(() => removeDirectory(directory));

  it('is there after a kill -9 under load, and all of it that was written together', async () => {
    emulator = await startDynamoDb(ACCESS_KEY, file);
    let client = clientOf(emulator);
    await makeTable({ client }, TableName);
    const answered = new Set<string>();
    for (let kill = 0; kill < 3; kill++) {
      let isRunning = true;
      const { ended, pids } = emulator;
      const write = async (writer: number) => {
        for (let at = 0; isRunning; at++) {
          const pk = { S: `${kill} ${writer} ${at}` };
          try {
            await client.send(
              new PutItemCommand({ TableName, Item: { pk, sk: { S: 'a' }, at: { N: '1' } } }),
            );
            answered.add(pk.S);
          } catch {
            return;
          }
        }
      };
      const writers = Array.from({ length: 16 }, (_, writer) => write(writer));
      while (answered.size < (kill + 1) * 300) await new Promise((resolve) => setTimeout(resolve, 5));
      for (const pid of pids) process.kill(pid, 'SIGKILL');
      await ended;
      isRunning = false;
      await Promise.all(writers);
      client.destroy();
      emulator = await startDynamoDb(ACCESS_KEY, file);
      client = clientOf(emulator);
    }
    const lost: string[] = [];
    for (const S of answered) {
      const { Item } = await client.send(
        new GetItemCommand({ TableName, Key: { pk: { S }, sk: { S: 'a' } } }),
      );
      if (Item === undefined) lost.push(S);
    }
    client.destroy();
    expect(lost).toEqual([]);
  }, 60_000);

  it('is held by one process at a time', async () => {
    emulator = await startDynamoDb(ACCESS_KEY, file);
    await expect(startDynamoDb(ACCESS_KEY, file)).rejects.toThrow(EmulatorFailed);
    await expect(startDynamoDb(ACCESS_KEY, file)).rejects.toThrow(
      /dynamodb\.sqlite cannot be read or written/,
    );
  });
});

describe('an answer', () => {
  const served = async (settled: () => Promise<void> | undefined, failed = (_: StorageFailed) => {}) => {
    const dynamodb = createDynamoDb();
    await makeTable({ client: dynamodb }, TableName);
    const { port, close } = await serveDynamoDb({ dynamodb, accessKeyId: ACCESS_KEY, settled, failed });
    const client = clientOf({ endpoint: `http://127.0.0.1:${port}` });
    const put = (more: object = {}) =>
      client.send(new PutItemCommand({ TableName, Item: { pk: { S: 'a' }, sk: { S: 'a' } }, ...more }));
    return { put, close };
  };

  it('waits for the disk, a refusal too', async () => {
    let isOnDisk = false;
    const { put, close } = await served(async () => {
      await new Promise((resolve) => setTimeout(resolve, 100));
      isOnDisk = true;
    });
    await put();
    expect(isOnDisk).toBe(true);
    isOnDisk = false;
    await expect(put({ ConditionExpression: 'attribute_not_exists(pk)' })).rejects.toThrow();
    expect(isOnDisk).toBe(true);
    await close();
  });

  it('is a failure where the disk fails, and whoever runs it is told', async () => {
    const told: string[] = [];
    const { put, close } = await served(
      () => Promise.reject(new StorageFailed('the disk is full')),
      ({ message }) => told.push(message),
    );
    await expect(put()).rejects.toMatchObject({ name: 'InternalServerError', message: 'the disk is full' });
    expect(told).toEqual(['the disk is full']);
    await close();
  });
});
