// DynamoDB over HTTP: the JSON 1.0 protocol of its SDKs, on the loopback, for those who know the access key.
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DynamoDBServiceException, type TableDescription } from '@aws-sdk/client-dynamodb';
import { assertMayAsk } from './access.ts';
import { itemAsJson } from './attribute-value.ts';
import { type DynamoDb, unknownOperation } from './dynamodb.ts';
import { refused } from './dynamodb-error.ts';
import { type Input, isOperation, type Operation, type Output } from './operations.ts';
import { StorageFailed } from './sqlite-storage.ts';

const TYPE = 'application/x-amz-json-1.0';
const MODEL = 'com.amazonaws.dynamodb.v20120810#';
/** Errors that no operation's model names. */
const OF_PROTOCOL: ReadonlySet<string> = new Set([
  'AccessDeniedException',
  'MissingAuthenticationTokenException',
  'SerializationException',
  'UnknownOperationException',
  'UnrecognizedClientException',
  'ValidationException',
]);
/** What a request may be at most. */
const BODY_BYTES = 16 * 1024 * 1024;
/** Idle clients keep their connections: one that is closed under a request costs it a retry. */
const IDLE_MS = 120_000;

export type ServedDynamoDb = { readonly port: number; close(): Promise<void> };

export type ServerSettings = {
  readonly dynamodb: DynamoDb;
  /** Only who names it in a signature is answered. */
  readonly accessKeyId: string;
  /** Settles when what was done is on disk; no answer is sent before. */
  readonly settled?: () => Promise<void> | undefined;
  /** Called when the storage can no longer be trusted. */
  readonly failed?: (error: StorageFailed) => void;
};

/** Serves it at `http://127.0.0.1:PORT`. */
export async function serveDynamoDb(settings: ServerSettings): Promise<ServedDynamoDb> {
  const server = createServer({ keepAliveTimeout: IDLE_MS }, (request, response) => {
    void answer(settings, request, response);
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
  { dynamodb, accessKeyId, settled, failed }: ServerSettings,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  let status = 200;
  let text: string;
  try {
    assertMayAsk(request.headers, accessKeyId);
    const body = await bodyOf(request);
    try {
      text = done(dynamodb, request, body);
    } catch (error) {
      if (error instanceof StorageFailed) throw error;
      // What was read may be what is not yet on disk: refusals wait too.
      [status, text] = errorOf(error);
    }
    await settled?.();
  } catch (error) {
    if (error instanceof StorageFailed) failed?.(error);
    [status, text] = errorOf(error);
  }
  response.writeHead(status, {
    'content-type': TYPE,
    'content-length': Buffer.byteLength(text),
    'x-amzn-requestid': randomUUID(),
    // What is left of a refused body is not read.
    ...(request.complete ? {} : { connection: 'close' }),
  });
  response.end(text);
}

function done(dynamodb: DynamoDb, { method, headers }: IncomingMessage, body: string): string {
  const operation = /^DynamoDB_20120810\.(\w+)$/.exec(String(headers['x-amz-target'] ?? ''))?.[1] ?? '';
  if (method !== 'POST' || !isOperation(operation)) throw unknownOperation(`"${operation}" (${method})`);
  const output = dynamodb.execute(operation, parse(body) as Input<typeof operation>);
  return JSON.stringify(onWire(output));
}

/** With bytes in base64 and dates in seconds. */
function onWire(output: Output<Operation>): object {
  if ('Item' in output && output.Item) return { ...output, Item: itemAsJson(output.Item) };
  if ('Attributes' in output && output.Attributes) {
    return { ...output, Attributes: itemAsJson(output.Attributes) };
  }
  if ('Items' in output && output.Items) return { ...output, Items: output.Items.map(itemAsJson) };
  if ('Responses' in output && output.Responses) {
    const found = Object.entries(output.Responses).map(([name, items]) => [name, items.map(itemAsJson)]);
    return { ...output, Responses: Object.fromEntries(found) };
  }
  if ('Table' in output && output.Table) return { Table: describedOnWire(output.Table) };
  if ('TableDescription' in output && output.TableDescription) {
    return { TableDescription: describedOnWire(output.TableDescription) };
  }
  return output;
}

function describedOnWire({ CreationDateTime, ...table }: TableDescription): object {
  return { ...table, CreationDateTime: CreationDateTime && CreationDateTime.getTime() / 1_000 };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > BODY_BYTES) throw refused('SerializationException', 'The request is larger than 16 MB');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parse(body: string): object {
  let request: unknown;
  try {
    request = JSON.parse(body);
  } catch {
    throw refused('SerializationException', 'The request is no JSON');
  }
  if (typeof request === 'object' && request !== null) return request;
  throw refused('SerializationException', 'The request is no JSON object');
}

function errorOf(error: unknown): readonly [number, string] {
  if (!(error instanceof DynamoDBServiceException)) {
    const message = error instanceof Error ? error.message : String(error);
    return [500, JSON.stringify({ __type: `${MODEL}InternalServerError`, message })];
  }
  const { name, message, $fault, $metadata, $response, $retryable, ...members } = error;
  const model = OF_PROTOCOL.has(name) ? 'com.amazon.coral.validate#' : MODEL;
  return [$fault === 'client' ? 400 : 500, JSON.stringify({ ...members, __type: model + name, message })];
}
