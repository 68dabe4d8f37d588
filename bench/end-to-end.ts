// `end-to-end`: events a second from the queue to the table with the worker between, beside what the emulators alone take.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { deliveryOf, messageOf } from '../test/support/worker-deps.ts';
import { Recorder, replay } from './end-to-end/recorder.ts';
import { type Side, startSide, TABLE } from './end-to-end/side.ts';
import { MemoryClient } from './memory-client.ts';
import type { Benchmark, Outcome, Row } from './outcome.ts';
import { temporaryDirectory } from './temporary-directory.ts';
import { twoFunnels } from './units/funnels.ts';
import { randomOf } from './units/random.ts';
import { TRAFFIC, traffic } from './units/traffic.ts';
import { type Take, workerOver } from './units/worker.ts';

const SEED = 2_026;
const LEADS_A_DAY = 100;
const BATCHES = [10, 100];
/** Both sides are asked in turns, so that what the machine does meanwhile falls on both. */
const ROUNDS = 5;
const EVENTS = 500;

type Messages = readonly ReturnType<typeof messageOf>[];
type Spent = { readonly seconds: number; readonly cpuSeconds: number };
type Compared = { readonly batch: number; readonly worker: Spent; readonly alone: Spent };
type Workers = Side<Recorder>;
type Bare = Side<{ readonly client: DynamoDBClient }>;

export const endToEnd: Benchmark = async (tell) => {
  const random = randomOf(SEED);
  const config = twoFunnels(['channel']);
  const month = traffic(random, LEADS_A_DAY).map((submission) => messageOf(submission));
  const measured = EVENTS * ROUNDS * BATCHES.length;
  tell('filling the leads');
  const memory = new MemoryClient({ keepsCounters: true });
  const fill = workerOver(memory, TABLE, config, random);
  for (let at = 0; at < month.length - measured; at += 100) {
    await fill(month.slice(at, Math.min(at + 100, month.length - measured)));
  }
  const items = [...memory.items.values()];
  const directory = temporaryDirectory();
  const opened: (() => Promise<void>)[] = [];
  try {
    const start = async <Client extends { readonly client: DynamoDBClient }>(
      name: string,
      clientOf: Parameters<typeof startSide<Client>>[2],
    ) => {
      tell(`starting the emulators of the ${name}`);
      mkdirSync(join(directory, name));
      const side = await startSide(join(directory, name), items, clientOf);
      opened.push(side.stop);
      return side;
    };
    const workers = await start('worker', (connection) => new Recorder(connection));
    const bare = await start('bare calls', (connection) => ({ client: new DynamoDBClient(connection) }));
    workers.client.take();
    const take = workerOver(workers.client.client, TABLE, config, random);
    const compared: Compared[] = [];
    let at = month.length - measured;
    for (const batch of BATCHES) {
      const spent: Compared[] = [];
      for (let round = 1; round <= ROUNDS; round++) {
        tell(`batches of ${batch}, round ${round} of ${ROUNDS}`);
        const messages = month.slice(at, at + EVENTS);
        at += EVENTS;
        spent.push(await compare(workers, bare, take, messages, batch));
      }
      compared.push({
        batch,
        worker: sumOf(spent.map(({ worker }) => worker)),
        alone: sumOf(spent.map(({ alone }) => alone)),
      });
    }
    return outcomeOf(compared);
  } finally {
    for (const close of opened.reverse()) await close();
  }
};

/** The same messages and the same commands on both sides; the bare one does nothing between them. */
async function compare(
  workers: Workers,
  bare: Bare,
  take: Take,
  messages: Messages,
  batch: number,
): Promise<Compared> {
  await workers.queue.fill(messages);
  const commands: ReturnType<Recorder['take']>[] = [];
  const worker = await spentBy(async () => {
    for (let done = 0; done < messages.length; done += batch) {
      const received = await workers.queue.receive(batch);
      await take(received.map(({ MessageId = '', Body = '' }) => deliveryOf(MessageId, Body)));
      await workers.queue.delete(received);
      commands.push(workers.client.take());
    }
  });
  await bare.queue.fill(messages);
  const alone = await spentBy(async () => {
    for (const recorded of commands) {
      const received = await bare.queue.receive(batch);
      await replay(bare.client.client, recorded);
      await bare.queue.delete(received);
    }
  });
  return { batch, worker, alone };
}

async function spentBy(work: () => Promise<void>): Promise<Spent> {
  const cpu = process.cpuUsage();
  const begun = performance.now();
  await work();
  const { user, system } = process.cpuUsage(cpu);
  return { seconds: (performance.now() - begun) / 1_000, cpuSeconds: (user + system) / 1e6 };
}

function sumOf(all: readonly Spent[]): Spent {
  return {
    seconds: all.reduce((sum, { seconds }) => sum + seconds, 0),
    cpuSeconds: all.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0),
  };
}

function outcomeOf(compared: readonly Compared[]): Outcome {
  const events = EVENTS * ROUNDS;
  const rows = compared.map(
    ({ batch, worker, alone }): Row => [
      `batches of ${batch}`,
      events / worker.seconds,
      events / alone.seconds,
      alone.seconds / worker.seconds,
      (1e6 * worker.cpuSeconds) / events,
      (1e6 * alone.cpuSeconds) / events,
    ],
  );
  return {
    tables: [
      {
        title: 'From the queue to the table: received, taken in, written and deleted',
        head: ['', 'events a second', 'emulators alone', 'ratio', 'CPU µs an event', 'of which clients'],
        rows,
        notes: [
          `${events} events at each size of batch, a message each: ${TRAFFIC}. "emulators alone": the same messages received and deleted, and the same commands sent to a database of the same content, with nothing between them. In turns of ${EVENTS}; all emulators keep their data on disk. CPU is this process's, without the emulators'; "of which clients" is what the SDK's clients take alone.`,
        ],
      },
    ],
    aims: [],
    data: { events, compared },
  };
}
