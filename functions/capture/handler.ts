// The function that visitors reach: the form routes and whatever no other function answers.
import { randomBytes } from 'node:crypto';
import { usesTurnstile } from '../domain/spam/turnstile.ts';
import { dynamoDbCalls } from '../door/aws-json.ts';
import { doorTable, openDoor } from '../door/door.ts';
import { missedLedger } from '../door/missed.ts';
import { shownLedger } from '../door/shown.ts';
import { valueLedger } from '../door/values.ts';
import { countUncounted } from '../queue/pending.ts';
import { sqsQueue } from '../queue/sender.ts';
import { sqsCalls } from '../queue/sqs-calls.ts';
import { readAwsEnvironment, readBeside, readConfig, readEnvironment } from '../runtime/environment.ts';
import { httpFunction } from '../runtime/http.ts';
import type { Secret } from '../runtime/kept-secret.ts';
import { secretAt } from '../runtime/secrets.ts';
import { createTelemetry } from '../runtime/telemetry.ts';
import { capture, captureHeaders } from './routes.ts';
import { turnstileAt } from './spam/turnstile.ts';
import { undeclaredLedger } from './undeclared.ts';

const environment = readEnvironment(
  'queueUrl',
  'deadLetterQueueUrl',
  'publicKey',
  'formKeySecret',
  'doorTableName',
);
const sqs = sqsCalls(readAwsEnvironment('SQS'));
const COUNTED_MS = 5_000;
const config = readConfig();
const telemetry = createTelemetry('capture');
const formKey = secretAt(environment.formKeySecret);
const dynamoDb = dynamoDbCalls(readAwsEnvironment('DYNAMODB'));
const { doorTableName } = environment;
const deps = {
  config,
  telemetry,
  door: openDoor(doorTable(dynamoDb, doorTableName), telemetry),
  shown: shownLedger(dynamoDb, doorTableName, config.timezone, telemetry),
  undeclared: undeclaredLedger(missedLedger(dynamoDb, doorTableName, config.timezone, telemetry)),
  values: valueLedger(dynamoDb, doorTableName, telemetry),
  queue: sqsQueue(sqs, environment.queueUrl),
  countUncounted: remembered(COUNTED_MS, () => countUncounted(sqs, environment).catch(() => undefined)),
  randomId: () => randomBytes(16).toString('base64url'),
  publicKey: environment.publicKey,
  embedScript: () => readBeside('embed.js'),
  formKey: () =>
    formKey().catch(() => {
      telemetry.count('FormKeyUnavailable');
      return undefined;
    }),
  turnstile: turnstileAt(turnstileSecret()),
};

/** There is one only where a form has a challenge. */
function turnstileSecret(): Secret {
  if (!usesTurnstile(config)) return () => Promise.reject(new Error('no form has a challenge'));
  return secretAt(readEnvironment('turnstileSecret').turnstileSecret);
}

/** Anybody may ask for the health: the counts of so many ms ago are good enough. */
function remembered<T>(ms: number, read: () => Promise<T>): () => Promise<T> {
  let last: { readonly at: number; readonly value: Promise<T> } | undefined;
  return () => {
    if (last === undefined || Date.now() - last.at > ms) last = { at: Date.now(), value: read() };
    return last.value;
  };
}

export const handler = httpFunction((request) => capture(deps, request), {
  locale: config.locale,
  telemetry,
  headers: (request) => captureHeaders(config, request),
});
