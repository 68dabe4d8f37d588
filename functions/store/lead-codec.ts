// How a record becomes items: a head that every write touches, and pages of events that seldom change.
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { LeadEvent, LeadId } from '../domain/event/event.ts';
import { EVENT_KINDS, ID_KINDS } from '../domain/event/event.ts';
import { addTo, type CellKey, type Cells, cellKey, parseCellKey } from '../domain/funnel/cells.ts';
import type { Link } from '../domain/lead/identity.ts';
import { type TimedTouch, touchKey } from '../domain/lead/lead.ts';
import type { LeadRecord } from '../domain/lead/record.ts';
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
  readonly l?: readonly [kind: number, key: string, trusted: 0 | 1, time: number, id: string];
  readonly m?: readonly (readonly [kind: number, key: string])[];
  readonly c?: Readonly<Record<string, PackedCells>>;
  /** How many pages there are. */
  readonly p?: number;
  readonly n?: number;
  readonly b?: number;
};
type PackedCells = Record<string, Record<string, Record<string, number>>>;

/** Strings that most items hold: deflate finds them here at the cost of two bytes. Never changed, only replaced under a new VERSION. */
const DICTIONARY = Buffer.from(
  '{"referrer":"","landingPage":"/","content":"","term":"","campaign":"","medium":"referral","medium":"social","medium":"email","medium":"organic","medium":"cpc","source":"google","channel":"Email","channel":"Referral","channel":"Organic Social","channel":"Paid Social","channel":"Organic Search","channel":"Paid Search","clickId":"gclid","currency":"USD","currency":"EUR","minor":,"order":{"id":","value":{"properties":{"email":"name":"newsletter":"Trial Started","Order Completed","/pricing","/blog/first.channel=Direct":{"e":1,"l0":1,"d1":1,"l1":1,"b1":1,"o3":1,"first.channel=Paid Search":{"first.channel=Organic Search":{"channel=Organic Social":{"channel=Direct":{"channel=Paid Search":{"channel=Organic Search":{"":{"e":1,"l0":1,"l1":1,"b1":1,"f1:1,"p1:1,"2026-"t":0},"i":[0,","@example.com"],"@gmail.com"],"e":[[1,"f:ebook:","p:","s:","c":{"',
);
const VERSION = 1;

function pack(value: unknown): Uint8Array {
  const body = deflateRawSync(JSON.stringify(value), { dictionary: DICTIONARY, level: 6 });
  return Buffer.concat([Buffer.of(VERSION), body]);
}

function unpack(bytes: Uint8Array): unknown {
  if (bytes[0] !== VERSION) {
    throw new UnreadableItem(`an item is of codec ${bytes[0]}, this code reads ${VERSION}`);
  }
  try {
    return JSON.parse(inflateRawSync(bytes.subarray(1), { dictionary: DICTIONARY }).toString('utf8'));
  } catch (cause) {
    throw new UnreadableItem('an item is damaged', { cause });
  }
}

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

export function encodeHead(record: LeadRecord, fresh: Entries, pages: number): Uint8Array {
  const { id, typed, link, members, counted, edition, below } = record;
  return pack({
    i: packId(id),
    ...(typed === undefined ? {} : { y: typed }),
    ...(link === undefined ? {} : { l: [...packId(link.to), link.trusted ? 1 : 0, link.time, link.id] }),
    ...(members.length === 0 ? {} : { m: members.map(packId) }),
    ...(counted.size === 0 ? {} : { c: packCounted(counted) }),
    ...(pages === 0 ? {} : { p: pages }),
    n: edition,
    ...(below === 0 ? {} : { b: below }),
    ...packEntries(fresh),
  });
}

/** The head's record has the trail of the head's own entries alone. */
export function decodeHead(
  bytes: Uint8Array,
  version: number,
): { readonly record: LeadRecord; readonly pages: number } {
  const head = unpack(bytes) as PackedHead;
  const record: LeadRecord = {
    id: unpackId(head.i),
    version,
    edition: head.n ?? 0,
    below: head.b ?? 0,
    trail: unpackEntries(head),
    ...(head.l === undefined ? {} : { link: unpackLink(head.l) }),
    members: (head.m ?? []).map(unpackId),
    counted: unpackCounted(head.c ?? {}),
    ...(head.y === undefined ? {} : { typed: head.y }),
  };
  return { record, pages: head.p ?? 0 };
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

function packId({ kind, key }: LeadId): readonly [number, string] {
  return [ID_KINDS.indexOf(kind), key];
}

function unpackId([kind, key]: readonly [number, string, ...unknown[]]): LeadId {
  return { kind: ID_KINDS[kind] ?? 'anonymous', key };
}

function unpackLink(packed: NonNullable<PackedHead['l']>): Link {
  const [kind, key, trusted, time, id] = packed;
  return { to: unpackId([kind, key]), trusted: trusted === 1, time, id };
}

function packCounted(counted: ReadonlyMap<string, Cells>): Record<string, PackedCells> {
  const packed: Record<string, PackedCells> = {};
  for (const [definition, cells] of counted) {
    const days: PackedCells = {};
    for (const [key, n] of cells) {
      const { day, metric, slice } = parseCellKey(key);
      days[day] ??= {};
      const slices = days[day];
      slices[slice] ??= {};
      slices[slice][metric] = n;
    }
    packed[definition] = days;
  }
  return packed;
}

function unpackCounted(packed: Readonly<Record<string, PackedCells>>): ReadonlyMap<string, Cells> {
  const counted = new Map<string, Cells>();
  for (const [definition, days] of Object.entries(packed)) {
    const cells = new Map<CellKey, number>();
    for (const [day, slices] of Object.entries(days)) {
      for (const [slice, metrics] of Object.entries(slices)) {
        for (const [metric, n] of Object.entries(metrics)) {
          addTo(cells, cellKey(day, metric as never, slice as never), n);
        }
      }
    }
    counted.set(definition, cells);
  }
  return counted;
}
