// Taking submissions into records: events are folded where they belong, and links are said.
import type { LeadId, Submission } from '../event/event.ts';
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
  linkTo,
  owningLink,
  type Rank,
  withClaim,
} from './identity.ts';
import { fold } from './lead.ts';
import { emptyRecord, type LeadRecord, type Records } from './record.ts';
import { missingOf } from './tree.ts';

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
    if (!taken.isGone(bearer, received)) {
      const known = events.get(idKey(bearer));
      if (known === undefined) events.set(idKey(bearer), { bearer, borne: [submission] });
      else known.borne.push(submission);
    }
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
    if (this.isGone(to, received)) return;
    // Also of an id that was erased meanwhile: had it come before, the claim would be there.
    this.#claim(to, { id, trusted, time });
    if (this.isGone(id, received)) return;
    const record = this.at(this.#united(id));
    const said = linkTo(to, { trusted, time, id: event.id, of: id });
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
      this.#move(this.at(id), linkTo(low.id, { ...UNITED, of: id }));
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
