// A call of DynamoDB in its wire protocol: its client would make the function that shows forms a fifth larger.
import { signedHeaders } from '../runtime/aws/signed-request.ts';
import type { AwsEnvironment } from '../runtime/environment.ts';

export type AwsJson = (operation: string, input: object) => Promise<unknown>;

/** A visitor waits for the answer. */
const TIMEOUT_MS = 800;

/** Its calls throw where there is no answer in time, or one that is no JSON. */
export function dynamoDbCalls({ region, credentials, endpoint }: AwsEnvironment): AwsJson {
  const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  const url = new URL('/', endpoint ?? `https://dynamodb.${region}.${domain}`);
  return async (operation, input) => {
    const body = JSON.stringify(input);
    const headers = {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `DynamoDB_20120810.${operation}`,
    };
    const request = { service: 'dynamodb', region, url, headers, body, now: Date.now() };
    const answer = await fetch(url, {
      method: 'POST',
      headers: signedHeaders(request, credentials),
      body,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (!answer.ok) throw new CallFailed(`DynamoDB answers ${answer.status}`);
    return await answer.json();
  };
}

export class CallFailed extends Error {
  override readonly name = 'CallFailed';
}
