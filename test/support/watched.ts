// Watching over the embedded table: a funnel whose days come by hand, the job, and what it leaves to be told.
import { createDynamoDb } from '../../bin/local/dynamodb/dynamodb.ts';
import { addDays, Calendar, daysBetween } from '../../functions/domain/calendar.ts';
import type { Config } from '../../functions/domain/config/config.ts';
import { parseConfig } from '../../functions/domain/config/parse-config.ts';
import { type CellKey, type Cells, cellKey } from '../../functions/domain/funnel/cells.ts';
import { bucketOf } from '../../functions/domain/funnel/histogram.ts';
import { indexCells } from '../../functions/domain/report/report-figures.ts';
import { readFigures, writeFigure } from '../../functions/store/alerts/figure-states.ts';
import { OUTBOX_SHARDS, readOutbox } from '../../functions/store/outbox/outbox.ts';
import type { WatchDeps } from '../../functions/watch-figures/watch-figures.ts';
import { smallConfig } from './configs.ts';
import { LEAD_TABLE_SCHEMA } from './lead-table-schema.ts';

export const FIRST = '2026-01-01';
/** So many days before an alert has the whole past that it takes. */
export const PAST = 70;
const HOUR = 3_600_000;
const TIMEZONE = 'Europe/Rome';

export const VOLUME = { id: 'entries', watch: 'volume', funnel: 'trial', to: ['owner@example.com'] };

export function alertConfig(alerts: readonly object[] = [VOLUME], root: object = {}): Config {
  const { config } = smallConfig();
  return parseConfig({
    ...config,
    timezone: TIMEZONE,
    funnels: config.funnels.map((funnel) => ({
      ...funnel,
      by: ['channel'],
      label: { en: 'Trial', it: 'Prova', ru: 'Проба' },
    })),
    mail: { from: 'hello@example.com' },
    webhooks: [{ url: 'https://example.com/hook', on: ['alert'] }],
    alerts,
    ...root,
  });
}

/** Of a day: how many entered, how many of them within an hour came to the second stage, and how many by which channel. */
export type Day = {
  readonly entered: number;
  readonly came?: number;
  readonly by?: Readonly<Record<string, number>>;
};

function cellsOfDays(days: readonly Day[]): Cells {
  const cells = new Map<CellKey, number>();
  days.forEach(({ entered, came = 0, by = {} }, n) => {
    const day = addDays(FIRST, n);
    cells.set(cellKey(day, 'e', ''), entered);
    cells.set(cellKey(day, 'l1', ''), came);
    cells.set(cellKey(day, `f1:${bucketOf(HOUR)}`, ''), came);
    for (const [channel, n] of Object.entries(by)) cells.set(cellKey(day, 'e', `channel=${channel}`), n);
  });
  return cells;
}

/** Noon of the day after the n-th: it is over and all that came late is counted. */
export function noonAfter(n: number): number {
  return new Calendar(TIMEZONE).startOf(addDays(FIRST, n + 1)) + 12 * HOUR;
}

export function watching(days: readonly Day[], config: Config = alertConfig()) {
  const client = createDynamoDb();
  client.execute('CreateTable', { TableName: 'leads', ...LEAD_TABLE_SCHEMA });
  const table = { client, table: 'leads' };
  const [funnel] = config.funnels;
  if (funnel === undefined) throw new Error('no funnel');
  const cells = indexCells(cellsOfDays(days));
  const clock = { now: noonAfter(PAST) };
  const calls = { cells: 0 };
  const failures: unknown[] = [];
  const shown = {
    ...{ key: 'k1', funnel, sources: [], timezone: TIMEZONE, partial: false, erased: 0, recount: null },
  };
  const deps: WatchDeps = {
    config,
    served: async () => [shown],
    readCells: async ({ from, to }) => {
      calls.cells++;
      const asked = daysBetween(from, to);
      return { get: (day) => (asked.includes(day) ? cells.get(day) : undefined), sum: cells.sum };
    },
    readFigures: () => readFigures(table),
    writeFigure: (figure, notes) => writeFigure(table, figure, notes, clock.now),
    now: () => clock.now,
    remaining: () => 300_000,
    onFailure: (_, error) => failures.push(error),
  };
  const told = async () => {
    const shards = Array.from({ length: OUTBOX_SHARDS }, (_, shard) =>
      readOutbox(table, shard, clock.now + 1),
    );
    return (await Promise.all(shards)).flat().flatMap(({ notes }) => notes);
  };
  return { deps, table, clock, calls, failures, told };
}
