// The functions' own entry files, in the test's process, over emulated queues and secrets.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Config } from '../../functions/domain/config/config.ts';
import type { Submission } from '../../functions/domain/event/event.ts';
import { decodeMessage } from '../../functions/queue/message.ts';
import { ENVIRONMENT } from '../../functions/runtime/environment-names.ts';
import type { HttpHandler } from '../../functions/runtime/http.ts';
import { type Emulators, startEmulators } from './emulators.ts';

export type EntryFunctions = {
  readonly capture: HttpHandler;
  readonly collect: HttpHandler;
  readonly emulators: Emulators;
  readonly queueUrl: string;
  /** Takes what the queue holds, message by message. */
  receive(): Promise<readonly (readonly Submission[])[]>;
  stop(): Promise<void>;
};

/** Entry files read their environment when they are loaded: one configuration a test file. */
export async function startEntryFunctions(
  config: Config,
  keys: { readonly publicKey: string; readonly secretKey: string },
): Promise<EntryFunctions> {
  const emulators = await startEmulators({ sqs: true });
  const queueUrl = await emulators.createQueue();
  const secrets = await serveSecret(keys.secretKey);
  const root = mkdtempSync(join(tmpdir(), 'imbuto-entry-'));
  writeFileSync(join(root, 'config.json'), JSON.stringify(config));
  Object.assign(process.env, emulators.environment, {
    LAMBDA_TASK_ROOT: root,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.url,
    [ENVIRONMENT.queueUrl]: queueUrl,
    [ENVIRONMENT.deadLetterQueueUrl]: await emulators.createQueue(),
    [ENVIRONMENT.publicKey]: keys.publicKey,
    [ENVIRONMENT.doorTableName]: 'door',
    [ENVIRONMENT.secretKeySecret]: 'arn:aws:secretsmanager:eu-west-1:000000000000:secret:test',
    [ENVIRONMENT.formKeySecret]: 'arn:aws:secretsmanager:eu-west-1:000000000000:secret:form',
  });
  const [{ handler: capture }, { handler: collect }] = await Promise.all([
    import('../../functions/capture/handler.ts'),
    import('../../functions/collect/handler.ts'),
  ]);
  const sqs = new SQSClient(emulators.sqs);
  return {
    capture,
    collect,
    emulators,
    queueUrl,
    receive: async () => {
      const ask = { QueueUrl: queueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 600 };
      const bodies: string[] = [];
      for (let found = -1; found !== bodies.length; ) {
        found = bodies.length;
        const { Messages = [] } = await sqs.send(new ReceiveMessageCommand(ask));
        bodies.push(...Messages.map(({ Body = '' }) => Body));
      }
      return bodies.map(decodeMessage);
    },
    stop: async () => {
      sqs.destroy();
      secrets.stop();
      rmSync(root, { recursive: true, force: true });
      await emulators.stop();
    },
  };
}

async function serveSecret(value: string): Promise<{ readonly url: string; stop(): void }> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      response.setHeader('content-type', 'application/x-amz-json-1.1');
      response.end(JSON.stringify({ SecretString: value }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
