// What an export of the data takes: request units of the table, files, bytes and processor time, by the function's own code.
import { Calendar } from '../../functions/domain/calendar.ts';
import type { Submission } from '../../functions/domain/event/event.ts';
import { firstDay } from '../../functions/store/counters/first-day.ts';
import { readDays } from '../../functions/store/counters/read-days.ts';
import { readExport, writeExport } from '../../functions/store/data-out/export-state.ts';
import { currentDefinitions } from '../../functions/store/definitions/definition-key.ts';
import { readWholeLeads } from '../../functions/store/leads/read-leads.ts';
import { scanPage } from '../../functions/store/leads/scan-leads.ts';
import { writeData } from '../../functions/write-data/write-data.ts';
import { messageOf } from '../../test/support/worker-deps.ts';
import { MeteredTable, msSince, TABLE } from '../ceiling/metered-table.ts';
import { twoFunnels } from '../units/funnels.ts';
import { randomOf } from '../units/random.ts';
import { traffic } from '../units/traffic.ts';
import { HASH_OF, workerOver } from '../units/worker.ts';

export type Exported = {
  readonly leads: number;
  readonly events: number;
  readonly cells: number;
  /** Local days of which there are files. */
  readonly days: number;
  /** Read units of the walk over the leads, and of the cells; write units of how far it is. */
  readonly reads: { readonly leads: number; readonly cells: number };
  readonly writes: number;
  readonly bytes: { readonly events: number; readonly cells: number };
  /** Processor time beside that of the table. */
  readonly ms: { readonly leads: number; readonly cells: number };
};

const SEED = 2_026;
const BATCH = 100;
const PAGE = 1_000;
/** Past the last day of the traffic. */
const NOW = Date.UTC(2026, 2, 10, 12);

/** @param leadsADay new leads on each of the thirty days */
export async function measureDataOut(leadsADay: number): Promise<Exported> {
  const config = twoFunnels(['channel', 'campaign']);
  const random = randomOf(SEED);
  const table = new MeteredTable();
  await take(traffic(random, leadsADay), workerOver(table, TABLE, config, random));
  const pause = async (): Promise<void> => {};
  const stored = { client: table, table: TABLE };
  const leads = { ...stored, hashOf: HASH_OF, pause, random: random.next, now: () => NOW };
  const bytes = { events: 0, cells: 0 };
  const days = new Set<string>();
  const spent = { leads: { reads: 0, ms: 0 }, cells: { reads: 0, ms: 0 } };
  let writes = 0;
  table.take();
  let begun = process.cpuUsage();
  let isWalking = true;
  const account = (phase: keyof typeof spent): void => {
    const { reads, writes: written, tableMs } = table.take();
    spent[phase].reads += reads;
    spent[phase].ms += msSince(begun) - tableMs;
    writes += written;
    begun = process.cpuUsage();
  };
  const { outcome, counts } = await writeData(
    {
      every: 'day',
      timezone: config.timezone,
      calendar: new Calendar(config.timezone),
      bucket: {
        put: async (key, contents) => {
          const [, of = '', day = ''] = key.split('/');
          if (of !== 'events' && of !== 'cells') return;
          bytes[of] += contents.length;
          days.add(day);
        },
        list: async () => [],
        remove: async () => {},
      },
      readState: () => readExport(stored),
      writeState: (state) => writeExport(stored, state),
      hashOf: HASH_OF,
      scan: (after) => scanPage(leads, { segment: 0, segments: 1, after, most: PAGE }),
      readWhole: (ids) => readWholeLeads(leads, ids),
      shown: async () => {
        // Asked for first when the walk over the leads is through.
        if (isWalking) account('leads');
        isWalking = false;
        return currentDefinitions(config).map(({ key, funnel }) => ({
          ...{ key, funnel },
          timezone: config.timezone,
          labels: [],
        }));
      },
      firstDay: (definition) => firstDay(table, TABLE, definition),
      readCells: (range) => readDays(table, TABLE, range),
      now: () => NOW,
      remaining: () => Number.POSITIVE_INFINITY,
    },
    true,
  );
  account('cells');
  if (outcome !== 'written' || counts === undefined) throw new Error(`the export is ${outcome}`);
  return {
    ...counts,
    days: days.size,
    reads: { leads: spent.leads.reads, cells: spent.cells.reads },
    writes,
    bytes,
    ms: { leads: spent.leads.ms, cells: spent.cells.ms },
  };
}

async function take(
  submissions: readonly Submission[],
  worker: ReturnType<typeof workerOver>,
): Promise<void> {
  for (let at = 0; at < submissions.length; at += BATCH)
    await worker(submissions.slice(at, at + BATCH).map((one) => messageOf(one)));
}
