// The entry of nurture: every few minutes, hands out the steps of sequences that are due.
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { sendOutbound } from '../queue/outbound-message.ts';
import { dynamoDbClient } from '../runtime/aws/dynamodb.ts';
import { sqsClient } from '../runtime/aws/sqs.ts';
import { readEnvironment } from '../runtime/environment.ts';
import { createTelemetry } from '../runtime/telemetry.ts';
import { handOut } from './hand-out.ts';

const { tableName: table, outboundQueueUrl } = readEnvironment('tableName', 'outboundQueueUrl');
const client = dynamoDbClient();
const sqs = sqsClient();
const telemetry = createTelemetry('nurture');
const MARGIN_MS = 10_000;

export const handler = middy<unknown, void, Error, Context>().handler(async (_event, context) => {
  const steps = await handOut({
    table: { client, table },
    send: (due) =>
      sendOutbound(
        sqs,
        outboundQueueUrl,
        due.map((step) => ({ step })),
      ),
    now: Date.now,
    hasTime: () => context.getRemainingTimeInMillis() > MARGIN_MS,
  });
  telemetry.finish('steps handed out', { steps });
});
