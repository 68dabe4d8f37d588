// The entry of the sweep: hands over what a worker that was stopped has left in the outbox.
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { fanOut, sendOutbound } from '../queue/outbound-message.ts';
import { dynamoDbClient } from '../runtime/aws/dynamodb.ts';
import { sqsClient } from '../runtime/aws/sqs.ts';
import { readConfig, readEnvironment } from '../runtime/environment.ts';
import { createTelemetry } from '../runtime/telemetry.ts';
import { sweepOutbox } from '../store/outbox/hand-over.ts';

const { tableName: table, outboundQueueUrl } = readEnvironment('tableName', 'outboundQueueUrl');
const config = readConfig();
const client = dynamoDbClient();
const sqs = sqsClient();
const telemetry = createTelemetry('sweep-outbox');
const MARGIN_MS = 10_000;

export const handler = middy<unknown, void, Error, Context>().handler(async (_event, context) => {
  const swept = await sweepOutbox({
    table: { client, table },
    send: (notes) => sendOutbound(sqs, outboundQueueUrl, fanOut(config, notes)),
    now: Date.now,
    hasTime: () => context.getRemainingTimeInMillis() > MARGIN_MS,
  });
  telemetry.finish('outbox swept', { swept });
});
