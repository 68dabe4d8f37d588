// Queues as a template asks for them.
import type { Json } from '../template/template.ts';
import { CallRefused, call, type EmulatorClient } from './emulator-client.ts';

type Properties = { readonly [key: string]: Json };

const QUEUE_ATTRIBUTES = [
  'VisibilityTimeout',
  'DelaySeconds',
  'MaximumMessageSize',
  'MessageRetentionPeriod',
  'ReceiveMessageWaitTimeSeconds',
  'FifoQueue',
  'ContentBasedDeduplication',
  'RedrivePolicy',
];

export async function ensureQueue(
  client: EmulatorClient,
  QueueName: string,
  properties: Properties,
): Promise<void> {
  const Attributes = Object.fromEntries(
    QUEUE_ATTRIBUTES.flatMap((name) => {
      const value = properties[name];
      if (value === undefined || value === null) return [];
      return [[name, typeof value === 'object' ? JSON.stringify(value) : String(value)]];
    }),
  );
  try {
    await call(client, 'sqs', 'CreateQueue', { QueueName, Attributes });
  } catch (error) {
    if (!(error instanceof CallRefused) || !/QueueNameExists|QueueAlreadyExists/.test(error.code))
      throw error;
    const { FifoQueue: _, ...changeable } = Attributes;
    await call(client, 'sqs', 'SetQueueAttributes', {
      QueueUrl: queueUrl(client, QueueName),
      Attributes: changeable,
    });
  }
}

/**
 * Messages that a host received and was killed with would stay invisible for as long as their visibility timeout.
 * At a start nobody holds any, so they are let go after a second (at zero this emulator would lose them).
 */
export async function releaseHeldMessages(client: EmulatorClient, name: string): Promise<void> {
  const QueueUrl = queueUrl(client, name);
  const { Attributes } = await call<{ readonly Attributes?: Record<string, string> }>(
    client,
    'sqs',
    'GetQueueAttributes',
    {
      QueueUrl,
      AttributeNames: ['ApproximateNumberOfMessagesNotVisible'],
    },
  );
  if (Attributes?.ApproximateNumberOfMessagesNotVisible === '0') return;
  const response = await fetch(`${client.endpoint}/_fauxqs/queues/${name}`);
  const { messages } = (await response.json()) as {
    readonly messages: { readonly inflight: readonly { readonly receiptHandle: string }[] };
  };
  for (let at = 0; at < messages.inflight.length; at += 10) {
    const Entries = messages.inflight.slice(at, at + 10).map(({ receiptHandle }, index) => ({
      Id: String(index),
      ReceiptHandle: receiptHandle,
      VisibilityTimeout: 1,
    }));
    await call(client, 'sqs', 'ChangeMessageVisibilityBatch', { QueueUrl, Entries });
  }
}

/** The emulator's own answer to CreateQueue names a host that does not resolve. */
function queueUrl({ endpoint }: EmulatorClient, name: string): string {
  return `${endpoint}/000000000000/${name}`;
}
