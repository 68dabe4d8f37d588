// Emulators for tests: in memory, on free ports, gone with the test run.

import { randomUUID } from 'node:crypto';
import { CreateTableCommand, DynamoDBClient, waitUntilTableExists } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateQueueCommand, GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { type Emulator, startDynamoDb, startFauxqs } from '../../bin/local/emulators.ts';
import { LEAD_TABLE_SCHEMA } from './lead-table-schema.ts';

/** What every AWS SDK client takes: `new DynamoDBClient(emulators.dynamodb)`. */
export type Connection = {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
};

export type Wanted = { readonly dynamodb?: boolean; readonly sqs?: boolean; readonly s3?: boolean };

export type Emulators = {
  readonly dynamodb: Connection;
  readonly sqs: Connection;
  readonly s3: Connection;
  /** The variables that point a function's own clients here, for processes and for code that reads the environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** A new table with the keys `pk` and `sk`; answers its name. */
  createTable(name?: string): Promise<string>;
  /** A new queue; answers its URL. Attributes as SQS names them, e.g. `{ VisibilityTimeout: '2' }`. */
  createQueue(attributes?: Readonly<Record<string, string>>, name?: string): Promise<string>;
  /** A new queue whose messages go to a dead-letter queue after `maxReceiveCount` tries. */
  createQueueWithDeadLetters(
    maxReceiveCount: number,
    attributes?: Readonly<Record<string, string>>,
  ): Promise<{ readonly url: string; readonly deadLettersUrl: string }>;
  /** A new bucket; answers its name. */
  createBucket(name?: string): Promise<string>;
  stop(): Promise<void>;
};

const REGION = 'eu-west-1';
const CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'test' };

/** `const emulators = await startEmulators({ dynamodb: true, sqs: true, s3: true })`; then `await emulators.stop()`. */
export async function startEmulators(wanted: Wanted): Promise<Emulators> {
  const [dynamodb, fauxqs] = await Promise.all([
    wanted.dynamodb ? startDynamoDb(CREDENTIALS.accessKeyId) : undefined,
    wanted.sqs || wanted.s3 ? startFauxqs() : undefined,
  ]);
  const connections = {
    dynamodb: connection(dynamodb),
    sqs: wanted.sqs ? connection(fauxqs) : undefined,
    s3: wanted.s3 ? connection(fauxqs) : undefined,
  };
  const to = (service: keyof Wanted): Connection => {
    const found = connections[service];
    if (!found) throw new Error(`not started: startEmulators({ ${service}: true })`);
    return found;
  };

  async function createQueue(
    attributes: Readonly<Record<string, string>> = {},
    name: string = unique('queue'),
  ): Promise<string> {
    const client = new SQSClient(to('sqs'));
    await client.send(new CreateQueueCommand({ QueueName: name, Attributes: { ...attributes } }));
    client.destroy();
    // The emulator's own answer holds a host that does not resolve.
    return `${to('sqs').endpoint}/000000000000/${name}`;
  }

  return {
    get dynamodb() {
      return to('dynamodb');
    },
    get sqs() {
      return to('sqs');
    },
    get s3() {
      return to('s3');
    },
    environment: {
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
      ...(dynamodb ? { AWS_ENDPOINT_URL_DYNAMODB: dynamodb.endpoint } : {}),
      ...(wanted.sqs && fauxqs ? { AWS_ENDPOINT_URL_SQS: fauxqs.endpoint } : {}),
      ...(wanted.s3 && fauxqs ? { AWS_ENDPOINT_URL_S3: fauxqs.endpoint } : {}),
    },
    async createTable(name = unique('table')) {
      const client = new DynamoDBClient(to('dynamodb'));
      await client.send(
        new CreateTableCommand({
          TableName: name,
          ...LEAD_TABLE_SCHEMA,
        }),
      );
      await waitUntilTableExists({ client, maxWaitTime: 10, minDelay: 1 }, { TableName: name });
      client.destroy();
      return name;
    },
    createQueue,
    async createQueueWithDeadLetters(maxReceiveCount, attributes = {}) {
      const deadLettersUrl = await createQueue({}, unique('dead-letters'));
      const client = new SQSClient(to('sqs'));
      const { Attributes } = await client.send(
        new GetQueueAttributesCommand({ QueueUrl: deadLettersUrl, AttributeNames: ['QueueArn'] }),
      );
      client.destroy();
      const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: Attributes?.QueueArn, maxReceiveCount });
      return { url: await createQueue({ ...attributes, RedrivePolicy }), deadLettersUrl };
    },
    async createBucket(name = unique('bucket')) {
      const client = new S3Client(to('s3'));
      await client.send(new CreateBucketCommand({ Bucket: name }));
      client.destroy();
      return name;
    },
    async stop() {
      await Promise.all([dynamodb?.stop(), fauxqs?.stop()]);
    },
  };
}

function connection(emulator: Emulator | undefined): Connection | undefined {
  return emulator && { endpoint: emulator.endpoint, region: REGION, credentials: CREDENTIALS };
}

function unique(what: string): string {
  return `${what}-${randomUUID()}`;
}
