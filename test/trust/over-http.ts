// The same over HTTP: a host is sent what a server says, another one what a stranger says too, and their reports are compared.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect, type Instance } from '../../bin/demo/instance.ts';
import type { Submission } from '../../functions/domain/event/event.ts';
import type { Report } from '../../functions/domain/report/report.ts';
import starter from '../../funnels.config.ts';
import { removeDirectory, startHostProcess, temporaryDirectory } from '../support/host.ts';
import { CALLS_A_REQUEST, callOf, fieldsOf } from './calls.ts';
import { randomOf } from './schedule.ts';
import { customersOf, type Span, saidByServer } from './server.ts';
import { saidByStranger } from './stranger.ts';

const DAY = 86_400_000;
const DAYS = 10;
const READY_WITHIN_MS = 5 * 60_000;
const COUNTED_WITHIN_MS = 10 * 60_000;
/** Longer than all that happens: each customer has one attempt, and no order is late. */
const LONG = '60d';
const ORDERS = [
  { id: 'any', order: 'any', window: LONG },
  { id: 'reached', order: 'reached', window: LONG },
  { id: 'ordered', order: 'ordered', window: '5d' },
  { id: 'strict', order: 'strict', window: '5d', lostOn: [{ event: 'Cancelled' }] },
] as const;

type Said = { readonly server: readonly Submission[]; readonly stranger: readonly Submission[] };

/** What public events took from the reports, and how much was sent. */
export type OverHttp = {
  readonly taken: readonly string[];
  readonly orders: number;
  readonly events: number;
  readonly revenue: number;
};

/** @param schedules how many sets of customers, all on one host */
export async function overHttp(
  seed: number,
  schedules: number,
  say: (what: string) => void,
): Promise<OverHttp> {
  const said = Array.from({ length: schedules }, (_, n) => saidIn(seed, n));
  const all = said.flatMap(({ server }) => server);
  const noise = said.flatMap(({ stranger }) => stranger);
  const first = Math.min(...all.map(({ event }) => event.received));
  say(`a host is sent ${all.length} calls by secret key`);
  const before = await withHost(async (host) => {
    await sendSecret(host, all);
    return await reportsOf(host);
  });
  say(`another one is sent the same, and ${noise.length} calls and forms by public key around it`);
  const after = await withHost(async (host) => {
    const [early, late] = [true, false].map((isEarly) =>
      noise.filter(({ event }) => event.received < first === isEarly),
    );
    await sendPublic(host, early ?? []);
    await sendSecret(host, all);
    await sendPublic(host, late ?? []);
    return await reportsOf(host);
  });
  return {
    taken: ORDERS.flatMap(({ id }, at) => compare(id, before[at], after[at])),
    orders: all.filter(({ event }) => event.name === 'Order').length,
    events: noise.length,
    revenue: figuresOf(before[0]).total,
  };
}

/** Each attempt has a channel of the server's. */
function saidIn(seed: number, n: number): Said {
  const random = randomOf(seed, n);
  const span: Span = { now: Date.now(), days: DAYS };
  const prefix = `${n}-`;
  const customers = customersOf(random, prefix);
  const server = saidByServer(random, customers, span).map(({ event, ...rest }) => ({
    ...rest,
    event: { ...event, touch: event.touch ?? { channel: 'Email' } },
  }));
  return { server, stranger: saidByStranger(random, customers, server, { span, prefix }) };
}

async function withHost<T>(use: (instance: Instance) => Promise<T>): Promise<T> {
  const data = temporaryDirectory();
  const IMBUTO_CONFIG = join(data, 'trust.json');
  writeFileSync(IMBUTO_CONFIG, JSON.stringify(config()));
  const host = await startHostProcess(data, { env: { IMBUTO_CONFIG }, patience: READY_WITHIN_MS }).catch(
    (error: unknown) => {
      removeDirectory(data);
      throw error;
    },
  );
  try {
    return await use(connect(host.local()));
  } finally {
    await host.stop('SIGKILL');
    removeDirectory(data);
  }
}

function config(): object {
  const stages = [
    { id: 'seen', on: [{ page: '/pricing' }, { event: 'Sign Up' }] },
    { id: 'demo', optional: true, on: [{ event: 'Demo' }, { form: 'demo' }] },
    { id: 'trial', on: [{ event: 'Trial', times: 2 }] },
    { id: 'bought', on: [{ event: 'Order', from: 'server' }] },
  ];
  const funnels = ORDERS.map((one) => ({
    ...one,
    kind: 'sales',
    by: ['channel', 'first.channel'],
    stages: stages.map((stage) => ({ ...stage, label: stage.id })),
    label: one.id,
  }));
  // Nothing is given here: who is who is told by the calls alone.
  const forms = starter.forms?.map(({ delivers: _, ...form }) => form);
  return { timezone: 'UTC', locale: 'en', freshness: '1s', forms, funnels };
}

async function sendSecret(instance: Instance, said: readonly Submission[]): Promise<void> {
  for (const calls of inRequests(said)) await instance.batch('secret', calls);
}

async function sendPublic(instance: Instance, said: readonly Submission[]): Promise<void> {
  for (const calls of inRequests(said.filter(({ event }) => event.kind !== 'form')))
    await instance.batch('public', calls);
  for (const form of said.filter(({ event }) => event.kind === 'form'))
    await instance.postForm(form.event.name, form.event.id, fieldsOf(form));
}

function inRequests(said: readonly Submission[]): readonly (readonly object[])[] {
  const count = Math.ceil(said.length / CALLS_A_REQUEST);
  return Array.from({ length: count }, (_, n) =>
    said.slice(n * CALLS_A_REQUEST, (n + 1) * CALLS_A_REQUEST).map(callOf),
  );
}

export class NotCounted extends Error {
  override readonly name = 'NotCounted';
}

async function reportsOf(instance: Instance): Promise<readonly Report[]> {
  if (!(await instance.drained('any', COUNTED_WITHIN_MS)))
    throw new NotCounted(`messages are left in the queue of ${instance.url} after ten minutes`);
  const day = (days: number): string => new Date(Date.now() + days * DAY).toISOString().slice(0, 10);
  const days = { from: day(-60), to: day(1) };
  return await Promise.all(ORDERS.map(({ id }) => instance.report(id, days)));
}

type Figures = {
  /** Of all stages, and late. */
  readonly total: number;
  /** Whether orders are late, or in an attempt and at no stage. */
  readonly isAnyElsewhere: boolean;
  /** By breakdown and value, and in all: attempts in the last stage, and its revenue. */
  readonly bought: ReadonlyMap<string, string>;
};

function figuresOf(report: Report | undefined): Figures {
  if (report === undefined) throw new NotCounted('a report is missing');
  const late = report.late.revenue.EUR ?? 0;
  const total = report.stages.reduce((sum, { revenue }) => sum + (revenue.EUR ?? 0), late);
  const bought = new Map<string, string>();
  const read = (
    name: string,
    stages: readonly { readonly leads: number; readonly revenue: Report['late']['revenue'] }[],
  ): void => {
    const { leads = 0, revenue } = stages.at(-1) ?? {};
    if (leads > 0) bought.set(name, `${leads} buyers, ${revenue?.EUR ?? 0} cents`);
  };
  read('all', report.stages);
  for (const [breakdown, values] of Object.entries(report.by))
    for (const { value, stages } of values) read(`${breakdown}=${value}`, stages);
  const booked = (report.booked ?? []).reduce((sum, { net }) => sum + (net.EUR ?? 0), 0);
  return { total, isAnyElsewhere: late > 0 || booked > total, bought };
}

/** What is late or at no stage without public events may count in an attempt with them: then only the sum is held. */
function compare(id: string, alone: Report | undefined, together: Report | undefined): readonly string[] {
  const [before, after] = [figuresOf(alone), figuresOf(together)];
  const taken: string[] = [];
  if (after.total < before.total) taken.push(`${id}: revenue is ${after.total} cents, not ${before.total}`);
  if (before.isAnyElsewhere) return taken;
  for (const name of new Set([...before.bought.keys(), ...after.bought.keys()])) {
    const [had, has] = [before.bought.get(name) ?? 'nobody', after.bought.get(name) ?? 'nobody'];
    if (has !== had) taken.push(`${id}, ${name}: ${has}, not ${had}`);
  }
  return taken;
}
