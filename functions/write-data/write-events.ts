// Walks all leads and writes what they did, by the local day on which they did it.
import { randomUUID } from 'node:crypto';
import type { Calendar } from '../domain/calendar.ts';
import { eventRows } from '../domain/data-out/event-rows.ts';
import type { LeadId } from '../domain/event/event.ts';
import { idKey } from '../domain/lead/identity.ts';
import { idsOfLead } from '../domain/lead/identity-graph.ts';
import type { LeadRecord } from '../domain/lead/record.ts';
import type { Cursor } from '../domain/recount.ts';
import type { ExportBucket } from '../store/data-out/export-bucket.ts';
import type { HashOf } from '../store/leads/lead-ids.ts';
import type { Snapshot } from '../store/leads/read-leads.ts';
import { isLead, type ScannedPage, wholeLead } from '../store/leads/scan-leads.ts';
import { DayFiles } from './day-files.ts';
import type { HeldExport } from './held-export.ts';
import { TIME_TO_WRITE_MS, writeDayFiles } from './write-day-files.ts';

export type LeadSource = {
  readonly hashOf: HashOf;
  readonly scan: (after: Cursor | undefined) => Promise<ScannedPage>;
  /** @throws LeadsInMotion */
  readonly readWhole: (ids: readonly LeadId[]) => Promise<Pick<Snapshot, 'records'>>;
};

export type WriteEvents = LeadSource & {
  readonly calendar: Calendar;
  readonly bucket: ExportBucket;
  readonly remaining: () => number;
  readonly now: () => number;
};

/** Leads with more than a head, read at once: one may have many pages. */
const READ_AT_ONCE = 50;

/** So much is gathered before it is written, and no longer than this: what is not saved is done again. */
const MOST_BYTES = 128 * 1024 * 1024;
const MOST_MS = 10 * 60_000;

/** @returns whether the walk is through; else there is no time for more */
export async function writeEvents(deps: WriteEvents, held: HeldExport): Promise<boolean> {
  const { bucket, calendar, remaining, now } = deps;
  let { cursor } = held.running;
  while (cursor !== null) {
    if (remaining() < 2 * TIME_TO_WRITE_MS) return false;
    const files = new DayFiles();
    const since = now();
    let leads = 0;
    let events = 0;
    do {
      const page: ScannedPage = await deps.scan(cursor);
      for await (const tree of treesOf(deps, page)) {
        leads++;
        for (const { time, row } of eventRows(tree, deps)) {
          files.add(calendar.dayOf(time), row);
          events++;
        }
      }
      cursor = page.next ?? null;
    } while (
      cursor !== null &&
      files.bytes < MOST_BYTES &&
      now() < since + MOST_MS &&
      remaining() > TIME_TO_WRITE_MS
    );
    const { running } = held;
    const name = randomUUID();
    await writeDayFiles(bucket, held, files, { of: 'events', name });
    await held.save({
      ...running,
      cursor,
      leadFiles: [...running.leadFiles, name],
      leads: running.leads + leads,
      events: running.events + events,
    });
  }
  return true;
}

/** The records of each lead whose primary record is on a page, the primary first. */
async function* treesOf(
  { readWhole }: LeadSource,
  { heads }: ScannedPage,
): AsyncGenerator<readonly LeadRecord[]> {
  const wider: LeadId[] = [];
  for (const head of heads.filter(isLead)) {
    const whole = wholeLead(head);
    if (whole === undefined) wider.push(head.record.id);
    else yield [whole.record];
  }
  for (let at = 0; at < wider.length; at += READ_AT_ONCE) {
    const ids = wider.slice(at, at + READ_AT_ONCE);
    const { records } = await readWhole(ids);
    for (const id of ids) {
      // One that was joined with another in the meantime is told with that one.
      if (records.get(idKey(id))?.link !== undefined) continue;
      yield idsOfLead(records, id).flatMap((one) => records.get(idKey(one)) ?? []);
    }
  }
}
