// The room of a whole lead: of the ids that are claimed for its ids, those that it holds.
import type { LeadId } from '../event/event.ts';
import { type Claim, inOrder } from './claims.ts';
import { compareText, type IdKey, idKey, type Sort } from './identity.ts';
import type { LeadRecord, Records } from './record.ts';

/** So many ids a lead holds beside its primary id, those that are united with one of them by alias included. */
export function roomFor(claims: number): number {
  return 2 * claims;
}

/** The records of a lead that have claims, and the ids for which it has room; absent: for all that are claimed. */
export type Room = { readonly owners: readonly LeadRecord[]; readonly held?: ReadonlySet<IdKey> };

/**
 * A function of the claims alone, and of which user ids are of the lead: not of whether an id that is claimed is of it. What an
 * alias has united is always held. User ids come before browsers, what the secret key says before all else, ties by an order last. Of
 * browsers each owner has its first ones before any has further ones, so that no id that many browsers name leaves others without.
 */
export function roomOf(records: Records, primary: LeadId, most: number): Room {
  const tops = withUnited(records, primary);
  const owners = [...tops, ...userIds(tops).flatMap((id) => withUnited(records, id))];
  if (owners.reduce((sum, { claims }) => sum + claims.length, owners.length) <= most) return { owners };
  const held = new Set<IdKey>();
  const united = tops.length - 1;
  take(held, tops, 'user', most - united);
  const groups = userIds(tops).filter((id) => isHeld(held, records.get(idKey(id))));
  const ofLead = groups.flatMap((id) => withUnited(records, id));
  take(held, [...tops, ...ofLead], 'anonymous', most - united - (ofLead.length - groups.length));
  return { owners: [...tops, ...ofLead], held };
}

/** Whether a lead has room for a record that a link made part of it. */
export function isHeld(held: ReadonlySet<IdKey>, record: LeadRecord | undefined): boolean {
  return record?.link !== undefined && held.has(idKey(record.link.of));
}

/** The user ids that belong to the e-mails at the top of a lead. */
function userIds(tops: readonly LeadRecord[]): readonly LeadId[] {
  return tops.flatMap(({ id, linkedIds }) =>
    id.kind === 'email' ? linkedIds.filter(({ kind }) => kind === 'user') : [],
  );
}

/** A record with those that an alias has united with it. */
function withUnited(records: Records, id: LeadId): readonly LeadRecord[] {
  const record = records.get(idKey(id));
  if (record === undefined) return [];
  const others = record.linkedIds.filter(({ kind }) => kind === id.kind);
  return [record, ...others.flatMap((other) => records.get(idKey(other)) ?? [])];
}

type Place = { readonly claim: Claim; readonly at: number; readonly owner: IdKey };

/** Adds the first claimed ids of a kind until there are `most`. */
function take(held: Set<IdKey>, owners: readonly LeadRecord[], kind: LeadId['kind'], most: number): void {
  const places = owners.flatMap(({ id, claims }) =>
    inOrder(claims.filter((claim) => claim.id.kind === kind)).map(
      (claim, at): Place => ({ claim, at, owner: idKey(id) }),
    ),
  );
  for (const { claim } of places.sort(comparePlaces)) if (held.size < most) held.add(idKey(claim.id));
}

function comparePlaces(a: Place, b: Place): number {
  return (
    classOf(a.claim.sort) - classOf(b.claim.sort) ||
    a.at - b.at ||
    a.claim.time - b.claim.time ||
    compareText(idKey(a.claim.id), idKey(b.claim.id)) ||
    compareText(a.owner, b.owner)
  );
}

function classOf(sort: Sort): number {
  return sort === 'secret' ? 0 : sort === 'order' ? 2 : 1;
}
