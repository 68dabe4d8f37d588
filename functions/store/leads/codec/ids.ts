// Ids, links and claims, as a head holds them.
import { ID_KINDS, type LeadId } from '../../../domain/event/event.ts';
import { type Claim, idKey, type Link, linkTo, type Rank } from '../../../domain/lead/identity.ts';
import { known } from './packed.ts';

/** `<kind>:<key>`, as `idKey` writes it. */
export type PackedId = string;
/** `of` is absent where the link was said of the id that bears it. */
export type PackedRank = {
  readonly at: number;
  readonly by: string;
  readonly secret?: 1;
  readonly of?: PackedId;
};
export type PackedLink = PackedRank & { readonly to: PackedId };
export type PackedBeyond = PackedRank & { readonly tie: number };
/** Claims; those of linkedIds by their place among these. */
export type PackedClaims = readonly (readonly [id: number | PackedId, time: number, trusted?: 1])[];

/** @throws UnreadableItem */
export function unpackId(text: PackedId): LeadId {
  const colon = text.indexOf(':');
  const name = text.slice(0, colon);
  const kind = ID_KINDS.find((one) => one === name);
  return { kind: known(kind, `the id kind "${colon < 0 ? '' : name}"`), key: text.slice(colon + 1) };
}

function packRank({ trusted, time, id, of }: Rank, owner: LeadId): PackedRank {
  return {
    at: time,
    by: id,
    ...(trusted ? { secret: 1 } : {}),
    ...(idKey(of) === idKey(owner) ? {} : { of: idKey(of) }),
  };
}

function unpackRank({ at, by, secret, of }: PackedRank, owner: LeadId): Omit<Rank, 'tie'> {
  return { trusted: secret === 1, time: at, id: by, of: of === undefined ? owner : unpackId(of) };
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
  return claims.map(({ id, time, trusted }) => {
    const packed = places.get(idKey(id)) ?? idKey(id);
    return trusted ? [packed, time, 1] : [packed, time];
  });
}

export function unpackClaims(packed: PackedClaims, linkedIds: readonly LeadId[]): readonly Claim[] {
  return packed.map(([place, time, trusted]) => {
    const id = typeof place === 'number' ? known(linkedIds[place], `linked id ${place}`) : unpackId(place);
    return { id, time, trusted: trusted === 1 };
  });
}
