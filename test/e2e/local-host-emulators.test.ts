// The emulators that tests and the local host share: where they listen, and whom they outlive (nobody).
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dynamoDbElsewhere, NoDynamoDb, reachDynamoDb } from '../../bin/local/emulators.ts';
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
  it('is the one at DYNAMODB_ENDPOINT, else the embedded one', () => {
    expect(dynamoDbElsewhere({ DYNAMODB_ENDPOINT: 'http://localhost:8000/' })).toBe('http://localhost:8000');
    expect(dynamoDbElsewhere({ DYNAMODB_ENDPOINT: '' })).toBeUndefined();
    expect(dynamoDbElsewhere({})).toBeUndefined();
  });

  it('is refused with the fix when nobody answers there', async () => {
    await expect(reachDynamoDb('http://127.0.0.1:9')).rejects.toThrow(NoDynamoDb);
    await expect(reachDynamoDb('http://127.0.0.1:9')).rejects.toThrow(
      /DYNAMODB_ENDPOINT=http:\/\/127\.0\.0\.1:9.*unset/,
    );
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
