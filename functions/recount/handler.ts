// The entry of a recount: a message of its own queue says with which segment to go on.
import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import middy from '@middy/core';
import type { Context, SQSEvent } from 'aws-lambda';
import { decodeRecount, recountQueue } from '../queue/recount-message.ts';
import { dynamoDbClient } from '../runtime/aws/dynamodb.ts';
import { sqsClient } from '../runtime/aws/sqs.ts';
import { readConfig, readEnvironment } from '../runtime/environment.ts';
import { createTelemetry } from '../runtime/telemetry.ts';
import { KnownDefinitions } from '../store/definitions/definitions.ts';
import { readView } from '../store/definitions/funnel-versions.ts';
import { leadTableOnce } from '../store/leads/lead-table.ts';
import { recount } from './recount.ts';

const { tableName, recountQueueUrl, settleSeconds } = readEnvironment(
  'tableName',
  'recountQueueUrl',
  'settleSeconds',
);
const config = readConfig();
const client = dynamoDbClient();
const table = { client, table: tableName };
const openLeads = leadTableOnce(client, tableName);
const known = new KnownDefinitions(table);
const send = recountQueue(sqsClient(), recountQueueUrl);
const telemetry = createTelemetry('recount');

/** Some hundred leads: a page is looked at in a second or so. */
const PAGE_SIZE = 500;

/** About six hours old on AWS: good enough to say how much is left. */
async function countItems(): Promise<number> {
  const { Table } = await client.send(new DescribeTableCommand({ TableName: tableName }));
  return Table?.ItemCount ?? 0;
}

export const handler = middy<SQSEvent, void, Error, Context>().handler(async (event, context) => {
  const leads = await openLeads();
  for (const { body } of event.Records) {
    const message = decodeRecount(body);
    const walked = await recount(
      {
        leads,
        send,
        view: () => readView(table, known, config, Date.now),
        countItems,
        settleMs: Number(settleSeconds) * 1_000,
        pageSize: PAGE_SIZE,
        now: Date.now,
        remaining: () => context.getRemainingTimeInMillis(),
      },
      message,
    );
    if (walked === 'switched') telemetry.count('RecountCompleted');
    telemetry.finish('walked', { ...message, walked });
  }
});
