// The entry of issuing: the schedule calls it every hour, at least once.
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { stageLabels } from '../pages/reports/report-labels.ts';
import { countUncounted } from '../queue/pending.ts';
import { sqsCalls } from '../queue/sqs-calls.ts';
import { dynamoDbClient } from '../runtime/aws/dynamodb.ts';
import { s3Client } from '../runtime/aws/s3.ts';
import { readAwsEnvironment, readConfig, readEnvironment } from '../runtime/environment.ts';
import { createTelemetry } from '../runtime/telemetry.ts';
import { readDays } from '../store/counters/read-days.ts';
import { KnownDefinitions } from '../store/definitions/definitions.ts';
import { readShown } from '../store/definitions/shown-funnels.ts';
import { digestOf, issue, listRevisions } from '../store/reports/revisions.ts';
import { compactDefinitions } from './compact-definitions.ts';
import { type IssueDeps, issueRevisions } from './issue-revisions.ts';

const {
  tableName: table,
  bucketName: bucket,
  queueUrl,
  deadLetterQueueUrl,
} = readEnvironment('tableName', 'bucketName', 'queueUrl', 'deadLetterQueueUrl');
const config = readConfig();
const client = dynamoDbClient();
const sqs = sqsCalls(readAwsEnvironment('SQS'));
const revisions = { markers: { client, table }, s3: s3Client(), bucket };
const known = new KnownDefinitions({ client, table });
const telemetry = createTelemetry('issue-revisions');

const deps: Omit<IssueDeps, 'remaining'> = {
  config,
  served: () => readShown({ client, table }, known, config),
  readCells: (wanted) => readDays(client, table, wanted),
  countUncounted: () => countUncounted(sqs, { queueUrl, deadLetterQueueUrl }),
  issued: (funnel) => listRevisions(revisions, funnel),
  digestOf,
  issue: (every, report) => issue(revisions, every, report, Date.now),
  labels: (funnel) => stageLabels(funnel, config.locale),
  now: Date.now,
  onFailure: (funnel, error) => telemetry.error('reports of a funnel not issued', error, { funnel }),
};

/** What is left for the end of a run: the writes of one day. */
const LAST_MS = 20_000;

/** Some reports could not be issued, or counters not compacted; the next run makes up for them. */
class IssueIncomplete extends Error {
  override readonly name = 'IssueIncomplete';
}

export const handler = middy<unknown, void, Error, Context>().handler(async (_event, context) => {
  const remaining = () => context.getRemainingTimeInMillis();
  const { issued, unchanged, complete } = await issueRevisions({ ...deps, remaining });
  if (issued > 0) telemetry.count('ReportIssued', issued);
  const compacted = await compactDefinitions({
    ...{ client, table, known, now: Date.now },
    hasTime: () => remaining() > LAST_MS,
    onFailure: (definition, error) => telemetry.error('counters not compacted', error, { definition }),
  });
  telemetry.finish('reports issued', { issued, unchanged, complete, shards: compacted.shards });
  // An alarm waits for a run that ends without an error: this one did not do all that is due.
  if (!complete) throw new IssueIncomplete('not every report that is due was issued');
  if (!compacted.complete) throw new IssueIncomplete('not all counters were compacted');
});
