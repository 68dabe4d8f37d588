// Writes an HTTP request as the event that API Gateway gives to a function: HTTP API, payload format 2.0.
import { randomUUID } from 'node:crypto';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { ACCOUNT } from '../template/physical-ids.ts';

export type ReceivedRequest = {
  readonly method: string;
  /** As sent: path, question mark and query. */
  readonly target: string;
  readonly protocol: string;
  /** Names and values in turn, as they came. */
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
  readonly sourceIp: string;
  readonly port: number;
  /** Ms since the epoch. */
  readonly received: number;
};

export type Routed = {
  readonly apiId: string;
  readonly routeKey: string;
  readonly parameters: Readonly<Record<string, string>>;
};

/** The path as routes and functions see it: HTTP APIs decode it. */
export function pathOf(target: string): string {
  const [path = '/'] = target.split('?');
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

export function gatewayEvent(
  request: ReceivedRequest,
  { apiId, routeKey, parameters }: Routed,
): APIGatewayProxyEventV2 {
  const { headers, cookies } = readHeaders(request);
  const question = request.target.indexOf('?');
  const rawQueryString = question < 0 ? '' : request.target.slice(question + 1);
  const query = readQuery(rawQueryString);
  const rawPath = pathOf(request.target);
  const host = headers.host ?? 'localhost';
  const isBase64Encoded =
    request.body.length > 0 && !isText(headers['content-type'], headers['content-encoding']);
  return {
    version: '2.0',
    routeKey,
    rawPath,
    rawQueryString,
    ...(cookies.length > 0 ? { cookies } : {}),
    headers,
    ...(query ? { queryStringParameters: query } : {}),
    ...(Object.keys(parameters).length > 0 ? { pathParameters: { ...parameters } } : {}),
    requestContext: {
      accountId: ACCOUNT,
      apiId,
      domainName: host,
      domainPrefix: host.split('.')[0] ?? host,
      http: {
        method: request.method,
        path: rawPath,
        protocol: request.protocol,
        sourceIp: request.sourceIp,
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: randomUUID(),
      routeKey,
      stage: '$default',
      time: commonLogTime(request.received),
      timeEpoch: request.received,
    },
    ...(request.body.length > 0 ? { body: request.body.toString(isBase64Encoded ? 'base64' : 'utf8') } : {}),
    isBase64Encoded,
  };
}

/** Headers of the connection, not of the request, stay behind. Cookies have a field of their own. */
const DROPPED = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'cookie',
]);

function readHeaders({ rawHeaders, sourceIp, port }: ReceivedRequest): {
  readonly headers: Record<string, string>;
  readonly cookies: string[];
} {
  const headers: Record<string, string> = {};
  const cookies: string[] = [];
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = (rawHeaders[at] ?? '').toLowerCase();
    const value = rawHeaders[at + 1] ?? '';
    if (name === 'cookie')
      cookies.push(
        ...value
          .split(';')
          .map((cookie) => cookie.trim())
          .filter(Boolean),
      );
    if (DROPPED.has(name)) continue;
    headers[name] = headers[name] === undefined ? value : `${headers[name]},${value}`;
  }
  headers['x-forwarded-for'] = [headers['x-forwarded-for'], sourceIp].filter(Boolean).join(', ');
  headers['x-forwarded-port'] ??= String(port);
  headers['x-forwarded-proto'] ??= 'http';
  headers['x-amzn-trace-id'] =
    `Root=1-${Math.floor(Date.now() / 1000).toString(16)}-${randomUUID().replaceAll('-', '').slice(0, 24)}`;
  return { headers, cookies };
}

/**
 * Text as it is; everything else, forms of browsers too, in base64: by the type alone, as measured of AWS
 * (https://github.com/ministackorg/ministack/pull/766). The event is JSON, so bytes of a text that are no UTF-8 can only be
 * U+FFFD in it.
 */
function isText(contentType = '', contentEncoding = ''): boolean {
  if (contentEncoding !== '' && contentEncoding !== 'identity') return false;
  const type = contentType.split(';')[0]?.trim().toLowerCase() ?? '';
  return /^text\/|^application\/(json|xml|javascript)$|\+(json|xml)$/.test(type);
}

function readQuery(raw: string): Record<string, string> | undefined {
  const query: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(raw)) {
    query[name] = query[name] === undefined ? value : `${query[name]},${value}`;
  }
  return Object.keys(query).length > 0 ? query : undefined;
}

/** As in `12/Mar/2020:19:03:58 +0000`. */
function commonLogTime(ms: number): string {
  const [, day, month, year, time] =
    /^\w+, (\d+) (\w+) (\d+) ([\d:]+)/.exec(new Date(ms).toUTCString()) ?? [];
  return `${day}/${month}/${year}:${time} +0000`;
}
