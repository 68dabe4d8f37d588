// What a batch costs the tracking API in processor time, from the bytes of its body to the message for the queue.
import { randomBytes } from 'node:crypto';
import { collectCalls } from '../../functions/collect/collect-calls.ts';
import { readJsonBody } from '../../functions/collect/json-body.ts';
import { encodeMessage } from '../../functions/queue/message.ts';
import { isBot } from '../../functions/runtime/bots.ts';

const deps = {
  // What is sent is written as JSON, which belongs to the price.
  queue: {
    send: async (submissions: Parameters<typeof encodeMessage>[0]) => void encodeMessage(submissions),
  },
  isRobot: (userAgent: string) => isBot(userAgent, {}),
};

/** The clock of a thread's processor time may go on in steps of several ms: less than this says nothing, ms. */
const LEAST_MS = 40;

/** With the secret key, which may make most calls. @returns ms of this thread's processor time, the mean of as many rounds as it takes */
export async function processorTimeOf(body: Buffer): Promise<number> {
  const begun = process.threadCpuUsage();
  for (let rounds = 1; ; rounds++) {
    await take(body);
    const { user, system } = process.threadCpuUsage(begun);
    const spent = (user + system) / 1_000;
    if (spent >= LEAST_MS) return spent / rounds;
  }
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
