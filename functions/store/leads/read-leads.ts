// Reads leads: the records of some ids and of all ids linked to them.
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { LeadId, Submission } from '../../domain/event/event.ts';
import { idsToRead } from '../../domain/lead/apply-submissions.ts';
import { type IdKey, idKey } from '../../domain/lead/identity.ts';
import { isConsistent, missingIds, unlikeNamed } from '../../domain/lead/identity-graph.ts';
import { emptyRecord, type LeadRecord } from '../../domain/lead/record.ts';
import { type Item, readAs } from '../item-format.ts';
import { HEAD, leadKey } from '../keys.ts';
import { type Consistency, type ItemKey, nameOf, readItems } from '../read-items.ts';
import { decodeHead, type Head, NO_PLACES } from './codec/head.ts';
import { type Covered, coveredIn, NOTHING_COVERED } from './covered.ts';
import { assemble, type Layout, NO_LAYOUT, pageKeys, wholeIn } from './lead-layout.ts';
import type { LeadTable } from './lead-table.ts';
import { partsOf, TooMuchAtOnce } from './read-parts.ts';
import { type Parts, partOf } from './whole-pages.ts';

/** Records, and in which items each lies. */
export type Snapshot = {
  readonly records: ReadonlyMap<IdKey, LeadRecord>;
  readonly layouts: ReadonlyMap<IdKey, Layout>;
};

/** Records changed at each try to read them. */
export class LeadsInMotion extends Error {
  override readonly name = 'LeadsInMotion';
}

const ATTEMPTS = 5;

/**
 * Reads all that `submissions` may touch. What is named by the submissions, and whatever these belong to, is read strongly consistent.
 * These heads say of which version everything else must be: it is read eventually consistent, at half the price, and what
 * is of another version once more.
 * @throws LeadsInMotion
 * @throws TooMuchAtOnce
 */
export function readLeads(table: LeadTable, submissions: readonly Submission[]): Promise<Snapshot> {
  return readConsistently(
    table,
    (records) => idsToRead(records, submissions),
    (heads) => {
      const parts = partsOf(heads, submissions);
      if (parts.length > 1) throw new TooMuchAtOnce(parts);
      return coveredIn(heads, submissions);
    },
  );
}

/**
 * Reads whole leads: of some ids, their primary records and all records linked below these.
 * @throws LeadsInMotion
 */
export function readWholeLeads(table: LeadTable, ids: readonly LeadId[]): Promise<Snapshot> {
  return readConsistently(table, (records) => missingIds(records, ids));
}

/**
 * Reads leads to count them anew. What the pages of a whole lead hold is read there alone.
 * @throws LeadsInMotion
 */
export function readLeadsToCount(table: LeadTable, ids: readonly LeadId[]): Promise<Snapshot> {
  return readConsistently(
    table,
    (records) => missingIds(records, ids),
    (heads) => coveredIn(heads, []),
  );
}

type Heads = ReadonlyMap<IdKey, Head>;

async function readConsistently(
  table: LeadTable,
  missingFrom: (records: Snapshot['records']) => readonly LeadId[],
  coverageOf: (heads: Heads) => Covered = () => NOTHING_COVERED,
): Promise<Snapshot> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (attempt > 0) await table.pause(attempt);
    const heads = await readHeads(table, missingFrom, attempt > 0);
    const snapshot = await readPages(table, heads, coverageOf(heads));
    if (snapshot !== undefined && isConsistent(snapshot.records)) return snapshot;
  }
  throw new LeadsInMotion(`records changed during ${ATTEMPTS} reads`);
}

/**
 * Heads alone say which records belong together, and how large they are. A primary record names the versions of those below it:
 * one of another version is read again.
 * @param isStrong all are read strongly consistent
 */
async function readHeads(
  table: LeadTable,
  missingFrom: (records: Snapshot['records']) => readonly LeadId[],
  isStrong: boolean,
): Promise<Heads> {
  const records = new Map<IdKey, LeadRecord>();
  const heads = new Map<IdKey, Head>();
  const read = async (ids: readonly LeadId[], consistency: Consistency): Promise<void> => {
    const keys = ids.map((id) => ({ pk: leadKey(table.hashOf(id)), sk: HEAD }));
    const items = await readItems(table, keys, consistency);
    for (const [index, id] of ids.entries()) {
      const head = headOf(items.get(nameOf({ pk: keys[index]?.pk ?? '', sk: HEAD })), id);
      if (head === undefined) heads.delete(idKey(id));
      else heads.set(idKey(id), head);
      records.set(idKey(id), head?.record ?? emptyRecord(id));
    }
  };
  const unproven = new Map<IdKey, LeadId>();
  for (let wanted = missingFrom(records); wanted.length > 0; wanted = missingFrom(records)) {
    const below = new Set([...records.values()].flatMap(({ linkedIds }) => linkedIds.map(idKey)));
    const isProven = (id: LeadId): boolean => !isStrong && below.has(idKey(id));
    const [proven, others] = [wanted.filter(isProven), wanted.filter((id) => !isProven(id))];
    for (const id of proven) unproven.set(idKey(id), id);
    await Promise.all([read(others, 'strong'), read(proven, 'eventual')]);
    if (missingFrom(records).length > 0) continue;
    // Two primary records name one id where one of them is of before it moved.
    const old = new Set(unlikeNamed(records).flatMap((id) => unproven.get(idKey(id)) ?? []));
    for (const id of old) unproven.delete(idKey(id));
    await read([...old], 'strong');
  }
  for (const [key, record] of records) {
    if (!heads.has(key)) heads.set(key, { record, places: NO_PLACES });
  }
  return heads;
}

/**
 * Pages, of which each head says when they were written. One that is older or newer is read again, as an answer that is not
 * strongly consistent can be old.
 * Undefined where the page has changed since the head was read.
 */
async function readPages(table: LeadTable, heads: Heads, covered: Covered): Promise<Snapshot | undefined> {
  const keysOf = ({ record, places }: Head): readonly ItemKey[] => {
    const pk = leadKey(table.hashOf(record.id));
    const keys = pageKeys({
      ...places,
      ...(covered.records.has(idKey(record.id)) ? { eventPages: [] } : {}),
      ...(covered.primaries.has(idKey(record.id)) ? {} : { wholePages: [] }),
    });
    return keys.map((sk) => ({ pk, sk }));
  };
  const wanted = [...heads.values()].flatMap((head) =>
    keysOf(head).map((key) => ({ ...key, version: head.places.versions.get(key.sk) })),
  );
  const items = new Map(await readItems(table, wanted, 'eventual'));
  const isOther = ({ pk, sk, version }: (typeof wanted)[number]): boolean =>
    Number(items.get(nameOf({ pk, sk }))?.v?.N) !== version;
  for (const [name, item] of await readItems(table, wanted.filter(isOther), 'strong')) items.set(name, item);
  if (wanted.some(isOther)) return undefined;
  const records = new Map<IdKey, LeadRecord>();
  const layouts = new Map<IdKey, Layout>();
  const wholes = new Map<IdKey, ReadonlyMap<string, Parts>>();
  const pagesOf = (head: Head): ReadonlyMap<string, Item> =>
    new Map(keysOf(head).flatMap(({ pk, sk }) => [[sk, items.get(nameOf({ pk, sk })) ?? {}] as const]));
  for (const key of covered.primaries) {
    const head = heads.get(key);
    if (head !== undefined) wholes.set(key, wholeIn(head, pagesOf(head)));
  }
  for (const [key, head] of heads) {
    const primary = covered.records.get(key);
    const whole = wholes.get(key);
    const { record, layout } = assemble(head, pagesOf(head), {
      ...(primary === undefined ? {} : { part: partOf(wholes.get(primary), key) }),
      ...(whole === undefined ? {} : { whole }),
    });
    records.set(key, record);
    layouts.set(key, head.record.version === 0 ? NO_LAYOUT : layout);
  }
  return { records, layouts };
}

/**
 * A head as it lies in the table; undefined where there is none.
 * @param id under which it was found; the mark of an erased lead does not tell
 * @throws UnreadableItem
 */
export function headOf(item: Item | undefined, id?: LeadId): Head | undefined {
  if (item === undefined) return undefined;
  const head = readAs(item, decodeHead);
  return id === undefined ? head : { ...head, record: { ...head.record, id } };
}

/**
 * The head of the record that bears a hash; undefined where there is none.
 * @throws UnreadableItem
 */
export async function readHead(table: LeadTable, hash: string): Promise<Head | undefined> {
  const Key = { pk: { S: leadKey(hash) }, sk: { S: HEAD } };
  const { Item } = await table.client.send(
    new GetItemCommand({ TableName: table.table, Key, ConsistentRead: true }),
  );
  return headOf(Item);
}

/** Whether what was received then for the record that bears a hash is erased. @param received ms since the epoch */
export async function isErased(table: LeadTable, hash: string, received: number): Promise<boolean> {
  const { erasedAt } = (await readHead(table, hash))?.record ?? {};
  return erasedAt !== undefined && received <= erasedAt;
}
