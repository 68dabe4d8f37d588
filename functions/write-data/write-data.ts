// The use-case of data out: once a day, or when it is asked for, what leads did and the cells of reports are written as files.
import { randomUUID } from 'node:crypto';
import { type Calendar, firstDayOf } from '../domain/calendar.ts';
import { stageRows } from '../domain/data-out/stage-rows.ts';
import type { ExportBucket } from '../store/data-out/export-bucket.ts';
import { type ExportState, PLACES, type Place, type RunningExport } from '../store/data-out/export-state.ts';
import { DayFiles } from './day-files.ts';
import { type HeldBy, HeldExport } from './held-export.ts';
import { type CellSource, writeCells } from './write-cells.ts';
import { type LeadSource, writeEvents } from './write-events.ts';

export type WriteData = HeldBy &
  LeadSource &
  CellSource & {
    readonly every: 'day' | 'week';
    readonly timezone: string;
    readonly calendar: Calendar;
    readonly readState: () => Promise<ExportState>;
    readonly bucket: ExportBucket;
    /** Milliseconds until work must stop. */
    readonly remaining: () => number;
  };

export type Written = {
  /**
   * `idle`: none is due. `busy`: another run is at it. `unfinished`: the next run goes on. `written`: readers see it.
   * `emptied`: the one that readers saw before is deleted.
   */
  readonly outcome: 'idle' | 'busy' | 'unfinished' | 'written' | 'emptied';
  readonly counts?: Pick<RunningExport, 'leads' | 'events' | 'cells'>;
};

/** So long what readers saw before stays, for who began to read it. */
export const READ_ON_MS = 50 * 60_000;

/** @throws ExportTakenOver */
export async function writeData(deps: WriteData, isAsked: boolean): Promise<Written> {
  const state = await deps.readState();
  const { running = begin(deps, state, isAsked) } = state;
  if (running === undefined) return emptyPlace(deps, state);
  if (running.until > deps.now()) return { outcome: 'busy' };
  const held = await HeldExport.take(deps, state, running);
  if (held === undefined) return { outcome: 'busy' };
  if (!(await writeEvents(deps, held)) || !(await writeCells(deps, held))) {
    await held.letGo();
    return { outcome: 'unfinished' };
  }
  await show(deps, held);
  const { leads, events, cells } = held.running;
  return { outcome: 'written', counts: { leads, events, cells } };
}

/** A new export; undefined where none is due. */
function begin(
  { every, calendar, now }: WriteData,
  { period: latest, shown }: ExportState,
  isAsked: boolean,
): RunningExport | undefined {
  const begun = now();
  const today = calendar.dayOf(begun);
  const period = every === 'week' ? firstDayOf('week', today) : today;
  if (!isAsked && latest === period) return undefined;
  return {
    run: randomUUID(),
    place: shown === undefined ? PLACES[0] : otherThan(shown.place),
    begun,
    period,
    until: 0,
    leadFiles: [],
    cellFiles: [],
    leads: 0,
    events: 0,
    cells: 0,
  };
}

function otherThan(place: Place): Place {
  return place === 'a' ? 'b' : 'a';
}

/** Deletes what runs have left behind that were stopped, and what was there before, then lets readers see the rest. */
async function show(deps: WriteData, held: HeldExport): Promise<void> {
  const { bucket, timezone, now } = deps;
  const { run, place, begun, cellsOf, leadFiles, cellFiles, leads, events, cells } = held.running;
  const stages = new DayFiles();
  for (const { funnel, key, timezone: zone, labels } of await deps.shown())
    for (const row of stageRows({ funnel, definition: key, timezone: zone, labels })) stages.add('', row);
  held.assertHeld();
  for (const [, contents] of stages.take()) await bucket.put(`${place}/stages/${run}.ndjson.gz`, contents);
  const whole = new Set([...leadFiles, ...cellFiles, run]);
  const isWhole = (key: string): boolean =>
    whole.has(key.slice(key.lastIndexOf('/') + 1).split('.')[0] ?? '');
  await bucket.remove((await bucket.list(`${place}/`)).filter((key) => !isWhole(key)));
  const shown = {
    place,
    run,
    timezone,
    begun: instant(begun),
    as_of: instant(cellsOf?.asOf ?? begun),
    ended: instant(now()),
    leads,
    events,
    cells,
  };
  await bucket.put('current/current.json', Buffer.from(`${JSON.stringify(shown)}\n`));
  await held.end(otherThan(place));
}

function instant(time: number): string {
  return new Date(time).toISOString();
}

async function emptyPlace(
  { bucket, writeState, now }: WriteData,
  { left, ...state }: ExportState,
): Promise<Written> {
  if (left === undefined || now() < (state.shown?.since ?? 0) + READ_ON_MS) return { outcome: 'idle' };
  await bucket.remove(await bucket.list(`${left}/`));
  // Where another run was first it has begun anew there, and clears the place itself in the end.
  await writeState(state);
  return { outcome: 'emptied' };
}
