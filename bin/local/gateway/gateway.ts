// The HTTP API of the template: takes requests within AWS's limits, hands them to functions, passes on what they answer.
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { LambdaFunction } from '../lambda/function.ts';
import { type GatewayAnswer, ownAnswer, readAnswer } from './answer.ts';
import { gatewayEvent, pathOf } from './event.ts';
import { createRouter } from './routes.ts';
import { createThrottle, type Limit } from './throttle.ts';

export type GatewaySettings = {
  readonly apiId: string;
  readonly routes: readonly {
    readonly routeKey: string;
    readonly target: LambdaFunction;
    /** Of this route alone. */
    readonly throttle?: Limit;
  }[];
  /** Of each route that has none of its own. */
  readonly throttle?: Limit;
};

/** Of the request line and the values of headers, in bytes. */
const HEADER_LIMIT = 10_240;
const BODY_LIMIT = 10 * 1024 * 1024;
const HEARD_OUT = 64 * 1024 * 1024;
/** An HTTP API waits so long for a function, in ms. */
const PATIENCE = 30_000;

/** Answers a request; it never rejects. */
export function createGateway(
  settings: GatewaySettings,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const router = createRouter(
    settings.routes.map(({ routeKey, target, throttle = settings.throttle }) => ({
      routeKey,
      target: { invoke: target.invoke, passes: throttle && createThrottle(throttle) },
    })),
  );

  async function answer(request: IncomingMessage): Promise<GatewayAnswer> {
    const received = Date.now();
    const { method = 'GET', url: target = '/', httpVersion, rawHeaders, socket } = request;
    const body = await readBody(request);
    if (headerBytes(method, target, rawHeaders) > HEADER_LIMIT) {
      return ownAnswer(431, 'Request Header Fields Too Large');
    }
    const match = router(method, pathOf(target));
    if (!match) return ownAnswer(404, 'Not Found');
    if (match.target.passes?.(received) === false) return ownAnswer(429, 'Too Many Requests');
    if (!body) return ownAnswer(413, 'Request Entity Too Large');
    const event = gatewayEvent(
      {
        method,
        target,
        protocol: `HTTP/${httpVersion}`,
        rawHeaders,
        body,
        sourceIp: (socket.remoteAddress ?? '127.0.0.1').replace(/^::ffff:/, ''),
        port: socket.localPort ?? 0,
        received,
      },
      { apiId: settings.apiId, routeKey: match.routeKey, parameters: match.parameters },
    );
    const invocation = await within(PATIENCE, match.target.invoke(event));
    if (!invocation) return ownAnswer(503, 'Service Unavailable');
    if (invocation.ok) return readAnswer(invocation.payload);
    if (invocation.type === 'RequestEntityTooLargeException')
      return ownAnswer(413, 'Request Entity Too Large');
    return ownAnswer(500, 'Internal Server Error');
  }

  return async (request, response) => {
    request.on('error', () => {});
    try {
      send(request, response, await answer(request));
    } catch {
      // The visitor went away in the middle of the request, or a function named a header that HTTP does not allow.
      if (response.headersSent) return;
      for (const name of response.getHeaderNames()) response.removeHeader(name);
      send(request, response, ownAnswer(500, 'Internal Server Error'));
    }
  };
}

function send(
  { method, complete }: IncomingMessage,
  response: ServerResponse,
  { status, headers, body }: GatewayAnswer,
): void {
  for (const [name, value] of headers) {
    if (name !== 'content-length' && name !== 'transfer-encoding') response.appendHeader(name, value);
  }
  response.setHeader('apigw-requestid', randomUUID());
  if (status !== 204 && status !== 304) response.setHeader('content-length', body.length);
  // Part of the body was not read: the connection cannot be used again.
  if (!complete) response.setHeader('connection', 'close');
  response.writeHead(status);
  response.end(method === 'HEAD' ? undefined : body);
}

function headerBytes(method: string, target: string, rawHeaders: readonly string[]): number {
  const line = Buffer.byteLength(`${method} ${target} HTTP/1.1`);
  return rawHeaders.reduce(
    (sum, text, index) => (index % 2 === 1 ? sum + Buffer.byteLength(text) : sum),
    line,
  );
}

/**
 * Reads on beyond the limit for a while: a client that is cut off while it sends does not see the answer.
 * @returns undefined when it is larger than the gateway takes.
 */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  let chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size <= BODY_LIMIT) chunks.push(chunk as Buffer);
    else chunks = [];
    if (size > HEARD_OUT) break;
  }
  return size > BODY_LIMIT ? undefined : Buffer.concat(chunks);
}

async function within<T>(ms: number, promise: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
