// The entry of progress: SQS hands over batches of messages; what could not be taken in goes back, message by message.
import middy from '@middy/core';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { Calendar } from '../domain/calendar.ts';
import { dynamoDbClient } from '../runtime/aws/dynamodb.ts';
import { readConfig, readEnvironment } from '../runtime/environment.ts';
import { createTelemetry } from '../runtime/telemetry.ts';
import { commit } from '../store/commit.ts';
import { currentDefinitions } from '../store/definition-key.ts';
import { readLeads } from '../store/leads.ts';
import { type AdvanceLeads, advanceLeads } from './advance-leads.ts';

const { tableName: table } = readEnvironment('tableName');
const config = readConfig();
const client = dynamoDbClient();
const telemetry = createTelemetry('progress');

const deps: Omit<AdvanceLeads, 'remaining'> = {
  definitions: currentDefinitions(config),
  calendar: new Calendar(config.timezone),
  readLeads: (submissions) => readLeads({ client, table }, submissions),
  commit: (changes, snapshot, alone) =>
    commit({ client, table, random: Math.random }, changes, snapshot, alone),
  onFailure: ({ messageId, error }) => telemetry.error('message handed back', error, { messageId }),
};

export const handler = middy<SQSEvent, SQSBatchResponse, Error, Context>().handler(async (event, context) => {
  const messages = event.Records.map(({ messageId, body }) => ({ messageId, body }));
  const failed = await advanceLeads(
    { ...deps, remaining: () => context.getRemainingTimeInMillis() },
    messages,
  );
  telemetry.count('MessagesTaken', messages.length - failed.size);
  telemetry.count('MessagesHandedBack', failed.size);
  telemetry.finish('batch');
  return { batchItemFailures: [...failed].map((itemIdentifier) => ({ itemIdentifier })) };
});
