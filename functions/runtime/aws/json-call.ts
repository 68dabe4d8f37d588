// A call of AWS in its JSON protocol, for functions that start while a visitor waits: the clients take half of the bundle.
import { setTimeout as pause } from 'node:timers/promises';
import type { AwsEnvironment } from '../environment.ts';
import { signedHeaders } from './signed-request.ts';

export type JsonCall = {
  /** The service's name in its host and in signatures. */
  readonly service: 'dynamodb' | 'secretsmanager' | 'sqs';
  /** The version of the protocol, and the header that names the operation. */
  readonly version: '1.0' | '1.1';
  readonly target: string;
  readonly input: object;
  /** Of each attempt. */
  readonly timeoutMs: number;
  /** In all, the first included; a call that may have been done is made again. Absent: one. */
  readonly attempts?: number;
};

/** AWS has answered that it does not do it. */
export class CallFailed extends Error {
  override readonly name = 'CallFailed';
  /** Whether to ask again may help: the service was at fault, or short of breath. */
  readonly isPassing: boolean;

  constructor(message: string, isPassing: boolean) {
    super(message);
    this.isPassing = isPassing;
  }
}

const LONGEST_PAUSE_MS = 200;

/** @throws where no attempt is answered in time, or one by what is no JSON; CallFailed */
export async function callAws(aws: AwsEnvironment, call: JsonCall): Promise<unknown> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await callOnce(aws, call);
    } catch (error) {
      const isOver = attempt >= (call.attempts ?? 1) || (error instanceof CallFailed && !error.isPassing);
      if (isOver) throw error;
      await pause(Math.random() * LONGEST_PAUSE_MS * attempt);
    }
  }
}

async function callOnce(
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
  if (!answer.ok) throw await failure(target, answer);
  return await answer.json();
}

/** The name of the error tells whether it is throttling, which AWS answers with status 400 too. */
async function failure(target: string, answer: Response): Promise<CallFailed> {
  const said = await answer.text().catch(() => '');
  const isThrottled = answer.status === 429 || /"__type"\s*:\s*"[^"]*Throttl/.test(said);
  return new CallFailed(`${target} is answered ${answer.status}`, answer.status >= 500 || isThrottled);
}
