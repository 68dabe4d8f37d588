// `worker`: events a second that one core takes from messages to items, without the database.

import type { Submission } from '../functions/domain/event/event.ts';
import { HEAD } from '../functions/store/keys.ts';
import { messageOf } from '../test/support/worker-deps.ts';
import { MemoryClient } from './memory-client.ts';
import type { Benchmark, Outcome, Row } from './outcome.ts';
import { quantileOf } from './quantile.ts';
import { twoFunnels } from './units/funnels.ts';
import { sizeOf } from './units/item-size.ts';
import { randomOf } from './units/random.ts';
import { TRAFFIC, traffic } from './units/traffic.ts';
import { type Take, workerOver } from './units/worker.ts';

const SEED = 2_026;
const LEADS_A_DAY = 400;
const BATCHES = [1, 5, 25, 100, 1_000];
/** Events at each batch size, in rounds: the median of these is told. What comes before them fills the leads. */
const EVENTS = 3_000;
const ROUNDS = 5;
const LEAST = 20_000;
const AIMED_FROM = 100;
const TOLD_EVERY = 5_000;

type Speed = {
  readonly batch: number;
  /** Events a second of processor time, and of time. */
  readonly perCpuSecond: number;
  readonly perSecond: number;
  /** Microseconds of processor time that an event costs which is delivered again. */
  readonly duplicateMicros: number;
};

export const worker: Benchmark = async (tell) => {
  const client = new MemoryClient({ keepsCounters: false });
  const random = randomOf(SEED);
  const take = workerOver(client, 'bench', twoFunnels(['channel']), random);
  const events = traffic(random, LEADS_A_DAY);
  const before = events.length - EVENTS * ROUNDS * BATCHES.length;
  for (let at = 0; at < before; at += TOLD_EVERY) {
    tell(`${at} of ${before} events before the clock counts`);
    await takeAll(take, events.slice(at, Math.min(at + TOLD_EVERY, before)), AIMED_FROM);
  }
  const rounds = new Map<number, Speed[]>();
  for (let round = 0, at = before; round < ROUNDS; round++) {
    for (const batch of BATCHES) {
      tell(`batches of ${batch}, round ${round + 1} of ${ROUNDS}`);
      const part = events.slice(at, at + EVENTS);
      at += EVENTS;
      const first = await takeAll(take, part, batch);
      const again = await takeAll(take, part, batch);
      const speed = {
        batch,
        perCpuSecond: EVENTS / first.cpuSeconds,
        perSecond: EVENTS / first.seconds,
        duplicateMicros: (again.cpuSeconds / EVENTS) * 1e6,
      };
      rounds.set(batch, [...(rounds.get(batch) ?? []), speed]);
    }
  }
  const medians = BATCHES.map((batch): Speed => {
    const median = (of: (speed: Speed) => number) => quantileOf((rounds.get(batch) ?? []).map(of), 0.5);
    return {
      batch,
      perCpuSecond: median((speed) => speed.perCpuSecond),
      perSecond: median((speed) => speed.perSecond),
      duplicateMicros: median((speed) => speed.duplicateMicros),
    };
  });
  return outcomeOf(medians, sizesOf(client));
};

async function takeAll(take: Take, submissions: readonly Submission[], batch: number) {
  const messages = submissions.map((submission) => messageOf(submission));
  const cpu = process.cpuUsage();
  const begun = performance.now();
  for (let at = 0; at < messages.length; at += batch) await take(messages.slice(at, at + batch));
  const seconds = (performance.now() - begun) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  return { seconds, cpuSeconds: (user + system) / 1e6 };
}

type Sizes = {
  readonly items: number;
  readonly heads: number;
  readonly headBytes: number;
  readonly overKb: number;
};

function sizesOf({ items }: MemoryClient): Sizes {
  const heads = [...items.values()].filter(({ sk }) => sk?.S === HEAD).map(sizeOf);
  return {
    items: items.size,
    heads: heads.length,
    headBytes: heads.reduce((sum, size) => sum + size, 0) / heads.length,
    overKb: heads.filter((size) => size > 1_024).length / heads.length,
  };
}

function outcomeOf(speeds: readonly Speed[], sizes: Sizes): Outcome {
  const rows = speeds.map(
    ({ batch, perCpuSecond, perSecond, duplicateMicros }): Row => [
      `batches of ${batch}`,
      Math.round(perCpuSecond),
      1e6 / perCpuSecond,
      Math.round(perSecond),
      duplicateMicros,
    ],
  );
  return {
    tables: [
      {
        title: 'The worker without the database: messages decoded, leads folded, counted, packed and planned',
        head: ['', 'events a CPU second', 'CPU µs an event', 'events a second', 'CPU µs a duplicate'],
        rows,
        notes: [
          `Medians of ${ROUNDS} rounds of ${EVENTS} events, a message each: ${TRAFFIC}, of whom there are ${LEADS_A_DAY} new ones a day. One process; its processor time includes the collector's and the compiler's threads. The client answers from memory, so what the SDK costs is not in it. A duplicate is the same batch delivered again.`,
          `Afterwards ${sizes.heads.toLocaleString('en')} heads have ${Math.round(sizes.headBytes)} bytes on average, ${(100 * sizes.overKb).toFixed(1)} % of them more than a KB, and ${(sizes.items - sizes.heads).toLocaleString('en')} other items lie beside them.`,
        ],
      },
    ],
    aims: speeds
      .filter(({ batch }) => batch >= AIMED_FROM)
      .map(({ batch, perCpuSecond }) => ({
        what: `events a second and core, batches of ${batch}`,
        least: LEAST,
        found: perCpuSecond,
        unit: 'events',
      })),
    data: { events: EVENTS, rounds: ROUNDS, speeds, sizes },
  };
}
