// How a record becomes items: a head that every write touches, and pages of events that seldom change.
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { LeadEvent, LeadId } from '../domain/event/event.ts';
import { EVENT_KINDS, ID_KINDS } from '../domain/event/event.ts';
import {
  type CellKey,
  type Cells,
  cellKey,
  type Metric,
  parseCellKey,
  type Slice,
} from '../domain/funnel/cells.ts';
import { type Claim, idKey, type Link, type Rank } from '../domain/lead/identity.ts';
import { type TimedTouch, touchKey } from '../domain/lead/lead.ts';
import { isMark, type LeadRecord } from '../domain/lead/record.ts';
import type { Touch } from '../domain/touch/touch.ts';

/** Events and touches, as a head or a page holds them. */
export type Entries = { readonly events: readonly LeadEvent[]; readonly touches: readonly TimedTouch[] };

type Packed = {
  readonly e?: readonly PackedEvent[];
  readonly t?: readonly Touch[];
  readonly u?: readonly [number, number][];
};
type PackedEvent = readonly [
  kind: number,
  id: string,
  time: number,
  received: number,
  name: string,
  rest?: PackedRest,
];
type PackedRest = Omit<LeadEvent, 'kind' | 'id' | 'time' | 'received' | 'name' | 'trusted' | 'touch'> & {
  readonly s?: 1;
  /** Index into the touches of the same item. */
  readonly t?: number;
};
type PackedHead = Packed & {
  readonly i: readonly [kind: number, key: string];
  readonly y?: LeadRecord['typed'];
  readonly l?: readonly [kind: number, key: string, ...PackedRank];
  readonly a?: PackedRank;
  readonly m?: readonly PackedId[];
  /** Claims; those of members by their place among these. */
  readonly k?: readonly (readonly [id: number | PackedId, time: number, trusted?: 1])[];
  readonly c?: Readonly<Record<string, PackedCells>>;
  /** Parts of `counted` that are kept in items of their own. */
  readonly d?: readonly string[];
  /** How many pages there are. */
  readonly p?: number;
  /** Erased until then; the generation since; of whom items of former ones are still to be deleted. */
  readonly g?: number;
  readonly f?: number;
  readonly o?: readonly string[];
  readonly n?: number;
  readonly b?: number;
};
type PackedId = readonly [kind: number, key: string];
type PackedRank = readonly [trusted: 0 | 1, time: number, id: string, of?: PackedId];
type PackedCells = Record<string, Record<string, Record<string, number>>>;

/** Strings that most items hold: deflate finds them here at the cost of two bytes. Never changed, only replaced under a new version. */
const DICTIONARY = Buffer.from(
  '{"referrer":"","landingPage":"/","content":"","term":"","campaign":"","medium":"referral","medium":"social","medium":"email","medium":"organic","medium":"cpc","source":"google","channel":"Email","channel":"Referral","channel":"Organic Social","channel":"Paid Social","channel":"Organic Search","channel":"Paid Search","clickId":"gclid","currency":"USD","currency":"EUR","minor":,"order":{"id":","value":{"properties":{"email":"name":"newsletter":"Trial Started","Order Completed","/pricing","/blog/first.channel=Direct":{"e":1,"l0":1,"d1":1,"l1":1,"b1":1,"o3":1,"first.channel=Paid Search":{"first.channel=Organic Search":{"channel=Organic Social":{"channel=Direct":{"channel=Paid Search":{"channel=Organic Search":{"":{"e":1,"l0":1,"l1":1,"b1":1,"f1:1,"p1:1,"2026-"t":0},"i":[0,","@example.com"],"@gmail.com"],"e":[[1,"f:ebook:","p:","s:","c":{"',
);
const DEFLATED = 1;
const PLAIN = 2;
/**
 * An item of up to a KB costs the same whatever its length, so what fits there as it is saves the time to deflate it. Its
 * keys, names and version take the rest of the KB.
 */
const PLAIN_BYTES = 1024 - 40;

function pack(value: unknown): Uint8Array {
  const body = Buffer.from(JSON.stringify(value));
  if (body.length < PLAIN_BYTES) return Buffer.concat([Buffer.of(PLAIN), body]);
  return Buffer.concat([Buffer.of(DEFLATED), deflateRawSync(body, { dictionary: DICTIONARY, level: 6 })]);
}

function unpack(bytes: Uint8Array): unknown {
  const [version] = bytes;
  if (version !== DEFLATED && version !== PLAIN) {
    throw new UnreadableItem(`an item is of codec ${version}, this code reads up to ${PLAIN}`);
  }
  try {
    const body = bytes.subarray(1);
    const json = version === PLAIN ? body : inflateRawSync(body, { dictionary: DICTIONARY });
    return JSON.parse(DECODER.decode(json));
  } catch (cause) {
    throw new UnreadableItem('an item is damaged', { cause });
  }
}

const DECODER = new TextDecoder();

/** An item that a newer version of the code wrote, or that is damaged. */
export class UnreadableItem extends Error {
  override readonly name = 'UnreadableItem';
}

export function encodePage(entries: Entries): Uint8Array {
  return pack(packEntries(entries));
}

export function decodePage(bytes: Uint8Array): Entries {
  return unpackEntries(unpack(bytes) as Packed);
}

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
  const { id, typed, link, beyond, members, claims, counted, edition, below, gone, trail } = record;
  const { generation, pages, parts, leftovers } = places;
  return pack({
    // A mark does not tell whose it is: whoever asks for it knows.
    i: packId(isMark(record) ? { ...id, key: '' } : id),
    ...(typed === undefined ? {} : { y: typed }),
    ...(link === undefined ? {} : { l: packLink(link, id) }),
    ...(beyond === undefined ? {} : { a: packRank(beyond, id) }),
    ...(members.length === 0 ? {} : { m: members.map(packId) }),
    ...(claims.length === 0 ? {} : { k: packClaims(claims, members) }),
    ...(counted.size === 0 ? {} : { c: packCounted(counted) }),
    ...(parts.length === 0 ? {} : { d: parts }),
    ...(pages === 0 ? {} : { p: pages }),
    ...(gone === undefined ? {} : { g: gone }),
    ...(generation === 0 ? {} : { f: generation }),
    ...(leftovers.length === 0 ? {} : { o: leftovers }),
    n: edition,
    ...(below === 0 ? {} : { b: below }),
    ...packEntries(trail),
  } satisfies PackedHead);
}

/** The head's record has the trail and the counts of the head's own alone. */
export function decodeHead(
  bytes: Uint8Array,
  version: number,
): { readonly record: LeadRecord; readonly places: Places } {
  const head = unpack(bytes) as PackedHead;
  const id = unpackId(head.i);
  const members = (head.m ?? []).map(unpackId);
  const record: LeadRecord = {
    id,
    version,
    edition: head.n ?? 0,
    below: head.b ?? 0,
    trail: unpackEntries(head),
    ...(head.l === undefined ? {} : { link: unpackLink(head.l, id) }),
    ...(head.a === undefined ? {} : { beyond: unpackRank(head.a, id) }),
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

/** What a lead has counted, as an item of its own. */
export function encodeCounted(counted: LeadRecord['counted']): Uint8Array {
  return pack(packCounted(counted));
}

export function decodeCounted(bytes: Uint8Array): LeadRecord['counted'] {
  return unpackCounted(unpack(bytes) as Record<string, PackedCells>);
}

/** Cells of one definition, as an item of their own. */
export function encodeCells(cells: Cells): Uint8Array {
  return pack(packCells(cells));
}

export function decodeCells(bytes: Uint8Array): Cells {
  return unpackCells(unpack(bytes) as PackedCells);
}

function packEntries({ events, touches }: Entries): Packed {
  const table: Touch[] = [];
  const indices = new Map<string, number>();
  const indexOf = (touch: Touch): number => {
    const key = touchKey(touch);
    const known = indices.get(key);
    if (known !== undefined) return known;
    indices.set(key, table.length);
    return table.push(touch) - 1;
  };
  let last = 0;
  const e = events.map(({ kind, id, time, received, name, trusted, touch, ...rest }): PackedEvent => {
    const more: PackedRest = {
      ...rest,
      ...(trusted ? { s: 1 } : {}),
      ...(touch === undefined ? {} : { t: indexOf(touch) }),
    };
    const step = time - last;
    last = time;
    const base = [EVENT_KINDS.indexOf(kind), id, step, received - time, name] as const;
    return Object.keys(more).length === 0 ? base : [...base, more];
  });
  const u = touches.map(({ time, touch }): [number, number] => [time, indexOf(touch)]);
  return {
    ...(e.length === 0 ? {} : { e }),
    ...(table.length === 0 ? {} : { t: table }),
    ...(u.length === 0 ? {} : { u }),
  };
}

function unpackEntries({ e = [], t: table = [], u = [] }: Packed): Entries {
  let last = 0;
  const events = e.map(([kind, id, step, late, name, more = {}]): LeadEvent => {
    const { s, t, ...rest } = more;
    const touch = t === undefined ? undefined : table[t];
    last += step;
    return {
      id,
      time: last,
      received: last + late,
      kind: EVENT_KINDS[kind] ?? 'event',
      name,
      trusted: s === 1,
      ...(touch === undefined ? {} : { touch }),
      ...rest,
    };
  });
  const touches = u.flatMap(([time, index]) => {
    const touch = table[index];
    return touch === undefined ? [] : [{ time, touch }];
  });
  return { events, touches };
}

function packId({ kind, key }: LeadId): PackedId {
  return [ID_KINDS.indexOf(kind), key];
}

function unpackId([kind, key]: readonly [number, string, ...unknown[]]): LeadId {
  return { kind: ID_KINDS[kind] ?? 'anonymous', key };
}

/** @param bearer whose link it is: said about itself, if nothing else is told */
function packRank({ trusted, time, id, of }: Rank, bearer: LeadId): PackedRank {
  const packed = [trusted ? 1 : 0, time, id] as const;
  return idKey(of) === idKey(bearer) ? packed : [...packed, packId(of)];
}

function unpackRank([trusted, time, id, of]: PackedRank, bearer: LeadId): Rank {
  return { trusted: trusted === 1, time, id, of: of === undefined ? bearer : unpackId(of) };
}

function packLink(link: Link, bearer: LeadId): NonNullable<PackedHead['l']> {
  return [...packId(link.to), ...packRank(link, bearer)];
}

function unpackLink([kind, key, ...rank]: NonNullable<PackedHead['l']>, bearer: LeadId): Link {
  return { ...unpackRank(rank, bearer), to: unpackId([kind, key]) };
}

function packClaims(claims: readonly Claim[], members: readonly LeadId[]): NonNullable<PackedHead['k']> {
  const places = new Map(members.map((member, place) => [idKey(member), place]));
  return claims.map(({ id, time, trusted }) => {
    const packed = places.get(idKey(id)) ?? packId(id);
    return trusted ? [packed, time, 1] : [packed, time];
  });
}

function unpackClaims(packed: NonNullable<PackedHead['k']>, members: readonly LeadId[]): readonly Claim[] {
  return packed.flatMap(([place, time, trusted]) => {
    const id = typeof place === 'number' ? members[place] : unpackId(place);
    return id === undefined ? [] : [{ id, time, trusted: trusted === 1 }];
  });
}

/** Cells as they were read: most are written again as they are. */
const packedOf = new WeakMap<Cells, PackedCells>();

function packCounted(counted: ReadonlyMap<string, Cells>): Record<string, PackedCells> {
  const packed: Record<string, PackedCells> = {};
  for (const [definition, cells] of counted) packed[definition] = packedOf.get(cells) ?? packCells(cells);
  return packed;
}

function packCells(cells: Cells): PackedCells {
  const days: PackedCells = {};
  for (const [key, n] of cells) {
    const { day, metric, slice } = parseCellKey(key);
    days[day] ??= {};
    const slices = days[day];
    slices[slice] ??= {};
    slices[slice][metric] = n;
  }
  return days;
}

function unpackCounted(packed: Readonly<Record<string, PackedCells>>): ReadonlyMap<string, Cells> {
  const counted = new Map<string, Cells>();
  for (const [definition, days] of Object.entries(packed)) {
    const cells = unpackCells(days);
    packedOf.set(cells, days);
    counted.set(definition, cells);
  }
  return counted;
}

function unpackCells(days: PackedCells): Cells {
  const cells = new Map<CellKey, number>();
  for (const [day, slices] of Object.entries(days)) {
    for (const [slice, metrics] of Object.entries(slices)) {
      for (const [metric, n] of Object.entries(metrics)) {
        cells.set(cellKey(day, metric as Metric, slice as Slice), n);
      }
    }
  }
  return cells;
}
