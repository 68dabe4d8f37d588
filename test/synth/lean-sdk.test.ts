// What is left out of the AWS clients must not be missed: each of them, bundled, speaks to a server that is not AWS.
import { execFile } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleFunctions } from '../../lib/bundle.ts';

type Request = { readonly target: string; readonly headers: IncomingMessage['headers'] };
type Canned = { readonly status?: number; readonly body: string };

const MESSAGE_SENT: Canned = {
  body: JSON.stringify({ MessageId: 'm-1', MD5OfMessageBody: '5d41402abc4b2a76b9719d911017c592' }),
};
const NO_SUCH_QUEUE: Canned = {
  status: 400,
  body: JSON.stringify({ __type: 'com.amazonaws.sqs#QueueDoesNotExist', message: 'no such queue' }),
};
const NOT_FOUND: Canned = { status: 404, body: '' };

const answers = new Map<string, Canned>(
  Object.entries({
    'AmazonSQS.SendMessage': MESSAGE_SENT,
    'DynamoDB_20120810.GetItem': { body: JSON.stringify({ Item: { pk: { S: 'a' }, n: { N: '1' } } }) },
    'DynamoDB_20120810.TransactWriteItems': {
      status: 400,
      body: JSON.stringify({
        __type: 'com.amazonaws.dynamodb.v20120810#TransactionCanceledException',
        CancellationReasons: [{ Code: 'ConditionalCheckFailed', Item: { pk: { S: 'a' } } }],
        Message: 'cancelled',
      }),
    },
    'PUT /reports/a/b.json': { body: '' },
    'GET /reports/a/b.json': { body: '{"leads":1}' },
    'POST /v2/email/outbound-emails': { body: JSON.stringify({ MessageId: 'e-1' }) },
  }),
);

const requests: Request[] = [];
let aws: Server;
let bundle: string;

beforeAll(async () => {
  aws = createServer((request, response) => {
    const path = request.url?.split('?')[0];
    const target = String(request.headers['x-amz-target'] ?? `${request.method} ${path}`);
    requests.push({ target, headers: request.headers });
    const { status = 200, body } = answers.get(target) ?? NOT_FOUND;
    request.resume().on('end', () => response.writeHead(status).end(body));
  });
  await new Promise<void>((resolve) => aws.listen(0, '127.0.0.1', resolve));
  const outdir = await mkdtemp(join(tmpdir(), 'imbuto-clients-'));
  const directories = await bundleFunctions({
    outdir,
    names: ['every-client'],
    entryOf: () => fileURLToPath(new URL('../support/every-client.ts', import.meta.url)),
  });
  bundle = directories['every-client'];
});
afterAll(() => {
  aws.closeAllConnections();
  aws.close();
});

const origin = () => `http://127.0.0.1:${(aws.address() as AddressInfo).port}`;

/** As Lambda would: a process of its own, outside of the project, with keys in the environment and no home. */
async function call(environment: Readonly<Record<string, string>> = {}) {
  const script = `require(${JSON.stringify(join(bundle, 'index.cjs'))}).handler(process.env.QUEUE_URL)
    .then((answer) => console.log(JSON.stringify(answer)));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', script], {
    cwd: bundle,
    env: {
      AWS_REGION: 'eu-south-1',
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'not a secret',
      AWS_SESSION_TOKEN: 'a token',
      AWS_ENDPOINT_URL: origin(),
      QUEUE_URL: `${origin()}/000000000000/submissions`,
      ...environment,
    },
  });
  return JSON.parse(stdout);
}

describe('the clients, bundled without what is left out', () => {
  it('ask for what they are told to, and read the answers', async () => {
    const answer = await call();
    expect(answer).toMatchObject({
      sendMessage: { MessageId: 'm-1' },
      getItem: { Item: { pk: { S: 'a' }, n: { N: '1' } } },
      putObject: { $metadata: { httpStatusCode: 200 } },
      getObject: '{"leads":1}',
      sendEmail: { MessageId: 'e-1' },
    });
  });

  it('sign with the keys of the environment', async () => {
    requests.length = 0;
    await call();
    expect(requests).toHaveLength(answers.size);
    for (const { target, headers } of requests) {
      expect(headers.authorization, target).toMatch(
        /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-south-1\//,
      );
      expect(headers['x-amz-security-token'], target).toBe('a token');
    }
  });

  it('tell why a transaction was cancelled, item by item', async () => {
    const { transactWriteItems } = await call();
    expect(transactWriteItems).toMatchObject({
      error: 'TransactionCanceledException',
      CancellationReasons: [{ Code: 'ConditionalCheckFailed', Item: { pk: { S: 'a' } } }],
      attempts: 1,
    });
  });

  it('name errors of SQS as they are called, though they know none of them', async () => {
    answers.set('AmazonSQS.SendMessage', NO_SUCH_QUEUE);
    const refused = await call().finally(() => answers.set('AmazonSQS.SendMessage', MESSAGE_SENT));
    expect(refused.sendMessage).toMatchObject({ error: 'QueueDoesNotExist', message: 'no such queue' });
  });

  it("go to a service's own endpoint before the common one", async () => {
    const answer = await call({
      AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
      AWS_ENDPOINT_URL_DYNAMODB: origin(),
      AWS_ENDPOINT_URL_S3: origin(),
      AWS_ENDPOINT_URL_SESV2: origin(),
      AWS_ENDPOINT_URL_SQS: origin(),
    });
    expect(answer).toMatchObject({
      sendMessage: { MessageId: 'm-1' },
      getItem: { Item: {} },
      getObject: '{"leads":1}',
      sendEmail: { MessageId: 'e-1' },
    });
  });
});
