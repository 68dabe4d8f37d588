// The client of the submission queue.
import { SQSClient } from '@aws-sdk/client-sqs';
import { clientSettings } from './client-settings.ts';

/** A visitor waits for the answer: three attempts end, whatever happens, within the ten seconds of capture. */
export function sqsClient(): SQSClient {
  return new SQSClient(clientSettings('SQS', { requestTimeout: 2_000, attempts: 3 }));
}
