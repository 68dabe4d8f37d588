// `npm run prove:trust`: 100,000 random customers of a server, each with and without what a stranger sends with the public key.
import { setImmediate as others } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { SingleBar } from 'cli-progress';
import { overHttp } from './over-http.ts';
import { randomOf, type Schedule, scheduleOf, smallest, takenBy } from './schedule.ts';

const USAGE = `npm run prove:trust -- [--schedules N] [--seed S] [--from N]   run N schedules (100000) of a seed (1)
npm run prove:trust -- --seed S --replay N                     one schedule, and the least noise that breaks it
npm run prove:trust -- --http N [--seed S]                     N schedules over HTTP, on two hosts that are started for it`;
const SHOWN = 10;

const { values } = parseArgs({
  options: {
    schedules: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    from: { type: 'string', default: '0' },
    replay: { type: 'string' },
    http: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) console.log(USAGE);
else if (values.replay !== undefined) replay(whole('seed'), whole('replay'));
else if (values.http !== undefined) await runOverHttp(whole('seed'), whole('http'));
else await run(whole('seed'), whole('from'), whole('schedules'));

function whole(name: 'schedules' | 'seed' | 'from' | 'replay' | 'http'): number {
  const n = Number(values[name]);
  if (Number.isSafeInteger(n) && n >= 0) return n;
  console.error(`--${name} takes a whole number, not "${values[name]}"\n\n${USAGE}`);
  process.exit(2);
}

async function run(seed: number, from: number, schedules: number): Promise<void> {
  const bar = new SingleBar({
    format: '{bar} {percentage}% | {value}/{total} schedules | {taken} broken | {eta_formatted} left',
    hideCursor: true,
    noTTYOutput: true,
    notTTYSchedule: 10_000,
  });
  const began = performance.now();
  const broken: string[] = [];
  let [orders, events] = [0, 0];
  bar.start(schedules, 0, { taken: 0 });
  for (let n = from; n < from + schedules; n++) {
    const schedule = scheduleOf(seed, n);
    orders += schedule.server.filter(({ event }) => event.name === 'Order').length;
    events += schedule.stranger.length;
    const [first] = takenBy(schedule, randomOf(seed, n));
    if (first !== undefined) broken.push(`--seed ${seed} --replay ${n}: ${first}`);
    if (n % 50 !== 0) continue;
    bar.update(n - from, { taken: broken.length });
    // The bar is drawn by a timer where there is no terminal.
    await others();
  }
  bar.update(schedules, { taken: broken.length });
  bar.stop();
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  for (const one of broken.slice(0, SHOWN)) console.log(one);
  console.log(
    `${schedules} schedules, ${orders} orders by secret key, ${events} events by public key: ${broken.length} broken (${seconds} s)`,
  );
  if (broken.length > 0) process.exitCode = 1;
}

async function runOverHttp(seed: number, schedules: number): Promise<void> {
  const began = performance.now();
  const { taken, orders, events, revenue } = await overHttp(seed, schedules, (what) =>
    console.log(`${what} …`),
  );
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  for (const one of taken) console.log(one);
  const sent = `${orders} orders by secret key (EUR ${revenue / 100}), ${events} events by public key`;
  console.log(`${schedules} schedules over HTTP, ${sent}: ${taken.length} figures differ (${seconds} s)`);
  if (taken.length > 0) process.exitCode = 1;
}

function replay(seed: number, n: number): void {
  const schedule = scheduleOf(seed, n);
  const taken = takenBy(schedule, randomOf(seed, n));
  if (taken.length > 0) tell(smallest(schedule, seed, n), seed, n);
  else tell(schedule, seed, n);
  if (taken.length > 0) process.exitCode = 1;
}

function tell({ funnels, server, stranger }: Schedule, seed: number, n: number): void {
  for (const funnel of funnels) console.log(JSON.stringify(funnel));
  const all = [...server, ...stranger].sort((a, b) => a.event.time - b.event.time);
  for (const { ids, alias, event } of all) {
    const { time, received, trusted, kind, name, id, ...rest } = event;
    const at = [time, received].map((one) => new Date(one).toISOString().slice(0, 16)).join(' received ');
    const key = trusted ? 'secret' : 'public';
    console.log(
      at,
      key,
      kind,
      name,
      id,
      JSON.stringify({ ...ids, ...(alias && { alias }) }),
      JSON.stringify(rest),
    );
  }
  const taken = takenBy({ funnels, server, stranger }, randomOf(seed, n));
  console.log(taken.length === 0 ? 'nothing is taken' : taken.join('\n'));
}
