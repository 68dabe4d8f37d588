// Reads a secret without the client of Secrets Manager, whose 12 KB every form page would wait for.
import type { AwsEnvironment } from '../environment.ts';
import { callAws } from './json-call.ts';

/** A visitor waits for the answer. */
const TIMEOUT_MS = 1_000;

/** @throws where it is not answered in time, or with anything but the secret */
export async function secretValue(aws: AwsEnvironment, arn: string): Promise<string | undefined> {
  const answer = await callAws(aws, {
    service: 'secretsmanager',
    version: '1.1',
    target: 'secretsmanager.GetSecretValue',
    input: { SecretId: arn },
    timeoutMs: TIMEOUT_MS,
  });
  const { SecretString } = answer as { readonly SecretString?: unknown };
  return typeof SecretString === 'string' ? SecretString : undefined;
}
