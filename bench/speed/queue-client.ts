// Puts submissions into a queue of an emulator of its own, which keeps them on disk as the local host's does.
import { randomUUID } from 'node:crypto';
import { CreateQueueCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { startFauxqs } from '../../bin/local/emulators.ts';
import { encodeMessage } from '../../functions/queue/message.ts';

export type QueueClient = {
  /** Sends the submission of somebody new. */
  readonly send: () => Promise<void>;
  readonly close: () => Promise<void>;
};

const NAME = 'submissions';

export async function queueClient(directory: string): Promise<QueueClient> {
  const emulator = await startFauxqs(directory);
  const client = new SQSClient({
    endpoint: emulator.endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
  });
  await client.send(new CreateQueueCommand({ QueueName: NAME }));
  const QueueUrl = `${emulator.endpoint}/000000000000/${NAME}`;
  return {
    send: async () => {
      await client.send(new SendMessageCommand({ QueueUrl, MessageBody: body() }));
    },
    close: async () => {
      client.destroy();
      await emulator.stop();
    },
  };
}

/** What capture sends for the form that is posted. */
function body(): string {
  const id = randomUUID();
  const time = Date.now();
  return encodeMessage([
    {
      ids: { email: `maria.rossi.${id}@example.com` },
      event: {
        id: `f:ebook:${id}`,
        time,
        received: time,
        kind: 'form',
        name: 'ebook',
        trusted: false,
        touch: {
          channel: 'Email',
          source: 'newsletter',
          medium: 'email',
          campaign: 'march_2026',
          landingPage: '/pricing',
        },
        properties: { name: 'Maria Rossi', newsletter: true, 'newsletter.version': '2026-01' },
      },
    },
  ]);
}
