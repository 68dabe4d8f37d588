// Erases a lead: its records become marks that expire, what it has counted a tombstone without a name.
import {
  type AttributeValue,
  DeleteItemCommand,
  GetItemCommand,
  type Put,
  QueryCommand,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { type Erasure, erase } from '../domain/erase.ts';
import type { LeadId } from '../domain/event/event.ts';
import type { CellKey } from '../domain/funnel/cells.ts';
import type { Definition } from '../domain/funnel/funnel.ts';
import { type IdKey, idKey } from '../domain/lead/identity.ts';
import { isMark, type LeadRecord } from '../domain/lead/record.ts';
import { EXPIRES } from '../runtime/environment-names.ts';
import { generationOf, HEAD, leadKey, tombstoneKey } from './keys.ts';
import { encodeCounted } from './lead-codec/counted.ts';
import { encodeHead } from './lead-codec/head.ts';
import { type Head, type Layout, NO_LAYOUT } from './lead-layout.ts';
import type { LeadTable } from './lead-table.ts';
import { headOf, readTrees, type Snapshot } from './leads.ts';
import { recordItems, unchangedSince } from './plan.ts';

export type EraseLead = {
  readonly table: LeadTable;
  /** Under which a lead is counted that is erased in parts. */
  readonly definitions: readonly Definition[];
  /** ms since the epoch. */
  readonly now: () => number;
  /** A name for a tombstone, never the same again. */
  readonly fresh: () => string;
};

/** Others kept on changing the lead while it was to be erased. */
export class LeadNotErased extends Error {
  override readonly name = 'LeadNotErased';
}

/** What was accepted before an erasure can come back for so long: from the queue, from its dead letters, redriven. */
const MARK_MS = 30 * 86_400_000;
/** Of the 100 items of a transaction; the others are the tombstone's. */
const RECORDS_AT_ONCE = 80;
const CELLS_PER_ITEM = 10_000;
const ROUNDS = 12;

/**
 * Erases the lead to which an id belongs. Safe to repeat: who was stopped on the way calls it again.
 * @returns false where there is no such lead
 * @throws LeadNotErased
 */
export async function eraseLead(deps: EraseLead, id: LeadId): Promise<boolean> {
  const { table, definitions, now } = deps;
  const began = now();
  let cause: unknown;
  for (let round = 0; round < ROUNDS; round++) {
    if (round > 0) await table.pause(round);
    const snapshot = await readTrees(table, [id]);
    const own = snapshot.records.get(idKey(id));
    if (own === undefined || own.version === 0) return false;
    // One that was erased before is marked anew: what was received since is to be rejected too.
    if ((own.gone ?? 0) >= began) {
      await removeLeftovers(deps, id);
      return true;
    }
    const erasure = erase(snapshot.records, id, definitions, now(), RECORDS_AT_ONCE);
    try {
      await table.client.send(
        new TransactWriteItemsCommand({ TransactItems: itemsOf(deps, erasure, snapshot) }),
      );
      round = -1;
    } catch (error) {
      // Cancelled, or its answer was lost: the next round sees what has become of it.
      cause = error;
    }
  }
  throw new LeadNotErased(`it could not be erased in ${ROUNDS} rounds`, { cause });
}

/** Of one transaction. No counter moves: what the records had counted passes to the tombstone. */
function itemsOf(deps: EraseLead, erasure: Erasure, snapshot: Snapshot): TransactWriteItem[] {
  const { table } = deps;
  const layoutOf = (id: LeadId): Layout => snapshot.layouts.get(idKey(id)) ?? NO_LAYOUT;
  const leftovers = new Set<string>();
  for (const { write } of erasure.steps) {
    const layout = layoutOf(write.id);
    for (const hash of layout.leftovers) leftovers.add(hash);
    if (erasure.erased.has(idKey(write.id)) && layout.pages.length + layout.parts.length > 0) {
      leftovers.add(table.hashOf(write.id));
    }
  }
  const layouts = new Map(
    erasure.steps.map(({ write }): [IdKey, Layout] => {
      const layout = layoutOf(write.id);
      const isErased = erasure.erased.has(idKey(write.id));
      const places = isErased ? { ...NO_LAYOUT, generation: layout.generation + 1 } : layout;
      return [idKey(write.id), { ...places, leftovers: [...leftovers].sort() }];
    }),
  );
  const records = erasure.steps.flatMap(({ read, write }) => {
    if (!erasure.erased.has(idKey(write.id)))
      return recordItems(table, { read, write }, { ...snapshot, layouts });
    return [{ Put: markPut(table, write, layouts.get(idKey(write.id)) ?? NO_LAYOUT) }];
  });
  return [...records, ...tombstone(deps, erasure)];
}

function markPut(table: LeadTable, mark: LeadRecord, layout: Layout): Put {
  const head = encodeHead(mark, { ...layout, pages: 0, parts: [] });
  return {
    TableName: table.table,
    Item: {
      pk: { S: leadKey(table.hashOf(mark.id)) },
      sk: { S: HEAD },
      v: { N: String(mark.version + 1) },
      d: { B: head },
      [EXPIRES]: { N: String(Math.ceil(((mark.gone ?? 0) + MARK_MS) / 1000)) },
    },
    ...unchangedSince(mark.version),
  };
}

/** What the erased had counted, so that the counters go on being the sum of what leads and tombstones have counted. */
function tombstone({ table, fresh }: EraseLead, { steps, counted, isWhole }: Erasure): TransactWriteItem[] {
  const pieces: Map<string, Map<CellKey, number>>[] = [];
  let room = 0;
  for (const [definition, cells] of counted) {
    for (const [key, n] of cells) {
      if (room === 0) {
        pieces.push(new Map());
        room = CELLS_PER_ITEM;
      }
      const piece = pieces.at(-1);
      const into = piece?.get(definition) ?? new Map<CellKey, number>();
      piece?.set(definition, into.set(key, n));
      room--;
    }
  }
  const isLead = isWhole && steps.some(({ read }) => !isMark(read));
  if (pieces.length === 0 && isLead) pieces.push(new Map());
  const pk = { S: tombstoneKey(fresh()) };
  return pieces.map((piece, number) => {
    // The leads that are gone, whatever number of transactions that took.
    const leads = isLead && number === 0 ? 1 : 0;
    const Item = {
      pk,
      sk: { S: String(number) },
      n: { N: String(leads) },
      d: { B: encodeCounted(piece) },
    };
    return { Put: { TableName: table.table, Item, ConditionExpression: 'attribute_not_exists(pk)' } };
  });
}

/** Deletes what the erased records had beside their heads, which nobody reads any more; then forgets to do so. */
async function removeLeftovers({ table }: EraseLead, id: LeadId): Promise<void> {
  for (let round = 0; round < ROUNDS; round++) {
    if (round > 0) await table.pause(round);
    const head = await readHead(table, table.hashOf(id));
    if (head === undefined || head.places.leftovers.length === 0) return;
    for (const hash of head.places.leftovers) await removeOld(table, hash);
    const { records, layouts } = await readTrees(table, [id]);
    const record = records.get(idKey(id));
    const layout = { ...(layouts.get(idKey(id)) ?? NO_LAYOUT), leftovers: [] };
    if (record === undefined || record.version !== head.record.version) continue;
    const items = isMark(record)
      ? [{ Put: markPut(table, record, layout) }]
      : recordItems(
          table,
          { read: record, write: record },
          { records, layouts: new Map([[idKey(id), layout]]) },
        );
    try {
      await table.client.send(new TransactWriteItemsCommand({ TransactItems: [...items] }));
      return;
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error;
    }
  }
  throw new LeadNotErased(`what is left of it could not be deleted in ${ROUNDS} rounds`);
}

async function readHead(table: LeadTable, hash: string): Promise<Head | undefined> {
  const Key = { pk: { S: leadKey(hash) }, sk: { S: HEAD } };
  const { Item } = await table.client.send(
    new GetItemCommand({ TableName: table.table, Key, ConsistentRead: true }),
  );
  return headOf(Item);
}

/** Deletes all that a record has of former generations. */
async function removeOld(table: LeadTable, hash: string): Promise<void> {
  const pk = { S: leadKey(hash) };
  // Before the items are listed: none of a generation that begins meanwhile is taken for an old one.
  const generation = (await readHead(table, hash))?.places.generation ?? Number.POSITIVE_INFINITY;
  let start: Record<string, AttributeValue> | undefined;
  do {
    const page = await table.client.send(
      new QueryCommand({
        TableName: table.table,
        KeyConditionExpression: 'pk = :pk',
        ProjectionExpression: 'sk',
        ExpressionAttributeValues: { ':pk': pk },
        ConsistentRead: true,
        ...(start === undefined ? {} : { ExclusiveStartKey: start }),
      }),
    );
    for (const { sk } of page.Items ?? []) {
      if (sk?.S === undefined || sk.S === HEAD || generationOf(sk.S) >= generation) continue;
      await table.client.send(new DeleteItemCommand({ TableName: table.table, Key: { pk, sk } }));
    }
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
}
