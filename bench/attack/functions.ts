// The functions that a stranger reaches, in this process: with a queue that keeps nothing and a door in memory.
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { gatewayEvent } from '../../bin/local/gateway/event.ts';
import { capture } from '../../functions/capture/routes.ts';
import { collect } from '../../functions/collect/routes.ts';
import type { Config } from '../../functions/domain/config/config.ts';
import type { Quota } from '../../functions/domain/config/door.ts';
import { openDoor } from '../../functions/door/door.ts';
import { encodeMessage } from '../../functions/queue/message.ts';
import { ownerRoutes } from '../../functions/report/routes.ts';
import { isBot } from '../../functions/runtime/bots.ts';
import { type HttpHandler, httpFunction } from '../../functions/runtime/http.ts';
import { createTelemetry, type Telemetry } from '../../functions/runtime/telemetry.ts';
import { memoryDoor } from '../../test/support/memory-door.ts';

export const PUBLIC_KEY = 'public-key-of-the-benchmark';

export type Call = {
  readonly method: 'GET' | 'POST';
  readonly target: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
};

/** Answers a call, and how many bytes the function has logged for it. */
export type Ask = (call: Call) => Promise<number>;

type Make = (telemetry: Telemetry) => HttpHandler;

const CONTEXT = { awsRequestId: 'request', getRemainingTimeInMillis: () => 10_000 } as unknown as Context;
/** What is sent is written as JSON, which belongs to the price. */
const queue = {
  send: async (submissions: Parameters<typeof encodeMessage>[0]) => void encodeMessage(submissions),
  takesSubmissions: async () => true,
};
const values = { beyond: async () => new Set<string>() };
const isRobot = (userAgent: string): boolean => isBot(userAgent, {});

export function captureHere(config: Config): Ask {
  return asking('capture', (telemetry) => {
    const deps = {
      ...{ config, queue, telemetry, values, publicKey: PUBLIC_KEY, door: openDoor(memoryDoor(), telemetry) },
      randomId: () => 'random',
      undeclared: { add: async () => {} },
      shown: { count: async () => true },
      embedScript: () => '',
      countUncounted: async () => undefined,
      formKey: async () => 'form-key',
      turnstile: async () => 'unknown' as const,
    };
    return httpFunction((request) => capture(deps, request), { locale: config.locale, telemetry });
  });
}

export function collectHere(config: Config, quota: Quota): Ask {
  return asking('collect', (telemetry) => {
    const deps = {
      ...{ config, queue, telemetry, values, isRobot, door: openDoor(memoryDoor(), telemetry) },
      missed: { add: async () => {} },
      keys: { publicKeys: [{ key: PUBLIC_KEY, quota }], secretKey: async () => 'secret-key' },
      isRobotRequest: () => false,
      randomId: () => 'random',
    };
    return httpFunction((request) => collect(deps, request), { locale: config.locale, telemetry });
  });
}

/** For requests that get no further than the check of who asks. */
export function ownerPagesHere(config: Config): Ask {
  const none = async (): Promise<never> => {
    throw new Error('a stranger has got into the pages of the owner');
  };
  return asking('report', (telemetry) => {
    const deps = {
      config,
      ...{
        served: none,
        quality: none,
        readMissed: none,
        readShowings: none,
        readCells: none,
        readCosts: none,
      },
      ...{ writeCosts: none, readFigures: none, countUncounted: none },
      revisions: { latest: none, list: none, read: none },
      ownerToken: async () => 'owner-token',
      linkKey: async () => 'link-key',
      now: Date.now,
    };
    return httpFunction((request) => ownerRoutes(deps, request), { locale: config.locale, telemetry });
  });
}

function asking(service: string, make: Make): Ask {
  let bytes = 0;
  const handler = make(createTelemetry(service, (line) => (bytes += Buffer.byteLength(line))));
  return async ({ method, target, headers = {}, body = '' }) => {
    bytes = 0;
    const rawHeaders = Object.entries({ host: 'imbuto.example', 'x-forwarded-proto': 'https', ...headers });
    const event: APIGatewayProxyEventV2 = gatewayEvent(
      {
        ...{ method, target, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', port: 443 },
        ...{ rawHeaders: rawHeaders.flat(), body: Buffer.from(body), received: Date.now() },
      },
      { apiId: 'bench', routeKey: '$default', parameters: {} },
    );
    await handler(event, CONTEXT);
    return bytes;
  };
}
