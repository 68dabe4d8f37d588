// Writes the data of a table into a bucket: what the function does by its schedule, and the command when it is asked.
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { Calendar } from '../domain/calendar.ts';
import type { Config } from '../domain/config/config.ts';
import { stageLabels } from '../pages/reports/report-labels.ts';
import { firstDay } from '../store/counters/first-day.ts';
import { readDays } from '../store/counters/read-days.ts';
import type { ExportBucket } from '../store/data-out/export-bucket.ts';
import { readExport, writeExport } from '../store/data-out/export-state.ts';
import { KnownDefinitions } from '../store/definitions/definitions.ts';
import { readShown, readShownQuality } from '../store/definitions/shown-funnels.ts';
import { NothingKept } from '../store/leads/lead-ids.ts';
import { leadTableToRead } from '../store/leads/lead-table.ts';
import { readWholeLeads } from '../store/leads/read-leads.ts';
import { scanPage } from '../store/leads/scan-leads.ts';
import { type Written, writeData } from './write-data.ts';

export type DataOf = {
  readonly client: Pick<DynamoDBClient, 'send'>;
  readonly table: string;
  readonly config: Config;
  readonly bucket: ExportBucket;
  /** Milliseconds until work must stop. */
  readonly remaining: () => number;
  /** ms since the epoch. */
  readonly now?: () => number;
};

/** Items of any kind. */
const PAGE_SIZE = 1_000;

/** @throws ExportTakenOver */
export async function writeDataIn(
  { client, table, config, bucket, remaining, now = Date.now }: DataOf,
  isAsked: boolean,
): Promise<Written> {
  const { timezone, locale, dataOut } = config;
  const stored = { client, table };
  const known = new KnownDefinitions(stored);
  const leads = await leadTableToRead(client, table)().catch((error: unknown) => {
    if (error instanceof NothingKept) return undefined;
    throw error;
  });
  if (leads === undefined) return { outcome: 'idle' };
  return writeData(
    {
      every: dataOut?.every ?? 'day',
      timezone,
      calendar: new Calendar(timezone),
      bucket,
      readState: () => readExport(stored),
      writeState: (state) => writeExport(stored, state),
      hashOf: leads.hashOf,
      scan: (after) => scanPage(leads, { segment: 0, segments: 1, after, most: PAGE_SIZE }),
      readWhole: (ids) => readWholeLeads(leads, ids),
      shown: async () => {
        const shown = [
          ...(await readShown(stored, known, config)),
          await readShownQuality(stored, known, config),
        ];
        return shown.map(({ key, funnel, timezone }) => ({
          ...{ key, funnel, timezone },
          labels: stageLabels(funnel, locale),
        }));
      },
      firstDay: (definition) => firstDay(client, table, definition),
      readCells: (range) => readDays(client, table, range),
      now,
      remaining,
    },
    isAsked,
  );
}
