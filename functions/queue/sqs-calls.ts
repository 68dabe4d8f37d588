// The calls of SQS that a visitor waits for, in its wire protocol: its client would make capture and collect twice as large.
import { callAws } from '../runtime/aws/json-call.ts';
import type { AwsEnvironment } from '../runtime/environment.ts';

type Operation = 'SendMessage' | 'SendMessageBatch' | 'GetQueueAttributes';

/** Resolves to what SQS answers, as its client would: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference */
export type SqsCalls = (operation: Operation, input: object) => Promise<unknown>;

/** Three attempts end, whatever happens, within the ten seconds of the function. */
const ATTEMPTS = 3;
const TIMEOUT_MS = 2_000;

/**
 * A message that a second attempt puts into the queue once more counts once.
 * Its calls throw where no attempt is answered in time, and where SQS says that it does not do it.
 */
export function sqsCalls(aws: AwsEnvironment, attempts = ATTEMPTS): SqsCalls {
  return (operation, input) =>
    callAws(aws, {
      service: 'sqs',
      version: '1.0',
      target: `AmazonSQS.${operation}`,
      input,
      timeoutMs: TIMEOUT_MS,
      attempts,
    });
}
