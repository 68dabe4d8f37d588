// The entry of outbound: tells people and other programs; what is not taken is tried again for more than a day.

import { ChangeMessageVisibilityCommand } from '@aws-sdk/client-sqs';
import middy from '@middy/core';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { Calendar } from '../domain/calendar.ts';
import type { Definition } from '../domain/funnel/funnel.ts';
import { activeSequences } from '../domain/nurture/enterings.ts';
import { clientCalls } from '../queue/client-calls.ts';
import { sendDigest } from '../queue/outbound-message.ts';
import { sqsQueue } from '../queue/sender.ts';
import { dynamoDbClient } from '../runtime/aws/dynamodb.ts';
import { sesClient } from '../runtime/aws/ses.ts';
import { sqsClient } from '../runtime/aws/sqs.ts';
import { allowsLocalWebhooks, readConfig, readEnvironment, readOptional } from '../runtime/environment.ts';
import { sesMail } from '../runtime/mail.ts';
import { secretAt } from '../runtime/secrets.ts';
import { createTelemetry } from '../runtime/telemetry.ts';
import { readFigure } from '../store/alerts/figure-states.ts';
import { KnownDefinitions } from '../store/definitions/definitions.ts';
import { readView } from '../store/definitions/funnel-versions.ts';
import { leadTableOnce } from '../store/leads/lead-table.ts';
import {
  countInHour,
  countLeft,
  decide,
  hasMarker,
  leaveToDigest,
  noteArmed,
  noteMailed,
  readDecision,
  readHour,
  writeMarker,
} from '../store/outbox/notices.ts';
import { type AttemptDeps, attempt } from './attempt.ts';
import { type DeliverDeps, deliver } from './deliver.ts';
import { postWebhook, signingKey } from './post-webhook.ts';

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
const webhookKey = secretAt(webhookKeySecret);
const allowsLoopback = allowsLocalWebhooks();
const telemetry = createTelemetry('outbound');
const ses = sesClient();

const submissions = sqsQueue(clientCalls(sqs), readOptional('queueUrl') ?? '');
const leads = leadTableOnce(client, tableName);
const configurationSet = readOptional('configurationSet');
const mailKeySecret = readOptional('mailKeySecret');
const handOffKeySecret = readOptional('handOffKeySecret');
const formKeySecret = readOptional('formKeySecret');
const shareKey = formKeySecret === undefined ? undefined : secretAt(formKeySecret);

const active = async (): Promise<readonly Definition[]> =>
  (await readView(table, known, config, Date.now)).active;
const toLeads =
  mailKeySecret === undefined
    ? undefined
    : {
        table: leads,
        config,
        apiUrl,
        mailKey: secretAt(mailKeySecret),
        ...(shareKey && { shareKey }),
        queue: submissions,
        send: sesMail(ses, config.mail?.from ?? '', undefined, configurationSet),
        now: Date.now,
        telemetry,
      };
const sequences = config.nurture ?? [];

const deps: DeliverDeps = {
  config,
  apiUrl,
  table: leads,
  ...(toLeads && { toLeads }),
  ...(shareKey && {
    referrals: {
      config,
      table: leads,
      shareKey,
      queue: submissions,
      now: Date.now,
      telemetry,
    },
  }),
  ...(handOffKeySecret !== undefined && { handOffKey: secretAt(handOffKeySecret) }),
  // Without any, what former ones have left behind is ended.
  ...(toLeads && {
    nurture: {
      ...toLeads,
      sequences: async () => activeSequences(sequences, await active()),
      calendar: new Calendar(config.timezone),
    },
  }),
  telling: async () => ({ definitions: await active(), events: true }),
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
  readFigure: (name) => readFigure(table, name),
  hasMarker: (id, what) => hasMarker(table, id, what),
  writeMarker: (id, what) => writeMarker(table, id, what, Date.now()),
  readDecision: (id) => readDecision(table, id),
  decide: (id, decision) => decide(table, id, decision, Date.now()),
  countInHour: (of, hour) => countInHour(table, of, hour, Date.now()),
  leaveToDigest: (of, hour, id) => leaveToDigest(table, of, hour, id, Date.now()),
  countLeft: (of, hour) => countLeft(table, of, hour),
  readHour: (of, hour) => readHour(table, of, hour),
  noteArmed: (of, hour, isArmed) => noteArmed(table, of, hour, isArmed),
  noteMailed: (of, hour, mailed) => noteMailed(table, of, hour, mailed),
  sendDigest: (digest) => sendDigest(sqs, outboundQueueUrl, digest),
  now: Date.now,
};

const attempts: AttemptDeps = {
  deliver: (message) => deliver(deps, message),
  postpone: (ReceiptHandle, VisibilityTimeout) =>
    sqs.send(
      new ChangeMessageVisibilityCommand({ QueueUrl: outboundQueueUrl, ReceiptHandle, VisibilityTimeout }),
    ),
  random: Math.random,
  telemetry,
};

export const handler = middy<SQSEvent, SQSBatchResponse, Error, Context>().handler(async ({ Records }) => {
  const done = await Promise.all(Records.map((record) => attempt(attempts, record)));
  telemetry.finish('batch');
  return {
    batchItemFailures: Records.flatMap(({ messageId }, n) =>
      done[n] === true ? [] : [{ itemIdentifier: messageId }],
    ),
  };
});
