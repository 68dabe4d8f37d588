// The proof of telling: a flood of submissions, a receiver that is down, kill -9 of the host, and what is told in the end.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from '../../bin/demo/instance.ts';
import { commandWebhooks } from '../../bin/webhooks/command.ts';
import { LOCAL_WEBHOOKS } from '../../functions/runtime/environment-names.ts';
import { freePort, killHard, pidOf } from '../durability/hard-kill.ts';
import {
  HostDidNotStart,
  type HostProcess,
  removeDirectory,
  startHostProcess,
  temporaryDirectory,
} from '../support/host.ts';
import { descendants } from '../support/processes.ts';
import { type Check, checksOf } from './checks.ts';
import { mailReader } from './inbox.ts';
import { FORM, listLeads, sendAll } from './people.ts';
import { createReceiver, type Receiver } from './receiver.ts';

export type TellingSettings = {
  readonly submissions: number;
  /** How long the receiver is down, in seconds. */
  readonly down: number;
  say(line: string): void;
};

export type TellingResult = {
  readonly checks: readonly Check[];
  readonly sentAgain: number;
  /** Messages that the receiver took more than once. */
  readonly takenAgain: number;
  readonly mails: { readonly byItself: number; readonly again: number; readonly digests: number };
  /** Seconds from the return of the receiver until it had everything. */
  readonly caughtUp: number;
  readonly seconds: number;
};

const FUNNEL = 'trial';
const RECIPIENT = 'sales@example.com';
const DIGEST_ABOVE = 10;
const STARTS = 20;
const SAMPLE_MS = 5_000;
/** Longer than the longest wait that a message of this proof can have: a try after 30 minutes. */
const STILL_MS = 40 * 60_000;

export async function proveTelling(settings: TellingSettings): Promise<TellingResult> {
  const { submissions: total, down, say } = settings;
  const begun = performance.now();
  const directory = temporaryDirectory();
  const data = join(directory, 'data');
  const hook = await freePort();
  const env = {
    IMBUTO_CONFIG: writeConfig(directory, hook),
    IMBUTO_DATA: data,
    PORT: String(await freePort()),
    [LOCAL_WEBHOOKS]: '1',
  };
  const start = (): Promise<HostProcess> => startPatiently(data, env, say);
  let host = await start();
  const { url, ownerToken } = host.local();
  const receiver = createReceiver(hook, await keyOf(data));
  const readMails = mailReader(join(data, 'mail'), RECIPIENT);
  const people = sendAll(total, url);
  const killAll = async (when: string): Promise<void> => {
    const children = descendants(pidOf(host));
    say(`${when}: kill -9 of the host with its ${children.length} children`);
    await killHard(host, children);
    host = await start();
  };
  try {
    await until(() => people.answered.size > 0);
    const returned = sleep(1_000 * down).then(async () => {
      await receiver.up();
      say(`the receiver is up after ${down} s`);
      return performance.now();
    });
    await until(() => people.answered.size >= total / 3);
    await killAll(
      `${people.answered.size} submissions answered, the receiver is ${receiver.isUp() ? 'up' : 'down'}`,
    );
    await until(() => people.answered.size >= (2 * total) / 3);
    await killAll(`${people.answered.size} submissions answered`);
    await people.done;
    say(`all ${total} submissions answered`);
    const upAt = await returned;
    await until(() => formsIn(receiver) >= total / 3, STILL_MS);
    await killAll(`${formsIn(receiver)} submissions told`);
    let caughtUp = 0;
    await untilStill(() => {
      const { byItself, inDigests } = readMails();
      const told = formsIn(receiver);
      const mailed = byItself.size + inDigests;
      if (told >= total && caughtUp === 0) caughtUp = (performance.now() - upAt) / 1000;
      const seconds = ((performance.now() - begun) / 1000).toFixed(0);
      return {
        line: `${seconds} s: ${told} of ${total} told, ${mailed} mailed`,
        done: told >= total && mailed >= total,
      };
    }, say);
    if (!(await connect(host.local()).drained(FUNNEL, STILL_MS))) say('the queue was not empty');
    // What is told twice would be told by now: no message is in flight longer.
    await sleep(20_000);
    const { byItself, digests, inDigests } = readMails();
    return {
      checks: checksOf({
        total,
        answered: people.answered,
        leads: await listLeads(url, ownerToken),
        receiver,
        mails: { byItself, inDigests },
      }),
      sentAgain: people.sentAgain(),
      takenAgain: [...receiver.messages.values()].filter(({ tries }) => tries > 1).length,
      mails: {
        byItself: byItself.size,
        again: [...byItself.values()].reduce((sum, times) => sum + times - 1, 0),
        digests,
      },
      caughtUp,
      seconds: (performance.now() - begun) / 1000,
    };
  } finally {
    await receiver.down();
    await host.stop('SIGKILL');
    removeDirectory(directory);
  }
}

/** On a busy machine functions may take longer to load than Lambda lets them. */
async function startPatiently(
  data: string,
  env: Readonly<Record<string, string>>,
  say: (line: string) => void,
): Promise<HostProcess> {
  for (let tries = 1; ; tries++) {
    try {
      return await startHostProcess(data, { env, args: ['--quiet'], patience: 600_000 });
    } catch (error) {
      if (!(error instanceof HostDidNotStart) || tries === STARTS) throw error;
      say(`the host did not start: ${error.message.trim().split('\n').at(-1)}`);
    }
  }
}

function writeConfig(directory: string, hook: number): string {
  const file = join(directory, 'funnels.json');
  const quota = { minute: 1_000_000, day: 100_000_000 };
  const fields = [
    { name: 'email', type: 'email' },
    { name: 'message', type: 'textarea' },
  ];
  const config = {
    freshness: '0s',
    timezone: 'UTC',
    locale: 'en',
    mail: { from: 'hello@example.com', digestAbove: DIGEST_ABOVE },
    forms: [{ id: FORM, fields, quota, notify: [RECIPIENT] }],
    funnels: [
      {
        id: FUNNEL,
        kind: 'sales',
        stages: [
          { id: 'interest', on: [{ form: FORM }] },
          { id: 'action', on: [{ event: 'Order Completed' }] },
        ],
      },
    ],
    webhooks: [{ url: `http://127.0.0.1:${hook}/hook`, on: ['form', 'stage'] }],
  };
  writeFileSync(file, JSON.stringify(config));
  return file;
}

/** As the owner gets it. */
async function keyOf(data: string): Promise<() => string> {
  const said: string[] = [];
  await commandWebhooks(['secret', 'webhooks'], { IMBUTO_DATA: data }, (line) => said.push(line));
  return () => said.join('').trim();
}

function formsIn({ messages }: Receiver): number {
  let forms = 0;
  for (const { told } of messages.values()) if (told.type === 'form.submitted') forms += 1;
  return forms;
}

async function until(reached: () => boolean, most = 30 * 60_000): Promise<void> {
  for (const deadline = Date.now() + most; !reached(); await sleep(20)) {
    if (Date.now() > deadline) throw new Error('the proof does not get on');
  }
}

/** Until it is done, or until nothing changes any more. */
async function untilStill(
  look: () => { readonly line: string; readonly done: boolean },
  say: (line: string) => void,
): Promise<void> {
  let last = '';
  let changed = Date.now();
  for (let said = 0; ; await sleep(SAMPLE_MS)) {
    const { line, done } = look();
    const state = line.replace(/^\d+ s/, '');
    if (state !== last) {
      last = state;
      changed = Date.now();
    }
    if (done || Date.now() > said + 30_000) {
      say(line);
      said = Date.now();
    }
    if (done || Date.now() > changed + STILL_MS) return;
  }
}
