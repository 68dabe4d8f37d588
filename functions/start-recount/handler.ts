// The entry of starting recounts: called when a deploy is through, and every hour in case that one was lost.
import middy from '@middy/core';
import { recountQueue } from '../queue/recount-message.ts';
import { dynamoDbClient } from '../runtime/aws/dynamodb.ts';
import { sqsClient } from '../runtime/aws/sqs.ts';
import { readConfig, readEnvironment } from '../runtime/environment.ts';
import { createTelemetry } from '../runtime/telemetry.ts';
import { keepWordings } from '../store/consents/wordings.ts';
import { claimRecounts } from './claim-recounts.ts';

const { tableName, recountQueueUrl } = readEnvironment('tableName', 'recountQueueUrl');
const deps = {
  table: { client: dynamoDbClient(), table: tableName },
  config: readConfig(),
  send: recountQueue(sqsClient(), recountQueueUrl),
  now: Date.now,
};
const telemetry = createTelemetry('start-recount');

export const handler = middy<unknown, void>().handler(async () => {
  // First, so that a recount that cannot be claimed keeps no wording waiting.
  await keepWordings(deps.table, deps.config.forms, deps.now());
  const { claimed } = await claimRecounts(deps);
  if (claimed) telemetry.count('RecountClaimed');
  telemetry.finish('configuration compared', { claimed });
});
