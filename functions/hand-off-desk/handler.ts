// The entry of the desk: sales accepts a handed-over lead, or gives it back.
import { countedKeys } from '../domain/funnel-versions.ts';
import { sqsQueue } from '../queue/sender.ts';
import { sqsCalls } from '../queue/sqs-calls.ts';
import { dynamoDbClient } from '../runtime/aws/dynamodb.ts';
import { readAwsEnvironment, readConfig, readEnvironment } from '../runtime/environment.ts';
import { httpFunction } from '../runtime/http.ts';
import { secretAt } from '../runtime/secrets.ts';
import { createTelemetry } from '../runtime/telemetry.ts';
import { KnownDefinitions } from '../store/definitions/definitions.ts';
import { activeOf, readVersions } from '../store/definitions/funnel-versions.ts';
import { leadTableToRead } from '../store/leads/lead-table.ts';
import type { DeskDeps } from './deps.ts';
import { handOffDesk } from './desk.ts';

const {
  tableName: table,
  handOffKeySecret,
  queueUrl,
} = readEnvironment('tableName', 'handOffKeySecret', 'queueUrl');
const config = readConfig();
const client = dynamoDbClient();
const known = new KnownDefinitions({ client, table });
const telemetry = createTelemetry('hand-off-desk');

const deps: DeskDeps = {
  config,
  telemetry,
  table: leadTableToRead(client, table),
  handOffKey: secretAt(handOffKeySecret),
  definitions: async () => {
    const live = await readVersions({ client, table });
    if (live === undefined) return [];
    return activeOf({ live, definitions: await known.ready(countedKeys(live)) });
  },
  queue: sqsQueue(sqsCalls(readAwsEnvironment('SQS')), queueUrl),
  now: Date.now,
};

export const handler = httpFunction((request) => handOffDesk(deps, request), {
  locale: config.locale,
  telemetry,
});
