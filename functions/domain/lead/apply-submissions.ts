// Applies submissions to records: events go to the histories of their owners, links decide who owns which id.
import type { LeadId, OrderTie, Submission } from '../event/event.ts';
import { isOwnEvent } from '../mail/own-events.ts';
import { CLAIMS, type Claim, holdsLink, withClaim } from './claims.ts';
import {
  byStrength,
  compareText,
  type IdKey,
  idKey,
  idsIn,
  idsOf,
  type Link,
  linkTo,
  owningLink,
  type Rank,
  saidAt,
  sortOf,
  tieOf,
  tieRank,
} from './identity.ts';
import { missingIds, primaryOf } from './identity-graph.ts';
import { fold } from './lead.ts';
import { emptyRecord, type LeadRecord, type Records } from './record.ts';
import { isHeld, type Room, roomFor, roomOf } from './room.ts';
import { withTold } from './tellings.ts';

/**
 * The records after submissions: events added to the histories of their owners, links applied.
 * @param most how many claims a record keeps
 */
export function applySubmissions(
  records: Records,
  submissions: readonly Submission[],
  most = CLAIMS,
): Records {
  const update = applyLinks(records, submissions, most);
  for (const [owner, own] of byOwner(records, submissions)) {
    const record = update.at(owner);
    const history = fold(
      record.history,
      own.map(({ event }) => event),
    );
    update.put(withTyped({ ...record, history }, own));
  }
  for (const submission of submissions) {
    if (submission.told === undefined || !('order' in submission.told)) continue;
    const record = update.at(idsOf(submission)[0]);
    const history = withTold(record.history, submission.told);
    if (history !== record.history) update.put({ ...record, history });
  }
  return update.records;
}

/** Submissions by the id to which their events go; without those that were erased. */
function byOwner(
  records: Records,
  submissions: readonly Submission[],
): ReadonlyMap<LeadId, readonly Submission[]> {
  const owners = new Map<IdKey, { readonly owner: LeadId; readonly own: Submission[] }>();
  for (const submission of submissions) {
    const [owner] = idsOf(submission);
    if (submission.told !== undefined || isErasedIn(records, submission)) continue;
    const known = owners.get(idKey(owner));
    if (known === undefined) owners.set(idKey(owner), { owner, own: [submission] });
    else known.own.push(submission);
  }
  return new Map([...owners.values()].map(({ owner, own }) => [owner, own]));
}

/** Whether the event of a submission is erased. */
export function isErasedIn(records: Records, submission: Submission): boolean {
  return isErased(records.get(idKey(idsOf(submission)[0])), submission.event.received);
}

/** Whether what was received then for an id is erased. */
function isErased(record: LeadRecord | undefined, received: number): boolean {
  return record?.erasedAt !== undefined && received <= record.erasedAt;
}

/**
 * The records as submissions link them, without their events.
 * @param maybeKnown ids of which events are not read, so that a server may have told of them: they are taken for such
 */
export function linkedBy(
  records: Records,
  submissions: readonly Submission[],
  maybeKnown: ReadonlySet<IdKey>,
): Records {
  return applyLinks(records, submissions, CLAIMS, maybeKnown).records;
}

/** Applies the links that submissions state, and no event. */
function applyLinks(
  records: Records,
  submissions: readonly Submission[],
  most: number,
  maybeKnown: ReadonlySet<IdKey> = new Set(),
): IdentityUpdate {
  const known = new Set([...ownersOfTrusted(records, submissions), ...maybeKnown]);
  const update = new IdentityUpdate(records, most, known);
  for (const submission of submissions) {
    const [owner, ...weaker] = idsOf(submission);
    if (submission.told !== undefined) {
      if ('browserAt' in submission.told) update.applyTie(submission.told, weaker[0] ?? owner, owner);
      continue;
    }
    for (const id of weaker) update.applyLink(submission, id, owner);
    for (const id of submission.alias ?? []) update.applyAlias(submission, id, owner);
  }
  // What a server has said of ids can part such as were joined before.
  for (const submission of submissions) {
    if (submission.event.trusted) for (const id of idsIn(submission)) update.decideAgain(id);
  }
  update.fitIntoLeads(submissions.flatMap(idsIn));
  return update;
}

/** The ids of which submissions bring an event that was sent with the secret key. */
function ownersOfTrusted(records: Records, submissions: readonly Submission[]): ReadonlySet<IdKey> {
  const owners = new Set<IdKey>();
  for (const submission of submissions) {
    const key = idKey(idsOf(submission)[0]);
    const { event, told } = submission;
    const isServer = event.trusted && told === undefined && !isOwnEvent(event);
    if (isServer && !isErased(records.get(key), event.received)) owners.add(key);
  }
  return owners;
}

/** Changes who owns which id. Links and the linked ids of their owners stay mirrors of each other. */
class IdentityUpdate {
  readonly records: Map<IdKey, LeadRecord>;
  /** Ids for which a lead has room again, and whose records are not at hand. */
  readonly wanted: LeadId[] = [];
  readonly #before: Records;
  readonly #most: number;
  readonly #ownersOfTrusted: ReadonlySet<IdKey>;
  /** Of each lead once: all ids of a lead ask for it. */
  readonly #roomsBefore = new Map<IdKey, Room>();

  /** @param ownersOfTrusted ids that get an event of the server's, which is not in their histories yet */
  constructor(records: Records, most: number, ownersOfTrusted: ReadonlySet<IdKey>) {
    this.records = new Map(records);
    this.#before = records;
    this.#most = most;
    this.#ownersOfTrusted = ownersOfTrusted;
  }

  at(id: LeadId): LeadRecord {
    return this.records.get(idKey(id)) ?? emptyRecord(id);
  }

  put(record: LeadRecord): void {
    this.records.set(idKey(record.id), record);
  }

  /** A submission states that `id` is the person whom the stronger id `to` names. */
  applyLink({ event }: Submission, id: LeadId, to: LeadId): void {
    const sort = sortOf(event);
    const time = saidAt(event);
    const isOwnerErased = isErased(this.at(to), event.received);
    // Also of an id that was erased meanwhile: had the claim come before, it would be kept.
    if (!isOwnerErased) this.#addClaim(to, { id, sort, time });
    if (isErased(this.at(id), event.received)) return;
    const record = this.at(this.#unitedUnder(id));
    const said = linkTo(to, { sort, time, id: event.id, of: id });
    // Of an owner that was erased meanwhile as of one that was erased later: the link decides, and does not hold.
    if (isOwnerErased) this.#decideOwner(record, owningLink(linkOf(record), rankOf(said)));
    else this.#decideOwner(record, this.#ownLink(record, said));
  }

  /** An order ties a browser to `to`; it ends a tie where that is the browser itself. */
  applyTie(tie: OrderTie, id: LeadId, to: LeadId): void {
    const { browserAt, customer } = tie;
    if (isErased(this.at(id), browserAt)) return;
    const rank = tieRank(tie, id);
    const isHeld = id !== to && customer !== undefined && !isErased(this.at(to), customer.at);
    if (isHeld) this.#addClaim(to, { id, sort: rank.sort, time: rank.time });
    const record = this.at(this.#unitedUnder(id));
    this.#decideOwner(record, owningLink(linkOf(record), isHeld ? { ...rank, to } : rank));
  }

  /**
   * What decides of a record once a link to it was said. A link that its owner had no room for kept its rank alone: where its owner is
   * named again, by whom it was is known by the few bits of it.
   */
  #ownLink(record: LeadRecord, said: Link): Link | Rank {
    const own = owningLink(linkOf(record), said) ?? said;
    return 'to' in own || !isCall(own) ? own : this.#namedAgain(own, said.to);
  }

  /** A link of which the rank alone was kept, with its owner where that is `to`. */
  #namedAgain(rank: Rank, to: LeadId): Link | Rank {
    const { claims, erasedAt = -1 } = this.at(to);
    if (rank.tie !== tieOf(idKey(to))) return rank;
    // What was said by secret key is not timed by when it came, so that it is looked for among the claims.
    const isOfIt = isCall(rank)
      ? rank.time > erasedAt
      : claims.some(
          ({ id, sort, time }) => sort === rank.sort && time === rank.time && idKey(id) === idKey(rank.of),
        );
    return isOfIt ? { ...rank, to } : rank;
  }

  /** Lets those ids stand apart for which their lead has no room, and brings back those for which it has room again. */
  fitIntoLeads(named: readonly LeadId[]): void {
    const touched = [...this.records.values()].filter((one) => this.#before.get(idKey(one.id)) !== one);
    const left = touched.flatMap(({ id }) => this.#before.get(idKey(id))?.link?.to ?? []);
    const fitted = new Set<IdKey>();
    const queue = [...named, ...touched.map(({ id }) => id), ...left];
    for (const id of queue) {
      const primary = primaryOf(this.records, id);
      if (fitted.has(idKey(primary))) continue;
      fitted.add(idKey(primary));
      queue.push(...this.#putOut(primary));
      if (this.#bringBack(primary)) {
        // With a user id come the browsers that belong to it.
        fitted.delete(idKey(primary));
        queue.push(primary);
      }
    }
  }

  /** @returns the ids that stand apart now */
  #putOut(primary: LeadId): readonly LeadId[] {
    const { owners, held } = roomOf(this.records, primary, roomFor(this.#most));
    if (held === undefined) return [];
    const apart: LeadId[] = [];
    for (const { id: owner } of owners)
      for (const id of this.at(owner).linkedIds) {
        const record = this.at(id);
        if (id.kind === owner.kind || record.link === undefined || isHeld(held, record)) continue;
        this.#setLink(record, undefined, rankOf(record.link));
        apart.push(id);
      }
    return apart;
  }

  /** @returns whether a user id is among those that came back */
  #bringBack(primary: LeadId): boolean {
    const most = roomFor(this.#most);
    const { owners, held } = roomOf(this.records, primary, most);
    let isUserBack = false;
    for (const { id: owner, claims } of owners) {
      if (!this.#before.has(idKey(owner))) continue;
      const before = this.#heldBefore(primaryOf(this.#before, owner));
      if (before === undefined) continue;
      for (const { id } of claims) {
        if (before.has(idKey(id)) || held?.has(idKey(id)) === false) continue;
        if (!this.records.has(idKey(id))) this.wanted.push(id);
        const record = this.at(this.#unitedUnder(id));
        if (record.link !== undefined || record.beyond === undefined) continue;
        this.#decideOwner(record, this.#namedAgain(record.beyond, owner));
        isUserBack ||= id.kind === 'user' && this.at(record.id).link !== undefined;
      }
    }
    return isUserBack;
  }

  /** The ids that a lead held before; undefined where it had room for all. */
  #heldBefore(primary: LeadId): ReadonlySet<IdKey> | undefined {
    const key = idKey(primary);
    const known = this.#roomsBefore.get(key) ?? roomOf(this.#before, primary, roomFor(this.#most));
    this.#roomsBefore.set(key, known);
    return known.held;
  }

  /** Decides once more of the links of an id and to it, of which a server has said something. */
  decideAgain(id: LeadId): void {
    const linked = id.kind === 'email' ? this.at(id).linkedIds.filter(({ kind }) => kind === 'user') : [];
    for (const one of id.kind === 'user' ? [this.#unitedUnder(id)] : linked) {
      const record = this.at(one);
      this.#decideOwner(record, linkOf(record));
    }
  }

  /** The secret key states that `id` is the same person as `owner`. */
  applyAlias(submission: Submission, id: LeadId, owner: LeadId): void {
    const unlike = byStrength(id, owner);
    const { received } = submission.event;
    if (unlike !== undefined) this.applyLink(submission, unlike.weaker, unlike.stronger);
    else if (!isErased(this.at(id), received) && !isErased(this.at(owner), received)) this.#unite(id, owner);
  }

  /** Two ids of one kind and all that are united with them become one, under the least of them. */
  #unite(a: LeadId, b: LeadId): void {
    const [low, high] = [this.at(this.#unitedUnder(a)), this.at(this.#unitedUnder(b))].sort((one, other) =>
      compareText(idKey(one.id), idKey(other.id)),
    );
    if (low === undefined || high === undefined || idKey(low.id) === idKey(high.id)) return;
    const link = linkOf(high);
    this.#decideOwner(high, undefined);
    for (const id of [high.id, ...high.linkedIds.filter(({ kind }) => kind === high.id.kind)]) {
      this.#setLink(this.at(id), linkTo(low.id, { ...UNITED, of: id }));
    }
    const least = this.at(low.id);
    this.#decideOwner(least, owningLink(linkOf(least), link));
  }

  /** Of ids that an alias has united, the one that has the links of all. */
  #unitedUnder(id: LeadId): LeadId {
    const { link } = this.at(id);
    return link !== undefined && link.to.kind === id.kind ? link.to : id;
  }

  /** Adds a claim. An id whose claim has no room any more stands apart from then on. */
  #addClaim(owner: LeadId, claim: Claim): void {
    const before = this.at(owner).claims;
    const claims = withClaim(before, claim, this.#most);
    if (claims === before) return;
    this.put({ ...this.at(owner), claims });
    for (const one of before) {
      if (claims.includes(one)) continue;
      const record = this.at(this.#unitedUnder(one.id));
      if (record.link !== undefined && idKey(record.link.to) === idKey(owner)) {
        this.#decideOwner(record, record.link);
      }
    }
  }

  /** Gives a record its owner, or lets it stand apart where the link does not hold. */
  #decideOwner(record: LeadRecord, link: Link | Rank | undefined): void {
    if (link === undefined || !('to' in link)) this.#setLink(record, undefined, link);
    else if (holdsLink(this.at(link.to).claims, link) && !this.#joinsCustomers(record.id, link))
      this.#setLink(record, link);
    else this.#setLink(record, undefined, rankOf(link));
  }

  /** Whether a public link would make one of two customers of which the server has told. */
  #joinsCustomers(id: LeadId, { sort, to }: Link): boolean {
    if (sort === 'secret' || id.kind !== 'user') return false;
    return this.#isKnownToServer(id) && this.#isKnownToServer(to);
  }

  /** Whether an id has an event, a claim or an alias by the secret key. Once it has, it always has. */
  #isKnownToServer(id: LeadId): boolean {
    const { link, linkedIds, claims, history } = this.at(id);
    return (
      this.#ownersOfTrusted.has(idKey(id)) ||
      link?.to.kind === id.kind ||
      linkedIds.some(({ kind }) => kind === id.kind) ||
      claims.some(({ sort }) => sort === 'secret') ||
      history.events.some((event) => event.trusted && !isOwnEvent(event))
    );
  }

  #setLink(record: LeadRecord, link: Link | undefined, beyond?: Rank): void {
    if (link === record.link && isSameRank(beyond, record.beyond)) return;
    const { link: former, beyond: _, ...rest } = record;
    if (link !== undefined && former !== undefined && sameLink(link, former)) return;
    if (former !== undefined) {
      const owner = this.records.get(idKey(former.to));
      if (owner !== undefined) this.put({ ...owner, linkedIds: without(owner.linkedIds, record.id) });
    }
    this.put({ ...rest, ...(link && { link }), ...(beyond && { beyond }) });
    if (link === undefined) return;
    const owner = this.at(link.to);
    this.put({ ...owner, linkedIds: [...without(owner.linkedIds, record.id), record.id].sort(compareIds) });
  }
}

/** What an alias says has no weight to be compared: it is never taken back. */
const UNITED = { sort: 'secret', time: 0, id: '' } as const;

/** Whether a link was said by public key. */
function isCall({ sort }: Rank): boolean {
  return sort !== 'secret' && sort !== 'order';
}

/** The link that decides who owns a record, whether the owner's claims hold it or not. */
function linkOf(record: LeadRecord): Link | Rank | undefined {
  return record.link ?? record.beyond;
}

function isSameRank(a: Rank | undefined, b: Rank | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  const isSaidSo = a.sort === b.sort && a.time === b.time && a.id === b.id;
  return isSaidSo && a.tie === b.tie && idKey(a.of) === idKey(b.of);
}

function sameLink(a: Link, b: Link): boolean {
  return isSameRank(a, b) && idKey(a.to) === idKey(b.to);
}

function rankOf({ to: _, ...rank }: Link): Rank {
  return rank;
}

function without(linkedIds: readonly LeadId[], id: LeadId): readonly LeadId[] {
  return linkedIds.filter((member) => idKey(member) !== idKey(id));
}

function compareIds(a: LeadId, b: LeadId): number {
  return compareText(idKey(a), idKey(b));
}

/** A public call says nothing of it: whoever knows the address could send one. */
function withTyped(record: LeadRecord, submissions: readonly Submission[]): LeadRecord {
  let typed = record.typed;
  for (const { typed: value, event } of submissions) {
    if (value === undefined || !(event.trusted || event.kind === 'form')) continue;
    const isLater =
      typed === undefined || event.time > typed.time || (event.time === typed.time && value > typed.value);
    if (isLater) typed = { value, time: event.time };
  }
  return typed === undefined ? record : { ...record, typed };
}

/**
 * The ids whose records must be read, beside those at hand, before the submissions can be applied: owners before and
 * after, up to their primary ids, and everything linked below these. Empty when all is there.
 */
export function idsToRead(records: Records, submissions: readonly Submission[]): readonly LeadId[] {
  const ids = submissions.flatMap(idsIn);
  if (records.size === 0) return missingIds(records, ids);
  const { records: after, wanted } = applyLinks(records, submissions, CLAIMS);
  const before = missingIds(records, [...ids, ...wanted]);
  return [...new Map([...before, ...missingIds(records, ids, after)].map((id) => [idKey(id), id])).values()];
}
