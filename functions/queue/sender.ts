// Puts accepted submissions into the queue, and says whether it takes any.
import type { Submission } from '../domain/event/event.ts';
import { Unavailable } from '../runtime/unavailable.ts';
import { encodeMessage } from './message.ts';
import type { SqsCalls } from './sqs-calls.ts';

export type SubmissionQueue = {
  /**
   * Resolves once the queue holds all of them. When it throws, some may be held: whoever sends them again
   * sends the same ids.
   * @throws QueueUnavailable
   */
  send(submissions: readonly Submission[]): Promise<void>;
  /** Whether it would take a submission now. */
  takesSubmissions(): Promise<boolean>;
};

export class QueueUnavailable extends Unavailable {
  override readonly name = 'QueueUnavailable';
}

/**
 * The most that one message holds. SQS takes 1 MiB and bills by 64 KB, so that splitting costs nothing above that;
 * but a message fails as one, and the worker's batch has 6 MB: a poison event takes few neighbours with it.
 */
export const MESSAGE_LIMITS = { bytes: 240_000, submissions: 500 } as const;

/** What one SendMessageBatch takes. */
const BATCH_LIMITS = { messages: 10, bytes: 1_048_576 } as const;

export function sqsQueue(calls: SqsCalls, QueueUrl: string): SubmissionQueue {
  return {
    async send(submissions) {
      const bodies = packMessages(submissions);
      try {
        for (const batch of packBatches(bodies)) await sendBatch(calls, QueueUrl, batch);
      } catch (cause) {
        throw cause instanceof QueueUnavailable
          ? cause
          : new QueueUnavailable('the queue did not take it', { cause });
      }
    },
    async takesSubmissions() {
      try {
        await calls('GetQueueAttributes', { QueueUrl, AttributeNames: ['QueueArn'] });
        return true;
      } catch {
        return false;
      }
    },
  };
}

async function sendBatch(calls: SqsCalls, QueueUrl: string, bodies: readonly string[]): Promise<void> {
  const [first] = bodies;
  if (first !== undefined && bodies.length === 1) {
    await calls('SendMessage', { QueueUrl, MessageBody: first });
    return;
  }
  const Entries = bodies.map((MessageBody, i) => ({ Id: String(i), MessageBody }));
  const { Failed = [] } = (await calls('SendMessageBatch', { QueueUrl, Entries })) as {
    readonly Failed?: readonly object[];
  };
  if (Failed.length > 0)
    throw new QueueUnavailable(`the queue refused ${Failed.length} of ${bodies.length} messages`);
}

/** The bodies of as few messages as hold them all, in their order. */
export function packMessages(submissions: readonly Submission[]): readonly string[] {
  const bodies: string[] = [];
  let held: Submission[] = [];
  let bytes = 0;
  for (const submission of submissions) {
    const size = Buffer.byteLength(JSON.stringify(submission)) + 1;
    if (
      held.length > 0 &&
      (bytes + size > MESSAGE_LIMITS.bytes || held.length >= MESSAGE_LIMITS.submissions)
    ) {
      bodies.push(encodeBody(held));
      held = [];
      bytes = 0;
    }
    held.push(submission);
    bytes += size;
  }
  if (held.length > 0) bodies.push(encodeBody(held));
  return bodies;
}

/** Message bodies in as few requests as take them. */
export function packBatches(bodies: readonly string[]): readonly (readonly string[])[] {
  const batches: string[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const body of bodies) {
    const size = Buffer.byteLength(body);
    const last = batches.at(-1);
    if (last === undefined || last.length >= BATCH_LIMITS.messages || bytes + size > BATCH_LIMITS.bytes) {
      batches.push([body]);
      bytes = size;
    } else {
      last.push(body);
      bytes += size;
    }
  }
  return batches;
}

/**
 * SQS takes the characters of XML 1.0 only: U+FFFE and U+FFFF, which JSON leaves as they are, are escaped. So is what
 * lies beyond U+FFFF (emoji, say): SQS takes it, but not every emulator of it does.
 */
export function encodeBody(submissions: readonly Submission[]): string {
  return encodeMessage(submissions).replace(
    /[\ud800-\udfff\ufffe\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16)}`,
  );
}
