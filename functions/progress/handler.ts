// The entry of progress: SQS hands over batches of messages; what could not be taken in goes back, message by message.
import middy from '@middy/core';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { dynamoDbClient } from '../runtime/aws/dynamodb.ts';
import { readConfig, readEnvironment } from '../runtime/environment.ts';
import { createTelemetry } from '../runtime/telemetry.ts';
import { pause } from '../store/backoff.ts';
import { commit } from '../store/commit.ts';
import { KnownDefinitions } from '../store/definitions.ts';
import { leadTableOnce } from '../store/lead-table.ts';
import { readLeads } from '../store/leads.ts';
import { readView } from '../store/live.ts';
import { type AdvanceLeads, advanceLeads } from './advance-leads.ts';

const { tableName: table } = readEnvironment('tableName');
const config = readConfig();
const client = dynamoDbClient();
const telemetry = createTelemetry('progress');

const leads = leadTableOnce(client, table);
const known = new KnownDefinitions({ client, table });

const deps: Omit<AdvanceLeads, 'remaining' | 'definitions' | 'isRetired'> = {
  readLeads: async (submissions) => readLeads(await leads(), submissions),
  commit: async (changes, snapshot, alone) => commit(await leads(), changes, snapshot, alone),
  pause,
  onFailure: ({ messageId, error }) => telemetry.error('message handed back', error, { messageId }),
};

export const handler = middy<SQSEvent, SQSBatchResponse, Error, Context>().handler(async (event, context) => {
  const messages = event.Records.map(({ messageId, body }) => ({ messageId, body }));
  const { definitions, isRetired } = await readView({ client, table }, known, config, Date.now);
  const remaining = () => context.getRemainingTimeInMillis();
  const failed = await advanceLeads({ ...deps, definitions, isRetired, remaining }, messages);
  telemetry.count('MessagesTaken', messages.length - failed.size);
  telemetry.count('MessagesHandedBack', failed.size);
  telemetry.finish('batch');
  return { batchItemFailures: [...failed].map((itemIdentifier) => ({ itemIdentifier })) };
});
