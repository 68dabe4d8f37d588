// The routes of leads over an emulated table, reached through the gateway.
import { randomUUID } from 'node:crypto';
import type { Config } from '../../functions/domain/config/config.ts';
import type { Submission } from '../../functions/domain/event/event.ts';
import type { Definition } from '../../functions/domain/funnel/funnel.ts';
import type { LeadsDeps } from '../../functions/leads/deps.ts';
import { leadRoutes } from '../../functions/leads/routes.ts';
import { httpFunction } from '../../functions/runtime/http.ts';
import { newSession } from '../../functions/runtime/links.ts';
import { createTelemetry } from '../../functions/runtime/telemetry.ts';
import { testApi } from './http-api.ts';
import { LINK_KEY, OWNER_TOKEN, reportConfig } from './reports.ts';
import type { Worker } from './worker.ts';
import { messageOf } from './worker-deps.ts';

export function leadPagesDeps(
  worker: Pick<Worker, 'leads' | 'definitions'>,
  shown: readonly Definition[],
  more: Partial<LeadsDeps> & { readonly config?: Config } = {},
): LeadsDeps {
  return {
    config: reportConfig,
    table: async () => worker.leads,
    labelledFunnels: async () =>
      shown.map((definition) => ({
        definition,
        label: definition.funnel.id,
        stageLabels: definition.funnel.stages.map(({ id }) => id),
      })),
    definitions: async () => worker.definitions,
    queue: { send: async () => {} },
    activeDefinitions: async () => worker.definitions,
    fresh: randomUUID,
    ownerToken: async () => OWNER_TOKEN,
    linkKey: async () => LINK_KEY,
    now: Date.now,
    ...more,
  };
}

/** What the routes log stands in `lines`. */
export function leadPagesApi(deps: LeadsDeps) {
  const lines: string[] = [];
  const telemetry = createTelemetry('leads', (line) => lines.push(line));
  const handler = httpFunction((request) => leadRoutes(deps, request), { locale: 'en', telemetry });
  return { api: testApi({ 'ANY /leads': handler, 'ANY /leads/{proxy+}': handler }), lines };
}

export async function takeAll(worker: Worker, ...submissions: readonly Submission[]): Promise<void> {
  const failed = await worker.take([messageOf(...submissions)]);
  if (failed.size > 0) throw new Error(`not taken: ${worker.failures.map(({ error }) => error).join()}`);
}

/** A session of the owner's: its cookie, as a browser sends it. */
export function sessionCookie(now = Date.now()): string {
  return newSession({ linkKey: LINK_KEY, ownerToken: OWNER_TOKEN }, now);
}
