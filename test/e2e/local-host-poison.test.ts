// A message that the worker can never read, among good ones: imbuto's own stack, with less patience than on AWS.
import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connect } from '../../bin/demo/instance.ts';
import type { Resource } from '../../bin/local/template/template.ts';
import { reconcileHere } from '../../bin/reconcile/run.ts';
import { redriveHere } from '../../bin/redrive/redrive.ts';
import { eventually } from '../support/eventually.ts';
import {
  type HostHere,
  removeDirectory,
  startHostHere,
  synthesiseHere,
  temporaryDirectory,
} from '../support/host.ts';

const data = temporaryDirectory();
let host: HostHere;
beforeAll(async () => {
  host = await startHostHere(await synthesiseHere(impatient), data);
});
afterAll(async () => {
  await host?.stop();
  removeDirectory(data);
});

/** A batch gathers for two seconds; a message is tried twice, eight seconds apart, and not five times in minutes. */
function impatient(resource: Resource): Resource {
  const { Type, Properties = {} } = resource;
  if (Type === 'AWS::Lambda::EventSourceMapping') {
    return { ...resource, Properties: { ...Properties, MaximumBatchingWindowInSeconds: 2 } };
  }
  const { RedrivePolicy } = Properties;
  if (Type !== 'AWS::SQS::Queue' || typeof RedrivePolicy !== 'object') return resource;
  const policy = { ...RedrivePolicy, maxReceiveCount: 2 };
  return { ...resource, Properties: { ...Properties, VisibilityTimeout: 8, RedrivePolicy: policy } };
}

it('ends in the dead-letter queue alone, and its neighbours in the batch are counted', async () => {
  const queueUrl = host.stores.submissions;
  const sqs = new SQSClient({
    endpoint: new URL(queueUrl).origin,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const instance = connect({ url: host.url, ...host.keys });
  const post = (n: number) => instance.postForm('ebook', `key-${n}`, { email: `person.${n}@example.com` });

  await Promise.all([post(1), post(2)]);
  await sqs.send(
    new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: '{"v":1,"submissions":[{"poison":true}]}' }),
  );
  await Promise.all([post(3), post(4)]);

  await eventually(async () => {
    const { stages } = await instance.report('trial');
    expect(stages.find(({ id }) => id === 'interest')?.leads).toBe(4);
  }, 20_000);
  await eventually(async () => {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: host.stores.deadLetters,
        MaxNumberOfMessages: 10,
        VisibilityTimeout: 1,
      }),
    );
    expect(Messages.map(({ Body }) => Body)).toEqual(['{"v":1,"submissions":[{"poison":true}]}']);
  }, 40_000);
  expect(await instance.drained('trial', 10_000)).toBe(true);

  // Whoever looks is told of it, and how to send it back.
  expect(await instance.report('trial')).toMatchObject({ pending: 0, setAside: 1 });
  await eventually(async () => {
    const health = await (await fetch(`${host.url}/health`)).json();
    expect(health).toEqual({ status: 'ok', pending: 0, setAside: 1 });
  }, 10_000);
  await eventually(async () => {
    expect(host.said()).toContain('1 accepted message is set aside');
    expect(host.said()).toContain('npm run redrive');
  }, 10_000);
  expect(await command(reconcileHere)).toEqual([3, expect.stringContaining('1 are set aside')]);
  expect(await command(redriveHere, ['--dry-run'])).toEqual([0, '1 set aside.']);
  expect(await command(redriveHere)).toEqual([0, '1 of 1 sent back to be counted.']);
  expect(await command(redriveHere, ['--dry-run'])).toEqual([0, '0 set aside.']);
}, 120_000);

async function command(run: typeof redriveHere, args: readonly string[] = []): Promise<[number, string]> {
  const lines: string[] = [];
  const code = await run(args, { IMBUTO_DATA: data }, (line) => lines.push(line));
  return [code, lines.join('\n')];
}
