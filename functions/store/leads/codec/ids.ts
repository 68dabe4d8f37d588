// Ids, links and claims, as a head holds them.
import { ID_KINDS, type LeadId } from '../../../domain/event/event.ts';
import type { Claim } from '../../../domain/lead/claims.ts';
import { idKey, type Link, linkTo, type Rank, SORTS, type Sort } from '../../../domain/lead/identity.ts';
import { known } from './packed.ts';

/** `<kind>:<key>`, as `idKey` writes it. */
export type PackedId = string;
/** The first letter of a sort. */
export type PackedSort = string;
/** `of` is absent where the link was said of the id that bears it. */
export type PackedRank = {
  readonly at: number;
  readonly id: string;
  readonly by: PackedSort;
  readonly of?: PackedId;
};
export type PackedLink = PackedRank & { readonly to: PackedId };
export type PackedBeyond = PackedRank & { readonly tie: number };
/** Claims; those of linkedIds by their place among these. */
export type PackedClaims = readonly (readonly [id: number | PackedId, time: number, sort: PackedSort])[];

/** @throws UnreadableItem */
export function unpackId(text: PackedId): LeadId {
  const colon = text.indexOf(':');
  const name = text.slice(0, colon);
  const kind = ID_KINDS.find((one) => one === name);
  return { kind: known(kind, `the id kind "${colon < 0 ? '' : name}"`), key: text.slice(colon + 1) };
}

function packSort(sort: Sort): PackedSort {
  return sort.slice(0, 1);
}

/** @throws UnreadableItem */
function unpackSort(letter: PackedSort): Sort {
  return known(
    SORTS.find((sort) => packSort(sort) === letter),
    `the sort "${letter}"`,
  );
}

function packRank({ sort, time, id, of }: Rank, owner: LeadId): PackedRank {
  return {
    at: time,
    id,
    by: packSort(sort),
    ...(idKey(of) === idKey(owner) ? {} : { of: idKey(of) }),
  };
}

function unpackRank({ at, id, by, of }: PackedRank, owner: LeadId): Omit<Rank, 'tie'> {
  return { sort: unpackSort(by), time: at, id, of: of === undefined ? owner : unpackId(of) };
}

/** @param owner whose link it is */
export function packLink(link: Link, owner: LeadId): PackedLink {
  return { to: idKey(link.to), ...packRank(link, owner) };
}

export function unpackLink({ to, ...rank }: PackedLink, owner: LeadId): Link {
  return linkTo(unpackId(to), unpackRank(rank, owner));
}

export function packBeyond(beyond: Rank, owner: LeadId): PackedBeyond {
  return { tie: beyond.tie, ...packRank(beyond, owner) };
}

export function unpackBeyond({ tie, ...rank }: PackedBeyond, owner: LeadId): Rank {
  return { ...unpackRank(rank, owner), tie };
}

export function packClaims(claims: readonly Claim[], linkedIds: readonly LeadId[]): PackedClaims {
  const places = new Map(linkedIds.map((member, place) => [idKey(member), place]));
  return claims.map(({ id, time, sort }) => [places.get(idKey(id)) ?? idKey(id), time, packSort(sort)]);
}

export function unpackClaims(packed: PackedClaims, linkedIds: readonly LeadId[]): readonly Claim[] {
  return packed.map(([place, time, letter]) => {
    const id = typeof place === 'number' ? known(linkedIds[place], `linked id ${place}`) : unpackId(place);
    return { id, time, sort: unpackSort(letter) };
  });
}
