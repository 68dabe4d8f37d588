// Ids, links and claims, as a head holds them.
import { ID_KINDS, type LeadId } from '../../domain/event/event.ts';
import { type Claim, idKey, type Link, linkTo, type Rank } from '../../domain/lead/identity.ts';
import { known } from './item-bytes.ts';

export type PackedId = readonly [kind: number, key: string];
type PackedRank = readonly [trusted: 0 | 1, time: number, id: string, of?: PackedId];
export type PackedLink = readonly [kind: number, key: string, ...PackedRank];
export type PackedBeyond = readonly [tie: number, ...PackedRank];
/** Claims; those of members by their place among these. */
export type PackedClaims = readonly (readonly [id: number | PackedId, time: number, trusted?: 1])[];

export function packId({ kind, key }: LeadId): PackedId {
  return [ID_KINDS.indexOf(kind), key];
}

export function unpackId([kind, key]: readonly [number, string, ...unknown[]]): LeadId {
  return { kind: known(ID_KINDS, kind, 'id kind'), key };
}

/** @param bearer whose link it is: said about itself, if nothing else is told */
export function packRank({ trusted, time, id, of }: Rank, bearer: LeadId): PackedRank {
  const packed = [trusted ? 1 : 0, time, id] as const;
  return idKey(of) === idKey(bearer) ? packed : [...packed, packId(of)];
}

function unpackRank([trusted, time, id, of]: PackedRank, bearer: LeadId): Omit<Rank, 'tie'> {
  return { trusted: trusted === 1, time, id, of: of === undefined ? bearer : unpackId(of) };
}

export function packLink(link: Link, bearer: LeadId): PackedLink {
  return [...packId(link.to), ...packRank(link, bearer)];
}

export function unpackLink([kind, key, ...rank]: PackedLink, bearer: LeadId): Link {
  return linkTo(unpackId([kind, key]), unpackRank(rank, bearer));
}

export function unpackBeyond([tie, ...rank]: PackedBeyond, bearer: LeadId): Rank {
  return { ...unpackRank(rank, bearer), tie };
}

export function packClaims(claims: readonly Claim[], members: readonly LeadId[]): PackedClaims {
  const places = new Map(members.map((member, place) => [idKey(member), place]));
  return claims.map(({ id, time, trusted }) => {
    const packed = places.get(idKey(id)) ?? packId(id);
    return trusted ? [packed, time, 1] : [packed, time];
  });
}

export function unpackClaims(packed: PackedClaims, members: readonly LeadId[]): readonly Claim[] {
  return packed.map(([place, time, trusted]) => {
    const id = typeof place === 'number' ? known(members, place, 'member') : unpackId(place);
    return { id, time, trusted: trusted === 1 };
  });
}
