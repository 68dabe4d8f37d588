// The entry of the job that packs the index of contacts: the schedule calls it every few minutes, at least once.
import { randomUUID } from 'node:crypto';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { dynamoDbClient } from '../runtime/aws/dynamodb.ts';
import { readEnvironment } from '../runtime/environment.ts';
import { createTelemetry } from '../runtime/telemetry.ts';
import { pause } from '../store/transactions/backoff.ts';
import { packList } from './pack-list.ts';

const { tableName } = readEnvironment('tableName');
const table = { client: dynamoDbClient(), table: tableName, pause };
const telemetry = createTelemetry('pack-list');
/** A packing that is begun takes some seconds. */
const MARGIN_MS = 60_000;
const NAME_LENGTH = 13;

export const handler = middy<unknown, void, Error, Context>().handler(async (_event, context) => {
  const packed = await packList({
    table,
    now: Date.now,
    fresh: () => randomUUID().slice(0, NAME_LENGTH),
    hasTime: () => context.getRemainingTimeInMillis() > MARGIN_MS,
  });
  telemetry.finish('list packed', { packed });
});
