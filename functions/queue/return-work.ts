// What a worker does at the queue itself: sends work back as new messages, and takes done messages off.
import { DeleteMessageBatchCommand, SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Submission } from '../domain/event/event.ts';
import { inLanes } from '../runtime/in-lanes.ts';
import { encodeBody, packBatches, QueueUnavailable } from './sender.ts';

/** Requests under way at once. */
const LANES = 4;
/** What one DeleteMessageBatch takes. */
const DELETED_AT_ONCE = 10;

export type WorkQueue = {
  /**
   * Sends work as one new message for each element, visible after `seconds`.
   * @throws QueueUnavailable where the queue did not take all of it; what it took is in it twice then
   */
  sendAgain(work: readonly (readonly Submission[])[], seconds: number): Promise<void>;
  /** @throws QueueUnavailable where some may still be in the queue */
  acknowledge(receiptHandles: readonly string[]): Promise<void>;
};

export function workQueue(client: Pick<SQSClient, 'send'>, QueueUrl: string): WorkQueue {
  return {
    sendAgain: (work, seconds) =>
      sendAll(packBatches(work.map(encodeBody)), async (bodies) => {
        const Entries = bodies.map((MessageBody, index) => ({
          Id: String(index),
          MessageBody,
          DelaySeconds: seconds,
        }));
        const { Failed = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
        if (Failed.length > 0) throw new QueueUnavailable(`the queue refused ${Failed.length} messages`);
      }),
    acknowledge: (receiptHandles) =>
      sendAll(tensOf(receiptHandles), async (handles) => {
        const Entries = handles.map((ReceiptHandle, index) => ({ Id: String(index), ReceiptHandle }));
        const { Failed = [] } = await client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
        if (Failed.length > 0) throw new QueueUnavailable(`the queue kept ${Failed.length} messages`);
      }),
  };
}

/** @throws QueueUnavailable where any of them failed, once all have ended */
async function sendAll<T>(all: readonly T[], send: (one: T) => Promise<void>): Promise<void> {
  try {
    await inLanes(all, LANES, send);
  } catch (error) {
    if (error instanceof QueueUnavailable) throw error;
    throw new QueueUnavailable('the queue did not answer', { cause: error });
  }
}

function tensOf<T>(all: readonly T[]): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(all.length / DELETED_AT_ONCE) }, (_, n) =>
    all.slice(n * DELETED_AT_ONCE, (n + 1) * DELETED_AT_ONCE),
  );
}
