// `speed`: submissions through the local HTTP API beside what the queue's emulator alone takes, and what they cost in CPU.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Benchmark, Outcome, Tell } from './outcome.ts';
import { quantileOf } from './quantile.ts';
import { cpuSeconds } from './speed/cpu.ts';
import { formClient } from './speed/form-client.ts';
import { type LocalHost, startLocalHost } from './speed/host.ts';
import { type Load, load, together } from './speed/load.ts';
import { queueClient } from './speed/queue-client.ts';
import { temporaryDirectory } from './temporary-directory.ts';

const CONNECTIONS = 16;
/** Both are asked in turns, so that what the machine does meanwhile falls on both. */
const ROUNDS = 4;
const REQUESTS = 500;
const WARM_UP = 200;
const PATIENCE_MS = 120_000;

const CONFIG = {
  timezone: 'Europe/Rome',
  freshness: '5s',
  // As many as it can take are posted.
  throttle: { forms: 10_000 },
  forms: [
    {
      id: 'ebook',
      title: 'Get the e-book',
      quota: { minute: 1_000_000, day: 1_000_000 },
      fields: [
        { name: 'email', type: 'email', required: true },
        { name: 'name', type: 'text', maxLength: 100 },
        { name: 'newsletter', type: 'consent', text: 'Send me the newsletter.', version: '2026-01' },
      ],
    },
  ],
  funnels: [funnel('trial', 'sales'), funnel('relationship', 'marketing')],
};

function funnel(id: string, kind: 'sales' | 'marketing') {
  const stages = [
    { id: 'awareness', on: [{ page: '/pricing' }] },
    { id: 'interest', on: [{ form: 'ebook' }] },
    { id: 'action', on: [{ event: 'Order Completed', from: 'server' }] },
  ];
  return { id, kind, by: ['channel'], stages };
}

export const speed: Benchmark = async (tell) => {
  const directory = temporaryDirectory();
  const opened: (() => unknown)[] = [];
  try {
    tell('starting the local host');
    const file = join(directory, 'funnels.json');
    await writeFile(file, JSON.stringify(CONFIG));
    const host = await startLocalHost(join(directory, 'data'), file);
    opened.push(() => host.stop());
    const queue = await queueClient(join(directory, 'queue'));
    opened.push(() => queue.close());
    const forms = formClient(`${host.url}/f/ebook`, CONNECTIONS);
    opened.push(() => forms.close());
    return await compare(host, forms.post, queue.send, tell);
  } finally {
    for (const close of opened.reverse()) await close();
  }
};

async function compare(
  host: LocalHost,
  post: () => Promise<void>,
  send: () => Promise<void>,
  tell: Tell,
): Promise<Outcome> {
  tell('warming up');
  await load(WARM_UP, CONNECTIONS, post);
  await load(WARM_UP, CONNECTIONS, send);
  await untilCounted(host, WARM_UP);
  const before = cpuOf(host);
  const http: Load[] = [];
  const queue: Load[] = [];
  for (let round = 1; round <= ROUNDS; round++) {
    tell(`round ${round} of ${ROUNDS}`);
    http.push(await load(REQUESTS, CONNECTIONS, post));
    queue.push(await load(REQUESTS, CONNECTIONS, send));
  }
  tell('waiting until all are counted');
  const begun = performance.now();
  await untilCounted(host, WARM_UP + ROUNDS * REQUESTS);
  const drainSeconds = (performance.now() - begun) / 1_000;
  return outcomeOf(together(http), together(queue), spent(before, cpuOf(host)), drainSeconds);
}

/** Until the report has every submission and the queue holds none. */
async function untilCounted(host: LocalHost, leads: number): Promise<void> {
  const headers = { authorization: `Bearer ${host.ownerToken}` };
  let last = 'nothing';
  for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline; await sleep(1_000)) {
    const answer = await fetch(`${host.url}/reports/relationship?format=json`, { headers });
    last = await answer.text();
    if (answer.status !== 200) continue;
    const { entered, pending } = JSON.parse(last) as { readonly entered: number; readonly pending: number };
    if (entered === leads && pending === 0) return;
    if (entered > leads) throw new Error(`${entered} leads are counted of ${leads} that were sent`);
  }
  throw new Error(
    `${leads} leads were sent, and after ${PATIENCE_MS} ms this is counted: ${last.slice(0, 300)}`,
  );
}

function cpuOf({ pid }: LocalHost): ReadonlyMap<string, number> {
  return cpuSeconds(pid, nameOf);
}

/** As the host starts them: a keeper an emulator, a sandbox a function slot. */
function nameOf(command: string): string {
  if (command.includes('keeper.ts dynamodb')) return 'DynamoDB';
  if (command.includes('fauxqs')) return 'queue emulator';
  const arn = /arn:aws:lambda:\S+/.exec(command)?.[0].toLowerCase() ?? '';
  for (const name of [
    'capture',
    'progress',
    'collect',
    'issuerevisions',
    'mailreports',
    'recount',
    'report',
  ]) {
    if (arn.includes(name)) return name;
  }
  return 'gateway and event source';
}

function spent(
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
): ReadonlyMap<string, number> {
  return new Map([...after].map(([name, seconds]) => [name, seconds - (before.get(name) ?? 0)]));
}

function outcomeOf(http: Load, queue: Load, cpu: ReadonlyMap<string, number>, drainSeconds: number): Outcome {
  const figures = (load: Load) => ({
    perSecond: load.perSecond,
    p50Ms: quantileOf(load.latencies, 0.5),
    p99Ms: quantileOf(load.latencies, 0.99),
  });
  const [api, alone] = [figures(http), figures(queue)];
  const perThousand = [...cpu].map(
    ([name, seconds]) => [name, (1_000 * seconds) / http.latencies.length] as const,
  );
  perThousand.sort(([, a], [, b]) => b - a);
  const total = perThousand.reduce((sum, [, seconds]) => sum + seconds, 0);
  return {
    tables: [
      {
        title: `Submissions at ${CONNECTIONS} connections`,
        head: ['', 'a second', 'p50 ms', 'p99 ms'],
        rows: [
          ['forms through the local HTTP API', api.perSecond, api.p50Ms, api.p99Ms],
          ['SendMessage to the queue emulator alone', alone.perSecond, alone.p50Ms, alone.p99Ms],
          ['ratio', api.perSecond / alone.perSecond, api.p50Ms / alone.p50Ms, api.p99Ms / alone.p99Ms],
        ],
        notes: [
          `${ROUNDS * REQUESTS} of each, in turns of ${REQUESTS}; both keep what they take on disk. Answered is 303, once the queue has it; the worker counts meanwhile. ${drainSeconds.toFixed(1)} s after the last answer all were counted.`,
        ],
      },
      {
        title: 'CPU seconds for 1,000 submissions, from the request to the counters',
        head: ['', 'CPU s'],
        rows: [...perThousand, ['all processes of the host', total]],
        notes: [
          'The report that is asked once a second until all are counted is in it; who sends the load is not.',
        ],
      },
    ],
    aims: [],
    data: {
      connections: CONNECTIONS,
      http: api,
      queue: alone,
      ratio: api.perSecond / alone.perSecond,
      cpuSecondsPerThousand: { ...Object.fromEntries(perThousand), total },
      drainSeconds,
    },
  };
}
