// The entry of data out: the schedule calls it every hour, at least once, where it is configured.
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { dynamoDbClient } from '../runtime/aws/dynamodb.ts';
import { s3Client } from '../runtime/aws/s3.ts';
import { readConfig, readEnvironment } from '../runtime/environment.ts';
import { createTelemetry } from '../runtime/telemetry.ts';
import { exportBucket } from '../store/data-out/export-bucket.ts';
import { writeDataIn } from './write-data-in.ts';

const { tableName: table, dataBucket } = readEnvironment('tableName', 'dataBucket');
const config = readConfig();
const client = dynamoDbClient();
const bucket = exportBucket(s3Client(), dataBucket);
const telemetry = createTelemetry('write-data');

export const handler = middy<unknown, void, Error, Context>().handler(async (_event, context) => {
  const remaining = () => context.getRemainingTimeInMillis();
  const { outcome, counts } = await writeDataIn({ client, table, config, bucket, remaining }, false);
  telemetry.finish('data out', { outcome, ...counts });
});
