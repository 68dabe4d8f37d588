// The function that the owner reaches: reports, log-in and log-out.
import { readMissed } from '../door/read-missed.ts';
import { readShowings } from '../door/read-showings.ts';
import { countUncounted } from '../queue/pending.ts';
import { sqsCalls } from '../queue/sqs-calls.ts';
import { dynamoDbClient } from '../runtime/aws/dynamodb.ts';
import { s3Client } from '../runtime/aws/s3.ts';
import { readAwsEnvironment, readConfig, readEnvironment } from '../runtime/environment.ts';
import { httpFunction } from '../runtime/http.ts';
import { secretAt } from '../runtime/secrets.ts';
import { createTelemetry } from '../runtime/telemetry.ts';
import { readFigures } from '../store/alerts/figure-states.ts';
import { readCosts, writeCosts } from '../store/costs/costs.ts';
import { readDays } from '../store/counters/read-days.ts';
import { KnownDefinitions } from '../store/definitions/definitions.ts';
import { readShown, readShownQuality } from '../store/definitions/shown-funnels.ts';
import { latestRevision, listRevisions, readRevision } from '../store/reports/revisions.ts';
import type { ReportDeps } from './deps.ts';
import { ownerRoutes } from './routes.ts';

const environment = readEnvironment(
  'tableName',
  'bucketName',
  'queueUrl',
  'deadLetterQueueUrl',
  'ownerTokenSecret',
  'linkKeySecret',
  'doorTableName',
);
const { tableName: table, bucketName: bucket } = environment;
const config = readConfig();
const client = dynamoDbClient();
const sqs = sqsCalls(readAwsEnvironment('SQS'));
const revisions = { markers: { client, table }, s3: s3Client(), bucket };

const known = new KnownDefinitions({ client, table });

const deps: ReportDeps = {
  config,
  served: () => readShown({ client, table }, known, config),
  quality: () => readShownQuality({ client, table }, known, config),
  readMissed: (days) => readMissed(client, environment.doorTableName, days),
  readShowings: (form, days) => readShowings(client, environment.doorTableName, form, days),
  readCells: (wanted) => readDays(client, table, wanted),
  readCosts: (days) => readCosts({ client, table }, days),
  writeCosts: (costs) => writeCosts({ client, table }, costs),
  readFigures: () => readFigures({ client, table }),
  countUncounted: () => countUncounted(sqs, environment),
  revisions: {
    latest: (funnel, periods) => latestRevision(revisions, funnel, periods),
    list: async (funnel) => (await listRevisions(revisions, funnel)).map(({ digest: _, ...entry }) => entry),
    read: (funnel, name) => readRevision(revisions, funnel, name),
  },
  ownerToken: secretAt(environment.ownerTokenSecret),
  linkKey: secretAt(environment.linkKeySecret),
  now: Date.now,
};

export const handler = httpFunction((request) => ownerRoutes(deps, request), {
  locale: config.locale,
  telemetry: createTelemetry('report'),
});
