// `collect`: processor time that a batch costs the tracking API by its length, for the bodies that cost most.
import { randomBytes } from 'node:crypto';
import { collectCalls } from '../functions/collect/collect-calls.ts';
import { readJsonBody } from '../functions/collect/json-body.ts';
import { encodeMessage } from '../functions/queue/message.ts';
import { isBot } from '../functions/runtime/bots.ts';
import { WORST_BODIES, type WorstBody } from '../test/support/worst-bodies.ts';
import type { Benchmark, Row } from './outcome.ts';
import { quantileOf } from './quantile.ts';

const KIB = 1024;
/** About: a body ends with a whole event. */
const SIZES = [32, 128, 480].map((kib) => kib * KIB);
const ROUNDS = 7;
/** What calls share is bounded for the whole body: a small body that is made to be dear costs most for each KiB. */
const MOST_PER_KIB = 2;

const deps = {
  // What is sent is written as JSON, which belongs to the price.
  queue: {
    send: async (submissions: Parameters<typeof encodeMessage>[0]) => void encodeMessage(submissions),
  },
  isRobot: (userAgent: string) => isBot(userAgent, {}),
};

export const collect: Benchmark = async (tell) => {
  const found: { readonly name: string; readonly perKib: readonly number[] }[] = [];
  for (const [n, body] of WORST_BODIES.entries()) {
    tell(`${body.name}, ${n + 1} of ${WORST_BODIES.length}`);
    const perKib: number[] = [];
    for (const bytes of SIZES) perKib.push(await millisecondsPerKib(body, bytes));
    found.push({ name: body.name, perKib });
  }
  const dearest = found.toSorted((a, b) => Math.max(...b.perKib) - Math.max(...a.perKib));
  return {
    tables: [
      {
        title: 'Milliseconds of processor time for each KiB of a batch',
        head: ['a batch with', ...SIZES.map((bytes) => `${bytes / KIB} KiB`)],
        rows: dearest.map(({ name, perKib }): Row => [name, ...perKib]),
        notes: [
          'From the bytes of the body to the message for the queue, with the secret key, which may make most calls. ' +
            `The median of ${ROUNDS} rounds after a first one.`,
        ],
      },
    ],
    aims: [
      {
        what: 'the dearest body',
        found: Math.max(...dearest.flatMap(({ perKib }) => perKib)),
        unit: 'ms/KiB',
        most: MOST_PER_KIB,
      },
    ],
    data: dearest,
  };
};

async function millisecondsPerKib({ json }: WorstBody, bytes: number): Promise<number> {
  const body = Buffer.from(json(bytes));
  const times: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const begun = process.cpuUsage();
    await take(body);
    const { user, system } = process.cpuUsage(begun);
    times.push((user + system) / 1_000);
  }
  return quantileOf(times.slice(1), 0.5) / (body.length / KIB);
}

async function take(body: Buffer): Promise<void> {
  const reading = readJsonBody({ headers: { 'content-type': 'application/json' }, body });
  if (reading.kind !== 'read') return;
  const receipt = {
    received: Date.now(),
    trusted: true,
    key: 'secret',
    ownHosts: ['https://s.example'],
    randomId: () => randomBytes(16).toString('base64url'),
  };
  await collectCalls(deps, { type: 'batch', body: reading.body, bytes: reading.bytes, receipt });
}
