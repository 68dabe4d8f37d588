// The function that visitors reach: the form routes and whatever no other function answers.
import { randomBytes } from 'node:crypto';
import { sqsQueue } from '../queue/sender.ts';
import { sqsClient } from '../runtime/aws/sqs.ts';
import { readConfig, readEnvironment } from '../runtime/environment.ts';
import { httpFunction } from '../runtime/http.ts';
import { createTelemetry } from '../runtime/telemetry.ts';
import { capture, captureHeaders } from './routes.ts';

const { queueUrl } = readEnvironment('queueUrl');
const config = readConfig();
const telemetry = createTelemetry('capture');
const deps = {
  config,
  telemetry,
  queue: sqsQueue(sqsClient(), queueUrl),
  randomId: () => randomBytes(16).toString('base64url'),
};

export const handler = httpFunction((request) => capture(deps, request), {
  locale: config.locale,
  telemetry,
  headers: (request) => captureHeaders(config, request),
});
