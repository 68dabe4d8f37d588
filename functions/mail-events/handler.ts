// The entry of what SES tells: EventBridge hands over bounces and complaints.
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { dynamoDbClient } from '../runtime/aws/dynamodb.ts';
import { readEnvironment } from '../runtime/environment.ts';
import { createTelemetry } from '../runtime/telemetry.ts';
import { leadTableOnce } from '../store/leads/lead-table.ts';
import { takeMailEvent } from './mail-events.ts';

const { tableName } = readEnvironment('tableName');
const table = leadTableOnce(dynamoDbClient(), tableName);
const telemetry = createTelemetry('mail-events');

export const handler = middy<unknown, void, Error, Context>().handler(async (event) => {
  await takeMailEvent({ table: await table(), now: Date.now, telemetry }, event);
  telemetry.finish('mail event taken');
});
