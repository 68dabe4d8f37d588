// The only file that reads the environment: once, into a frozen object.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../domain/config/config.ts';
import { ENVIRONMENT, LOCAL_INBOX, LOCAL_WEBHOOKS } from './environment-names.ts';

type Name = keyof typeof ENVIRONMENT;

export class MissingEnvironment extends Error {
  override readonly name = 'MissingEnvironment';
}

/**
 * Reads the named variables.
 * @throws MissingEnvironment naming the variables that are absent.
 */
export function readEnvironment<const N extends Name>(...names: readonly N[]): Readonly<Record<N, string>> {
  const missing = names.filter((name) => !process.env[ENVIRONMENT[name]]);
  if (missing.length > 0) {
    throw new MissingEnvironment(`not set: ${missing.map((name) => ENVIRONMENT[name]).join(', ')}`);
  }
  const entries = names.map((name) => [name, process.env[ENVIRONMENT[name]]]);
  return Object.freeze(Object.fromEntries(entries)) as Record<N, string>;
}

/** A variable that is only set where there is something to do with it. */
export function readOptional(name: Name): string | undefined {
  return process.env[ENVIRONMENT[name]] || undefined;
}

/** The validated configuration, which the bundle carries beside its code as `config.json`. */
export function readConfig(): Config {
  return JSON.parse(readBeside('config.json'));
}

/** A file that the bundle carries beside its code, as text. */
export function readBeside(name: string): string {
  return readFileSync(join(process.env.LAMBDA_TASK_ROOT ?? import.meta.dirname, name), 'utf8');
}

/** Whether webhooks may go to this machine: only the local host sets it, where it is asked to. */
export function allowsLocalWebhooks(): boolean {
  return process.env[LOCAL_WEBHOOKS] === '1';
}

/** The address of the local host's inbox; undefined on AWS. */
export function localInboxAddress(): string | undefined {
  return process.env[LOCAL_INBOX] || undefined;
}

/** What a client of an AWS service takes from the environment that Lambda, or the local host, sets. */
export type AwsEnvironment = {
  readonly region: string;
  readonly credentials: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  };
  /** Where the service is, if not at its usual address: how an emulator is reached. */
  readonly endpoint?: string;
};

/**
 * Reads the standard variables of AWS: `AWS_REGION`, `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`,
 * `AWS_SESSION_TOKEN` and `AWS_ENDPOINT_URL_<service>`, else `AWS_ENDPOINT_URL`.
 * @throws MissingEnvironment naming the variables that are absent.
 */
export function readAwsEnvironment(service: string): AwsEnvironment {
  const { AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = process.env;
  if (!AWS_REGION || !AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY) {
    const needed = { AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY };
    const missing = Object.entries(needed).flatMap(([name, value]) => (value ? [] : [name]));
    throw new MissingEnvironment(`not set: ${missing.join(', ')}`);
  }
  const endpoint = process.env[`AWS_ENDPOINT_URL_${service}`] || process.env.AWS_ENDPOINT_URL;
  return Object.freeze({
    region: AWS_REGION,
    credentials: {
      accessKeyId: AWS_ACCESS_KEY_ID,
      secretAccessKey: AWS_SECRET_ACCESS_KEY,
      ...(AWS_SESSION_TOKEN ? { sessionToken: AWS_SESSION_TOKEN } : {}),
    },
    ...(endpoint ? { endpoint } : {}),
  });
}
