// The stack's secrets with their values here, and which of them are the keys that people and clients need.
import { ENVIRONMENT } from '../../functions/runtime/environment-names.ts';
import type { DataDirectory } from './data-directory.ts';
import { generateSecret } from './secret-value.ts';
import type { Plan } from './template/plan.ts';

export type Keys = {
  readonly publicKey: string;
  readonly secretKey: string;
  readonly ownerToken: string;
  readonly linkKey: string;
  /** Empty where nothing is told. */
  readonly webhookKey: string;
};

/** Values by ARN and by name: generated at the first start, the same ever after. */
export function keepSecrets({ secrets }: Plan, data: DataDirectory): ReadonlyMap<string, string> {
  return new Map(
    secrets.flatMap(({ logicalId, arn, name, generate, value }) => {
      const kept = value ?? data.secret(logicalId, () => generateSecret(generate));
      return [[arn, kept] as const, [name, kept] as const];
    }),
  );
}

/** What the functions and the host know each other by; in letters and digits, as AWS's own are. */
export function keepAccessKey(data: DataDirectory): string {
  const random = { PasswordLength: 14, ExcludePunctuation: true, ExcludeLowercase: true };
  return data.secret('host.accessKeyId', () => `IMBUTO${generateSecret(random)}`);
}

/** Without it nobody on this machine finds the inbox. */
export function keepInboxWord(data: DataDirectory): string {
  return data.secret('host.inboxWord', () =>
    generateSecret({ PasswordLength: 20, ExcludePunctuation: true }),
  );
}

/** Found by the variables through which the functions are told of them; empty where the stack has no such key. */
export function keysOf({ functions }: Plan, secrets: ReadonlyMap<string, string>): Keys {
  const variable = (name: string): string =>
    functions.find(({ environment }) => environment[name])?.environment[name] ?? '';
  const secret = (name: string): string => secrets.get(variable(name)) ?? '';
  return {
    publicKey: variable(ENVIRONMENT.publicKey),
    secretKey: secret(ENVIRONMENT.secretKeySecret),
    ownerToken: secret(ENVIRONMENT.ownerTokenSecret),
    linkKey: secret(ENVIRONMENT.linkKeySecret),
    webhookKey: secret(ENVIRONMENT.webhookKeySecret),
  };
}
