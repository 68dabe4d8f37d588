// The entry of the roll-up: the schedule calls it every hour, at least once.
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { mailOrders } from '../domain/report/report-mail.ts';
import { stageLabels } from '../pages/reports/report-labels.ts';
import { countUncounted } from '../queue/pending.ts';
import { recountQueue } from '../queue/recount-message.ts';
import { claimRecounts } from '../recount/claim.ts';
import { dynamoDbClient } from '../runtime/aws/dynamodb.ts';
import { s3Client } from '../runtime/aws/s3.ts';
import { secretsClient } from '../runtime/aws/secrets.ts';
import { sesClient } from '../runtime/aws/ses.ts';
import { sqsClient } from '../runtime/aws/sqs.ts';
import { readConfig, readEnvironment } from '../runtime/environment.ts';
import { HEARTBEAT, MAIL_FAILED } from '../runtime/environment-names.ts';
import { sesMail } from '../runtime/mail.ts';
import { secretOf } from '../runtime/secrets.ts';
import { createTelemetry } from '../runtime/telemetry.ts';
import { readCells } from '../store/counters.ts';
import { KnownDefinitions } from '../store/definitions.ts';
import { readMailMarkers, writeMailMarker } from '../store/mail-markers.ts';
import { digestOf, issue, latestRevision, listRevisions, readRevision } from '../store/revisions.ts';
import { readServed } from '../store/served.ts';
import { type MailDeps, mailReports } from './mail-reports.ts';
import { type RollUpDeps, rollUp } from './roll-up.ts';

const {
  tableName: table,
  bucketName: bucket,
  queueUrl,
  deadLetterQueueUrl,
  recountQueueUrl,
} = readEnvironment('tableName', 'bucketName', 'queueUrl', 'deadLetterQueueUrl', 'recountQueueUrl');
const config = readConfig();
const client = dynamoDbClient();
const sqs = sqsClient();
const revisions = { markers: { client, table }, s3: s3Client(), bucket };
const telemetry = createTelemetry(HEARTBEAT.service);

const known = new KnownDefinitions({ client, table });
const claiming = {
  table: { client, table },
  config,
  send: recountQueue(sqs, recountQueueUrl),
  now: Date.now,
};

const deps: Omit<RollUpDeps, 'remaining'> = {
  config,
  served: () => readServed({ client, table }, known, config),
  readCells: (wanted) => readCells(client, table, wanted),
  countUncounted: () => countUncounted(sqs, { queueUrl, deadLetterQueueUrl }),
  issued: (funnel) => listRevisions(revisions, funnel),
  digestOf,
  issue: (every, report) => issue(revisions, every, report, Date.now),
  labels: (funnel) => stageLabels(funnel, config.locale),
  now: Date.now,
  onFailure: (funnel, error) => telemetry.error('funnel not rolled up', error, { funnel }),
};

const { mail } = config;
const mailDeps = mail !== undefined && mailOrders(config).length > 0 ? mailing(mail.from) : undefined;

/** Only where somebody is to get mail: else neither the permissions nor the variables are there. */
function mailing(from: string): Omit<MailDeps, 'remaining'> {
  const { apiUrl, linkKeySecret } = readEnvironment('apiUrl', 'linkKeySecret');
  const { markers } = revisions;
  return {
    config,
    apiUrl,
    linkKey: secretOf(secretsClient(), linkKeySecret),
    latestRevision: (period) => latestRevision(revisions, period.funnel, [period]),
    readRevision: (period, revision) => readRevision(revisions, period.funnel, { ...period, revision }),
    readMarkers: (period, to) => readMailMarkers(markers, period, to),
    writeMarker: (period, recipient, marker) => writeMailMarker(markers, period, recipient, marker),
    send: sesMail(sesClient(), from),
    now: Date.now,
    onFailure: (funnel, error) => telemetry.error('report not mailed', error, { funnel }),
  };
}

/** Some reports could not be issued; the next run makes up for them. */
class RollUpIncomplete extends Error {
  override readonly name = 'RollUpIncomplete';
}

/** False where it is still to be done: the reports are issued all the same, from what is served. */
async function makeLive(): Promise<boolean> {
  try {
    const { claimed } = await claimRecounts(claiming);
    if (claimed) telemetry.count('RecountClaimed');
    return true;
  } catch (error) {
    telemetry.error('configuration not made live', error);
    return false;
  }
}

export const handler = middy<unknown, void, Error, Context>().handler(async (_event, context) => {
  const remaining = () => context.getRemainingTimeInMillis();
  const configured = await makeLive();
  const { issued, unchanged, complete } = await rollUp({ ...deps, remaining });
  if (issued > 0) telemetry.count('ReportIssued', issued);
  // The heartbeat: an alarm waits for it, so it is counted only when everything is done.
  if (complete && configured) telemetry.count(HEARTBEAT.metric);
  telemetry.finish('rolled up', { issued, unchanged, complete });
  // After everything is issued and told: whatever becomes of the mails, no report is late for them.
  if (mailDeps !== undefined) {
    const { mailed, failed } = await mailReports({ ...mailDeps, remaining });
    if (failed > 0) telemetry.count(MAIL_FAILED.metric, failed);
    telemetry.finish('reports mailed', { mailed, failed });
  }
  if (!complete || !configured) throw new RollUpIncomplete('not everything was rolled up');
});
