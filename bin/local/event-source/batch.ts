// One batch of messages: how a function gets it, and which of its messages are done by what the function answers.
// https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
import type { LambdaFunction } from '../lambda/function.ts';
import type { Invocation } from '../lambda/sandbox.ts';
import { call, type EmulatorClient } from '../stores/emulator-client.ts';

export type BatchSettings = {
  readonly client: EmulatorClient;
  readonly queueUrl: string;
  readonly queueArn: string;
  readonly target: LambdaFunction;
  readonly reportsItemFailures: boolean;
  /** Called when the queue cannot be reached or a whole batch failed. */
  complain(reason: string): void;
};

export type Message = {
  readonly MessageId: string;
  readonly ReceiptHandle: string;
  readonly Body: string;
  readonly MD5OfBody: string;
  readonly Attributes?: Readonly<Record<string, string>>;
  readonly MessageAttributes?: Readonly<
    Record<
      string,
      { readonly StringValue?: string; readonly BinaryValue?: string; readonly DataType: string }
    >
  >;
};

/** Invokes the function with a batch, and takes what is done off the queue. Never rejects. */
export async function handOut(settings: BatchSettings, batch: readonly Message[]): Promise<void> {
  const invocation = await settings.target.invoke({
    Records: batch.map((message) => record(message, settings)),
  });
  const failed = failedMessages(invocation, batch, settings.reportsItemFailures);
  if (failed === 'all') {
    settings.complain(
      `a whole batch of ${batch.length} failed: it comes again when its visibility timeout is over`,
    );
    return;
  }
  const done = batch.filter(({ MessageId }) => !failed.has(MessageId));
  await deleteMessages(settings, done);
}

/** A message that fails stays in the queue: it is visible again after the queue's visibility timeout. */
export function failedMessages(
  invocation: Invocation,
  batch: readonly { readonly MessageId: string }[],
  reportsItemFailures: boolean,
): ReadonlySet<string> | 'all' {
  if (!invocation.ok) return 'all';
  if (!reportsItemFailures) return new Set();
  const result: unknown = JSON.parse(invocation.payload);
  if (result === null || result === '') return new Set();
  if (typeof result !== 'object') return 'all';
  const failures = (result as { readonly batchItemFailures?: unknown }).batchItemFailures;
  if (failures === undefined || failures === null) return new Set();
  if (!Array.isArray(failures)) return 'all';
  const known = new Set(batch.map(({ MessageId }) => MessageId));
  const named = failures.map(
    (failure) => (failure as { readonly itemIdentifier?: unknown } | null)?.itemIdentifier,
  );
  return named.every((id) => typeof id === 'string' && known.has(id)) ? new Set(named as string[]) : 'all';
}

async function deleteMessages(
  { client, queueUrl: QueueUrl, complain }: BatchSettings,
  messages: readonly Message[],
): Promise<void> {
  for (let at = 0; at < messages.length; at += 10) {
    const Entries = messages
      .slice(at, at + 10)
      .map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
    try {
      await call(client, 'sqs', 'DeleteMessageBatch', { QueueUrl, Entries });
    } catch {
      // They come again, and are recognised as handled.
      complain('messages that are done could not be taken off its queue');
    }
  }
}

function record(message: Message, { queueArn, client }: BatchSettings): object {
  return {
    messageId: message.MessageId,
    receiptHandle: message.ReceiptHandle,
    body: message.Body,
    attributes: message.Attributes ?? {},
    messageAttributes: Object.fromEntries(
      Object.entries(message.MessageAttributes ?? {}).map(
        ([name, { StringValue, BinaryValue, DataType }]) => [
          name,
          {
            stringValue: StringValue,
            binaryValue: BinaryValue,
            stringListValues: [],
            binaryListValues: [],
            dataType: DataType,
          },
        ],
      ),
    ),
    md5OfBody: message.MD5OfBody,
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion: client.region,
  };
}
