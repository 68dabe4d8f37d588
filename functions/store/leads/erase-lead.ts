// Erases a lead: its records become marks that expire, its contributions a tombstone without its ids.
import { type Put, type TransactWriteItem, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { type Erasure, erase } from '../../domain/erase.ts';
import type { LeadId } from '../../domain/event/event.ts';
import type { CellKey } from '../../domain/funnel/cells.ts';
import type { Definition } from '../../domain/funnel/funnel.ts';
import { type IdKey, idKey } from '../../domain/lead/identity.ts';
import { idsOfLead, primaryOf } from '../../domain/lead/identity-graph.ts';
import { isMark, type LeadRecord } from '../../domain/lead/record.ts';
import { EXPIRES } from '../../runtime/environment-names.ts';
import { FORMAT, unchangedSince } from '../item-format.ts';
import { HEAD, leadKey, tombstoneKey } from '../keys.ts';
import { journalName, journalPuts, rowsChangedBy } from '../list/journal.ts';
import { type Teller, tellersOf } from '../orders/erased-tellers.ts';
import { erasureNote, outboxItems, outboxPuts } from '../outbox/outbox.ts';
import { inRounds, Spoilt } from '../transactions/in-rounds.ts';
import { recordItems } from '../transactions/plan.ts';
import { packCounted } from './codec/counted.ts';
import { encodeHead, NO_PLACES, type Places } from './codec/head.ts';
import { pack } from './codec/packed.ts';
import { type Layout, NO_LAYOUT, pageKeys } from './lead-layout.ts';
import type { LeadTable } from './lead-table.ts';
import { deleteLeftovers, expiryOfMark, forgetLeftovers, type TakenAlong } from './leftovers.ts';
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
  readonly onTakenAlong?: (taken: TakenAlong) => void;
  /** Whether somebody is told that a lead is erased. */
  readonly tells?: boolean;
};

/** Other writers changed the lead at each try. */
export class LeadNotErased extends Error {
  override readonly name = 'LeadNotErased';
}

/** Of the 100 items of a transaction; the others are the tombstone's, and that of the index. */
const RECORDS_AT_ONCE = 70;
/** Of the 4 MB of a transaction: a mark notes an order in some 55 bytes. */
const ORDERS_AT_ONCE = 50_000;
const CELLS_PER_ITEM = 10_000;

/**
 * Erases the lead to which an id belongs. After an interruption it can be called again with the same id.
 * @returns false where there is no such lead, or `onlyWhile` does not hold of it
 * @throws LeadNotErased
 */
export async function eraseLead(deps: EraseLead, id: LeadId): Promise<boolean> {
  const { table, onlyWhile } = deps;
  const began = onlyWhile === undefined ? deps.now() : 0;
  const otherwise = (cause: unknown) => new LeadNotErased('others change the lead at each try', { cause });
  for (;;) {
    const part = await inRounds<Part>({ ...table, otherwise }, () => erasePart(deps, id, began));
    if (part !== 'written') return part === 'erased';
  }
}

/** `written`: a part of the lead is erased, and it is to be looked at again. `absent`: there is no such lead, or `onlyWhile` does not hold of it. */
type Part = 'written' | 'erased' | 'absent';

async function erasePart(deps: EraseLead, id: LeadId, began: number): Promise<Part | Spoilt> {
  const { table, definitions, onlyWhile } = deps;
  const now = onlyWhile === undefined ? deps.now : () => 0;
  const snapshot = await readWholeLeads(table, [id]);
  const own = snapshot.records.get(idKey(id));
  if (own === undefined || own.version === 0) return 'absent';
  // An id that was erased before is marked again: submissions received since must be rejected too.
  if (own.erasedAt !== undefined && own.erasedAt >= began && (onlyWhile === undefined || isMark(own))) {
    await removeLeftovers(deps, id);
    return 'erased';
  }
  if (onlyWhile?.(recordsOf(snapshot, id)) === false) return 'absent';
  const erasure = erase(snapshot.records, id, definitions, now(), recordsAtOnce(snapshot));
  try {
    await table.client.send(
      new TransactWriteItemsCommand({ TransactItems: itemsOf(deps, erasure, snapshot, id) }),
    );
    return 'written';
  } catch (error) {
    // Cancelled, or its answer was lost: the next round sees what has become of it.
    return new Spoilt(error);
  }
}

/** Fewer where their marks have to note many orders. */
function recordsAtOnce({ records }: Snapshot): number {
  const orders = [...records.values()].map(
    ({ history }) => history.events.filter(({ order }) => order !== undefined).length,
  );
  return Math.max(1, Math.min(RECORDS_AT_ONCE, Math.floor(ORDERS_AT_ONCE / Math.max(1, ...orders))));
}

function recordsOf({ records }: Snapshot, id: LeadId): readonly LeadRecord[] {
  return idsOfLead(records, primaryOf(records, id)).flatMap((one) => records.get(idKey(one)) ?? []);
}

/** The items of one transaction. No counter changes: the contributions of the records pass to the tombstone. */
function itemsOf(deps: EraseLead, erasure: Erasure, snapshot: Snapshot, id: LeadId): TransactWriteItem[] {
  const { table, onlyWhile } = deps;
  const layoutOf = (id: LeadId): Layout => snapshot.layouts.get(idKey(id)) ?? NO_LAYOUT;
  const isErased = (id: LeadId): boolean => erasure.erased.has(idKey(id));
  const tellers = new Map(
    erasure.steps.map(({ read }): [LeadRecord, readonly Teller[]] => {
      const all = [...layoutOf(read.id).tellers, ...tellersOf(table, read)];
      return [read, [...new Map(all.map((one) => [one.join(), one])).values()]];
    }),
  );
  const tellersIn = (read: LeadRecord): readonly Teller[] => tellers.get(read) ?? [];
  const leftovers = new Map<string, number>();
  // A record that began again may be noted by another with the version of before.
  const note = (hash: string, version: number): void => {
    leftovers.set(hash, Math.max(version, leftovers.get(hash) ?? 0));
  };
  for (const { read } of erasure.steps) {
    const layout = layoutOf(read.id);
    for (const [hash, version] of layout.leftovers) note(hash, version);
    // In quarantine, where the erasure was asked for, and in the index of contacts.
    const mayBeElsewhere = read.id.kind === 'email' && (onlyWhile === undefined || !isMark(read));
    if (isErased(read.id) && (mayBeElsewhere || pageKeys(layout).length > 0 || tellersIn(read).length > 0))
      note(table.hashOf(read.id), read.version);
  }
  const places = { leftovers: [...leftovers].sort() };
  // By the id that was asked for what is left is found. A mark that expired before its row is off the list would let versions begin anew
  // while an older row has a later one.
  const staysOf = (one: LeadId): boolean => idKey(one) === idKey(id) || leftovers.has(table.hashOf(one));
  const layouts = new Map(
    erasure.steps.map(({ write: { id } }): [IdKey, Layout] => [
      idKey(id),
      { ...(isErased(id) ? NO_LAYOUT : layoutOf(id)), ...places },
    ]),
  );
  const records = erasure.steps.flatMap(({ read, write }) =>
    isErased(write.id)
      ? [
          {
            Put: markPut(
              deps,
              write,
              { ...NO_PLACES, ...places, tellers: tellersIn(read) },
              staysOf(write.id),
            ),
          },
        ]
      : recordItems(table, { read, write }, { ...snapshot, layouts }),
  );
  // Of what is erased no row tells: they are taken out with what is left of it.
  const rows = rowsChangedBy(
    erasure.steps.filter(({ write }) => !isErased(write.id)),
    table.hashOf,
  );
  return [
    ...records,
    ...tombstone(deps, erasure),
    ...erasureTold(deps, erasure),
    ...journalPuts(table.table, rows, journalName(table)),
  ];
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

/** @param stays until nothing is left of what its leftovers name */
function markPut({ table, now }: EraseLead, mark: LeadRecord, places: Places, stays: boolean): Put {
  const expires = { [EXPIRES]: { N: String(expiryOfMark(now(), mark.erasedAt)) } };
  return {
    TableName: table.table,
    Item: {
      pk: { S: leadKey(table.hashOf(mark.id)) },
      sk: { S: HEAD },
      v: { N: String(mark.version + 1) },
      ...encodeHead(mark, places),
      ...(stays && places.leftovers.length > 0 ? {} : expires),
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

/** Deletes what no head names any more, then removes the note to do so. */
async function removeLeftovers(deps: EraseLead, id: LeadId): Promise<void> {
  const { table, onTakenAlong } = deps;
  const otherwise = () => new LeadNotErased('others change what is left of it all the time');
  await inRounds<void>({ ...table, otherwise }, async () => {
    const head = await readHead(table, table.hashOf(id));
    if (head === undefined || head.places.leftovers.length === 0) return;
    const taken = await deleteLeftovers(table, table.hashOf(id), head, deps.now());
    onTakenAlong?.(taken);
    if (!(await forgetLeftovers(table, table.hashOf(id), head, deps.now()))) return new Spoilt();
  });
}
