// How much was accepted and is not counted: what waits in the queue, and what its dead-letter queue has set aside.
import type { SqsCalls } from './sqs-calls.ts';

/** Numbers of messages; approximate on AWS. */
export type Uncounted = {
  /** In the queue: visible, in flight and delayed. */
  readonly pending: number;
  /** In the dead-letter queue: in no figure until they are redriven. */
  readonly setAside: number;
};

export type Queues = { readonly queueUrl: string; readonly deadLetterQueueUrl: string };

export async function countUncounted(
  calls: SqsCalls,
  { queueUrl, deadLetterQueueUrl }: Queues,
): Promise<Uncounted> {
  const [pending, setAside] = await Promise.all([
    countMessages(calls, queueUrl),
    countMessages(calls, deadLetterQueueUrl),
  ]);
  return { pending, setAside };
}

/** Visible, in flight and delayed. */
export async function countMessages(calls: SqsCalls, QueueUrl: string): Promise<number> {
  const { Attributes } = (await calls('GetQueueAttributes', { QueueUrl, AttributeNames: COUNTS })) as {
    readonly Attributes?: Readonly<Record<string, string>>;
  };
  return COUNTS.reduce((sum, name) => sum + Number(Attributes?.[name] ?? 0), 0);
}

const COUNTS = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
] as const;
