// Reads leads: the records of some ids and of all ids linked to them.
import { type AttributeValue, BatchGetItemCommand, GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { LeadId, Submission } from '../../domain/event/event.ts';
import { idsToRead } from '../../domain/lead/apply-submissions.ts';
import { type IdKey, idKey } from '../../domain/lead/identity.ts';
import { isConsistent, missingIds } from '../../domain/lead/identity-graph.ts';
import { emptyRecord, type LeadRecord } from '../../domain/lead/record.ts';
import { type Item, readAs } from '../item-format.ts';
import { HEAD, leadKey } from '../keys.ts';
import { decodeHead, type Head, NO_PLACES } from './codec/head.ts';
import { assemble, type Layout, NO_LAYOUT, pageKeys } from './lead-layout.ts';
import type { LeadTable } from './lead-table.ts';
import { partsOf, TooMuchAtOnce } from './read-parts.ts';

/** Records, and in which items each lies. */
export type Snapshot = {
  readonly records: ReadonlyMap<IdKey, LeadRecord>;
  readonly layouts: ReadonlyMap<IdKey, Layout>;
};

/** Records changed at each try to read them. */
export class LeadsInMotion extends Error {
  override readonly name = 'LeadsInMotion';
}

/** The table repeatedly left keys unread, as it does when it is throttled. */
export class ReadsThrottled extends Error {
  override readonly name = 'ReadsThrottled';
}

/** BatchGetItem takes 100 keys. */
const BATCH = 100;
const ATTEMPTS = 5;
/** Answers with unread keys after which a read is given up. */
const PARTS = 10;

/**
 * Reads all that `submissions` may touch. Reads are strongly consistent: a lead can lie in several items, and its
 * version of its primary record is proof of the others only if none of them was read older.
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

type Heads = ReadonlyMap<IdKey, Head>;

async function readConsistently(
  table: LeadTable,
  missingFrom: (records: Snapshot['records']) => readonly LeadId[],
  checkSize: (heads: Heads) => void = () => {},
): Promise<Snapshot> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (attempt > 0) await table.pause(attempt);
    const heads = await readHeads(table, missingFrom);
    checkSize(heads);
    const snapshot = await readPages(table, heads);
    if (snapshot !== undefined && isConsistent(snapshot.records)) return snapshot;
  }
  throw new LeadsInMotion(`records changed during ${ATTEMPTS} reads`);
}

/** Heads alone say which records belong together, and how large they are. */
async function readHeads(
  table: LeadTable,
  missingFrom: (records: Snapshot['records']) => readonly LeadId[],
): Promise<Heads> {
  const records = new Map<IdKey, LeadRecord>();
  const heads = new Map<IdKey, Head>();
  for (let wanted = missingFrom(records); wanted.length > 0; wanted = missingFrom(records)) {
    const keys = wanted.map((id) => ({ pk: leadKey(table.hashOf(id)), sk: HEAD }));
    const items = await getAll(table, keys);
    for (const [index, id] of wanted.entries()) {
      const head = headOf(items.get(`${keys[index]?.pk} ${HEAD}`), id);
      if (head !== undefined) heads.set(idKey(id), head);
      records.set(idKey(id), head?.record ?? emptyRecord(id));
    }
  }
  for (const [key, record] of records) {
    if (!heads.has(key)) heads.set(key, { record, places: NO_PLACES });
  }
  return heads;
}

type Key = { readonly pk: string; readonly sk: string };

/**
 * Pages are read after all heads, so they are at least as new. Where one is newer, its head's version has changed and the write fails.
 * Undefined where a page was deleted between the two.
 */
async function readPages(table: LeadTable, heads: Heads): Promise<Snapshot | undefined> {
  const keysOf = ({ record, places }: Head): readonly Key[] => {
    const pk = leadKey(table.hashOf(record.id));
    return pageKeys(places).map((sk) => ({ pk, sk }));
  };
  const items = await getAll(table, [...heads.values()].flatMap(keysOf));
  const records = new Map<IdKey, LeadRecord>();
  const layouts = new Map<IdKey, Layout>();
  for (const [key, head] of heads) {
    const pages = new Map<string, Item>();
    for (const { pk, sk } of keysOf(head)) {
      const item = items.get(`${pk} ${sk}`);
      if (item === undefined) return undefined;
      pages.set(sk, item);
    }
    const { record, layout } = assemble(head, pages);
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

async function getAll(table: LeadTable, keys: readonly Key[]): Promise<ReadonlyMap<string, Item>> {
  const items = new Map<string, Item>();
  const batches = Array.from({ length: Math.ceil(keys.length / BATCH) }, (_, n) =>
    keys.slice(n * BATCH, (n + 1) * BATCH),
  );
  await Promise.all(
    batches.map(async (batch) => {
      let wanted: Record<string, AttributeValue>[] = batch.map(({ pk, sk }) => ({
        pk: { S: pk },
        sk: { S: sk },
      }));
      for (let attempt = 0; wanted.length > 0; attempt++) {
        if (attempt > 0) await table.pause(attempt);
        if (attempt === PARTS)
          throw new ReadsThrottled(`${wanted.length} keys were left unread ${PARTS} times`);
        const answer = await table.client.send(
          new BatchGetItemCommand({
            RequestItems: { [table.table]: { Keys: wanted, ConsistentRead: true } },
          }),
        );
        for (const item of answer.Responses?.[table.table] ?? [])
          items.set(`${item.pk?.S} ${item.sk?.S}`, item);
        wanted = answer.UnprocessedKeys?.[table.table]?.Keys ?? [];
      }
    }),
  );
  return items;
}
