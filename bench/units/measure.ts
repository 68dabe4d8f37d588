// Measures request units: the worker's own code and the textbook's over an emulated table, with the same leads.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { Calendar } from '../../functions/domain/calendar.ts';
import { readCells } from '../../functions/store/counters/read-days.ts';
import { currentDefinitions } from '../../functions/store/definitions/definition-key.ts';
import { HEAD, JOURNAL, PACKED } from '../../functions/store/keys.ts';
import type { Emulators } from '../../test/support/emulators.ts';
import { messageOf } from '../../test/support/worker-deps.ts';
import { copyInto, counterItems } from './background.ts';
import type { Item } from './item-size.ts';
import { Meter, type Units } from './meter.ts';
import { REPORT } from './mix.ts';
import { type Random, randomOf } from './random.ts';
import type { Scenario } from './scenario.ts';
import { move, type State, takeByTheBook, writeState } from './textbook.ts';
import { live, type Take, workerOver } from './worker.ts';

/** Units a message. */
export type PerMessage = {
  readonly reads: number;
  readonly writes: number;
  /** Of `writes`: by kind of item, from sizes. */
  readonly kinds: Readonly<Record<string, number>>;
  /** Items written a message, by kind. */
  readonly items: Readonly<Record<string, number>>;
};

export type Cell = PerMessage & {
  readonly batch: number;
  readonly messages: number;
  /** Write units a changed lead: each of the measured leads changes once, or twice where workers meet. */
  readonly writesPerLead: number;
  readonly redelivered: { readonly reads: number; readonly writes: number };
};

export type Measured = {
  readonly scenario: Scenario;
  readonly cells: readonly Cell[];
  /** Read units to get the cells of both funnels over the last 30 days, as a report does. */
  readonly reportReads: number;
  /** The textbook takes each message alone: its figure is that of every batch size. */
  readonly textbook?: PerMessage & {
    readonly redelivered: { readonly reads: number; readonly writes: number };
  };
};

const SEED = 2_026;
/** Messages measured at each batch size: enough that one lead in ten is many. */
const MESSAGES: Readonly<Record<number, number>> = { 1: 100, 5: 150, 25: 300, 100: 400, 1000: 1_000 };
const TEXTBOOK_MESSAGES = 150;

/** @param tell is told what is under way */
export async function measureAll(
  emulators: Emulators,
  scenarios: readonly Scenario[],
  tell: (what: string) => void,
): Promise<readonly Measured[]> {
  const backgrounds = new Map<string, readonly Item[]>();
  const measured: Measured[] = [];
  for (const scenario of scenarios) {
    const site = JSON.stringify([scenario.config, scenario.leadsADay]);
    tell(`${scenario.name}: filling the counters`);
    const background =
      backgrounds.get(site) ?? (await counterItems(scenario.config, scenario.leadsADay, randomOf(SEED)));
    backgrounds.set(site, background);
    measured.push(await measure(emulators, scenario, background, tell));
  }
  return measured;
}

async function measure(
  emulators: Emulators,
  scenario: Scenario,
  background: readonly Item[],
  tell: (what: string) => void,
): Promise<Measured> {
  const random = randomOf(SEED);
  const cells: Cell[] = [];
  for (const batch of scenario.batches) {
    tell(`${scenario.name}: batches of ${batch}`);
    cells.push(await measureCell(emulators, scenario, background, batch, random));
  }
  const reportReads = await measureReport(emulators, scenario, background);
  if (!scenario.besideTextbook) return { scenario, cells, reportReads };
  tell(`${scenario.name}: the textbook's worker`);
  return { scenario, cells, reportReads, textbook: await measureTextbook(emulators, scenario, random) };
}

async function measureCell(
  emulators: Emulators,
  scenario: Scenario,
  background: readonly Item[],
  batch: number,
  random: Random,
): Promise<Cell> {
  const table = await emulators.createTable();
  const plain = new DynamoDBClient(emulators.dynamodb);
  const meters = Array.from({ length: scenario.workers }, () => new Meter(emulators.dynamodb, table, kindOf));
  const workerOf = (client: DynamoDBClient): Take => workerOver(client, table, scenario.config, random);
  try {
    await copyInto(plain, table, background);
    const messages = MESSAGES[batch] ?? batch;
    const people = Array.from({ length: messages }, () => scenario.personOf(random));
    await live(workerOf(plain), people);

    const workers = meters.map(({ client }) => workerOf(client));
    const queue = people.map(({ now }) => messageOf(now));
    for (let at = 0; at < messages; at += batch * workers.length) {
      await Promise.all(
        workers.map((take, index) => {
          const own = queue.slice(at + index * batch, at + (index + 1) * batch);
          const next = workers.length === 1 ? [] : queue.slice(at, at + workers.length * batch);
          return take(own.concat(next.filter((one, n) => n % 10 === 0 && !own.includes(one))));
        }),
      );
    }
    const units = sumOf(meters.map((meter) => meter.read()));
    // Several workers write between another's looks at an item, so only what one does alone can be held to its answer.
    if (workers.length === 1) assertAddsUp(units);
    const last = queue.slice(-batch);
    await workers[0]?.(last);
    const again = sumOf(meters.map((meter) => meter.read()));
    return {
      batch,
      messages,
      ...perMessage(units, messages),
      writesPerLead: units.writes / people.length,
      redelivered: { reads: again.reads / last.length, writes: again.writes / last.length },
    };
  } finally {
    plain.destroy();
    for (const meter of meters) meter.close();
  }
}

async function measureReport(
  emulators: Emulators,
  { config }: Scenario,
  background: readonly Item[],
): Promise<number> {
  const table = await emulators.createTable();
  const meter = new Meter(emulators.dynamodb, table, kindOf);
  const plain = new DynamoDBClient(emulators.dynamodb);
  try {
    await copyInto(plain, table, background);
    for (const definition of currentDefinitions(config)) {
      const breakdowns = definition.funnel.by;
      await readCells(meter.client, table, { definition, ...REPORT, breakdowns });
    }
    return meter.read().reads;
  } finally {
    plain.destroy();
    meter.close();
  }
}

async function measureTextbook(emulators: Emulators, scenario: Scenario, random: Random) {
  const { config } = scenario;
  const table = await emulators.createTable();
  const meter = new Meter(emulators.dynamodb, table, textbookKindOf);
  const definitions = currentDefinitions(config);
  const calendar = new Calendar(config.timezone);
  const deps = { client: meter.client, table, definitions, calendar };
  try {
    const people = Array.from({ length: TEXTBOOK_MESSAGES }, () => scenario.personOf(random));
    for (const { past, now } of people) {
      let state: State = new Map();
      for (const { event } of past.flat()) state = move(state, event, definitions, calendar).state;
      if (state.size > 0) await writeState(deps, now, state);
    }
    meter.read();
    for (const { now } of people) await takeByTheBook(deps, now);
    const units = meter.read();
    assertAddsUp(units);
    for (const { now } of people) await takeByTheBook(deps, now);
    const again = meter.read();
    return {
      ...perMessage(units, people.length),
      redelivered: { reads: again.reads / people.length, writes: again.writes / people.length },
    };
  } finally {
    meter.close();
  }
}

export function kindOf(pk: string, sk: string): string {
  if (pk.startsWith('C#')) return 'counters';
  if (pk === JOURNAL || pk === PACKED) return 'list';
  return sk === HEAD ? 'heads' : 'pages';
}

function textbookKindOf(pk: string, sk: string): string {
  if (pk === 'COUNTER') return 'counter';
  return sk === 'STATE' ? 'state' : 'event';
}

function sumOf(all: readonly Units[]): Units {
  const kinds = new Map<string, number>();
  const items = new Map<string, number>();
  for (const one of all) {
    for (const [kind, n] of one.kinds) kinds.set(kind, (kinds.get(kind) ?? 0) + n);
    for (const [kind, n] of one.items) items.set(kind, (items.get(kind) ?? 0) + n);
  }
  const total = (of: (units: Units) => number): number => all.reduce((sum, units) => sum + of(units), 0);
  return { reads: total(({ reads }) => reads), writes: total(({ writes }) => writes), kinds, items };
}

function perMessage({ reads, writes, kinds, items }: Units, messages: number): PerMessage {
  const each = (counts: ReadonlyMap<string, number>): Record<string, number> =>
    Object.fromEntries([...counts].map(([kind, n]) => [kind, n / messages]));
  return { reads: reads / messages, writes: writes / messages, kinds: each(kinds), items: each(items) };
}

/** What sizes come to must be what was answered: else the kinds would tell a tale. */
function assertAddsUp({ writes, kinds }: Units): void {
  const sized = [...kinds.values()].reduce((sum, n) => sum + n, 0);
  if (sized !== writes) throw new Error(`${writes} write units were answered, the sizes come to ${sized}`);
}
