// The entry of outbound: tells people and other programs; what is not taken is tried again for more than a day.

import { ChangeMessageVisibilityCommand } from '@aws-sdk/client-sqs';
import middy from '@middy/core';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { decodeOutbound, sendDigest } from '../queue/outbound-message.ts';
import { dynamoDbClient } from '../runtime/aws/dynamodb.ts';
import { secretsClient } from '../runtime/aws/secrets.ts';
import { sesClient } from '../runtime/aws/ses.ts';
import { sqsClient } from '../runtime/aws/sqs.ts';
import { allowsLocalWebhooks, readConfig, readEnvironment } from '../runtime/environment.ts';
import { sesMail } from '../runtime/mail.ts';
import { secretOf } from '../runtime/secrets.ts';
import { createTelemetry } from '../runtime/telemetry.ts';
import { KnownDefinitions } from '../store/definitions/definitions.ts';
import { activeOf, readView } from '../store/definitions/funnel-versions.ts';
import { leadTableOnce } from '../store/leads/lead-table.ts';
import { armHour, countInHour, hasMarker, readHour, writeMarker } from '../store/outbox/notices.ts';
import { type DeliverDeps, deliver } from './deliver.ts';
import { postWebhook, signingKey } from './post-webhook.ts';
import { retryAfterSeconds } from './retries.ts';

const { tableName, apiUrl, outboundQueueUrl, webhookKeySecret } = readEnvironment(
  'tableName',
  'apiUrl',
  'outboundQueueUrl',
  'webhookKeySecret',
);
const config = readConfig();
const client = dynamoDbClient();
const sqs = sqsClient();
const table = { client, table: tableName };
const known = new KnownDefinitions(table);
const webhookKey = secretOf(secretsClient(), webhookKeySecret);
const allowsLoopback = allowsLocalWebhooks();
const telemetry = createTelemetry('outbound');
const ses = sesClient();

const deps: DeliverDeps = {
  config,
  apiUrl,
  table: leadTableOnce(client, tableName),
  telling: async () => ({
    definitions: activeOf(await readView(table, known, config, Date.now)),
    events: true,
  }),
  post: async ({ url, secret, id, body }) =>
    postWebhook({
      url,
      id,
      body,
      key: signingKey(await webhookKey(), secret),
      now: Date.now(),
      allowsLoopback,
    }),
  // Without a sender the configuration takes no addresses.
  send: sesMail(ses, config.mail?.from ?? ''),
  hasMarker: (id, what) => hasMarker(table, id, what),
  writeMarker: (id, what) => writeMarker(table, id, what, Date.now()),
  readHour: (of, hour) => readHour(table, of, hour),
  countInHour: (of, hour) => countInHour(table, of, hour, Date.now()),
  armHour: (of, hour, to) => armHour(table, of, hour, to),
  sendDigest: (digest) => sendDigest(sqs, outboundQueueUrl, digest),
  now: Date.now,
};

export const handler = middy<SQSEvent, SQSBatchResponse, Error, Context>().handler(async ({ Records }) => {
  const failed = await Promise.all(Records.map(attempt));
  telemetry.finish('batch');
  return { batchItemFailures: failed.flatMap((one) => one ?? []) };
});

async function attempt({ body, messageId, receiptHandle, attributes }: SQSRecord) {
  try {
    telemetry.count((await deliver(deps, decodeOutbound(body))) === 'delivered' ? 'Told' : 'NotToldAnyMore');
    return undefined;
  } catch (error) {
    telemetry.error('not told yet', error, { messageId });
    telemetry.count('NotToldYet');
    const VisibilityTimeout = retryAfterSeconds(Number(attributes.ApproximateReceiveCount), Math.random());
    await sqs
      .send(
        new ChangeMessageVisibilityCommand({
          QueueUrl: outboundQueueUrl,
          ReceiptHandle: receiptHandle,
          VisibilityTimeout,
        }),
      )
      .catch(() => {});
    return { itemIdentifier: messageId };
  }
}
