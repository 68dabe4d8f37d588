// Collect with a queue in memory and two keys.

import { collectHeaders } from '../../functions/collect/origins.ts';
import { type CollectRouteDeps, collect } from '../../functions/collect/routes.ts';
import { KEY_QUOTA } from '../../functions/domain/config/door.ts';
import { type DoorTable, openDoor } from '../../functions/door/door.ts';
import type { Missed } from '../../functions/door/missed-item.ts';
import { isBot } from '../../functions/runtime/bots.ts';
import { httpFunction } from '../../functions/runtime/http.ts';
import { createTelemetry } from '../../functions/runtime/telemetry.ts';
import { captureConfig } from './capture-api.ts';
import { JSON_BODY, testApi } from './http-api.ts';
import { memoryDoor } from './memory-door.ts';
import { memoryQueue } from './memory-queue.ts';

export const PUBLIC_KEY = 'public-key';
export const SECRET_KEY = 'secret-key';

export function basic(key: string, password = ''): { readonly authorization: string } {
  return { authorization: `Basic ${Buffer.from(`${key}:${password}`).toString('base64')}` };
}

export function collectApi(
  config = captureConfig,
  door: DoorTable = memoryDoor(),
  more: Partial<CollectRouteDeps> = {},
) {
  const queue = memoryQueue();
  const lines: string[] = [];
  const missed: Missed[] = [];
  let ids = 0;
  let secretReads = 0;
  const telemetry = createTelemetry('collect', (line) => lines.push(line));
  const deps: CollectRouteDeps = {
    config,
    queue,
    telemetry,
    values: { beyond: async () => new Set() },
    door: openDoor(door, telemetry),
    missed: { add: async (all: readonly Missed[]) => void missed.push(...all) },
    keys: {
      publicKeys: config.publicKeys ?? [{ key: PUBLIC_KEY, quota: KEY_QUOTA }],
      secretKey: async () => {
        secretReads += 1;
        return SECRET_KEY;
      },
    },
    isRobot: (userAgent: string) => isBot(userAgent, {}),
    isRobotRequest: (headers: Readonly<Record<string, string | undefined>>) =>
      isBot(headers['user-agent'], headers),
    randomId: () => `random-${++ids}`,
    ...more,
  };
  const handler = httpFunction((request) => collect(deps, request), {
    locale: 'en',
    telemetry,
    headers: (request) => collectHeaders(config, request),
  });
  const api = testApi({ 'ANY /v1/{proxy+}': handler });
  return {
    api,
    handler,
    queue,
    lines,
    /** What was not taken. */
    missed,
    secretReads: () => secretReads,
    /** Sends one call with a key; answers the status and the event that was queued last. */
    send: async (
      path: string,
      body: object,
      { key = PUBLIC_KEY, received }: { readonly key?: string; readonly received?: number } = {},
    ) => {
      const sent = { headers: { ...JSON_BODY, ...basic(key) }, body: JSON.stringify(body) };
      const answer = await api('POST', path, received === undefined ? sent : { ...sent, received });
      return { answer, submission: queue.held.at(-1) };
    },
  };
}
