// DynamoDB in memory over HTTP: the JSON 1.0 protocol of its SDKs, on the loopback.
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DynamoDBServiceException } from '@aws-sdk/client-dynamodb';
import { malformed } from './dynamodb-error.ts';
import type { MemoryDynamoDb } from './memory-dynamodb.ts';
import { type Input, isOperation } from './operations.ts';

const TYPE = 'application/x-amz-json-1.0';
const MODEL = 'com.amazonaws.dynamodb.v20120810#';
/** Errors that no operation's model names. */
const OF_PROTOCOL: ReadonlySet<string> = new Set([
  'ValidationException',
  'UnknownOperationException',
  'SerializationException',
]);
/** What a request may be at most. */
const BODY_BYTES = 16 * 1024 * 1024;

export type ServedDynamoDb = { readonly port: number; close(): Promise<void> };

/** Serves it at `http://127.0.0.1:PORT`. */
export async function serveDynamoDb(dynamodb: MemoryDynamoDb): Promise<ServedDynamoDb> {
  const server = createServer((request, response) => {
    void answer(dynamodb, request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return { port: (server.address() as AddressInfo).port, close: () => close(server) };
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

async function answer(
  dynamodb: MemoryDynamoDb,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await bodyOf(request);
  if (request.method === 'GET') {
    reply(response, 200, 'text/plain', 'healthy: dynamodb in memory');
    return;
  }
  try {
    const operation =
      String(request.headers['x-amz-target'] ?? '')
        .split('.')
        .at(-1) ?? '';
    if (!isOperation(operation))
      throw malformed('UnknownOperationException', `Unknown operation: ${operation}`);
    const output = dynamodb.execute(operation, parse(body) as Input<typeof operation>);
    reply(response, 200, TYPE, toText(output));
  } catch (error) {
    const [status, answer] = errorOf(error);
    reply(response, status, TYPE, answer);
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > BODY_BYTES) throw new Error('the request is too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function reply(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, {
    'content-type': type,
    'content-length': Buffer.byteLength(body),
    'x-amzn-requestid': randomUUID(),
  });
  response.end(body);
}

/** Binaries come in base64: nothing but an attribute value has a text at `B`, or a list of texts at `BS`. */
function parse(body: string): unknown {
  try {
    return JSON.parse(body, (name, value: unknown) => {
      if (name === 'B' && typeof value === 'string') return bytesOf(value);
      if (name === 'BS' && Array.isArray(value)) {
        return value.map((each) => (typeof each === 'string' ? bytesOf(each) : each));
      }
      return value;
    });
  } catch {
    throw malformed('SerializationException', 'The request is no JSON');
  }
}

function bytesOf(base64: string): Uint8Array {
  return new Uint8Array(Buffer.from(base64, 'base64'));
}

/** Binaries in base64, dates in seconds. */
function toText(output: object): string {
  return JSON.stringify(output, function (this: Record<string, unknown>, name, value: unknown) {
    const own = this[name];
    if (own instanceof Date) return own.getTime() / 1000;
    return own instanceof Uint8Array ? Buffer.from(own).toString('base64') : value;
  });
}

function errorOf(error: unknown): readonly [number, string] {
  if (!(error instanceof DynamoDBServiceException)) {
    const message = error instanceof Error ? error.message : String(error);
    return [500, toText({ __type: `${MODEL}InternalServerError`, message })];
  }
  const { name, message, $fault, $metadata, $response, $retryable, ...members } = error;
  const model = OF_PROTOCOL.has(name) ? 'com.amazon.coral.validate#' : MODEL;
  return [$fault === 'client' ? 400 : 500, toText({ ...members, __type: model + name, message })];
}
