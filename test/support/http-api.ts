// HTTP functions in the test's own process, reached through the gateway that `npm start` has.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { readAnswer } from '../../bin/local/gateway/answer.ts';
import { gatewayEvent, pathOf } from '../../bin/local/gateway/event.ts';
import { createGateway } from '../../bin/local/gateway/gateway.ts';
import { createRouter } from '../../bin/local/gateway/routes.ts';
import type { HttpHandler } from '../../functions/runtime/http.ts';
import { ledTo } from './led-to.ts';

export type Sent = {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Ms since the epoch. */
  readonly received?: number;
};

export type Answered = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly text: string;
  /** The body, parsed as JSON. */
  readonly json: () => Record<string, unknown>;
};

export type TestApi = (method: string, target: string, sent?: Sent) => Promise<Answered>;

type Routes = Readonly<Record<string, HttpHandler>>;

export const BROWSER = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' } as const;
export const FORM = { 'content-type': 'application/x-www-form-urlencoded' } as const;
export const JSON_BODY = { 'content-type': 'application/json' } as const;

const CONTEXT = { awsRequestId: 'request', getRemainingTimeInMillis: () => 10_000 } as unknown as Context;

/** @param routes handlers by route key */
export function testApi(routes: Routes): TestApi {
  const router = createRouter(Object.entries(routes).map(([routeKey, target]) => ({ routeKey, target })));
  return async (method, target, { headers = {}, body = '', received = Date.now() } = {}) => {
    const match = router(method, pathOf(target));
    if (!match) throw new Error(`no route takes ${method} ${target}`);
    const answer = readAnswer(
      JSON.stringify(await match.target(eventOf(method, target, headers, body, received, match), CONTEXT)),
    );
    const text = answer.body.toString('utf8');
    const answered = Object.fromEntries(answer.headers);
    ledTo(answered, text);
    return {
      status: answer.status,
      headers: answered,
      text,
      json: () => JSON.parse(text),
    };
  };
}

function eventOf(
  method: string,
  target: string,
  headers: Readonly<Record<string, string>>,
  body: string | Uint8Array,
  received: number,
  {
    routeKey,
    parameters,
  }: { readonly routeKey: string; readonly parameters: Readonly<Record<string, string>> },
): APIGatewayProxyEventV2 {
  const rawHeaders = Object.entries({ host: 'imbuto.test', 'x-forwarded-proto': 'https', ...headers }).flat();
  const request = { method, target, rawHeaders, body: Buffer.from(body), received };
  const connection = { protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', port: 443 };
  return gatewayEvent({ ...request, ...connection }, { apiId: 'test', routeKey, parameters });
}

/** The same over HTTP, on a free port of the loopback. */
export async function serveApi(routes: Routes): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const gateway = createGateway({
    apiId: 'test',
    routes: Object.entries(routes).map(([routeKey, handler]) => ({
      routeKey,
      target: {
        speaker: 'test',
        arn: 'test',
        init: async () => {},
        stop: () => {},
        invoke: async (event: unknown) => ({
          ok: true,
          payload: JSON.stringify(await handler(event as APIGatewayProxyEventV2, CONTEXT)),
        }),
      },
    })),
  });
  const server = createServer((request, response) => void gateway(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
