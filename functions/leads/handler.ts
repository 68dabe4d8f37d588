// The function in which the owner finds a lead, looks at all that is kept of it, and erases it.
import { randomUUID } from 'node:crypto';
import { countedKeys } from '../domain/funnel-versions.ts';
import { clientCalls } from '../queue/client-calls.ts';
import { sendOutbound } from '../queue/outbound-message.ts';
import { sqsQueue } from '../queue/sender.ts';
import { dynamoDbClient } from '../runtime/aws/dynamodb.ts';
import { sqsClient } from '../runtime/aws/sqs.ts';
import { readConfig, readEnvironment, readOptional } from '../runtime/environment.ts';
import { httpFunction } from '../runtime/http.ts';
import { localInbox } from '../runtime/local-inbox.ts';
import { secretAt } from '../runtime/secrets.ts';
import { createTelemetry } from '../runtime/telemetry.ts';
import { KnownDefinitions } from '../store/definitions/definitions.ts';
import { activeOf, readVersions } from '../store/definitions/funnel-versions.ts';
import { leadTableOnce } from '../store/leads/lead-table.ts';
import type { LeadsDeps } from './deps.ts';
import { countedDefinitions, labelledFunnels } from './labelled-funnels.ts';
import { leadRoutes } from './routes.ts';

const {
  tableName: table,
  queueUrl,
  ...secrets
} = readEnvironment('tableName', 'queueUrl', 'ownerTokenSecret', 'linkKeySecret');
const outboundUrl = readOptional('outboundQueueUrl');
const formKeySecret = readOptional('formKeySecret');
const config = readConfig();
const client = dynamoDbClient();
const sqs = sqsClient();
const known = new KnownDefinitions({ client, table });

const deps: LeadsDeps = {
  config,
  table: leadTableOnce(client, table, localInbox()),
  labelledFunnels: () => labelledFunnels({ client, table }, known, config),
  definitions: () => countedDefinitions({ client, table }, known),
  queue: sqsQueue(clientCalls(sqs), queueUrl),
  activeDefinitions: async () => {
    const live = await readVersions({ client, table });
    if (live === undefined) return [];
    return activeOf({ live, definitions: await known.ready(countedKeys(live)) });
  },
  tell: outboundUrl === undefined ? undefined : (messages) => sendOutbound(sqs, outboundUrl, messages),
  fresh: randomUUID,
  ownerToken: secretAt(secrets.ownerTokenSecret),
  linkKey: secretAt(secrets.linkKeySecret),
  ...(formKeySecret !== undefined && { shareKey: secretAt(formKeySecret) }),
  now: Date.now,
};

export const handler = httpFunction((request) => leadRoutes(deps, request), {
  locale: config.locale,
  telemetry: createTelemetry('leads'),
});
