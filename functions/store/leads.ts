// Reads leads: the records of some ids and of all that are tied to them.
import { type AttributeValue, BatchGetItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { LeadId, Submission } from '../domain/event/event.ts';
import { type IdKey, idKey } from '../domain/lead/identity.ts';
import { emptyRecord, isConsistent, type LeadRecord, missing } from '../domain/lead/record.ts';
import { pause } from './backoff.ts';
import { HEAD, leadHash, leadKey, pageKey } from './keys.ts';
import { type Layout, pagesOf, readLead } from './lead-layout.ts';

/** Records, and where the events of each lie. */
export type Snapshot = {
  readonly records: ReadonlyMap<IdKey, LeadRecord>;
  readonly layouts: ReadonlyMap<IdKey, Layout>;
};

/** The records kept on being moved while they were read; the messages come again. */
export class LeadsInMotion extends Error {
  override readonly name = 'LeadsInMotion';
}

/** The table answers less than it is asked for; the whole batch comes again. */
export class ReadsThrottled extends Error {
  override readonly name = 'ReadsThrottled';
}

/** BatchGetItem takes 100 keys. */
const BATCH = 100;
const ATTEMPTS = 5;
/** Answers that may leave some keys unread, one after another, as a throttled table does. */
const PARTS = 10;

export type ReadLeads = {
  readonly client: DynamoDBClient;
  readonly table: string;
};

/**
 * Reads all that `submissions` may touch. Reads are strongly consistent: a lead can lie in several items, and its
 * root's version vouches for the others only if none of them is older than it.
 * @throws LeadsInMotion
 */
export async function readLeads(deps: ReadLeads, submissions: readonly Submission[]): Promise<Snapshot> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (attempt > 0) await pause(attempt);
    const snapshot = await readClosure(deps, submissions);
    if (isConsistent(snapshot.records)) return snapshot;
  }
  throw new LeadsInMotion(`records changed during ${ATTEMPTS} reads`);
}

async function readClosure(deps: ReadLeads, submissions: readonly Submission[]): Promise<Snapshot> {
  const records = new Map<IdKey, LeadRecord>();
  const layouts = new Map<IdKey, Layout>();
  for (
    let wanted = missing(records, submissions);
    wanted.length > 0;
    wanted = missing(records, submissions)
  ) {
    const read = await readRecords(deps, wanted);
    for (const [index, id] of wanted.entries()) {
      const found = read[index];
      records.set(idKey(id), found?.record ?? emptyRecord(id));
      layouts.set(idKey(id), found?.layout ?? []);
    }
  }
  return { records, layouts };
}

type Item = Readonly<Record<string, AttributeValue>>;
type Key = { readonly pk: string; readonly sk: string };

async function readRecords(deps: ReadLeads, ids: readonly LeadId[]) {
  const hashes = ids.map((id) => leadKey(leadHash(id)));
  const heads = await getAll(
    deps,
    hashes.map((pk) => ({ pk, sk: HEAD })),
  );
  const found = hashes.map((pk) => headOf(heads.get(`${pk} ${HEAD}`)));
  const pageKeys = found.flatMap((head, index) =>
    Array.from({ length: head?.pages ?? 0 }, (_, page) => ({ pk: hashes[index] ?? '', sk: pageKey(page) })),
  );
  const pages = await getAll(deps, pageKeys);
  return found.map((head, index) => {
    if (head === undefined) return undefined;
    const stored = Array.from(
      { length: head.pages },
      (_, page) => pages.get(`${hashes[index]} ${pageKey(page)}`)?.d?.B,
    );
    // Pages are read after their head, so they are at least as new; newer ones mean that the head's version has moved on.
    return readLead(
      head.bytes,
      head.version,
      stored.flatMap((bytes) => bytes ?? []),
    );
  });
}

function headOf(item: Item | undefined) {
  const bytes = item?.d?.B;
  return bytes === undefined ? undefined : { bytes, version: Number(item?.v?.N), pages: pagesOf(bytes) };
}

async function getAll(deps: ReadLeads, keys: readonly Key[]): Promise<ReadonlyMap<string, Item>> {
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
        if (attempt > 0) await pause(attempt);
        if (attempt === PARTS)
          throw new ReadsThrottled(`${wanted.length} keys were left unread ${PARTS} times`);
        const answer = await deps.client.send(
          new BatchGetItemCommand({ RequestItems: { [deps.table]: { Keys: wanted, ConsistentRead: true } } }),
        );
        for (const item of answer.Responses?.[deps.table] ?? [])
          items.set(`${item.pk?.S} ${item.sk?.S}`, item);
        wanted = answer.UnprocessedKeys?.[deps.table]?.Keys ?? [];
      }
    }),
  );
  return items;
}
