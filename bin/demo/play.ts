// Plays a month of a made-up shop to a running imbuto, and says what came of it.
import { parseArgs } from 'node:util';
import { SingleBar } from 'cli-progress';
import type { Config } from '../../functions/domain/config/config.ts';
import { loadConfig } from '../../lib/configuration.ts';
import { connect, findInstance, type Instance } from './instance.ts';
import { planJourneys } from './journey.ts';
import { type Requests, requestsOf } from './messages.ts';
import { waysTold } from './ways-told.ts';

const HOUR = 3_600_000;
/** Messages a request: far below the 512 KiB that a batch may have. */
const BATCH = 100;
const AT_ONCE = 4;
const DRAIN_MS = 10 * 60_000;

const USAGE = `npm run demo [-- OPTIONS]

  --visitors 1500  how many people visit in the month
  --seed imbuto    another seed is another month; the same one sent again counts nothing twice

It sends to the imbuto that runs here (IMBUTO_DATA), or to the one at IMBUTO_URL with IMBUTO_PUBLIC_KEY,
IMBUTO_SECRET_KEY and IMBUTO_OWNER_TOKEN. The configuration is that of IMBUTO_CONFIG, else funnels.config.ts.`;

/** @returns the exit code */
export async function playDemo(
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  say: (line: string) => void = console.log,
): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      visitors: { type: 'string', default: '1500' },
      seed: { type: 'string', default: 'imbuto' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    say(USAGE);
    return 0;
  }
  const visitors = Number(values.visitors);
  if (!Number.isInteger(visitors) || visitors < 1) {
    console.error(`--visitors ${values.visitors}: give a whole number above 0.`);
    return 2;
  }
  const instance = connect(findInstance(environment));
  const config = await loadConfig(environment);
  // Whole hours: a second run within one says exactly the same.
  const now = Math.floor(Date.now() / HOUR) * HOUR;
  const journeys = planJourneys({ config, seed: values.seed, visitors, now });
  const requests = requestsOf(journeys, config, now);
  say(`${visitors} visitors of ${instance.url}, in the month before now:`);
  await send(instance, requests);
  const drained = await waitUntilCounted(instance, config);
  say(summary(requests));
  for (const line of await outcome(instance, config)) say(line);
  if (!drained) console.error('The queue is not empty yet: the figures above still grow.');
  return drained ? 0 : 1;
}

async function send(instance: Instance, { messages, forms }: Requests): Promise<void> {
  const bar = createBar('sent   {bar} {value}/{total}');
  bar.start(messages.length + forms.length, 0);
  const jobs = (['public', 'secret'] as const).flatMap((key) => {
    const bodies = messages.filter((message) => message.key === key).map(({ body }) => body);
    return chunks(bodies, BATCH).map((batch) => async () => {
      await instance.batch(key, batch);
      bar.increment(batch.length);
    });
  });
  const posts = forms.map(({ form, idempotencyKey, fields, origin }) => async () => {
    await instance.postForm(form, idempotencyKey, fields, origin);
    bar.increment();
  });
  try {
    await together([...jobs, ...posts], AT_ONCE);
  } finally {
    bar.stop();
  }
}

async function waitUntilCounted(instance: Instance, { funnels: [funnel] }: Config): Promise<boolean> {
  if (!funnel) return true;
  const bar = createBar('counted {bar} {left} messages wait');
  let most = 0;
  bar.start(1, 0, { left: '?' });
  try {
    return await instance.drained(funnel.id, DRAIN_MS, (pending) => {
      most = Math.max(most, pending, 1);
      bar.setTotal(most);
      bar.update(most - pending, { left: pending });
    });
  } finally {
    bar.stop();
  }
}

function summary({ messages, forms }: Requests): string {
  const kinds = new Map<string, number>();
  for (const { body, key } of messages) {
    const { type, event } = body as { readonly type: string; readonly event?: string };
    const kind = `${event ?? type} (${key} key)`;
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  }
  for (const { form } of forms) kinds.set(`form ${form}`, (kinds.get(`form ${form}`) ?? 0) + 1);
  const lines = [...kinds]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([kind, n]) => `${String(n).padStart(7)}  ${kind}`);
  return ['', 'Sent:', ...lines, ''].join('\n');
}

async function outcome(instance: Instance, config: Config): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const { id } of config.funnels) {
    const { entered, stages } = await instance.report(id);
    lines.push(
      `${instance.url}/reports/${id}  entered ${entered}; ${stages.map(({ label, leads }) => `${label} ${leads}`).join(', ')}`,
    );
  }
  if (config.funnels.length < 2) return lines;
  const told = waysTold(await instance.comparison(), config.locale);
  return told.length === 0 ? lines : [...lines, '', `${instance.url}/reports/compare`, ...told];
}

function createBar(format: string): SingleBar {
  return new SingleBar({ format, hideCursor: true, noTTYOutput: true, notTTYSchedule: 2_000, barsize: 30 });
}

function chunks<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

async function together(jobs: readonly (() => Promise<void>)[], atOnce: number): Promise<void> {
  const left = [...jobs];
  const worker = async (): Promise<void> => {
    for (let job = left.shift(); job; job = left.shift()) await job();
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}
