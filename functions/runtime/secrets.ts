// A secret of the stack's, by its address.
import { secretValue } from './aws/secret-value.ts';
import { readAwsEnvironment } from './environment.ts';
import { keptSecret, type Secret } from './kept-secret.ts';

export function secretAt(arn: string): Secret {
  return keptSecret(() => secretValue(readAwsEnvironment('SECRETS_MANAGER'), arn));
}
