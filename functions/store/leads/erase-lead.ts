// Erases a lead: its records become marks that expire, its contributions a tombstone without its ids.
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type Put,
  QueryCommand,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { type Erasure, erase } from '../../domain/erase.ts';
import type { LeadId } from '../../domain/event/event.ts';
import type { CellKey } from '../../domain/funnel/cells.ts';
import type { Definition } from '../../domain/funnel/funnel.ts';
import { type IdKey, idKey } from '../../domain/lead/identity.ts';
import { idsOfLead, primaryOf } from '../../domain/lead/identity-graph.ts';
import { isMark, type LeadRecord } from '../../domain/lead/record.ts';
import { EXPIRES } from '../../runtime/environment-names.ts';
import { FORMAT } from '../item-format.ts';
import { HEAD, leadKey, tombstoneKey } from '../keys.ts';
import { unlisting } from '../list/listing.ts';
import { erasureNote, outboxItems, outboxPuts } from '../outbox/outbox.ts';
import { recordItems, unchangedSince } from '../transactions/plan.ts';
import { packCounted } from './codec/counted.ts';
import { encodeHead, NO_PLACES, type Places } from './codec/head.ts';
import { pack } from './codec/packed.ts';
import { type Layout, NO_LAYOUT, pageKeys } from './lead-layout.ts';
import type { LeadTable } from './lead-table.ts';
import { readHead, readWholeLeads, type Snapshot } from './read-leads.ts';

export type EraseLead = {
  readonly table: LeadTable;
  /** The definitions under which the rest of a lead is counted that is erased in parts. */
  readonly definitions: readonly Definition[];
  /** ms since the epoch. */
  readonly now: () => number;
  /** A new name for a tombstone at each call. */
  readonly fresh: () => string;
  /**
   * Erases a lead only if this holds of all its records when they are erased, and of what was received only what they
   * had then: what is on its way makes a new lead.
   */
  readonly onlyWhile?: (lead: readonly LeadRecord[]) => boolean;
  /** Whether somebody is told that a lead is erased. */
  readonly tells?: boolean;
};

/** Other writers changed the lead at each try. */
export class LeadNotErased extends Error {
  override readonly name = 'LeadNotErased';
}

/** A submission that was accepted before an erasure can arrive for so long: from the queue, from its dead letters, redriven. */
const MARK_MS = 30 * 86_400_000;
/** Of the 100 items of a transaction; the others are the tombstone's, and those of the list. */
const RECORDS_AT_ONCE = 70;
const LISTINGS_AT_ONCE = 10;
const CELLS_PER_ITEM = 10_000;
const ROUNDS = 12;

/**
 * Erases the lead to which an id belongs. After an interruption it can be called again with the same id.
 * @returns false where there is no such lead, or `onlyWhile` does not hold of it
 * @throws LeadNotErased
 */
export async function eraseLead(deps: EraseLead, id: LeadId): Promise<boolean> {
  const { table, definitions, onlyWhile } = deps;
  const now = onlyWhile === undefined ? deps.now : () => 0;
  const began = now();
  let cause: unknown;
  for (let round = 0; round < ROUNDS; round++) {
    if (round > 0) await table.pause(round);
    const snapshot = await readWholeLeads(table, [id]);
    const own = snapshot.records.get(idKey(id));
    if (own === undefined || own.version === 0) return false;
    // An id that was erased before is marked again: submissions received since must be rejected too.
    if (own.erasedAt !== undefined && own.erasedAt >= began && (onlyWhile === undefined || isMark(own))) {
      await removeLeftovers(deps, id);
      return true;
    }
    if (onlyWhile?.(recordsOf(snapshot, id)) === false) return false;
    const erasure = erase(snapshot.records, id, definitions, now(), RECORDS_AT_ONCE);
    const emails = erasure.steps.filter(
      ({ write }) => write.id.kind === 'email' && erasure.erased.has(idKey(write.id)),
    );
    const hashes = emails.map(({ write }) => table.hashOf(write.id));
    const listings = await unlisting(table, hashes, LISTINGS_AT_ONCE);
    try {
      await table.client.send(
        new TransactWriteItemsCommand({
          TransactItems: [...itemsOf(deps, erasure, snapshot), ...listings],
        }),
      );
      round = -1;
    } catch (error) {
      // Cancelled, or its answer was lost: the next round sees what has become of it.
      cause = error;
    }
  }
  throw new LeadNotErased(`it could not be erased in ${ROUNDS} rounds`, { cause });
}

function recordsOf({ records }: Snapshot, id: LeadId): readonly LeadRecord[] {
  return idsOfLead(records, primaryOf(records, id)).flatMap((one) => records.get(idKey(one)) ?? []);
}

/** The items of one transaction. No counter changes: the contributions of the records pass to the tombstone. */
function itemsOf(deps: EraseLead, erasure: Erasure, snapshot: Snapshot): TransactWriteItem[] {
  const { table } = deps;
  const layoutOf = (id: LeadId): Layout => snapshot.layouts.get(idKey(id)) ?? NO_LAYOUT;
  const isErased = (id: LeadId): boolean => erasure.erased.has(idKey(id));
  const leftovers = new Map<string, number>();
  for (const { read } of erasure.steps) {
    const layout = layoutOf(read.id);
    for (const [hash, version] of layout.leftovers) leftovers.set(hash, version);
    if (isErased(read.id) && pageKeys(layout).length > 0) leftovers.set(table.hashOf(read.id), read.version);
  }
  const places = { leftovers: [...leftovers].sort() };
  const layouts = new Map(
    erasure.steps.map(({ write: { id } }): [IdKey, Layout] => [
      idKey(id),
      { ...(isErased(id) ? NO_LAYOUT : layoutOf(id)), ...places },
    ]),
  );
  const records = erasure.steps.flatMap(({ read, write }) =>
    isErased(write.id)
      ? [{ Put: markPut(table, write, { ...NO_PLACES, ...places }) }]
      : recordItems(table, { read, write }, { ...snapshot, layouts }),
  );
  return [...records, ...tombstone(deps, erasure), ...erasureTold(deps, erasure)];
}

/** By public ids alone. */
function erasureTold(
  { table, tells = false }: EraseLead,
  { steps, erased }: Erasure,
): readonly TransactWriteItem[] {
  const marks = steps.flatMap(({ read, write }) =>
    erased.has(idKey(write.id)) && !isMark(read) ? [write] : [],
  );
  const lead = marks.at(-1);
  if (!tells || lead === undefined) return [];
  const hashes = marks.map(({ id }) => table.hashOf(id));
  const at = lead.erasedAt ?? 0;
  return outboxPuts(table.table, outboxItems([erasureNote(table.hashOf(lead.id), hashes, at)], at));
}

function markPut(table: LeadTable, mark: LeadRecord, places: Places): Put {
  return {
    TableName: table.table,
    Item: {
      pk: { S: leadKey(table.hashOf(mark.id)) },
      sk: { S: HEAD },
      v: { N: String(mark.version + 1) },
      ...encodeHead(mark, places),
      [EXPIRES]: { N: String(Math.ceil(((mark.erasedAt ?? 0) + MARK_MS) / 1000)) },
    },
    ...unchangedSince(mark.version),
  };
}

/** The contributions of the erased records, so that counters stay the sum of the contributions of leads and tombstones. */
function tombstone(
  { table, fresh }: EraseLead,
  { steps, contributions: counted, isWhole }: Erasure,
): TransactWriteItem[] {
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
    // One lead was erased, whatever the number of transactions.
    const leads = isLead && number === 0 ? 1 : 0;
    const Item = {
      pk,
      sk: { S: String(number) },
      ...FORMAT,
      leads: { N: String(leads) },
      counted: pack(packCounted(piece)),
    };
    return { Put: { TableName: table.table, Item, ConditionExpression: 'attribute_not_exists(pk)' } };
  });
}

/** Deletes the pages of the erased records, which no head names any more, then removes the note to do so. */
async function removeLeftovers({ table }: EraseLead, id: LeadId): Promise<void> {
  for (let round = 0; round < ROUNDS; round++) {
    if (round > 0) await table.pause(round);
    const head = await readHead(table, table.hashOf(id));
    if (head === undefined || head.places.leftovers.length === 0) return;
    for (const [hash, version] of head.places.leftovers) await removePages(table, hash, version);
    const { records, layouts } = await readWholeLeads(table, [id]);
    const record = records.get(idKey(id));
    const layout = { ...(layouts.get(idKey(id)) ?? NO_LAYOUT), leftovers: [] };
    if (record === undefined || record.version !== head.record.version) continue;
    const items = isMark(record)
      ? [{ Put: markPut(table, record, NO_PLACES) }]
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

/** Deletes the pages that a record was given up to a version of it: those of a lead that began since are newer. */
async function removePages(table: LeadTable, hash: string, version: number): Promise<void> {
  const pk = { S: leadKey(hash) };
  const until = { ':version': { N: String(version) } };
  let start: Record<string, AttributeValue> | undefined;
  do {
    const page = await table.client.send(
      new QueryCommand({
        TableName: table.table,
        KeyConditionExpression: 'pk = :pk',
        ProjectionExpression: 'sk, v',
        ExpressionAttributeValues: { ':pk': pk },
        ConsistentRead: true,
        ...(start === undefined ? {} : { ExclusiveStartKey: start }),
      }),
    );
    for (const { sk, v } of page.Items ?? []) {
      const isOld = sk !== undefined && sk.S !== HEAD && Number(v?.N) <= version;
      if (isOld) await removePage(table, { pk, sk }, until);
    }
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
}

/** Unless a newer page has taken its place meanwhile. */
async function removePage(
  table: LeadTable,
  Key: Record<string, AttributeValue>,
  ExpressionAttributeValues: Record<string, AttributeValue>,
): Promise<void> {
  try {
    await table.client.send(
      new DeleteItemCommand({
        TableName: table.table,
        Key,
        ConditionExpression: 'v <= :version',
        ExpressionAttributeValues,
      }),
    );
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}
