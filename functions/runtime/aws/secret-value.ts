// Reads a secret without the client of Secrets Manager, whose 12 KB every form page would wait for.
import type { AwsEnvironment } from '../environment.ts';
import { signedHeaders } from './signed-request.ts';

/** A visitor waits for the answer. */
const TIMEOUT_MS = 1_000;

/** @throws where it is not answered in time, or with anything but the secret */
export async function secretValue(
  { region, credentials, endpoint }: AwsEnvironment,
  arn: string,
): Promise<string | undefined> {
  const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  const url = new URL('/', endpoint ?? `https://secretsmanager.${region}.${domain}`);
  const body = JSON.stringify({ SecretId: arn });
  const headers = {
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-target': 'secretsmanager.GetSecretValue',
  };
  const request = { service: 'secretsmanager', region, url, headers, body, now: Date.now() };
  const answer = await fetch(url, {
    method: 'POST',
    headers: signedHeaders(request, credentials),
    body,
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (!answer.ok) throw new Error(`Secrets Manager answered ${answer.status}`);
  const { SecretString } = (await answer.json()) as { readonly SecretString?: unknown };
  return typeof SecretString === 'string' ? SecretString : undefined;
}
