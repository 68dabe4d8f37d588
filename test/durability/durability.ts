// The proof that what imbuto accepted is counted, once: a host that is killed hard in the middle of submissions.
import { setTimeout as sleep } from 'node:timers/promises';
import { connect, type Instance } from '../../bin/demo/instance.ts';
import { isProcess } from '../../bin/local/process-mark.ts';
import { type HostProcess, removeDirectory, startHostProcess, temporaryDirectory } from '../support/host.ts';
import { descendants, running } from '../support/processes.ts';
import { freePort, killHard, pidOf } from './hard-kill.ts';
import { createSubmissions, type Submission } from './submissions.ts';

export type DurabilitySettings = {
  readonly submissions: number;
  readonly inFlight: number;
  say(line: string): void;
};

export type Check = { readonly what: string; readonly wanted: number; readonly found: number };

export type DurabilityResult = {
  readonly checks: readonly Check[];
  /** How often a submission got no answer and was sent again. */
  readonly sentAgain: number;
  /** Answers of the gateway that it was too much at once: nothing was taken, it was sent again. */
  readonly turnedAway: number;
  /** Processes that outlived a host which was killed alone. */
  readonly leftBehind: number;
  readonly seconds: number;
};

const DRAIN_MS = 180_000;

/** Three kills: of the host alone, of the host with all its children, and of both while the rest is being counted. */
export async function proveDurability(settings: DurabilitySettings): Promise<DurabilityResult> {
  const { submissions: total, inFlight, say } = settings;
  const begun = performance.now();
  const data = temporaryDirectory();
  const port = await freePort();
  const start = (): Promise<HostProcess> =>
    startHostProcess(data, { env: { PORT: String(port) }, args: ['--quiet'] });
  let host = await start();
  const { url, secretKey } = host.local();
  const all = createSubmissions({ total, url, secretKey });
  const state = { answered: 0, sentAgain: 0, turnedAway: 0 };
  let leftBehind = 0;
  try {
    const sending = sendAll(all, inFlight, state);
    await until(() => state.answered >= total / 3);
    say(`${state.answered} answered: kill -9 of the host alone`);
    const children = descendants(pidOf(host));
    await killHard(host, []);
    leftBehind = await countSurvivors(children);
    say(`its ${children.length} children: ${leftBehind} left`);
    host = await start();

    await until(() => state.answered >= (2 * total) / 3);
    say(
      `${state.answered} answered: kill -9 of the host with its ${descendants(pidOf(host)).length} children`,
    );
    await killHard(host, descendants(pidOf(host)));
    host = await start();

    await sending;
    say(
      `${state.answered} answered, all of them: kill -9 of the host with its children while the rest is counted`,
    );
    await untilBusy(connect(host.local()));
    await killHard(host, descendants(pidOf(host)));
    host = await start();
    const instance = connect(host.local());
    if (!(await instance.drained('trial', DRAIN_MS)))
      say(`the queue was not empty after ${DRAIN_MS / 1000} seconds`);
    const checks = await check(instance, all);
    return { checks, ...state, leftBehind, seconds: (performance.now() - begun) / 1000 };
  } finally {
    await host.stop('SIGKILL');
    removeDirectory(data);
  }
}

/** As many at once as asked; what got no answer is sent again under the same key until it gets one. */
async function sendAll(
  all: readonly Submission[],
  inFlight: number,
  state: { answered: number; sentAgain: number; turnedAway: number },
): Promise<void> {
  const left = [...all];
  const worker = async (): Promise<void> => {
    for (let submission = left.shift(); submission; submission = left.shift()) {
      for (;;) {
        const status = await submission.send();
        if (submission.accepted.includes(status ?? 0)) break;
        if (status !== undefined && status !== 429 && status !== 503)
          throw new Error(`a submission was answered ${status}`);
        if (status === 429) state.turnedAway += 1;
        else state.sentAgain += 1;
        await sleep(status === 429 ? 500 : 100);
      }
      state.answered += 1;
    }
  };
  await Promise.all(Array.from({ length: inFlight }, worker));
}

/** Until the worker has begun to count and is not done, or for a while. */
export async function untilBusy(instance: Instance): Promise<void> {
  let most = 0;
  for (const deadline = Date.now() + 10_000; Date.now() < deadline; await sleep(20)) {
    const { pending } = await instance.report('trial');
    if (pending > 0 && pending < most) return;
    most = Math.max(most, pending);
  }
}

/** Every person is one lead, every order one purchase of one euro. */
async function check(instance: Instance, all: readonly Submission[]): Promise<readonly Check[]> {
  const count = (kind: Submission['kind']): number => all.filter((each) => each.kind === kind).length;
  const { entered, stages, late } = await instance.report('trial');
  const stage = (id: string) => stages.find((each) => each.id === id);
  const interested = count('form') + count('browser form');
  return [
    { what: 'leads that entered', wanted: all.length, found: entered },
    {
      what: 'leads with interest (forms; an order implies none)',
      wanted: interested,
      found: stage('interest')?.leads ?? 0,
    },
    { what: 'orders', wanted: count('order'), found: stage('action')?.orders ?? 0 },
    { what: 'revenue, in cents', wanted: 100 * count('order'), found: stage('action')?.revenue.EUR ?? 0 },
    { what: 'leads counted late', wanted: 0, found: late.leads },
    {
      what: 'leads counted again',
      wanted: 0,
      found: stages.reduce((sum, { returning }) => sum + returning, 0),
    },
  ];
}

async function countSurvivors(
  children: readonly { readonly pid: number; readonly started: string }[],
): Promise<number> {
  for (const deadline = Date.now() + 3_000; children.some(isProcess) && Date.now() < deadline; )
    await sleep(20);
  return running(children).length;
}

async function until(reached: () => boolean): Promise<void> {
  for (const deadline = Date.now() + 120_000; !reached(); await sleep(5)) {
    if (Date.now() > deadline) throw new Error('submissions do not get on');
  }
}
