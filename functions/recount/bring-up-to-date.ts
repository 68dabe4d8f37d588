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

/** A lead could not be brought up to date. The segment is tried again, and its recount does not end before. */
export class LeadNotRecounted extends Error {
  override readonly name = 'LeadNotRecounted';
}

/** Leads with more than a head, read at once: one may have many pages. */
const READ_AT_ONCE = 50;
const ROUNDS_TOGETHER = 3;
const ROUNDS = 12;

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
  await settle(table, view, ids, { records, layouts });
  for (let at = 0; at < wider.length; at += READ_AT_ONCE) {
    await settle(table, view, wider.slice(at, at + READ_AT_ONCE));
  }
}

async function settle(table: LeadTable, view: View, ids: readonly LeadId[], read?: Snapshot): Promise<void> {
  let left = ids;
  for (let round = 0; left.length > 0; round++) {
    if (round === ROUNDS) throw new LeadNotRecounted(`others changed its lead ${ROUNDS} times`);
    const snapshot = (round === 0 ? read : undefined) ?? (await readLeadsToCount(table, left));
    const changes = refresh(snapshot.records, left, view.definitions, view.isRetired);
    const outcomes = await commit(table, changes, snapshot, { alone: round >= ROUNDS_TOGETHER });
    const unwritten = [...outcomes].filter(([, outcome]) => outcome !== 'committed');
    if (unwritten.some(([, outcome]) => outcome === 'tooLarge' || outcome === 'invalid')) {
      // What is refused among others may not be the one at fault.
      if (round >= ROUNDS_TOGETHER)
        throw new LeadNotRecounted('the database takes its lead in no transaction');
      round = Math.max(round, ROUNDS_TOGETHER - 1);
    }
    const again = new Set(unwritten.flatMap(([{ ids: those }]) => [...those]));
    left = left.filter((id) => again.has(idKey(primaryOf(snapshot.records, id))));
    // A change that is too wide for one transaction is written part by part: that is no failure.
    if (unwritten.every(([, outcome]) => outcome === 'partial')) round--;
    else await table.pause(round);
  }
}
