// `ceiling`: what one more event costs a worker for a lead that is as large as the ceilings allow.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Config } from '../functions/domain/config/config.ts';
import { parseConfig } from '../functions/domain/config/parse-config.ts';
import { type AdvanceLeads, advanceLeads } from '../functions/progress/advance-leads.ts';
import { currentDefinitions } from '../functions/store/definitions/definition-key.ts';
import starterConfig from '../funnels.config.ts';
import { messageOf, workerDeps } from '../test/support/worker-deps.ts';
import { type Attack, attacks } from './ceiling/attackers.ts';
import { MeteredTable, msSince, TABLE } from './ceiling/metered-table.ts';
import { tenFunnels } from './fold/ten-funnels.ts';
import type { Benchmark, Outcome, Row } from './outcome.ts';
import { quantileOf } from './quantile.ts';
import { HASH_OF } from './units/worker.ts';

const RUNS = 7;
/**
 * Events before the clock counts: the first is counted under funnels that it has not met, code is compiled once, and what they push out
 * leaves pages half empty.
 */
const WARM_UPS = 40;
const MOST = { reads: 100, ms: 100, mb: 64 } as const;

type Cost = {
  readonly reads: number;
  readonly writes: number;
  /** Processor time of the worker without the table's, in ms. */
  readonly ms: number;
  /** What is held in memory when the transaction is sent. */
  readonly mb: number;
};

type Measured = {
  readonly name: string;
  readonly tie?: Cost;
  readonly starter: Cost;
  readonly ten: Cost;
};

export const ceiling: Benchmark = async (tell) => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const measured: Measured[] = [];
  for (const attack of attacks()) measured.push(await measure(attack, collect, tell));
  return outcomeOf(measured);
};

async function measure(attack: Attack, collect: () => void, tell: (what: string) => void): Promise<Measured> {
  const table = new MeteredTable();
  const starter = parseConfig(starterConfig);
  const run = async (
    config: Config,
    submissions: Attack['messages'][number],
    held = false,
  ): Promise<Cost> => {
    let bytes = 0;
    if (held) collect();
    const before = memory();
    table.onWrite = () => {
      if (!held) return;
      collect();
      bytes = Math.max(bytes, memory() - before);
    };
    table.take();
    const begun = process.cpuUsage();
    await take(table, config, submissions);
    const ms = msSince(begun);
    const { reads, writes, tableMs } = table.take();
    return { reads, writes, ms: ms - tableMs, mb: bytes / 2 ** 20 };
  };
  for (const [n, message] of attack.messages.entries()) {
    if (n % 200 === 0) tell(`${attack.name}: message ${n} of ${attack.messages.length}`);
    await run(starter, message);
  }
  const tie = attack.tie && (await run(starter, attack.tie));
  let sent = 0;
  const oneMore = async (config: Config): Promise<Cost> => {
    for (let n = 0; n < WARM_UPS; n++) await run(config, [attack.oneMore(sent++)]);
    const costs: Cost[] = [];
    for (let n = 0; n < RUNS; n++) costs.push(await run(config, [attack.oneMore(sent++)]));
    const { mb } = await run(config, [attack.oneMore(sent++)], true);
    return {
      reads: Math.max(...costs.map(({ reads }) => reads)),
      writes: Math.max(...costs.map(({ writes }) => writes)),
      ms: quantileOf(
        costs.map(({ ms }) => ms),
        0.5,
      ),
      mb,
    };
  };
  return {
    name: attack.name,
    ...(tie && { tie }),
    starter: await oneMore(starter),
    ten: await oneMore(tenFunnels()),
  };
}

/** Applies one message as the worker does; what is sent again is applied as the queue would deliver it. */
async function take(
  table: MeteredTable,
  config: Config,
  submissions: Attack['messages'][number],
): Promise<void> {
  const leads = {
    ...{ client: table, table: TABLE, hashOf: HASH_OF, now: Date.now },
    ...{ pause: async () => {}, random: Math.random },
  };
  const worker = workerDeps(leads);
  const deps: AdvanceLeads = { ...worker, definitions: currentDefinitions(config) };
  let messages = [messageOf(...submissions)];
  while (messages.length > 0) {
    const failed = await advanceLeads(deps, messages);
    if (failed.size > 0) throw new Error('the worker hands a message back');
    messages = worker.sentAgain.splice(0).map((work) => messageOf(...work));
  }
}

function memory(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function outcomeOf(measured: readonly Measured[]): Outcome {
  const costs = measured.flatMap(({ starter, ten }) => [starter, ten]);
  const most = (of: (cost: Cost) => number): number => Math.max(...costs.map(of));
  const row = (name: string, { reads, writes, ms, mb }: Cost): Row => [
    name,
    reads,
    writes,
    ms,
    mb === 0 ? '' : mb,
  ];
  return {
    tables: [
      {
        title: 'One more event of a lead at its ceilings, alone in its batch',
        head: ['', 'read units', 'write units', 'CPU ms', 'MB held'],
        rows: measured.flatMap(({ name, tie, starter, ten }) => [
          ...(tie === undefined ? [] : [row(`${name}: the message that ties them`, tie)]),
          row(`${name}: the starter's funnels`, starter),
          row(`${name}: ten funnels`, ten),
        ]),
        notes: [
          `Each lead is built by the worker's own code. Units: the most of ${RUNS} events; CPU: their median, of the whole process without the table in memory; "MB held": what is alive when the transaction is sent, of an event of its own.`,
        ],
      },
    ],
    aims: [
      { what: 'an event', most: MOST.reads, found: most(({ reads }) => reads), unit: 'read units' },
      { what: 'an event', most: MOST.ms, found: most(({ ms }) => ms), unit: 'ms of CPU' },
      { what: 'an event', most: MOST.mb, found: most(({ mb }) => mb), unit: 'MB' },
    ],
    data: { measured },
  };
}
