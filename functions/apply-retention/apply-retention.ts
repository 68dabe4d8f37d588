// The use-case of retention: once a week all leads are walked, and those without an event for the configured time are erased.
import type { LeadId } from '../domain/event/event.ts';
import { lastActivity } from '../domain/lead/last-activity.ts';
import type { LeadRecord } from '../domain/lead/record.ts';
import type { Cursor } from '../domain/recount.ts';
import type { RetentionWalk } from '../store/leads/retention-walk.ts';
import type { ScannedPage } from '../store/leads/scan-leads.ts';
import { isLead } from '../store/leads/scan-leads.ts';

export type ApplyRetention = {
  readonly retentionMs: number;
  readonly readWalk: () => Promise<RetentionWalk | undefined>;
  readonly writeWalk: (walk: RetentionWalk) => Promise<void>;
  readonly scan: (after: Cursor | undefined) => Promise<ScannedPage>;
  /** Erases the lead of an id if that is still so when it is written; false where it is not. */
  readonly erase: (id: LeadId, onlyWhile: (lead: readonly LeadRecord[]) => boolean) => Promise<boolean>;
  /** ms since the epoch. */
  readonly now: () => number;
  /** Milliseconds until work must stop. */
  readonly remaining: () => number;
};

export type Walked = {
  readonly leads: number;
  readonly erased: number;
  /** Whether the whole table was walked; else the next run goes on. */
  readonly isWhole: boolean;
};

/** A walk reads every item of the table once. Nobody is kept longer than the retention and this. */
const BETWEEN_MS = 7 * 86_400_000;
/** No page is begun with less time than this left, and no lead erased. */
const MARGIN_MS = 30_000;

/** Undefined where no walk is due. */
export async function applyRetention(deps: ApplyRetention): Promise<Walked | undefined> {
  const { now, remaining } = deps;
  const before = await deps.readWalk();
  if (before?.ended !== undefined && now() < before.begun + BETWEEN_MS) return undefined;
  let walk: RetentionWalk =
    before === undefined || before.ended !== undefined ? { begun: now(), leads: 0, erased: 0 } : before;
  const { leads, erased } = walk;
  const end = (isWhole: boolean): Walked => ({
    leads: walk.leads - leads,
    erased: walk.erased - erased,
    isWhole,
  });
  while (remaining() > MARGIN_MS) {
    const page = await deps.scan(walk.cursor);
    const found = await erasePage(deps, page);
    walk = { ...walk, leads: walk.leads + found.leads, erased: walk.erased + found.erased };
    // The next run looks at this page again, which then has fewer leads to erase.
    if (!found.isWhole) break;
    const { cursor: _, ...rest } = walk;
    walk = { ...rest, ...(page.next === undefined ? { ended: now() } : { cursor: page.next }) };
    await deps.writeWalk(walk);
    if (page.next === undefined) return end(true);
  }
  return end(false);
}

async function erasePage(
  { retentionMs, erase, now, remaining }: ApplyRetention,
  { heads }: ScannedPage,
): Promise<Walked> {
  const isOver = (records: readonly LeadRecord[]): boolean => lastActivity(records) < now() - retentionMs;
  let erased = 0;
  const leads = heads.filter(isLead);
  for (const { record } of leads) {
    // The head has the latest of its own events. What it may not have, of pages and linked records, is read before erasing.
    if (!isOver([record])) continue;
    if (remaining() < MARGIN_MS) return { leads: 0, erased, isWhole: false };
    if (await erase(record.id, isOver)) erased++;
  }
  return { leads: leads.length, erased, isWhole: true };
}
