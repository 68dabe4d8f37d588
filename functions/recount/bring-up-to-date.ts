// Brings leads under the definitions that are live: the worker's own folding and writing, with nothing new to fold.
import { refresh } from '../domain/advance.ts';
import type { LeadId } from '../domain/event/event.ts';
import { type IdKey, idKey } from '../domain/lead/identity.ts';
import { primaryOf } from '../domain/lead/identity-graph.ts';
import type { View } from '../store/definitions/funnel-versions.ts';
import type { Head } from '../store/leads/codec/head.ts';
import type { Layout } from '../store/leads/lead-layout.ts';
import type { LeadTable } from '../store/leads/lead-table.ts';
import { readLeadsToCount, type Snapshot } from '../store/leads/read-leads.ts';
import { wholeLead } from '../store/leads/scan-leads.ts';
import { commit } from '../store/transactions/commit.ts';
import { transact } from '../store/transactions/transact.ts';

/** A lead could not be brought up to date. The segment is tried again, and its recount does not end before. */
export class LeadNotRecounted extends Error {
  override readonly name = 'LeadNotRecounted';
}

/** Leads with more than a head, read at once: one may have many pages. */
const READ_AT_ONCE = 50;

/** @throws LeadNotRecounted */
export async function bringUpToDate(table: LeadTable, view: View, heads: readonly Head[]): Promise<void> {
  const records = new Map<IdKey, NonNullable<ReturnType<typeof wholeLead>>['record']>();
  const layouts = new Map<IdKey, Layout>();
  const wider: LeadId[] = [];
  for (const head of heads) {
    const whole = wholeLead(head);
    if (whole === undefined) wider.push(head.record.id);
    else {
      // Nothing else is to be read: the head's version vouches for it.
      records.set(idKey(whole.record.id), whole.record);
      layouts.set(idKey(whole.record.id), whole.layout);
    }
  }
  const ids = [...records.values()].map(({ id }) => id);
  await bring(table, view, ids, { records, layouts });
  for (let at = 0; at < wider.length; at += READ_AT_ONCE) {
    await bring(table, view, wider.slice(at, at + READ_AT_ONCE));
  }
}

/** @param known what is known of them already */
async function bring(table: LeadTable, view: View, ids: readonly LeadId[], known?: Snapshot): Promise<void> {
  let first = known;
  const read = async (left: readonly LeadId[]): Promise<Snapshot> => {
    const snapshot = first ?? (await readLeadsToCount(table, left));
    first = undefined;
    return snapshot;
  };
  const [stopped] = await transact(
    {
      read,
      decide: ({ records }, left) => refresh(records, left, view.definitions, view.isRetired),
      commit: (changes, snapshot, options) => commit(table, changes, snapshot, options),
      idsOf: (id, { records }) => [idKey(primaryOf(records, id))],
      pause: table.pause,
      hasTime: () => true,
    },
    ids,
  );
  if (stopped === undefined) return;
  if (stopped.why === 'unread') throw stopped.error;
  throw new LeadNotRecounted(WHY[stopped.why]);
}

const WHY = {
  time: 'there was no time left',
  contention: 'others changed its lead each time',
  tooLarge: 'the database takes its lead in no transaction',
  invalid: 'the database takes its lead in no transaction',
} as const;
