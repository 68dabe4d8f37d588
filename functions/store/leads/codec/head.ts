// The head of a record: the item that every change writes, and that says where the rest lies.
import { idKey } from '../../../domain/lead/identity.ts';
import { isMark, type LeadRecord } from '../../../domain/lead/record.ts';
import { FORMAT, type Item, UnreadableItem } from '../../item-format.ts';
import { countPageKey, eventPageKey, wholePageKey } from '../../keys.ts';
import type { Teller } from '../../orders/erased-tellers.ts';
import { type PackedCounted, packCounted, unpackCounted } from './counted.ts';
import { type PackedEntries, packEntries, unpackEntries } from './entries.ts';
import {
  type PackedBeyond,
  type PackedClaims,
  type PackedId,
  type PackedLink,
  packBeyond,
  packClaims,
  packLink,
  unpackBeyond,
  unpackClaims,
  unpackId,
  unpackLink,
} from './ids.ts';
import { numberIn, pack, unpack } from './packed.ts';
import { type PackedSummary, packSummary, unpackSummary } from './summary.ts';

/** What grows with a lead: its latest events and what it has counted, as far as the head itself holds them. */
type PackedData = PackedEntries & {
  readonly counted?: PackedCounted;
  readonly summary?: PackedSummary;
};

/** Where the rest of a record lies. */
export type Places = {
  /** Names of the pages of events, in order of time. */
  readonly eventPages: readonly string[];
  /** In a primary record: names of the pages of what the whole lead keeps of its ids, in order of time. */
  readonly wholePages: readonly string[];
  /** Whether these hold what they should; if not, they are only still to be written over. */
  readonly isWhole: boolean;
  /** By sort key of each page: the write of the record that wrote it. A page of another version was read too early or too late. */
  readonly versions: ReadonlyMap<string, number>;
  /** Names of the pages of what was counted, in order of time. */
  readonly countPages: readonly string[];
  /** The last month whose counts are in these pages, as `yyyy-mm`; '' where there are none. */
  readonly countedUntil: string;
  /** After an erasure: hashes of ids whose pages are still to be deleted, as far as they were written by this version or before. */
  readonly leftovers: readonly (readonly [hash: string, version: number])[];
  /** After an erasure: the orders of which the record told, whose books are still to forget it. */
  readonly tellers: readonly Teller[];
};

export const NO_PLACES: Places = {
  eventPages: [],
  countPages: [],
  wholePages: [],
  isWhole: false,
  versions: new Map(),
  countedUntil: '',
  leftovers: [],
  tellers: [],
};

/** Without what it holds of them, the record itself and where the rest lies. */
export type Head = { readonly record: LeadRecord; readonly places: Places };

/** Bytes of a head's keys and version, as DynamoDB counts them. */
export const KEYS_BYTES = 40;
const KB = 1024;

/** Whether nothing but the mark of an erasure is left: the events of a lead that began again may all lie in pages. */
export function isBareMark({ record, places }: Pick<Head, 'record' | 'places'>): boolean {
  const { eventPages, countPages, wholePages } = places;
  return isMark(record) && eventPages.length + countPages.length + wholePages.length === 0;
}

/**
 * The attributes of a head beside its key and version.
 * @param record with only so much of its history and of `counted` as the head itself holds
 */
export function encodeHead(record: LeadRecord, places: Places): Item {
  const {
    id,
    typed,
    link,
    beyond,
    linkedIds,
    claims,
    contributions: counted,
    linkedVersions,
    erasedAt,
    history,
    summary,
  } = record;
  const { eventPages, countPages, wholePages, isWhole, countedUntil, leftovers, tellers, versions } = places;
  const json = (value: object): { readonly S: string } => ({ S: JSON.stringify(value) });
  const own: Item = {
    ...FORMAT,
    // A mark does not say of which id it is: its reader asked for it by the id.
    ...(isBareMark({ record, places }) ? {} : { id: { S: idKey(id) } }),
    ...(typed === undefined ? {} : { typed: { S: typed.value }, typedAt: { N: String(typed.time) } }),
    ...(link === undefined ? {} : { link: json(packLink(link, id)) }),
    ...(beyond === undefined ? {} : { beyond: json(packBeyond(beyond, id)) }),
    ...(linkedIds.length === 0 ? {} : { linkedIds: json(linkedIds.map(idKey)) }),
    ...(linkedVersions.length === 0 ? {} : { linkedVersions: json(linkedVersions) }),
    ...(claims.length === 0 ? {} : { claims: json(packClaims(claims, linkedIds)) }),
    ...(erasedAt === undefined ? {} : { erasedAt: { N: String(erasedAt) } }),
    ...(eventPages.length === 0 ? {} : { eventPages: json(packPages(eventPages, eventPageKey, versions)) }),
    ...(countPages.length === 0
      ? {}
      : {
          countPages: json(packPages(countPages, countPageKey, versions)),
          countedUntil: { S: countedUntil },
        }),
    ...(wholePages.length === 0
      ? {}
      : { wholePages: json([Number(isWhole), ...packPages(wholePages, wholePageKey, versions)]) }),
    ...(leftovers.length === 0 ? {} : { leftovers: json(leftovers) }),
    ...(tellers.length === 0 ? {} : { tellers: json(tellers) }),
  };
  const data: PackedData = {
    ...packEntries(history),
    ...(counted.size === 0 ? {} : { counted: packCounted(counted) }),
    ...(summary === undefined ? {} : { summary: packSummary(summary) }),
  };
  if (Object.keys(data).length === 0) return own;
  return { ...own, data: pack(data, KB - KEYS_BYTES - bytesOf({ ...own, data: { S: '' } })) };
}

/** Names of pages, each with its version after it. */
type PackedPage = string | number;

function packPages(
  names: readonly string[],
  keyOf: (name: string) => string,
  versions: Places['versions'],
): readonly PackedPage[] {
  return names.flatMap((name) => [name, versions.get(keyOf(name)) ?? 0]);
}

function unpackPages(
  packed: readonly PackedPage[],
  keyOf: (name: string) => string,
  versions: Map<string, number>,
): readonly string[] {
  const names: string[] = [];
  for (let at = 0; at < packed.length; at += 2) {
    const [name, version] = packed.slice(at, at + 2);
    if (typeof name !== 'string' || typeof version !== 'number')
      throw new UnreadableItem('its list of pages is of another shape');
    names.push(name);
    versions.set(keyOf(name), version);
  }
  return names;
}

/** Bytes of attributes, as DynamoDB counts them; of numbers the most that they can take. */
export function bytesOf(item: Item): number {
  return Object.entries(item).reduce((sum, [name, { S, N, B }]) => {
    const value = S !== undefined ? Buffer.byteLength(S) : (B?.length ?? (N?.length ?? 0) / 2 + 2);
    return sum + Buffer.byteLength(name) + Math.ceil(value);
  }, 0);
}

/**
 * The head's record has the history and the counts of the head's own alone. A mark does not say whose it is: its id is empty.
 * @throws UnreadableItem
 */
export function decodeHead(item: Item): Head {
  const { data, typed, link, beyond, claims, linkedVersions, erasedAt } = item;
  const list = <Value>(attribute: string): readonly Value[] =>
    item[attribute] === undefined ? [] : unpack<Value[]>(item[attribute]);
  const id = item.id?.S === undefined ? { kind: 'email' as const, key: '' } : unpackId(item.id.S);
  if (item.id === undefined && erasedAt === undefined)
    throw new UnreadableItem('it does not say which id it is of');
  const linkedIds = list<PackedId>('linkedIds').map(unpackId);
  const { counted = {}, summary, ...entries } = data === undefined ? {} : unpack<PackedData>(data);
  const record: LeadRecord = {
    id,
    version: numberIn(item.v),
    linkedVersions: linkedVersions === undefined ? [] : unpack<number[]>(linkedVersions),
    history: unpackEntries(entries),
    ...(link === undefined ? {} : { link: unpackLink(unpack<PackedLink>(link), id) }),
    ...(beyond === undefined ? {} : { beyond: unpackBeyond(unpack<PackedBeyond>(beyond), id) }),
    linkedIds,
    claims: claims === undefined ? [] : unpackClaims(unpack<PackedClaims>(claims), linkedIds),
    contributions: unpackCounted(counted),
    ...(summary === undefined ? {} : { summary: unpackSummary(summary) }),
    ...(typed?.S === undefined ? {} : { typed: { value: typed.S, time: numberIn(item.typedAt) } }),
    ...(erasedAt === undefined ? {} : { erasedAt: numberIn(erasedAt) }),
  };
  const versions = new Map<string, number>();
  const pagesIn = (attribute: string, keyOf: (name: string) => string): readonly string[] =>
    unpackPages(list<PackedPage>(attribute), keyOf, versions);
  const [isWhole = 0, ...wholePages] = list<PackedPage>('wholePages');
  return {
    record,
    places: {
      eventPages: pagesIn('eventPages', eventPageKey),
      countPages: pagesIn('countPages', countPageKey),
      wholePages: unpackPages(wholePages, wholePageKey, versions),
      isWhole: isWhole === 1,
      versions,
      countedUntil: item.countedUntil?.S ?? '',
      leftovers: list('leftovers'),
      tellers: list('tellers'),
    },
  };
}
