// The local host's event source: batches, windows, failures and dead letters, by Lambda's rules for SQS.
import {
  GetQueueAttributesCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../bin/local/template/template.ts';
import { eventually } from '../support/eventually.ts';
import { type HostHere, removeDirectory, startHostHere, temporaryDirectory } from '../support/host.ts';
import { tinyStack } from '../support/tiny-stack.ts';

/** Says every batch that it got on its output, and fails as each message's body asks it to. */
const WORKER = `
  exports.handler = async ({ Records }) => {
    const bodies = Records.map(({ body }) => body);
    console.log('batch ' + JSON.stringify(bodies.map((body) => body.slice(0, 20))));
    if (bodies.includes('throws')) throw new Error('no');
    if (bodies.includes('hangs')) return new Promise(() => {});
    if (bodies.includes('null')) return null;
    const failed = Records.filter(({ body }) => body === 'poison');
    return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  };`;
const URLS =
  'exports.handler = async () => ({ queue: process.env.QUEUE, dead: process.env.DEAD, endpoint: process.env.AWS_ENDPOINT_URL_SQS });';

/** Seconds. Tests of what fails wait for it; tests of what must not fail leave a busy machine its time. */
const SOON = { timeout: 1, visibility: 3 };
const IN_TIME = { timeout: 20, visibility: 60 };

function stack(eventSource: JsonObject, { timeout, visibility } = SOON) {
  return tinyStack({
    functions: { Worker: WORKER, Urls: URLS },
    routes: { 'GET /urls': 'Urls' },
    functionProperties: {
      Worker: { Timeout: timeout },
      Urls: { Environment: { Variables: { QUEUE: { Ref: 'Queue' }, DEAD: { Ref: 'Dead' } } } },
    },
    resources: {
      Dead: { Type: 'AWS::SQS::Queue' },
      Queue: {
        Type: 'AWS::SQS::Queue',
        Properties: {
          VisibilityTimeout: visibility,
          RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] }, maxReceiveCount: 2 },
        },
      },
      Source: {
        Type: 'AWS::Lambda::EventSourceMapping',
        Properties: {
          EventSourceArn: { 'Fn::GetAtt': ['Queue', 'Arn'] },
          FunctionName: { Ref: 'Worker' },
          FunctionResponseTypes: ['ReportBatchItemFailures'],
          ScalingConfig: { MaximumConcurrency: 2 },
          ...eventSource,
        },
      },
    },
  });
}

type Urls = { readonly queue: string; readonly dead: string; readonly endpoint: string };

class Queues {
  readonly #sqs: SQSClient;
  readonly #urls: Urls;
  constructor(urls: Urls) {
    this.#urls = urls;
    this.#sqs = new SQSClient({
      endpoint: urls.endpoint,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
  }
  async send(bodies: readonly string[]): Promise<void> {
    for (let at = 0; at < bodies.length; at += 10) {
      const Entries = bodies
        .slice(at, at + 10)
        .map((MessageBody, index) => ({ Id: String(index), MessageBody }));
      await this.#sqs.send(new SendMessageBatchCommand({ QueueUrl: this.#urls.queue, Entries }));
    }
  }
  async count(which: 'queue' | 'dead'): Promise<number> {
    const AttributeNames = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
    const { Attributes } = await this.#sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: this.#urls[which], AttributeNames: [...AttributeNames] }),
    );
    return AttributeNames.reduce((sum, name) => sum + Number(Attributes?.[name]), 0);
  }
  async deadBodies(): Promise<readonly (string | undefined)[]> {
    const { Messages } = await this.#sqs.send(
      new ReceiveMessageCommand({ QueueUrl: this.#urls.dead, MaxNumberOfMessages: 10, VisibilityTimeout: 1 }),
    );
    return Messages?.map(({ Body }) => Body) ?? [];
  }
  async purge(): Promise<void> {
    for (const QueueUrl of [this.#urls.queue, this.#urls.dead]) {
      await this.#sqs.send(new PurgeQueueCommand({ QueueUrl }));
    }
  }
  static async of(host: HostHere): Promise<Queues> {
    return new Queues((await (await fetch(`${host.url}/urls`)).json()) as Urls);
  }
}

function batches(said: string): readonly (readonly string[])[] {
  return [...said.matchAll(/^worker +│ batch (.*)$/gm)].map(([, bodies]) => JSON.parse(bodies ?? '[]'));
}

describe('an event source with a window', () => {
  const data = temporaryDirectory();
  let host: HostHere;
  let queues: Queues;
  let before = 0;
  beforeAll(async () => {
    host = await startHostHere(stack({ BatchSize: 25, MaximumBatchingWindowInSeconds: 1 }), data);
    queues = await Queues.of(host);
  });
  beforeEach(async () => {
    await queues.purge();
    before = host.said().length;
  });
  afterAll(async () => {
    await host?.stop();
    removeDirectory(data);
  });
  const seen = () => batches(host.said().slice(before));
  const drained = () => eventually(async () => expect(await queues.count('queue')).toBe(0), 20_000);

  it('gathers what comes within the window into one batch', async () => {
    await queues.send(['a', 'b']);
    await queues.send(['c']);
    await drained();
    expect(seen()).toEqual([['a', 'b', 'c']]);
  });

  it('does not wait for the window once a batch is full', async () => {
    const bodies = Array.from({ length: 60 }, (_, index) => `m${index}`);
    await queues.send(bodies);
    await drained();
    expect(seen().map((batch) => batch.length)).toEqual([25, 25, 10]);
    expect(seen().flat()).toEqual(bodies);
  });

  it('sends a poison message to the dead letters alone, its neighbours through', async () => {
    await queues.send(['good', 'poison', 'better']);
    await eventually(async () => expect(await queues.deadBodies()).toEqual(['poison']), 20_000);
    expect(seen()).toEqual([['good', 'poison', 'better'], ['poison']]);
    expect(await queues.count('queue')).toBe(0);
  });

  it.each(['hangs'])('takes a batch whose worker %s as failed as a whole', async (body) => {
    await queues.send(['good', body]);
    await eventually(async () => expect(await queues.count('dead')).toBe(2), 20_000);
    expect(seen()).toEqual([
      ['good', body],
      ['good', body],
    ]);
  });

  it('takes a null answer as success', async () => {
    await queues.send(['null', 'good']);
    await drained();
    await new Promise((resolve) => setTimeout(resolve, 3_500));
    expect(seen()).toEqual([['null', 'good']]);
    expect(await queues.count('dead')).toBe(0);
  });

  it('keeps messages over a stop in the middle, and delivers them at the next start', async () => {
    await queues.send(['kept']);
    await host.stop();
    host = await startHostHere(stack({ BatchSize: 25, MaximumBatchingWindowInSeconds: 1 }), data);
    queues = await Queues.of(host);
    await eventually(async () => expect(batches(host.said()).flat()).toEqual(['kept']), 20_000);
    before = 0;
    await drained();
  });
});

describe('an event source of large messages', () => {
  const data = temporaryDirectory();
  let host: HostHere;
  afterAll(async () => {
    await host?.stop();
    removeDirectory(data);
  });

  it('ends a batch before it would not fit into one invocation', async () => {
    host = await startHostHere(stack({ BatchSize: 25, MaximumBatchingWindowInSeconds: 1 }, IN_TIME), data);
    const queues = await Queues.of(host);
    const bodies = Array.from({ length: 8 }, (_, n) => `${n}`.padEnd(1_000_000, 'x'));
    for (const body of bodies) await queues.send([body]);
    await eventually(async () => expect(await queues.count('queue')).toBe(0), 60_000);
    const seen = batches(host.said());
    expect(seen.flat().sort()).toEqual(bodies.map((body) => body.slice(0, 20)));
    expect(Math.max(...seen.map(({ length }) => length))).toBeLessThanOrEqual(6);
    expect(host.said()).not.toContain('failed');
  }, 90_000);
});

describe('an event source without a window or item failures', () => {
  const data = temporaryDirectory();
  let host: HostHere;
  afterAll(async () => {
    await host?.stop();
    removeDirectory(data);
  });

  it('invokes at once, and deletes the whole batch whatever the answer says', async () => {
    host = await startHostHere(stack({ BatchSize: 10, FunctionResponseTypes: [] }), data);
    const queues = await Queues.of(host);
    const begun = Date.now();
    await queues.send(['poison', 'good']);
    await eventually(async () => expect(await queues.count('queue')).toBe(0));
    expect(Date.now() - begun).toBeLessThan(1_000);
    expect(await queues.count('dead')).toBe(0);
  });
});
