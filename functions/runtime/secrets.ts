// Secrets read by the client of Secrets Manager.
import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { keptSecret, type Secret } from './kept-secret.ts';

/** @throws SecretUnavailable when it cannot be read, unless a value read earlier is at hand. */
export function secretOf(client: SecretsManagerClient, arn: string, clock: () => number = Date.now): Secret {
  const read = async () => (await client.send(new GetSecretValueCommand({ SecretId: arn }))).SecretString;
  return keptSecret(read, clock);
}
