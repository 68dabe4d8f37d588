// `recount`: every lead brought under an edited funnel, beside the same question asked of raw events in SQLite.
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { startDynamoDb } from '../bin/local/emulators.ts';
import type { RecountMessage } from '../functions/queue/recount-message.ts';
import { recount as walk } from '../functions/recount/recount.ts';
import { claimRecounts } from '../functions/start-recount/claim-recounts.ts';
import { readCells } from '../functions/store/counters/read-days.ts';
import { KnownDefinitions } from '../functions/store/definitions/definitions.ts';
import { readProgress, readView } from '../functions/store/definitions/funnel-versions.ts';
import { readShown } from '../functions/store/definitions/shown-funnels.ts';
import type { LeadTable } from '../functions/store/leads/lead-table.ts';
import { pause } from '../functions/store/transactions/backoff.ts';
import { PRICES, PRICES_OF } from './cost/prices.ts';
import type { Benchmark, Outcome } from './outcome.ts';
import { AFTER, BEFORE, FUNNEL } from './recount/edited-funnel.ts';
import { MeteredClient } from './recount/metered-client.ts';
import { type Day, RawEvents } from './recount/raw-events.ts';
import { FROM, TO } from './recount/small-leads.ts';
import { fillTable, TABLE } from './recount/table.ts';
import { temporaryDirectory } from './temporary-directory.ts';
import { HASH_OF } from './units/worker.ts';

/** As `functions/recount/handler.ts` has it. */
const PAGE_SIZE = 500;
const TELL_MS = 2_000;

type Spent = { readonly seconds: number; readonly reads: number; readonly writes: number };

type Found = {
  readonly leads: number;
  readonly events: number;
  readonly tableBytes: number;
  readonly rawBytes: number;
  readonly recount: Spent;
  readonly report: Spent;
  readonly index: number;
  readonly question: number;
  readonly days: readonly Day[];
};

export class FiguresDiffer extends Error {
  override readonly name = 'FiguresDiffer';
}

export const recount: Benchmark = async (tell, { leads }) => {
  const directory = temporaryDirectory();
  const file = join(directory, 'leads.db');
  const emulator = await startDynamoDb('bench', file);
  const raw = new RawEvents(join(directory, 'events.db'));
  try {
    const connection = {
      endpoint: emulator.endpoint,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
    };
    await fillTable(connection, raw, leads, (done) => tell(`${done} of ${leads} leads made`));
    const metered = new MeteredClient(connection);
    const table = {
      client: metered.client,
      table: TABLE,
      hashOf: HASH_OF,
      pause,
      random: Math.random,
      now: Date.now,
    };
    await claimRecounts({ table, config: BEFORE, send: async () => {}, now: Date.now });
    const recounted = await spentBy(metered, () => recountAll(table, leads, tell));
    tell('asking the counters');
    let days: readonly Day[] = [];
    const report = await spentBy(metered, async () => {
      days = await askCounters(table);
    });
    tell('asking the raw events');
    const index = timed(() => raw.index());
    let answer: readonly Day[] = [];
    const question = timed(() => {
      answer = raw.ask();
    });
    assertSame(days, answer);
    metered.client.destroy();
    return outcomeOf({
      leads,
      events: raw.events,
      tableBytes: statSync(file, { throwIfNoEntry: false })?.size ?? 0,
      rawBytes: raw.bytes(),
      recount: recounted,
      report,
      index: index / 1_000,
      question: question / 1_000,
      days,
    });
  } finally {
    raw.close();
    await emulator.stop();
  }
};

/** From the edit until the edited funnel is served: its segments side by side, as the queue delivers them. */
async function recountAll(table: LeadTable, leads: number, tell: (what: string) => void): Promise<void> {
  const messages: RecountMessage[] = [];
  const send = async (message: RecountMessage): Promise<void> => void messages.push(message);
  const known = new KnownDefinitions(table);
  await claimRecounts({ table, config: AFTER, send, now: Date.now });
  const progress = setInterval(() => void tellProgress(), TELL_MS);
  const tellProgress = async (): Promise<void> => {
    const { segments } = await readProgress(table);
    const looked = segments.reduce((sum, { leads: own }) => sum + own, 0);
    tell(`${looked} of ${leads} leads recounted`);
  };
  try {
    while (messages.length > 0) {
      await Promise.all(
        messages.splice(0).map((message) =>
          walk(
            {
              leads: table,
              send,
              view: () => readView(table, known, AFTER, Date.now),
              countItems: async () => leads,
              settleMs: 0,
              pageSize: PAGE_SIZE,
              now: Date.now,
              remaining: () => Number.POSITIVE_INFINITY,
            },
            message,
          ),
        ),
      );
    }
  } finally {
    clearInterval(progress);
  }
}

/** What a report of all days is made of, by the definition that is served. */
async function askCounters(table: LeadTable): Promise<readonly Day[]> {
  const served = await readShown(table, new KnownDefinitions(table), AFTER);
  const definition = served.find(({ funnel }) => funnel.id === FUNNEL);
  if (definition === undefined || definition.recount !== null || definition.partial) {
    throw new FiguresDiffer('the edited funnel is not served');
  }
  const range = { definition, from: FROM, to: TO, breakdowns: [] };
  const cells = await readCells(table.client, table.table, range);
  const days = new Map<string, number[]>();
  for (const [key, n] of cells) {
    const [, day = '', stage] = /^(\S+?)\|l(\d)\|$/.exec(key) ?? [];
    if (stage === undefined) continue;
    const stages = days.get(day) ?? definition.funnel.stages.map(() => 0);
    stages[Number(stage)] = n;
    days.set(day, stages);
  }
  return [...days].sort(([a], [b]) => (a < b ? -1 : 1)).map(([day, stages]) => ({ day, stages }));
}

/** @throws FiguresDiffer where not every stage of every day is the same */
function assertSame(counted: readonly Day[], asked: readonly Day[]): void {
  for (const [at, one] of counted.entries()) {
    const other = asked[at];
    if (JSON.stringify(one) !== JSON.stringify(other)) {
      throw new FiguresDiffer(
        `counted is ${JSON.stringify(one)}, the events say ${JSON.stringify(other ?? null)}`,
      );
    }
  }
  if (counted.length !== asked.length) throw new FiguresDiffer('the events know more days than are counted');
}

async function spentBy(metered: MeteredClient, work: () => Promise<void>): Promise<Spent> {
  const { reads, writes } = metered;
  const begun = performance.now();
  await work();
  const seconds = (performance.now() - begun) / 1_000;
  return { seconds, reads: metered.reads - reads, writes: metered.writes - writes };
}

function timed(work: () => void): number {
  const begun = performance.now();
  work();
  return performance.now() - begun;
}

function outcomeOf(found: Found): Outcome {
  const { leads, events, recount, report, days } = found;
  const dollars = ({ reads, writes }: Spent): number =>
    reads * PRICES.dynamoDb.readUnit + writes * PRICES.dynamoDb.writeUnit;
  const total = days.reduce(
    (sums, { stages }) => sums.map((sum, stage) => sum + (stages[stage] ?? 0)),
    AFTER.funnels.find(({ id }) => id === FUNNEL)?.stages.map(() => 0) ?? [],
  );
  const mb = (bytes: number): number => bytes / 1e6;
  return {
    tables: [
      {
        title: `An edited funnel over ${leads.toLocaleString('en')} leads of ${events.toLocaleString('en')} events`,
        head: ['', 'seconds', 'read units', 'write units', 'dollars', 'leads a second'],
        rows: [
          [
            'recount of all leads',
            recount.seconds,
            Math.round(recount.reads),
            Math.round(recount.writes),
            `$${dollars(recount).toFixed(2)}`,
            Math.round(leads / recount.seconds),
          ],
          [
            'a report from the counters, from then on',
            report.seconds,
            Math.round(report.reads),
            report.writes,
            `$${dollars(report).toFixed(6)}`,
            '',
          ],
          ['SQLite: the index', found.index, '', '', '', ''],
          ['SQLite: the question, each time', found.question, '', '', '', Math.round(leads / found.question)],
        ],
        notes: [
          `A stage is put into a sales funnel of three; a marketing funnel stays. The recount is the real one, over the local DynamoDB on disk: four segments side by side in one process, every lead read, folded, matched and written under the new definition, then looked at once more until none is behind. What it waits on AWS for older functions to end is not in it. Dollars by list prices of ${PRICES_OF.region} on ${PRICES_OF.date}.`,
          `SQLite has one row an event and an index that holds all that the question needs; its file has ${Math.round(mb(found.rawBytes)).toLocaleString('en')} MB${found.tableBytes > 0 ? `, the emulator's ${Math.round(mb(found.tableBytes)).toLocaleString('en')}` : ''}. It is asked for leads by day of entry and deepest stage: no windows, no second attempts, no breakdowns, times and revenue, which the recount counts as well. The leads do all they do within one window, so both must give the same.`,
          `They do, for each stage of each of ${days.length} days: ${total.map((n) => n.toLocaleString('en')).join(', ')} leads by stage.`,
        ],
      },
    ],
    aims: [],
    data: { ...found, stages: total, dollars: dollars(recount) },
  };
}
