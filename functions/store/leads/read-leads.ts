// Reads leads: the records of some ids and of all ids linked to them.
import { type AttributeValue, BatchGetItemCommand, GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { LeadId, Submission } from '../../domain/event/event.ts';
import { idsToRead } from '../../domain/lead/apply-submissions.ts';
import { type IdKey, idKey } from '../../domain/lead/identity.ts';
import { isConsistent, missingIds } from '../../domain/lead/identity-graph.ts';
import { emptyRecord, type LeadRecord } from '../../domain/lead/record.ts';
import { type Item, readAs } from '../item-format.ts';
import { HEAD, leadKey } from '../keys.ts';
import { decodeHead, type Head } from './codec/head.ts';
import { assemble, type Layout, NO_LAYOUT, pageKeys } from './lead-layout.ts';
import type { LeadTable } from './lead-table.ts';

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
 */
export function readLeads(table: LeadTable, submissions: readonly Submission[]): Promise<Snapshot> {
  return readConsistently(table, (records) => idsToRead(records, submissions));
}

/**
 * Reads whole leads: of some ids, their primary records and all records linked below these.
 * @throws LeadsInMotion
 */
export function readWholeLeads(table: LeadTable, ids: readonly LeadId[]): Promise<Snapshot> {
  return readConsistently(table, (records) => missingIds(records, ids));
}

async function readConsistently(
  table: LeadTable,
  missingFrom: (records: Snapshot['records']) => readonly LeadId[],
): Promise<Snapshot> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (attempt > 0) await table.pause(attempt);
    const snapshot = await readClosure(table, missingFrom);
    if (snapshot !== undefined && isConsistent(snapshot.records)) return snapshot;
  }
  throw new LeadsInMotion(`records changed during ${ATTEMPTS} reads`);
}

async function readClosure(
  table: LeadTable,
  missingFrom: (records: Snapshot['records']) => readonly LeadId[],
): Promise<Snapshot | undefined> {
  const records = new Map<IdKey, LeadRecord>();
  const layouts = new Map<IdKey, Layout>();
  for (let wanted = missingFrom(records); wanted.length > 0; wanted = missingFrom(records)) {
    const read = await readRecords(table, wanted);
    if (read === undefined) return undefined;
    for (const [index, id] of wanted.entries()) {
      const found = read[index];
      records.set(idKey(id), found?.record ?? emptyRecord(id));
      layouts.set(idKey(id), found?.layout ?? NO_LAYOUT);
    }
  }
  return { records, layouts };
}

type Key = { readonly pk: string; readonly sk: string };

/** Undefined where a page was deleted between the read of its head and its own. */
async function readRecords(
  table: LeadTable,
  ids: readonly LeadId[],
): Promise<readonly (ReturnType<typeof assemble> | undefined)[] | undefined> {
  const keys = ids.map((id) => leadKey(table.hashOf(id)));
  const heads = await getAll(
    table,
    keys.map((pk) => ({ pk, sk: HEAD })),
  );
  const found = ids.map((id, index) => headOf(heads.get(`${keys[index]} ${HEAD}`), id));
  const rest = found.flatMap((head, index) =>
    head === undefined ? [] : pageKeys(head.places).map((sk) => ({ pk: keys[index] ?? '', sk })),
  );
  // Pages are read after their head, so they are at least as new. Where one is newer, the head's version has changed and the write fails.
  const items = await getAll(table, rest);
  const read = found.map((head, index) => {
    if (head === undefined) return undefined;
    const pages = new Map<string, Item>();
    for (const sk of pageKeys(head.places)) {
      const item = items.get(`${keys[index]} ${sk}`);
      if (item === undefined) return 'torn';
      pages.set(sk, item);
    }
    return assemble(head, pages);
  });
  return read.some((one) => one === 'torn') ? undefined : read.filter((one) => one !== 'torn');
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
