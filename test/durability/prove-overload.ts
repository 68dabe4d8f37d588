// `npm run prove:overload`: 100,000 orders of 500 days at full speed on a busy machine, and counts.
import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { connect, type Instance } from '../../bin/demo/instance.ts';
import { type HostProcess, removeDirectory, startHostProcess, temporaryDirectory } from '../support/host.ts';
import { descendants } from '../support/processes.ts';
import { freePort, killHard, pidOf } from './hard-kill.ts';
import { roleOf } from './processor-time.ts';

const { values } = parseArgs({
  options: {
    orders: { type: 'string', default: '100000' },
    /** Without the two processes that keep the cores busy. */
    quiet: { type: 'boolean', default: false },
    /** The worker's processes run a tenth of the time. */
    slow: { type: 'boolean', default: false },
    /** Two kill -9 of the host and its children meanwhile. */
    kill: { type: 'boolean', default: false },
  },
});
const ORDERS = Number(values.orders);
if (!(ORDERS >= 1_000)) {
  console.error('--orders is a number from 1000 on');
  process.exit(2);
}

const DAY_MS = 86_400_000;
const DAYS = 500;
const ORDERS_A_BATCH = 100;
/** Each customer orders so often. */
const ORDERS_A_CUSTOMER = 3;
/** Each so many-th batch is sent a second time. */
const SENT_TWICE = 20;
const IN_FLIGHT = 4;
const SAMPLE_MS = 10_000;
const COUNTED_WITHIN_MS = 60 * 60_000;
const CENTS = 4_990;
const FUNNEL = 'trial';

const now = Date.now();

/** Orders of the past, spread over days and customers by a fixed rule. */
function orders(from: number): readonly object[] {
  return Array.from({ length: Math.min(ORDERS_A_BATCH, ORDERS - from) }, (_, n) => {
    const order = from + n;
    // 7919 is prime to 500, so that neighbours lie far apart.
    const day = (order * 7_919) % DAYS;
    return {
      type: 'track',
      event: 'Order Completed',
      messageId: `order-${order}`,
      userId: `customer-${order % Math.ceil(ORDERS / ORDERS_A_CUSTOMER)}`,
      timestamp: new Date(now - (day + 2) * DAY_MS + (order % 1_440) * 60_000).toISOString(),
      properties: { order_id: `o-${order}`, revenue: CENTS / 100, currency: 'EUR' },
    };
  });
}

type Counted = { readonly orders: number; readonly cents: number; readonly pending: number };

/** Orders after a customer's first begin no attempt: their revenue is late, and is counted all the same. */
async function counted(instance: Instance): Promise<Counted> {
  const day = (ago: number): string => new Date(now - ago * DAY_MS).toISOString().slice(0, 10);
  const { stages, late, pending } = await instance.report(FUNNEL, { from: day(DAYS + 5), to: day(0) });
  const cents = stages.reduce((total, { revenue }) => total + (revenue.EUR ?? 0), late.revenue.EUR ?? 0);
  return { orders: cents / CENTS, cents, pending };
}

/** Stops the worker's processes nine tenths of the time, until it is told to end. */
async function slowDown(hostPid: () => number, isOver: () => boolean): Promise<void> {
  while (!isOver()) {
    const workers = descendants(hostPid()).filter(({ pid }) => roleOf(pid) === 'function Progress');
    signal(workers, 'SIGSTOP');
    await sleep(90);
    signal(workers, 'SIGCONT');
    await sleep(10);
  }
}

function signal(processes: readonly { readonly pid: number }[], name: NodeJS.Signals): void {
  for (const { pid } of processes) {
    try {
      process.kill(pid, name);
    } catch {
      // It ended meanwhile.
    }
  }
}

const directory = temporaryDirectory();
const env = { PORT: String(await freePort()) };
const start = (): Promise<HostProcess> => startHostProcess(directory, { env, args: ['--quiet'] });
const busy: ChildProcess[] = values.quiet
  ? []
  : [0, 1].map(() => spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' }));
let host = await start();
let isOver = false;
const slowing = values.slow
  ? slowDown(
      () => pidOf(host),
      () => isOver,
    )
  : undefined;
try {
  const begun = Date.now();
  const seconds = (): number => (Date.now() - begun) / 1_000;
  const batches = Array.from({ length: Math.ceil(ORDERS / ORDERS_A_BATCH) }, (_, n) => n);
  const all = [...batches, ...batches.filter((n) => n % SENT_TWICE === 0)];
  let sent = 0;
  const sending = Promise.all(
    Array.from({ length: IN_FLIGHT }, async (_, lane) => {
      for (let at = lane; at < all.length; at += IN_FLIGHT) {
        await sendBatch(all[at] ?? 0);
        sent++;
      }
    }),
  ).then(() =>
    console.log(
      `${all.length} batches of up to ${ORDERS_A_BATCH} were answered 200 within ${seconds().toFixed(0)} s`,
    ),
  );
  let before: Counted = { orders: 0, cents: 0, pending: 0 };
  let still = 0;
  let stillest = 0;
  const kills = values.kill ? [0.3, 0.6] : [];
  while (Date.now() - begun < COUNTED_WITHIN_MS) {
    await sleep(SAMPLE_MS);
    const is = await counted(connect(host.local())).catch(() => before);
    still = is.orders > before.orders || is.pending === 0 ? 0 : still + SAMPLE_MS / 1_000;
    stillest = Math.max(stillest, still);
    console.log(
      `${seconds().toFixed(0).padStart(5)} s  ${String(sent).padStart(5)} batches sent  ${String(is.orders).padStart(7)} orders counted  ${String(is.pending).padStart(5)} messages wait`,
    );
    before = is;
    if (is.orders >= (kills[0] ?? Number.POSITIVE_INFINITY) * ORDERS) {
      kills.shift();
      await killHard(host, descendants(pidOf(host)));
      console.log('       kill -9 of the host and its children');
      host = await start();
    }
    if (sent === all.length && is.pending === 0 && kills.length === 0) break;
  }
  await sending;
  // Twice empty: a message in flight between two counts would be missed once.
  await connect(host.local()).drained(FUNNEL, COUNTED_WITHIN_MS);
  const is = await counted(connect(host.local()));
  const took = seconds();
  console.table({
    orders: { sent: ORDERS, counted: is.orders },
    cents: { sent: ORDERS * CENTS, counted: is.cents },
  });
  console.log(
    `${took.toFixed(0)} s from the first batch, ${Math.round(ORDERS / took)} orders/s; longest time without a further order: ${stillest} s`,
  );
  if (is.orders !== ORDERS || is.cents !== ORDERS * CENTS) {
    console.error('Not everything that was accepted is counted.');
    process.exitCode = 1;
  } else console.log('Everything that was accepted is counted, once; nothing was set aside.');
} finally {
  isOver = true;
  await slowing;
  for (const child of busy) child.kill('SIGKILL');
  await host.stop('SIGKILL');
  removeDirectory(directory);
}

/** What is not answered is sent again: it counts once. */
async function sendBatch(n: number): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      return await connect(host.local()).batch('secret', orders(n * ORDERS_A_BATCH));
    } catch (error) {
      if (tries === 300) throw error;
      await sleep(1_000);
    }
  }
}
