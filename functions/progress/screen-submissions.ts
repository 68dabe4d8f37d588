// Tells apart what is a lead's and what goes into quarantine, and puts it there.
import type { FormConfig } from '../domain/config/config.ts';
import type { Submission } from '../domain/event/event.ts';
import type { SpamReason } from '../domain/spam/reason.ts';
import { inLanes } from '../runtime/in-lanes.ts';
import type { LeadTable } from '../store/leads/lead-table.ts';
import { countMore, keep, roomIn } from '../store/quarantine/keep.ts';
import { hourOf, placeOf } from '../store/quarantine/place.ts';
import { type SentBy, withinLimit } from '../store/quarantine/senders.ts';

export type ScreenSubmissions = {
  readonly table: LeadTable;
  readonly forms: readonly Pick<FormConfig, 'id' | 'spam'>[];
};

type Held = { readonly submission: Submission; readonly reasons: readonly SpamReason[] };

/** Submissions put into quarantine at once. */
const LANES = 8;

/**
 * Puts into quarantine what belongs there. To screen the same submissions again gives the same.
 * @returns the submissions that are leads'
 */
export async function screenSubmissions(
  deps: ScreenSubmissions,
  submissions: readonly Submission[],
): Promise<ReadonlySet<Submission>> {
  const tooMany = await beyondLimits(deps, submissions);
  const held: Held[] = [];
  const leads = new Set<Submission>();
  for (const submission of submissions) {
    const { reasons = [] } = submission.screening ?? {};
    if (reasons.length > 0) held.push({ submission, reasons });
    else if (tooMany.has(submission)) held.push({ submission, reasons: ['too-many'] });
    else leads.add(submission);
  }
  for (const group of groupedBy(
    held,
    ({ submission: { event } }) => `${event.name} ${hourOf(event.received)}`,
  )) {
    await keepGroup(deps.table, group);
  }
  return leads;
}

/** Of one form and hour. What finds no room costs one write together. */
async function keepGroup(table: LeadTable, group: readonly Held[]): Promise<void> {
  const [first] = group;
  if (first === undefined) return;
  const { name, received } = first.submission.event;
  const room = Math.max(0, await roomIn(table, name, received));
  const tried = group.slice(0, room);
  let full = group.length - tried.length;
  await inLanes(tried, LANES, async ({ submission, reasons }) => {
    if ((await keep(table, submission, reasons)) === 'full') full++;
  });
  if (full > 0) await countMore(table, name, received, full);
}

async function beyondLimits(
  { table, forms }: ScreenSubmissions,
  submissions: readonly Submission[],
): Promise<ReadonlySet<Submission>> {
  const limited = submissions.filter(
    ({ event, screening }) =>
      screening?.sender !== undefined &&
      screening.reasons.length === 0 &&
      limitOf(forms, event.name) !== undefined,
  );
  const beyond = new Set<Submission>();
  const bySender = groupedBy(
    limited,
    ({ event, screening }) => `${event.name} ${screening?.sender} ${hourOf(event.received)}`,
  );
  for (const group of bySender) {
    const [first] = group;
    const limit = first === undefined ? undefined : limitOf(forms, first.event.name);
    if (first?.screening?.sender === undefined || limit === undefined) continue;
    const sentBy: SentBy = {
      form: first.event.name,
      sender: first.screening.sender,
      events: group.map(({ event }) => event),
    };
    const within = await withinLimit(table, sentBy, limit);
    for (const submission of group) if (!within.has(placeOf(submission.event))) beyond.add(submission);
  }
  return beyond;
}

function limitOf(forms: ScreenSubmissions['forms'], form: string): number | undefined {
  return forms.find(({ id }) => id === form)?.spam?.perHour;
}

function groupedBy<T>(all: readonly T[], keyOf: (one: T) => string): Iterable<readonly T[]> {
  return Map.groupBy(all, keyOf).values();
}
