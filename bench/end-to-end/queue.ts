// A queue of the emulator, emptied as Lambda's pollers empty one: ten messages a request, several requests at once.
import { randomUUID } from 'node:crypto';
import {
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { QueueMessage } from '../../functions/progress/advance-leads.ts';

/** Messages that one request takes. */
const TEN = 10;

export class MessagesLost extends Error {
  override readonly name = 'MessagesLost';
}

export class Queue {
  readonly #client: SQSClient;
  readonly #url: string;

  constructor(client: SQSClient, url: string) {
    this.#client = client;
    this.#url = url;
  }

  async fill(messages: readonly QueueMessage[]): Promise<void> {
    for (const part of inTens(messages)) {
      const Entries = part.map(({ body }) => ({ Id: randomUUID(), MessageBody: body }));
      await this.#client.send(new SendMessageBatchCommand({ QueueUrl: this.#url, Entries }));
    }
  }

  /** @throws MessagesLost where the queue does not give so many that were put into it */
  async receive(count: number): Promise<readonly Message[]> {
    const received: Message[] = [];
    for (let tries = 0; received.length < count && tries < 20; tries++) {
      const requests = Math.ceil((count - received.length) / TEN);
      const answers = await Promise.all(
        Array.from({ length: requests }, () =>
          this.#client.send(
            new ReceiveMessageCommand({ QueueUrl: this.#url, MaxNumberOfMessages: TEN, WaitTimeSeconds: 1 }),
          ),
        ),
      );
      received.push(...answers.flatMap(({ Messages = [] }) => Messages));
    }
    if (received.length < count) throw new MessagesLost(`${received.length} of ${count} messages came`);
    return received;
  }

  async delete(messages: readonly Message[]): Promise<void> {
    await Promise.all(
      inTens(messages).map((part) => {
        const Entries = part.map(({ ReceiptHandle }, n) => ({ Id: String(n), ReceiptHandle }));
        return this.#client.send(new DeleteMessageBatchCommand({ QueueUrl: this.#url, Entries }));
      }),
    );
  }
}

function inTens<T>(all: readonly T[]): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(all.length / TEN) }, (_, n) => all.slice(n * TEN, (n + 1) * TEN));
}
