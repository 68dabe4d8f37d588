// `report`: what a report costs beside an indexed question in SQLite, by the days it is of and the leads of a day.
import { join } from 'node:path';
import { addDays } from '../functions/domain/calendar.ts';
import { projectionSince } from '../functions/domain/report/projected.ts';
import { previousPeriod } from '../functions/domain/report/report-build.ts';
import { type FiguresDeps, readReport } from '../functions/report/figures.ts';
import { readDays } from '../functions/store/counters/read-days.ts';
import type { ShownFunnel } from '../functions/store/definitions/shown-funnels.ts';
import type { Aim, Benchmark, Row } from './outcome.ts';
import { quantileOf } from './quantile.ts';
import { QueryServer } from './report/query-server.ts';
import { RawStages } from './report/raw-stages.ts';
import { type Site, siteOf } from './report/site.ts';
import { temporaryDirectory } from './temporary-directory.ts';
import { twoFunnels } from './units/funnels.ts';

const DAYS = [30, 82, 730] as const;
/** Two years of the largest site would be a hundred million rows of SQLite. */
const SITES = [
  { leads: 1_000, days: DAYS },
  { leads: 20_000, days: DAYS },
  { leads: 100_000, days: [30] },
] as const;
const RUNS = 11;
/** Reports that a function has made before: until then the compiler takes most of the time. */
const WARM = 40;
const TO = '2026-11-22';
/** At 18:30 of the last day. */
const NOW = Date.parse('2026-11-22T17:30:00Z');
const DEFINITION = 'trial.1';

type Found = {
  readonly leads: number;
  readonly days: number;
  readonly cpuMs: number;
  readonly units: number;
  readonly queries: number;
  readonly sqliteMs: number;
};

export const report: Benchmark = async (tell) => {
  const config = twoFunnels(['channel']);
  const [funnel] = config.funnels;
  if (funnel === undefined) throw new RangeError('no funnel');
  const served: ShownFunnel = {
    ...{ key: DEFINITION, funnel, sources: [], timezone: config.timezone },
    ...{ partial: false, erased: 0, recount: null },
  };
  const found: Found[] = [];
  let firstMs: number | undefined;
  for (const { leads, days: periods } of SITES) {
    const first = firstDay(Math.max(...periods));
    const since =
      [previousPeriod(first, TO).from, projectionSince(first, funnel.windowMs)].toSorted()[0] ?? first;
    tell(`${leads} leads a day: counters`);
    const site = siteOf(DEFINITION, leads, since, TO, NOW);
    const server = new QueryServer(site.items);
    const client = server.client();
    const deps: FiguresDeps = {
      config,
      readCosts: async () => [],
      readShowings: async () => [],
      readCells: (wanted) => readDays(client, 'table', wanted),
      countUncounted: async () => ({ pending: 0, setAside: 0 }),
      revisions: { latest: async () => 0, list: async () => [], read: async () => undefined },
      now: () => NOW,
    };
    tell(`${leads} leads a day: rows of SQLite`);
    const raw = rawOf(site, first, leads);
    for (const days of periods) {
      tell(`${leads} leads a day, ${days} days`);
      const from = firstDay(days);
      const read = () => readReport(deps, served, { from, to: TO }, ['channel'], 0);
      if (firstMs === undefined) {
        firstMs = await once(read);
        for (let n = 1; n < WARM; n++) await read();
      }
      const shown = (await read()).stages.map((stage) => stage.leads);
      const counted = raw.ask(from, TO);
      if (shown.join() !== counted.join())
        throw new Error(`the report has ${shown} leads by stage, SQLite ${counted}`);
      Object.assign(server, { units: 0, queries: 0 });
      const cpuMs = await cpuOf(read);
      const sqliteMs = await cpuOf(async () => raw.ask(from, TO));
      found.push({
        ...{ leads, days, cpuMs, sqliteMs },
        ...{ units: server.units / RUNS, queries: server.queries / RUNS },
      });
    }
    raw.close();
  }
  return {
    tables: [
      {
        title: 'A report beside an indexed question in SQLite',
        head: ['leads a day', 'days', 'CPU ms', 'read units', 'queries', 'SQLite, CPU ms', 'ratio'],
        rows: found.map(
          ({ leads, days, cpuMs, units, queries, sqliteMs }): Row => [
            ...[leads.toLocaleString('en'), days, cpuMs, units, queries],
            ...[sqliteMs, cpuMs / sqliteMs],
          ],
        ),
        notes: [
          `Medians of ${RUNS} in a process that has made ${WARM} reports; the first one took ${Math.round(firstMs ?? 0)} ms, most of it the compiler's. Answers come as bytes, and are read by the SDK's client and the function's own code; the network is left out. A report by channel of a funnel with a window of 30 days: its period, the one before, each day, shares, quantiles and means of times, the comparison at the same age and the projection. SQLite counts the leads of each stage of each day of the period alone, over a table in just that order.`,
        ],
      },
    ],
    aims: found.flatMap(aimsOf),
    data: { runs: RUNS, firstMs, found },
  };
};

function aimsOf({ leads, days, cpuMs, units }: Found): readonly Aim[] {
  const what = `${days} days of ${leads.toLocaleString('en')} leads a day`;
  if (days === 30)
    return [
      { what, found: cpuMs, unit: 'ms', most: 25 },
      { what, found: units, unit: 'read units', most: 40 },
    ];
  return days === 730 ? [{ what, found: cpuMs, unit: 'ms', most: 150 }] : [];
}

function firstDay(days: number): string {
  return addDays(TO, 1 - days);
}

function rawOf({ reached }: Site, from: string, leads: number): RawStages {
  const raw = new RawStages(join(temporaryDirectory(), `${leads}.sqlite`));
  for (const [day, stages] of reached) if (day >= from) raw.add(day, stages);
  return raw;
}

/** Processor time of the process in ms, the median of some runs. */
async function cpuOf(run: () => Promise<unknown>): Promise<number> {
  const each: number[] = [];
  for (let n = 0; n < RUNS; n++) each.push(await once(run));
  return quantileOf(each, 0.5);
}

async function once(run: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}
