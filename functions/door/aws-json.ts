// Calls of DynamoDB in its wire protocol: its client would make the function that shows forms a fifth larger.
import { callAws } from '../runtime/aws/json-call.ts';
import type { AwsEnvironment } from '../runtime/environment.ts';

export type AwsJson = (operation: string, input: object) => Promise<unknown>;

/** A visitor waits for the answer. */
const TIMEOUT_MS = 800;

/** Its calls throw where there is no answer in time, or one that is no JSON. */
export function dynamoDbCalls(aws: AwsEnvironment): AwsJson {
  return (operation, input) =>
    callAws(aws, {
      service: 'dynamodb',
      version: '1.0',
      target: `DynamoDB_20120810.${operation}`,
      input,
      timeoutMs: TIMEOUT_MS,
    });
}
