// How much was accepted and is not counted: what waits in the queue, and what its dead-letter queue has set aside.
import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';

/** Numbers of messages; approximate on AWS. */
export type Uncounted = {
  /** In the queue: visible, in flight and delayed. */
  readonly pending: number;
  /** In the dead-letter queue: in no figure until they are redriven. */
  readonly setAside: number;
};

export type Queues = { readonly queueUrl: string; readonly deadLetterQueueUrl: string };

export async function countUncounted(
  client: Pick<SQSClient, 'send'>,
  { queueUrl, deadLetterQueueUrl }: Queues,
): Promise<Uncounted> {
  const [pending, setAside] = await Promise.all([
    countMessages(client, queueUrl),
    countMessages(client, deadLetterQueueUrl),
  ]);
  return { pending, setAside };
}

/** Visible, in flight and delayed. */
export async function countMessages(client: Pick<SQSClient, 'send'>, QueueUrl: string): Promise<number> {
  const { Attributes } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...COUNTS] }),
  );
  return COUNTS.reduce((sum, name) => sum + Number(Attributes?.[name] ?? 0), 0);
}

const COUNTS = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
] as const;
