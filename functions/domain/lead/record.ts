// A record: all that is kept under one id. A lead is the tree of records whose links end at one root.
import type { LeadId } from '../event/event.ts';
import type { Cells } from '../funnel/cells.ts';
import type { Claim, IdKey, Link, Rank } from './identity.ts';
import { EMPTY_TRAIL, type Trail } from './lead.ts';

export type LeadRecord = {
  readonly id: LeadId;
  /** Grows with each write; 0 means that nothing is stored. */
  readonly version: number;
  /** At a root: the versions of all records below it, in the order of `treeOf`. A reader sees by them that it has another one. */
  readonly versions: readonly number[];
  /** The events that this id bore; they never move. */
  readonly trail: Trail;
  /** To whom this id belongs; absent at a root. An id of the same kind is what an alias united it with. */
  readonly link?: Link;
  /** The weight of a link to an owner who has as many claims as it keeps, all weightier: the id stands apart. */
  readonly beyond?: Rank;
  /** What was said to belong to this id, the weightiest first, whether it does or not. */
  readonly claims: readonly Claim[];
  /** The ids whose link ends here: always the mirror of their links. */
  readonly members: readonly LeadId[];
  /** By definition key: the cells that this lead has in the counters. Only a root has counted any. */
  readonly counted: ReadonlyMap<string, Cells>;
  /** The e-mail as typed last, where it differs from the key. */
  readonly typed?: { readonly value: string; readonly time: number };
  /** What was received until then was erased, ms since the epoch; it is not taken in again. */
  readonly gone?: number;
};

export type Records = ReadonlyMap<IdKey, LeadRecord>;

export function emptyRecord(id: LeadId): LeadRecord {
  return {
    id,
    version: 0,
    versions: [],
    trail: EMPTY_TRAIL,
    claims: [],
    members: [],
    counted: new Map(),
  };
}

/** True where nothing is left but the word that something was erased. */
export function isMark({ gone, trail, link, beyond, members }: LeadRecord): boolean {
  const isEmpty = trail.events.length === 0 && members.length === 0;
  return gone !== undefined && isEmpty && link === undefined && beyond === undefined;
}
