// A record: all that is kept under one id. A lead is a primary record and all records linked to it, directly or through others.
import type { LeadId } from '../event/event.ts';
import type { Cells } from '../funnel/cells.ts';
import type { LeadSummary } from '../summary/lead-summary.ts';
import type { Claim } from './claims.ts';
import type { IdKey, Link, Rank } from './identity.ts';
import { EMPTY_HISTORY, type EventHistory } from './lead.ts';

export type LeadRecord = {
  readonly id: LeadId;
  /** Grows with each write; 0 means that nothing is stored. */
  readonly version: number;
  /** In a primary record: the versions of all records linked below it, in the order of `idsOfLead`. They tell a reader that it has read an older or newer one. */
  readonly linkedVersions: readonly number[];
  /** The events that were sent under this id; they never move to another record. */
  readonly history: EventHistory;
  /** The owner of this id; absent in a primary record. An owner of the same kind is the id with which an alias united it. */
  readonly link?: Link;
  /** The rank of a link that does not hold: its owner keeps no claim on this id, is erased, or must not be joined with it. The id is a lead of its own. */
  readonly beyond?: Rank;
  /** The ids that were stated to belong to this id, the earliest first, whether they do or not. */
  readonly claims: readonly Claim[];
  /** The ids whose link names this one as owner. Written in the same transaction as their links. */
  readonly linkedIds: readonly LeadId[];
  /** By definition key: the cells that this lead adds to the counters. Only a primary record has any. */
  readonly contributions: ReadonlyMap<string, Cells>;
  /** What the list of leads tells of it. Only the primary record of a contact has one. */
  readonly summary?: LeadSummary;
  /** The e-mail as typed last into a form or told with the secret key, where it differs from the key. */
  readonly typed?: { readonly value: string; readonly time: number };
  /** What was received until then is erased, ms since the epoch; it is rejected when it arrives again. */
  readonly erasedAt?: number;
};

export type Records = ReadonlyMap<IdKey, LeadRecord>;

export function emptyRecord(id: LeadId): LeadRecord {
  return {
    id,
    version: 0,
    linkedVersions: [],
    history: EMPTY_HISTORY,
    claims: [],
    linkedIds: [],
    contributions: new Map(),
  };
}

/** The e-mail of a lead as typed; undefined where it has none. @param tree its records, the primary first */
export function emailOf(tree: readonly LeadRecord[]): string | undefined {
  const first = tree.find(({ id }) => id.kind === 'email');
  return first?.typed?.value ?? first?.id.key;
}

/** Whether nothing is left but the time of an erasure. */
export function isMark({ erasedAt, history, link, beyond, linkedIds, claims }: LeadRecord): boolean {
  const isEmpty = history.events.length + linkedIds.length + claims.length === 0;
  return erasedAt !== undefined && isEmpty && link === undefined && beyond === undefined;
}
