// A call of AWS in its JSON protocol, for what the bundle of capture has no room for a client of its own.
import type { AwsEnvironment } from '../environment.ts';
import { signedHeaders } from './signed-request.ts';

export type JsonCall = {
  /** The service's name in its host and in signatures. */
  readonly service: 'dynamodb' | 'secretsmanager';
  /** The version of the protocol, and the header that names the operation. */
  readonly version: '1.0' | '1.1';
  readonly target: string;
  readonly input: object;
  readonly timeoutMs: number;
};

/** AWS has answered that it does not do it. */
export class CallFailed extends Error {
  override readonly name = 'CallFailed';
}

/** @throws where there is no answer in time, or one that is no JSON; CallFailed */
export async function callAws(
  { region, credentials, endpoint }: AwsEnvironment,
  { service, version, target, input, timeoutMs }: JsonCall,
): Promise<unknown> {
  const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  const url = new URL('/', endpoint ?? `https://${service}.${region}.${domain}`);
  const body = JSON.stringify(input);
  const headers = { 'content-type': `application/x-amz-json-${version}`, 'x-amz-target': target };
  const request = { service, region, url, headers, body, now: Date.now() };
  const answer = await fetch(url, {
    method: 'POST',
    headers: signedHeaders(request, credentials),
    body,
    signal: AbortSignal.timeout(timeoutMs),
  });
  if (!answer.ok) throw new CallFailed(`${target} is answered ${answer.status}`);
  return await answer.json();
}
