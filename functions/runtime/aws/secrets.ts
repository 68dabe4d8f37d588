// The client of the secrets that the stack creates.
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { clientSettings } from './client-settings.ts';

export function secretsClient(): SecretsManagerClient {
  return new SecretsManagerClient(clientSettings('SECRETS_MANAGER', { requestTimeout: 2_000, attempts: 3 }));
}
