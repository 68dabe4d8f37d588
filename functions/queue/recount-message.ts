// The message of a recount: go on with a segment. Where it stands is in the table, so that a copy does no harm.
import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { MalformedMessage } from './message.ts';

export type RecountMessage = { readonly run: number; readonly segment: number };

/** Puts a message into the queue, to be delivered after so many seconds. */
export type SendRecount = (message: RecountMessage, delaySeconds: number) => Promise<void>;

/** The longest that SQS holds a message back. */
const LONGEST_DELAY_SECONDS = 900;

export function recountQueue(client: Pick<SQSClient, 'send'>, queueUrl: string): SendRecount {
  return async ({ run, segment }, delaySeconds) => {
    await client.send(
      new SendMessageCommand({
        QueueUrl: queueUrl,
        MessageBody: JSON.stringify({ v: 1, run, segment }),
        DelaySeconds: Math.min(delaySeconds, LONGEST_DELAY_SECONDS),
      }),
    );
  };
}

/** @throws MalformedMessage */
export function decodeRecount(body: string): RecountMessage {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    throw new MalformedMessage('the message is not JSON');
  }
  const { v, run, segment } = (parsed ?? {}) as Record<string, unknown>;
  if (v !== 1 || !isCount(run) || !isCount(segment)) {
    throw new MalformedMessage('the message names no segment of a run');
  }
  return { run, segment };
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
