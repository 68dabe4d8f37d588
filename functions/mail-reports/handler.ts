// The entry of mailing: the schedule calls it every hour, at least once, where somebody is to get mail.
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { dynamoDbClient } from '../runtime/aws/dynamodb.ts';
import { s3Client } from '../runtime/aws/s3.ts';
import { sesClient } from '../runtime/aws/ses.ts';
import { readConfig, readEnvironment } from '../runtime/environment.ts';
import { MAIL_FAILED } from '../runtime/environment-names.ts';
import { type SendMail, sesMail } from '../runtime/mail.ts';
import { secretAt } from '../runtime/secrets.ts';
import { createTelemetry } from '../runtime/telemetry.ts';
import { firstDay } from '../store/counters/first-day.ts';
import { readMailMarkers, writeMailMarker } from '../store/reports/mail-markers.ts';
import { latestRevision, readRevision } from '../store/reports/revisions.ts';
import { type MailDeps, mailReports } from './mail-reports.ts';

const {
  tableName: table,
  bucketName: bucket,
  apiUrl,
  linkKeySecret,
} = readEnvironment('tableName', 'bucketName', 'apiUrl', 'linkKeySecret');
const config = readConfig();
const ses = sesClient();
const markers = { client: dynamoDbClient(), table };
const revisions = { markers, s3: s3Client(), bucket };
const telemetry = createTelemetry(MAIL_FAILED.service);

/** There is a mail to send, and nobody to send it as. */
class NoSender extends Error {
  override readonly name = 'NoSender';
}

/** Asked for only when there is a mail: a configuration without a sender orders none. */
const send: SendMail = (mail) => {
  if (config.mail === undefined) throw new NoSender('mail.from is not configured: add it, or leave out "to"');
  return sesMail(ses, config.mail.from)(mail);
};

const deps: Omit<MailDeps, 'remaining'> = {
  config,
  apiUrl,
  linkKey: secretAt(linkKeySecret),
  latestRevision: (period) => latestRevision(revisions, period.funnel, [period]),
  readRevision: (period, revision) => readRevision(revisions, period.funnel, { ...period, revision }),
  firstDay: (definition) => firstDay(markers.client, table, definition),
  readMarkers: (name, to) => readMailMarkers(markers, name, to),
  writeMarker: (name, recipient, marker) => writeMailMarker(markers, name, recipient, marker),
  send,
  now: Date.now,
  onFailure: (funnels, error) => telemetry.error('report not mailed', error, { funnels }),
};

export const handler = middy<unknown, void, Error, Context>().handler(async (_event, context) => {
  const remaining = () => context.getRemainingTimeInMillis();
  const { mailed, failed } = await mailReports({ ...deps, remaining });
  if (failed > 0) telemetry.count(MAIL_FAILED.metric, failed);
  telemetry.finish('reports mailed', { mailed, failed });
});
