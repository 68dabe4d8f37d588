// A world in a table in memory: its reports, and its data as files in a folder, as a command has copied them.
import { mkdtempSync, renameSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Calendar } from '../../functions/domain/calendar.ts';
import type { Config } from '../../functions/domain/config/config.ts';
import type { Submission } from '../../functions/domain/event/event.ts';
import { defineAll } from '../../functions/domain/funnel/funnel.ts';
import type { Report } from '../../functions/domain/report/report.ts';
import { giversTo } from '../../functions/domain/report/report-build.ts';
import { advanceLeads } from '../../functions/progress/advance-leads.ts';
import { firstDay } from '../../functions/store/counters/first-day.ts';
import { readDays } from '../../functions/store/counters/read-days.ts';
import { readExport, writeExport } from '../../functions/store/data-out/export-state.ts';
import type { LeadTable } from '../../functions/store/leads/lead-table.ts';
import { readWholeLeads } from '../../functions/store/leads/read-leads.ts';
import { scanPage } from '../../functions/store/leads/scan-leads.ts';
import { type WriteData, writeData } from '../../functions/write-data/write-data.ts';
import { tableInMemory } from '../figures/table-in-memory.ts';
import { OWNER_TOKEN, reportApi, reportDeps, servedOf } from '../support/reports.ts';
import { messageOf, workerDeps } from '../support/worker-deps.ts';
import { folderBucket } from './folder-bucket.ts';

export type World = {
  readonly config: Config;
  /** What each of the people did. */
  readonly people: readonly (readonly Submission[])[];
  readonly now: number;
};

export async function takenWorld({ config, people, now }: World) {
  const { funnels, timezone } = config;
  const definitions = defineAll(funnels, ({ id }) => id, new Calendar(timezone));
  const table = tableInMemory(() => now);
  for (let at = 0; at < people.length; at += 20) {
    const messages = people.slice(at, at + 20).map((submissions) => messageOf(...submissions));
    const failed = await advanceLeads({ ...workerDeps(table), definitions }, messages);
    if (failed.size > 0) throw new Error('the world was not taken');
  }
  const { api } = reportApi(
    reportDeps({
      config,
      now: () => now,
      served: async () =>
        funnels.map((funnel) =>
          servedOf(funnel, { key: funnel.id, sources: giversTo(funnels, funnel.id), timezone }),
        ),
      readCells: (range) => readDays(table.client, table.table, range),
    }),
  );
  return {
    table,
    definitions,
    report: async (funnel: string, from: string, to: string): Promise<Report> => {
      const headers = { authorization: `Bearer ${OWNER_TOKEN}` };
      const answer = await api('GET', `/reports/${funnel}?format=json&from=${from}&to=${to}`, { headers });
      if (answer.status !== 200) throw new Error(`${funnel} was answered ${answer.status}: ${answer.text}`);
      return answer.json() as Report;
    },
  };
}

export function writingOf(table: LeadTable, { config, now }: Pick<World, 'config' | 'now'>, folder: string) {
  const { funnels, timezone } = config;
  const stored = { client: table.client, table: table.table };
  return {
    every: 'day',
    timezone,
    calendar: new Calendar(timezone),
    bucket: folderBucket(folder),
    readState: () => readExport(stored),
    writeState: (state) => writeExport(stored, state),
    hashOf: table.hashOf,
    scan: (after) => scanPage(table, { segment: 0, segments: 1, after, most: 100 }),
    readWhole: (ids) => readWholeLeads(table, ids),
    shown: async () =>
      funnels.map((funnel) => ({
        key: funnel.id,
        funnel,
        timezone,
        labels: funnel.stages.map(({ id }) => id),
      })),
    firstDay: (definition) => firstDay(table.client, table.table, definition),
    readCells: (range) => readDays(table.client, table.table, range),
    now: () => now,
    remaining: () => Number.POSITIVE_INFINITY,
  } satisfies WriteData;
}

/** @returns the folder with the files of the place that readers see, and what says of it */
export async function exportedTo(table: LeadTable, world: Pick<World, 'config' | 'now'>): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'imbuto-data-'));
  const { outcome } = await writeData(writingOf(table, world, folder), true);
  if (outcome !== 'written') throw new Error(`the export is ${outcome}`);
  renameSync(join(folder, 'current/current.json'), join(folder, 'a/current.json'));
  return join(folder, 'a');
}
