// The head of a record: the item that every change writes, and that says where the rest lies.
import { isMark, type LeadRecord } from '../../domain/lead/record.ts';
import { type PackedCells, packCounted, unpackCounted } from './counted.ts';
import { type PackedEntries, packEntries, unpackEntries } from './entries.ts';
import {
  type PackedBeyond,
  type PackedClaims,
  type PackedId,
  type PackedLink,
  packClaims,
  packId,
  packLink,
  packRank,
  unpackBeyond,
  unpackClaims,
  unpackId,
  unpackLink,
} from './ids.ts';
import { pack, UnreadableItem, unpackObject } from './item-bytes.ts';

type PackedHead = PackedEntries & {
  readonly i: PackedId;
  readonly y?: LeadRecord['typed'];
  readonly l?: PackedLink;
  readonly a?: PackedBeyond;
  readonly m?: readonly PackedId[];
  readonly k?: PackedClaims;
  readonly c?: Readonly<Record<string, PackedCells>>;
  /** Parts of `counted` that are kept in items of their own. */
  readonly d?: readonly string[];
  /** How many pages there are. */
  readonly p?: number;
  /** Erased until then; the generation since; of whom items of former ones are still to be deleted. */
  readonly g?: number;
  readonly f?: number;
  readonly o?: readonly string[];
  readonly n?: readonly number[];
};

/** Where the rest of a record lies. */
export type Places = {
  /** Goes up with each erasure: pages and parts of a former one are not the record's any more. */
  readonly generation: number;
  readonly pages: number;
  /** Names of the parts of `counted` that are kept in items of their own. */
  readonly parts: readonly string[];
  /** Hashes of ids that an erasure took along, and whose items of a former generation are still to be deleted. */
  readonly leftovers: readonly string[];
};

export const NO_PLACES: Places = { generation: 0, pages: 0, parts: [], leftovers: [] };

/** @param record with only so much of its trail and of `counted` as the head itself holds */
export function encodeHead(record: LeadRecord, places: Places): Uint8Array {
  const { id, typed, link, beyond, members, claims, counted, versions, gone, trail } = record;
  const { generation, pages, parts, leftovers } = places;
  return pack({
    // A mark does not tell whose it is: whoever asks for it knows.
    i: packId(isMark(record) ? { ...id, key: '' } : id),
    ...(typed === undefined ? {} : { y: typed }),
    ...(link === undefined ? {} : { l: packLink(link, id) }),
    ...(beyond === undefined ? {} : { a: [beyond.tie, ...packRank(beyond, id)] }),
    ...(members.length === 0 ? {} : { m: members.map(packId) }),
    ...(claims.length === 0 ? {} : { k: packClaims(claims, members) }),
    ...(counted.size === 0 ? {} : { c: packCounted(counted) }),
    ...(parts.length === 0 ? {} : { d: parts }),
    ...(pages === 0 ? {} : { p: pages }),
    ...(gone === undefined ? {} : { g: gone }),
    ...(generation === 0 ? {} : { f: generation }),
    ...(leftovers.length === 0 ? {} : { o: leftovers }),
    ...(versions.length === 0 ? {} : { n: versions }),
    ...packEntries(trail),
  } satisfies PackedHead);
}

/** The head's record has the trail and the counts of the head's own alone. */
export function decodeHead(
  bytes: Uint8Array,
  version: number,
): { readonly record: LeadRecord; readonly places: Places } {
  const head = unpackObject<PackedHead>(bytes);
  if (!Array.isArray(head.i)) throw new UnreadableItem('a head does not say which id it is of');
  if (!Number.isSafeInteger(version)) throw new UnreadableItem('a head has no version');
  const id = unpackId(head.i);
  const members = (head.m ?? []).map(unpackId);
  const record: LeadRecord = {
    id,
    version,
    versions: head.n ?? [],
    trail: unpackEntries(head),
    ...(head.l === undefined ? {} : { link: unpackLink(head.l, id) }),
    ...(head.a === undefined ? {} : { beyond: unpackBeyond(head.a, id) }),
    members,
    claims: unpackClaims(head.k ?? [], members),
    counted: unpackCounted(head.c ?? {}),
    ...(head.y === undefined ? {} : { typed: head.y }),
    ...(head.g === undefined ? {} : { gone: head.g }),
  };
  const places = {
    generation: head.f ?? 0,
    pages: head.p ?? 0,
    parts: head.d ?? [],
    leftovers: head.o ?? [],
  };
  return { record, places };
}
