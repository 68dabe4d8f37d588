// A record: all that is kept under one id. A lead is the tree of records whose links end at one root.

import type { LeadId, Submission } from '../event/event.ts';
import type { Cells } from '../funnel/cells.ts';
import {
  byStrength,
  CLAIMS,
  type Claim,
  compareText,
  type IdKey,
  idKey,
  idsOf,
  idsSaid,
  type Link,
  owningLink,
  type Rank,
  withClaim,
} from './identity.ts';
import { EMPTY_TRAIL, fold, type Trail } from './lead.ts';

export type LeadRecord = {
  readonly id: LeadId;
  /** Grows with each write; 0 means that nothing is stored. */
  readonly version: number;
  /** Grows with each write of more than `counted`. */
  readonly edition: number;
  /** At a root: vouches for the editions of all records below it, so that a reader sees when it has another one of them. */
  readonly below: number;
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
    edition: 0,
    below: 0,
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

/**
 * The records with submissions taken in: events folded where they belong, links said, the mirror of links kept.
 * @param most how many claims a record keeps
 */
export function take(records: Records, submissions: readonly Submission[], most = CLAIMS): Records {
  const { taken, events } = hear(records, submissions, most);
  for (const { bearer, borne } of events.values()) {
    const record = taken.at(bearer);
    const trail = fold(
      record.trail,
      borne.map(({ event }) => event),
    );
    taken.put(withTyped({ ...record, trail }, borne));
  }
  return taken.records;
}

/** The records with links said, but no event folded yet: by bearer, what is to be. */
function hear(records: Records, submissions: readonly Submission[], most: number) {
  const taken = new Taken(records, most);
  const events = new Map<IdKey, { readonly bearer: LeadId; readonly borne: Submission[] }>();
  for (const submission of submissions) {
    const [bearer, ...weaker] = idsOf(submission);
    const { received } = submission.event;
    if (taken.isGone(bearer, received)) continue;
    const known = events.get(idKey(bearer));
    if (known === undefined) events.set(idKey(bearer), { bearer, borne: [submission] });
    else known.borne.push(submission);
    for (const id of weaker) taken.say(submission, id, bearer);
    for (const id of submission.alias ?? []) taken.sayAlias(submission, id, bearer);
  }
  return { taken, events };
}

/** Records on their way from one state to the next. */
class Taken {
  readonly records: Map<IdKey, LeadRecord>;
  readonly #most: number;

  constructor(records: Records, most: number) {
    this.records = new Map(records);
    this.#most = most;
  }

  at(id: LeadId): LeadRecord {
    return this.records.get(idKey(id)) ?? emptyRecord(id);
  }

  put(record: LeadRecord): void {
    this.records.set(idKey(record.id), record);
  }

  isGone(id: LeadId, received: number): boolean {
    const { gone } = this.at(id);
    return gone !== undefined && received <= gone;
  }

  /** It was said that `id` is the person whom the stronger id `to` names. */
  say({ event }: Submission, id: LeadId, to: LeadId): void {
    const { trusted, time, received } = event;
    if (this.isGone(id, received) || this.isGone(to, received)) return;
    this.#claim(to, { id, trusted, time });
    const record = this.at(this.#united(id));
    const said: Link = { to, trusted, time, id: event.id, of: id };
    this.#settle(record, owningLink(linkOf(record), said));
  }

  /** The secret key says that `id` is the same person as `bearer`. */
  sayAlias(submission: Submission, id: LeadId, bearer: LeadId): void {
    const unlike = byStrength(id, bearer);
    if (unlike !== undefined) this.say(submission, unlike.weaker, unlike.stronger);
    else {
      const { received } = submission.event;
      if (!this.isGone(id, received) && !this.isGone(bearer, received)) this.#unite(id, bearer);
    }
  }

  /** Two ids of one kind and all that are united with them become one, under the least of them. */
  #unite(a: LeadId, b: LeadId): void {
    const [low, high] = [this.at(this.#united(a)), this.at(this.#united(b))].sort((one, other) =>
      compareText(idKey(one.id), idKey(other.id)),
    );
    if (low === undefined || high === undefined || idKey(low.id) === idKey(high.id)) return;
    const link = linkOf(high);
    this.#settle(high, undefined);
    for (const id of [high.id, ...high.members.filter(({ kind }) => kind === high.id.kind)]) {
      this.#move(this.at(id), { ...UNITED, of: id, to: low.id });
    }
    const root = this.at(low.id);
    this.#settle(root, owningLink(linkOf(root), link));
  }

  /** The record that bears the links of all that an alias has united. */
  #united(id: LeadId): LeadId {
    const { link } = this.at(id);
    return link !== undefined && link.to.kind === id.kind ? link.to : id;
  }

  /** Notes a claim. Whoever has to make room for it stands apart from then on. */
  #claim(owner: LeadId, claim: Claim): void {
    const before = this.at(owner).claims;
    const claims = withClaim(before, claim, this.#most);
    if (claims === before) return;
    this.put({ ...this.at(owner), claims });
    for (const { id } of before) {
      if (hasClaim(claims, id)) continue;
      const record = this.at(this.#united(id));
      if (record.link !== undefined && idKey(record.link.to) === idKey(owner)) {
        this.#settle(record, record.link);
      }
    }
  }

  /** Gives a record its link, or lets it stand apart where the owner's claims do not hold it. */
  #settle(record: LeadRecord, link: Link | Rank | undefined): void {
    if (link === undefined || !('to' in link)) this.#move(record, undefined, link);
    else if (hasClaim(this.at(link.to).claims, link.of)) this.#move(record, link);
    else {
      const { to: _, ...beyond } = link;
      this.#move(record, undefined, beyond);
    }
  }

  #move(record: LeadRecord, link: Link | undefined, beyond?: Rank): void {
    if (link === record.link && beyond === record.beyond) return;
    const { link: former, beyond: _, ...rest } = record;
    if (link !== undefined && former !== undefined && sameLink(link, former)) return;
    if (former !== undefined) {
      const owner = this.records.get(idKey(former.to));
      if (owner !== undefined) this.put({ ...owner, members: without(owner.members, record.id) });
    }
    this.put({ ...rest, ...(link && { link }), ...(beyond && { beyond }) });
    if (link === undefined) return;
    const owner = this.at(link.to);
    this.put({ ...owner, members: [...without(owner.members, record.id), record.id].sort(compareIds) });
  }
}

/** What an alias says has no weight to be compared: it is never taken back. */
const UNITED = { trusted: true, time: 0, id: '' };

/** To whom a record belongs by what was said, be it beyond the owner's claims or not. */
function linkOf(record: LeadRecord): Link | Rank | undefined {
  return record.link ?? record.beyond;
}

function sameLink(a: Link, b: Link): boolean {
  return (
    a.trusted === b.trusted &&
    a.time === b.time &&
    a.id === b.id &&
    idKey(a.to) === idKey(b.to) &&
    idKey(a.of) === idKey(b.of)
  );
}

function hasClaim(claims: readonly Claim[], id: LeadId): boolean {
  return claims.some((claim) => idKey(claim.id) === idKey(id));
}

function without(members: readonly LeadId[], id: LeadId): readonly LeadId[] {
  return members.filter((member) => idKey(member) !== idKey(id));
}

function compareIds(a: LeadId, b: LeadId): number {
  return compareText(idKey(a), idKey(b));
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
  let link = records.get(idKey(id))?.link;
  if (link === undefined) return id;
  const seen = new Set<IdKey>([idKey(id)]);
  for (let at = link.to; ; at = link.to) {
    link = records.get(idKey(at))?.link;
    if (link === undefined || seen.has(idKey(at))) return at;
    seen.add(idKey(at));
  }
}

/** All ids of the tree under a root, the root first. */
export function treeOf(records: Records, root: LeadId): readonly LeadId[] {
  const tree: LeadId[] = [];
  addTree(tree, records, root);
  return tree;
}

function addTree(tree: LeadId[], records: Records, root: LeadId): void {
  tree.push(root);
  for (const member of records.get(idKey(root))?.members ?? []) addTree(tree, records, member);
}

/**
 * The ids whose records must be read, beside those at hand, before the submissions can be taken: owners before and
 * after, up to their roots, and everything below these. Empty when all is there.
 */
export function missing(records: Records, submissions: readonly Submission[]): readonly LeadId[] {
  const ids = submissions.flatMap(idsSaid);
  if (records.size === 0) return missingOf(records, ids);
  const heard = hear(records, submissions, CLAIMS).taken.records;
  const before = missingOf(records, ids);
  return [...new Map([...before, ...missingOf(records, ids, heard)].map((id) => [idKey(id), id])).values()];
}

/**
 * The same, where whole leads are wanted and nothing is to be taken.
 * @param side the records by which ids belong together
 */
export function missingOf(
  records: Records,
  ids: readonly LeadId[],
  side: Records = records,
): readonly LeadId[] {
  const wanted = new Map<IdKey, LeadId>();
  const want = (id: LeadId): void => {
    const key = idKey(id);
    if (!records.has(key)) wanted.set(key, id);
  };
  for (const id of ids) {
    want(id);
    for (const one of treeOf(side, rootOf(side, id))) want(one);
  }
  return [...wanted.values()];
}

/**
 * True when the records stood beside one another: links and members mirror each other, and every record is of the edition
 * for which its root vouches. Records are read one after another, and a root that is newer than what was read below
 * it would let an old tally be written: its version alone does not tell.
 */
export function isConsistent(records: Records): boolean {
  for (const { id, link, members, below } of records.values()) {
    if (link !== undefined && !hasMember(records.get(idKey(link.to)), id)) return false;
    for (const member of members) {
      const owner = records.get(idKey(member))?.link?.to;
      if (owner === undefined || idKey(owner) !== idKey(id)) return false;
    }
    if (link === undefined && vouchedBelow(records, id) !== below) return false;
  }
  return true;
}

/** What a root has to vouch for: which records are below it, and of which editions. 48 bits, in any order the same. */
export function vouchedBelow(records: Records, root: LeadId): number {
  let sum = 0;
  for (const id of treeOf(records, root)) {
    if (idKey(id) !== idKey(root)) sum += fingerprint(idKey(id), records.get(idKey(id))?.edition ?? 0);
  }
  return sum % 2 ** 48;
}

/** Two 24-bit halves of FNV-1a with different beginnings: no secret, only unlikely to be met by chance. */
function fingerprint(key: string, edition: number): number {
  let low = 0x811c9dc5 ^ edition;
  let high = 0x01000193 ^ Math.imul(edition, 0x9e3779b1);
  for (let at = 0; at < key.length; at++) {
    low = Math.imul(low ^ key.charCodeAt(at), 0x01000193);
    high = Math.imul(high ^ key.charCodeAt(at), 0x01000193);
  }
  return (low >>> 8) * 2 ** 24 + (high >>> 8);
}

function hasMember(owner: LeadRecord | undefined, id: LeadId): boolean {
  return owner?.members.some((member) => idKey(member) === idKey(id)) ?? false;
}
