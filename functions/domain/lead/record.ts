// A record: all that is kept under one id. A lead is the tree of records whose links end at one root.

import type { LeadId, Submission } from '../event/event.ts';
import type { Cells } from '../funnel/cells.ts';
import { compareText, type IdKey, idKey, idsOf, type Link, owningLink } from './identity.ts';
import { EMPTY_TRAIL, fold, type Trail } from './lead.ts';

export type LeadRecord = {
  readonly id: LeadId;
  /** Grows with each write; 0 means that nothing is stored. */
  readonly version: number;
  /** Grows with each write of more than `counted`. */
  readonly edition: number;
  /** At a root: the sum of the editions of all records below it, so that a reader sees when it has an old one of them. */
  readonly below: number;
  /** The events that this id bore; they never move. */
  readonly trail: Trail;
  /** To whom this id belongs; absent at a root. */
  readonly link?: Link;
  /** The ids whose link ends here: always the mirror of their links. */
  readonly members: readonly LeadId[];
  /** By definition key: the cells that this lead has in the counters. Only a root has counted any. */
  readonly counted: ReadonlyMap<string, Cells>;
  /** The e-mail as typed last, where it differs from the key. */
  readonly typed?: { readonly value: string; readonly time: number };
};

export type Records = ReadonlyMap<IdKey, LeadRecord>;

export function emptyRecord(id: LeadId): LeadRecord {
  return { id, version: 0, edition: 0, below: 0, trail: EMPTY_TRAIL, members: [], counted: new Map() };
}

/** The records with submissions taken in: events folded where they belong, links said, the mirror of links kept. */
export function take(records: Records, submissions: readonly Submission[]): Records {
  const taken = new Map(records);
  const at = (id: LeadId): LeadRecord => taken.get(idKey(id)) ?? emptyRecord(id);
  const events = new Map<IdKey, Submission[]>();
  for (const submission of submissions) {
    const [bearer, ...weaker] = idsOf(submission);
    const key = idKey(bearer);
    events.set(key, [...(events.get(key) ?? []), submission]);
    for (const id of weaker) {
      const { trusted, time, id: eventId } = submission.event;
      relink(taken, at(id), { to: bearer, trusted, time, id: eventId });
    }
  }
  for (const [key, borne] of events) {
    const [first] = borne;
    if (first === undefined) continue;
    const record = taken.get(key) ?? emptyRecord(idsOf(first)[0]);
    const trail = fold(
      record.trail,
      borne.map(({ event }) => event),
    );
    taken.set(key, withTyped({ ...record, trail }, borne));
  }
  return taken;
}

function relink(records: Map<IdKey, LeadRecord>, record: LeadRecord, said: Link): void {
  const link = owningLink(record.link, said);
  if (link === undefined || link === record.link) return;
  if (record.link !== undefined) {
    const former = records.get(idKey(record.link.to));
    if (former !== undefined) {
      const members = former.members.filter((member) => idKey(member) !== idKey(record.id));
      records.set(idKey(former.id), { ...former, members });
    }
  }
  records.set(idKey(record.id), { ...record, link });
  const owner = records.get(idKey(link.to)) ?? emptyRecord(link.to);
  const members = [...owner.members, record.id].sort((a, b) => compareText(idKey(a), idKey(b)));
  records.set(idKey(owner.id), { ...owner, members });
}

function withTyped(record: LeadRecord, submissions: readonly Submission[]): LeadRecord {
  let typed = record.typed;
  for (const { typed: value, event } of submissions) {
    if (value === undefined) continue;
    const isLater =
      typed === undefined || event.time > typed.time || (event.time === typed.time && value > typed.value);
    if (isLater) typed = { value, time: event.time };
  }
  return typed === undefined ? record : { ...record, typed };
}

/** The root of the tree in which a record stands; records on the way that are not at hand end the way. */
export function rootOf(records: Records, id: LeadId): LeadId {
  const seen = new Set<IdKey>();
  for (let at = id; ; ) {
    const link = records.get(idKey(at))?.link;
    if (link === undefined || seen.has(idKey(at))) return at;
    seen.add(idKey(at));
    at = link.to;
  }
}

/** All ids of the tree under a root, the root first. */
export function treeOf(records: Records, root: LeadId): readonly LeadId[] {
  return [root, ...(records.get(idKey(root))?.members ?? []).flatMap((member) => treeOf(records, member))];
}

/**
 * The ids whose records must be read, beside those at hand, before the submissions can be taken: owners before and
 * after, up to their roots, and everything below these. Empty when all is there.
 */
export function missing(records: Records, submissions: readonly Submission[]): readonly LeadId[] {
  const taken = take(records, submissions);
  const wanted = new Map<IdKey, LeadId>();
  const want = (id: LeadId): void => {
    if (!records.has(idKey(id))) wanted.set(idKey(id), id);
  };
  for (const id of submissions.flatMap(idsOf)) {
    want(id);
    for (const side of [records, taken]) {
      const root = rootOf(side, id);
      want(root);
      for (const member of treeOf(side, root)) want(member);
    }
  }
  return [...wanted.values()];
}

/**
 * True when the records can have stood beside one another: links and members mirror each other, and no record is older
 * than its root. (One that is newer than its root does no harm: the root's version refuses what is written on it.)
 */
export function isConsistent(records: Records): boolean {
  for (const { id, link, members, below } of records.values()) {
    if (link !== undefined && !hasMember(records.get(idKey(link.to)), id)) return false;
    for (const member of members) {
      const owner = records.get(idKey(member))?.link?.to;
      if (owner === undefined || idKey(owner) !== idKey(id)) return false;
    }
    if (link === undefined && editionsBelow(records, id) < below) return false;
  }
  return true;
}

/** The sum of the editions of all records below a root. */
function editionsBelow(records: Records, root: LeadId): number {
  return treeOf(records, root).reduce(
    (total, id) => (idKey(id) === idKey(root) ? total : total + (records.get(idKey(id))?.edition ?? 0)),
    0,
  );
}

function hasMember(owner: LeadRecord | undefined, id: LeadId): boolean {
  return owner?.members.some((member) => idKey(member) === idKey(id)) ?? false;
}
