// Calls of SQS in its wire protocol: what is asked again, and what is not.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { sqsCalls } from '../../functions/queue/sqs-calls.ts';

type Answer = { readonly status: number; readonly body: object } | 'hang up';

const OK = { status: 200, body: { MessageId: 'm' } } as const;
const FAULT = { status: 500, body: {} } as const;
const THROTTLED = { status: 400, body: { __type: 'com.amazonaws.sqs#RequestThrottled' } } as const;
const REFUSED = { status: 400, body: { __type: 'com.amazonaws.sqs#QueueDoesNotExist' } } as const;

const open: (() => void)[] = [];
afterEach(() => {
  for (const close of open.splice(0)) close();
});

/** A queue that answers one call after another. */
async function queueThat(...answers: readonly Answer[]) {
  const asked: { readonly target: unknown; readonly body: string; readonly signed: boolean }[] = [];
  const server = createServer(async (request, response) => {
    const answer = answers[asked.length] ?? OK;
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { authorization = '', 'x-amz-target': target } = request.headers;
    const signed = /Credential=AKID\/\d{8}\/eu-south-1\/sqs\/aws4_request/.test(authorization);
    asked.push({ target, body: Buffer.concat(chunks).toString(), signed });
    if (answer === 'hang up') request.socket.destroy();
    else response.writeHead(answer.status).end(JSON.stringify(answer.body));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  open.push(() => server.close());
  const calls = sqsCalls({
    region: 'eu-south-1',
    credentials: { accessKeyId: 'AKID', secretAccessKey: 'secret' },
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  });
  return { asked, call: () => calls('SendMessage', { QueueUrl: 'q', MessageBody: 'è' }) };
}

describe('a call of the queue', () => {
  it('names the operation, is signed, and brings what it is asked with', async () => {
    const { asked, call } = await queueThat(OK);
    expect(await call()).toEqual({ MessageId: 'm' });
    expect(asked).toEqual([
      { target: 'AmazonSQS.SendMessage', body: '{"QueueUrl":"q","MessageBody":"è"}', signed: true },
    ]);
  });

  it.each([
    ['the service was at fault', FAULT],
    ['it was throttled', THROTTLED],
    ['the connection was lost', 'hang up' as const],
  ])('is made again where %s', async (_, first) => {
    const { asked, call } = await queueThat(first, OK);
    expect(await call()).toEqual({ MessageId: 'm' });
    expect(asked).toHaveLength(2);
  });

  it('is made three times at most', async () => {
    const { asked, call } = await queueThat(FAULT, FAULT, FAULT, OK);
    await expect(call()).rejects.toMatchObject({ name: 'CallFailed' });
    expect(asked).toHaveLength(3);
  });

  it('is not made again where the queue refuses it', async () => {
    const { asked, call } = await queueThat(REFUSED);
    await expect(call()).rejects.toThrow('AmazonSQS.SendMessage is answered 400');
    expect(asked).toHaveLength(1);
  });
});
