// Writes the cells of the definitions that reports show, by local day.
import { randomUUID } from 'node:crypto';
import { addDays, Calendar, daysBetween } from '../domain/calendar.ts';
import type { FunnelConfig } from '../domain/config/config.ts';
import { cellRows } from '../domain/data-out/cell-rows.ts';
import type { CellIndex } from '../domain/funnel/cell-columns.ts';
import type { CellRange } from '../store/counters/read-days.ts';
import type { ExportBucket } from '../store/data-out/export-bucket.ts';
import { DayFiles } from './day-files.ts';
import type { HeldExport } from './held-export.ts';
import { TIME_TO_WRITE_MS, writeDayFiles } from './write-day-files.ts';

export type ShownDefinition = {
  readonly key: string;
  readonly funnel: FunnelConfig;
  readonly timezone: string;
  /** Of its stages, in order. */
  readonly labels: readonly string[];
};

export type CellSource = {
  readonly shown: () => Promise<readonly ShownDefinition[]>;
  /** The first local day of which there is a cell. */
  readonly firstDay: (definition: string) => Promise<string | undefined>;
  readonly readCells: (range: CellRange) => Promise<CellIndex>;
};

export type WriteCells = CellSource & {
  readonly calendar: Calendar;
  readonly bucket: ExportBucket;
  readonly remaining: () => number;
  readonly now: () => number;
};

/** So many days are read at once. */
const DAYS_AT_ONCE = 31;

/** @returns whether all are written; else there is no time for more */
export async function writeCells(deps: WriteCells, held: HeldExport): Promise<boolean> {
  const shown = await deps.shown();
  await beginAnewWhereOthersAreShown(deps, held, shown);
  const firstDays = await Promise.all(shown.map(({ key }) => deps.firstDay(key)));
  const [first] = firstDays.filter((day) => day !== undefined).sort();
  if (first === undefined) return true;
  // Clocks of senders may be a few minutes ahead.
  const last = addDays(deps.calendar.dayOf(deps.now()), 1);
  for (let day = held.running.nextDay ?? first; day <= last; ) {
    if (deps.remaining() < TIME_TO_WRITE_MS) return false;
    const to = [addDays(day, DAYS_AT_ONCE - 1), last].sort()[0] ?? last;
    const files = new DayFiles();
    let cells = 0;
    for (const definition of shown) cells += await gather(deps, files, definition, day, to);
    const { running } = held;
    const name = randomUUID();
    await writeDayFiles(deps.bucket, held, files, { of: 'cells', name });
    day = addDays(to, 1);
    const cellFiles = [...running.cellFiles, name];
    await held.save({ ...running, nextDay: day, cellFiles, cells: running.cells + cells });
  }
  return true;
}

/** A recount that came to its end on the way has changed which definition is shown: cells are of one for all days. */
async function beginAnewWhereOthersAreShown(
  { now }: WriteCells,
  held: HeldExport,
  shown: readonly ShownDefinition[],
): Promise<void> {
  const definitions = shown.map(({ key }) => key).join(' ');
  const { nextDay: _, ...running } = held.running;
  if (running.cellsOf?.definitions === definitions) return;
  await held.save({ ...running, cellsOf: { definitions, asOf: now() }, cellFiles: [], cells: 0 });
}

async function gather(
  { readCells }: WriteCells,
  files: DayFiles,
  { key, funnel, timezone }: ShownDefinition,
  from: string,
  to: string,
): Promise<number> {
  const cells = await readCells({ definition: { key, funnel }, from, to, breakdowns: funnel.by });
  const source = { funnel, definition: key, cells, calendar: new Calendar(timezone) };
  let n = 0;
  for (const day of daysBetween(from, to)) {
    for (const row of cellRows(source, day)) {
      files.add(day, row);
      n++;
    }
  }
  return n;
}
