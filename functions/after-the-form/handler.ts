// The entry of what comes after a form: the pages behind the links in mails to leads.
import { sqsQueue } from '../queue/sender.ts';
import { sqsCalls } from '../queue/sqs-calls.ts';
import { dynamoDbClient } from '../runtime/aws/dynamodb.ts';
import { readAwsEnvironment, readConfig, readEnvironment, readOptional } from '../runtime/environment.ts';
import { httpFunction } from '../runtime/http.ts';
import { secretAt } from '../runtime/secrets.ts';
import { createTelemetry } from '../runtime/telemetry.ts';
import { leadTableOnce } from '../store/leads/lead-table.ts';
import type { AfterTheFormDeps } from './deps.ts';
import { fileStore, readFiles } from './files.ts';
import { afterTheForm } from './routes.ts';

const { tableName, mailKeySecret, queueUrl } = readEnvironment('tableName', 'mailKeySecret', 'queueUrl');
const filesBucket = readOptional('filesBucket');
const config = readConfig();
const telemetry = createTelemetry('after-the-form');

const deps: AfterTheFormDeps = {
  config,
  telemetry,
  table: leadTableOnce(dynamoDbClient(), tableName),
  mailKey: secretAt(mailKeySecret),
  queue: sqsQueue(sqsCalls(readAwsEnvironment('SQS')), queueUrl),
  files:
    filesBucket === undefined
      ? undefined
      : fileStore(readAwsEnvironment('S3'), filesBucket, readFiles(readOptional('files') ?? '{}')),
  now: Date.now,
};

export const handler = httpFunction((request) => afterTheForm(deps, request), {
  locale: config.locale,
  telemetry,
});
