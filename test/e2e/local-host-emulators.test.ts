// The emulators that tests and the local host share: where they listen, and whom they outlive (nobody).
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chooseDynamoDb, NoDynamoDb, startDynamoDb } from '../../bin/local/emulators.ts';
import { type Emulators, startEmulators } from '../support/emulators.ts';
import { eventually } from '../support/eventually.ts';

describe('emulators', () => {
  let emulators: Emulators;
  beforeAll(async () => {
    emulators = await startEmulators({ dynamodb: true, sqs: true, s3: true });
  });
  afterAll(() => emulators.stop());

  it('answer transactions, messages and objects', async () => {
    const TableName = await emulators.createTable();
    const dynamodb = new DynamoDBClient(emulators.dynamodb);
    const Item = { pk: { S: 'a' }, sk: { S: 'b' } };
    await dynamodb.send(new TransactWriteItemsCommand({ TransactItems: [{ Put: { TableName, Item } }] }));

    const { url } = await emulators.createQueueWithDeadLetters(3);
    const sqs = new SQSClient(emulators.sqs);
    await sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'hello' }));
    const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: url }));
    expect(Messages?.[0]?.Body).toBe('hello');

    const Bucket = await emulators.createBucket();
    const s3 = new S3Client(emulators.s3);
    await s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'object' }));
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: 'k' }));
    expect(await Body?.transformToString()).toBe('object');
  });

  it('listen on the loopback only', async () => {
    const outside = Object.values(networkInterfaces())
      .flat()
      .find((address) => address && !address.internal && address.family === 'IPv4')?.address;
    for (const { endpoint } of [emulators.dynamodb, emulators.sqs]) {
      expect(await answers(endpoint)).toBe(true);
      // A machine without any network cannot show it.
      if (outside) expect(await answers(endpoint.replace('127.0.0.1', outside))).toBe(false);
    }
  });
});

describe('emulators end with whoever started them', () => {
  it.each(['SIGKILL', 'SIGTERM'] as const)('when it gets a %s and nobody else does', async (signal) => {
    const holder = spawn(process.execPath, [join(import.meta.dirname, '../support/hold-emulators.ts')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const endpoints = await firstLine(holder);
    for (const endpoint of endpoints) expect(await answers(endpoint)).toBe(true);

    holder.kill(signal);

    await eventually(async () => {
      for (const endpoint of endpoints) expect(await answers(endpoint)).toBe(false);
    });
  });
});

describe('the DynamoDB that is taken', () => {
  const elsewhere = { platform: 'sunos', arch: 'sparc' };

  it('is the one at DYNAMODB_ENDPOINT first', () => {
    const environment = { DYNAMODB_ENDPOINT: 'http://localhost:8000/', PATH: '/nowhere' };
    expect(chooseDynamoDb(environment)).toEqual({ kind: 'elsewhere', endpoint: 'http://localhost:8000' });
  });

  it('is refused with the fix when nobody answers there', async () => {
    const choice = chooseDynamoDb({ DYNAMODB_ENDPOINT: 'http://127.0.0.1:9' });
    await expect(startDynamoDb(undefined, choice)).rejects.toThrow(NoDynamoDb);
    await expect(startDynamoDb(undefined, choice)).rejects.toThrow(
      /DYNAMODB_ENDPOINT=http:\/\/127\.0\.0\.1:9.*unset/,
    );
  });

  it('is a dynoxide on the PATH where npm brought none along', () => {
    const directory = mkdtempSync(join(tmpdir(), 'imbuto-path-'));
    const binary = join(directory, 'dynoxide');
    writeFileSync(binary, '', { mode: 0o755 });
    expect(chooseDynamoDb({ PATH: `/nowhere:${directory}` }, elsewhere)).toEqual({
      kind: 'dynoxide',
      binary,
    });
    rmSync(directory, { recursive: true });
  });

  it('is one in memory where there is no other, with the reason', () => {
    expect(chooseDynamoDb({ PATH: '/nowhere' }, elsewhere)).toEqual({
      kind: 'memory',
      because: 'there is no dynoxide for sunos-sparc',
    });
  });

  it('is one in memory where that is asked for, and nothing that is not known', () => {
    expect(
      chooseDynamoDb({ IMBUTO_DYNAMODB: 'memory', DYNAMODB_ENDPOINT: 'http://localhost:8000' }).kind,
    ).toBe('memory');
    expect(() => chooseDynamoDb({ IMBUTO_DYNAMODB: 'disk' })).toThrow(/IMBUTO_DYNAMODB=disk is not known/);
  });
});

async function firstLine(child: ChildProcess): Promise<readonly string[]> {
  if (!child.stdout) throw new Error('no output');
  const [chunk] = await once(child.stdout, 'data');
  return JSON.parse(String(chunk));
}

async function answers(endpoint: string): Promise<boolean> {
  try {
    await fetch(endpoint, { signal: AbortSignal.timeout(2_000) });
    return true;
  } catch {
    return false;
  }
}
