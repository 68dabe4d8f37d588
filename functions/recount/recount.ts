// The use-case of a recount: walks one segment of the table and brings the leads there under what is counting.
import { activated, type FunnelVersions, pendingKeys, type Run } from '../domain/funnel-versions.ts';
import { addUp, firstSegment, moved, type Page, type Segment, waitBefore } from '../domain/recount.ts';
import type { RecountMessage, SendRecount } from '../queue/recount-message.ts';
import {
  readProgress,
  readSegment,
  replaceVersions,
  type View,
  writeSegment,
} from '../store/definitions/funnel-versions.ts';
import type { LeadTable } from '../store/leads/lead-table.ts';
import { isLead, type ScannedPage, scanPage } from '../store/leads/scan-leads.ts';
import { bringUpToDate } from './bring-up-to-date.ts';

export type Recount = {
  readonly leads: LeadTable;
  readonly send: SendRecount;
  /** What is counted now. */
  readonly view: () => Promise<View>;
  /** How many items the table holds, about; 0 where nobody knows. */
  readonly countItems: () => Promise<number>;
  /** After so many ms nobody is at work any more who does not know what was made live before. */
  readonly settleMs: number;
  /** Items scanned at once. */
  readonly pageSize: number;
  /** ms since the epoch. */
  readonly now: () => number;
  /** Milliseconds until work must stop. */
  readonly remaining: () => number;
};

/**
 * `over`: there is no such run any more. `elsewhere`: another message of the segment is at work. `continued`: a message
 * goes on later. `done`: the segment is done, others are not. `switched`: all are, and what was counting is served.
 */
export type Walked = 'over' | 'elsewhere' | 'continued' | 'done' | 'switched';

/** No page is begun with less time than this left. */
const MARGIN_MS = 20_000;
const TRY_AGAIN_SECONDS = 60;

/**
 * Goes on with a segment. A copy of a message, a message of a run that is over, and one that comes again after a crash
 * do no harm: where the segment stands is in the table, and is moved from one step to the next once.
 */
export async function recount(deps: Recount, message: RecountMessage): Promise<Walked> {
  const { leads, now, settleMs, send } = deps;
  const view = await deps.view();
  const { run } = view.live;
  if (run === undefined || run.id !== message.run || message.segment >= run.segments) return 'over';
  if (!canCount(view)) {
    await send(message, TRY_AGAIN_SECONDS);
    return 'continued';
  }
  const stored = await readSegment(leads, message.segment);
  if (stored !== undefined && stored.run > run.id) return 'over';
  let segment = stored;
  if (segment?.run !== run.id) {
    segment = firstSegment(run, message.segment, await deps.countItems(), now());
    // Written before the wait: what comes later goes on from the moment at which the run was seen first.
    if (!(await writeSegment(leads, segment))) return 'elsewhere';
  }
  while (!segment.isDone) {
    const wait = waitBefore(segment, settleMs, now());
    if (wait > 0 || deps.remaining() < MARGIN_MS) {
      await send(message, Math.ceil(wait / 1_000));
      return 'continued';
    }
    const begun = now();
    const page = await lookAt(deps, view, segment, run);
    const next = moved(segment, page, begun);
    if (!(await writeSegment(leads, next))) return 'elsewhere';
    segment = next;
  }
  return serve(deps, run);
}

/**
 * False while a release is under way: what is counting was claimed by newer code, whose matcher this code has not. It would find
 * nobody behind, as it cannot tell.
 */
function canCount({ live, definitions }: View): boolean {
  return pendingKeys(live).every((key) => definitions.some((definition) => definition.key === key));
}

async function lookAt(deps: Recount, view: View, { segment, cursor }: Segment, run: Run): Promise<Page> {
  const page = await scanPage(deps.leads, {
    segment,
    segments: run.segments,
    after: cursor,
    most: deps.pageSize,
  });
  const found = page.heads.filter(isLead);
  await bringUpToDate(deps.leads, view, found);
  const { items, next } = page;
  return {
    leads: found.length,
    items,
    erased: erasedBefore(page, view.live),
    ...(next === undefined ? {} : { next }),
  };
}

/** By key: leads that were erased and left nothing that is counted under it. */
function erasedBefore({ tombstones }: ScannedPage, live: FunnelVersions): Page['erased'] {
  return addUp(
    tombstones.map(({ leads, contributions: counted }) =>
      Object.fromEntries(
        pendingKeys(live).flatMap((key) => (leads > 0 && !counted.has(key) ? [[key, leads]] : [])),
      ),
    ),
  );
}

/** When every segment is done, what was counting is served from then on, unless somebody has made it another run. */
async function serve({ leads }: Recount, run: Run): Promise<Walked> {
  for (;;) {
    const { live, segments } = await readProgress(leads);
    if (live?.run?.id !== run.id) return 'over';
    if (segments.filter(({ isDone }) => isDone).length < run.segments) return 'done';
    const erased = addUp(segments.map((segment) => segment.erased));
    const found = segments.reduce((sum, one) => sum + one.leads, 0);
    if (await replaceVersions(leads, activated(live, new Map(Object.entries(erased)), found)))
      return 'switched';
  }
}
