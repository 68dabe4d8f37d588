// The entry of retention: the schedule calls it every hour, at least once, where a retention is configured.
import { randomUUID } from 'node:crypto';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { dynamoDbClient } from '../runtime/aws/dynamodb.ts';
import { readConfig, readEnvironment } from '../runtime/environment.ts';
import { localInbox } from '../runtime/local-inbox.ts';
import { createTelemetry } from '../runtime/telemetry.ts';
import { KnownDefinitions } from '../store/definitions/definitions.ts';
import { readView } from '../store/definitions/funnel-versions.ts';
import { eraseLead } from '../store/leads/erase-lead.ts';
import { leadTableOnce } from '../store/leads/lead-table.ts';
import { finishErasure } from '../store/leads/leftovers.ts';
import { readWalk, writeWalk } from '../store/leads/retention-walk.ts';
import { scanPage } from '../store/leads/scan-leads.ts';
import { applyRetention } from './apply-retention.ts';

const { tableName } = readEnvironment('tableName');
const config = readConfig();
const client = dynamoDbClient();
const definitions = { client, table: tableName };
const openLeads = leadTableOnce(client, tableName, localInbox());
const known = new KnownDefinitions(definitions);
const telemetry = createTelemetry('apply-retention');

const DAY_MS = 86_400_000;
const PAGE_SIZE = 1_000;

export const handler = middy<unknown, void, Error, Context>().handler(async (_event, context) => {
  const days = config.retentionDays;
  if (days === undefined) return;
  const table = await openLeads();
  const walked = await applyRetention({
    retentionMs: days * DAY_MS,
    readWalk: () => readWalk(table),
    writeWalk: (walk) => writeWalk(table, walk),
    scan: (after) => scanPage(table, { segment: 0, segments: 1, after, most: PAGE_SIZE }),
    erase: async (id, onlyWhile) => {
      const view = await readView(definitions, known, config, Date.now);
      return eraseLead(
        {
          table,
          definitions: view.definitions,
          now: Date.now,
          fresh: randomUUID,
          tells: config.webhooks?.some(({ on }) => on.includes('erased')) ?? false,
          onlyWhile,
        },
        id,
      );
    },
    finish: (hash) => finishErasure(table, hash, Date.now()),
    now: Date.now,
    remaining: () => context.getRemainingTimeInMillis(),
  });
  if (walked !== undefined && walked.erased > 0) telemetry.count('LeadExpired', walked.erased);
  telemetry.finish('retention applied', { ...walked });
});
