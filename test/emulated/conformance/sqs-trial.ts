// What a behaviour of SQS is tried on: a queue of its own, on an emulator or in memory.
import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import * as sqs from '@aws-sdk/client-sqs';
import { MemorySqs, type SqsInput } from '../../simulation/fakes/memory-sqs.ts';
import type { Emulators } from '../../support/emulators.ts';

export type Answer = Readonly<Record<string, unknown>> & {
  readonly Messages?: readonly sqs.Message[];
  readonly Successful?: readonly { readonly Id?: string; readonly MessageId?: string }[];
  readonly Failed?: readonly { readonly Id?: string; readonly Code?: string }[];
  readonly Attributes?: Readonly<Record<string, string>>;
};

export type SqsTrial = {
  /** Asks the service; `queue` is the trial's own unless another is named. */
  ask(operation: string, input?: object): Promise<Answer>;
  /** Makes the trial's queue anew, with attributes; answers its URL. */
  queueWith(attributes: Readonly<Record<string, string>>): Promise<string>;
  pass(seconds: number): Promise<void>;
  readonly url: string;
};

/** The name of what it throws, or what it answers. Some errors bear the prefix that they have in the older protocol. */
export async function outcome(asking: Promise<Answer>): Promise<unknown> {
  try {
    return await asking;
  } catch (error) {
    return error instanceof Error ? error.name.replace(/^AWS\.SimpleQueueService\./, '') : error;
  }
}

type Ask = (operation: string, input: object) => Promise<Answer>;

async function trialWith(ask: Ask, create: (attributes: object) => Promise<string>, pass: SqsTrial['pass']) {
  const trial = {
    url: await create({}),
    ask: (operation: string, input: object = {}) => ask(operation, { QueueUrl: trial.url, ...input }),
    queueWith: async (attributes: Readonly<Record<string, string>>) => {
      trial.url = await create(attributes);
      return trial.url;
    },
    pass,
  };
  return trial satisfies SqsTrial;
}

const COMMANDS = sqs as unknown as Readonly<Record<string, new (input: object) => sqs.SendMessageCommand>>;

/** On the emulator, in real time. */
export function emulatedTrial(emulators: Emulators, client: sqs.SQSClient): Promise<SqsTrial> {
  return trialWith(
    async (operation, input) => {
      const Command = COMMANDS[`${operation}Command`];
      if (Command === undefined) throw new Error(`the SDK has no ${operation}`);
      const { $metadata: _, ...answer } = await client.send(new Command(input));
      return answer as unknown as Answer;
    },
    (attributes) => emulators.createQueue(attributes as Readonly<Record<string, string>>),
    async (seconds) => {
      await setTimeout(seconds * 1_000);
    },
  );
}

/** In memory, on a clock of its own. */
export function trialInMemory(): Promise<SqsTrial> {
  let now = Date.UTC(2026, 2, 2);
  const memory = new MemorySqs({ now: () => now, random: () => 0 });
  return trialWith(
    async (operation, input) => memory.execute(operation, input as SqsInput) as Answer,
    async (attributes) => memory.createQueue(randomUUID(), attributes as Readonly<Record<string, string>>),
    async (seconds) => {
      now += seconds * 1_000;
    },
  );
}
