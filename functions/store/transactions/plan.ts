// A change made ready to be written: the items of its records, and what it adds to which counters.
import type { Put, TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { Change, Step } from '../../domain/advance.ts';
import { addTo, type CellKey, type Cells, difference } from '../../domain/funnel/cells.ts';
import { type IdKey, idKey } from '../../domain/lead/identity.ts';
import { idsOfLead } from '../../domain/lead/identity-graph.ts';
import type { LeadRecord } from '../../domain/lead/record.ts';
import type { IndexRow } from '../../domain/summary/list-row.ts';
import { placeOf } from '../counters/counters.ts';
import { type Item, unchangedSince } from '../item-format.ts';
import { HEAD, isCountPage, leadKey } from '../keys.ts';
import type { Entries } from '../leads/codec/entries.ts';
import { bytesOf as itemBytes } from '../leads/codec/head.ts';
import { type LayOutOptions, type Layout, layOut, NO_LAYOUT, SIZES } from '../leads/lead-layout.ts';
import type { LeadTable } from '../leads/lead-table.ts';
import type { Snapshot } from '../leads/read-leads.ts';
import { type Parts, partsOfLead } from '../leads/whole-pages.ts';
import { rowsChangedBy } from '../list/journal.ts';
import {
  enteringNote,
  noteOf,
  type OutboxItem,
  outboxItems,
  outboxPuts,
  referralNote,
} from '../outbox/outbox.ts';

/** The limits of TransactWriteItems: 100 items, and 4 MB less a reserve. */
export const ITEMS = 100;
export const BYTES = 3_500_000;
/** Keys, names and version of an item, in bytes. */
const ITEM_OVERHEAD = 100;
/** An update expression takes 4 KB. */
export const CELLS_PER_ITEM = 200;
/** Counter items that the first part of a wide change may add to, tried in turn: records with many items leave little room. */
const ROOM_FOR_COUNTERS = [70, 30, 10] as const;

/** What is added to the cells of one item, by attribute; never zero, never empty. */
type CounterItem = {
  readonly definition: string;
  /** As `placeOf` names it. */
  readonly item: string;
  readonly cells: Map<string, number>;
};

/** Additions by item, whichever shard they will go to. */
export type CounterItems = Map<string, CounterItem>;

/** A change made ready: its items, and what it adds to which counters. */
export type Plan = {
  readonly change: Change;
  /** False where only the first part of the change is in it. */
  readonly isWhole: boolean;
  readonly items: readonly TransactWriteItem[];
  readonly bytes: number;
  readonly counters: CounterItems;
  /** What it changes in the index of contacts. */
  readonly rows: readonly IndexRow[];
};

/** Undefined where even the records alone are too much for one transaction. */
export function planOf(table: LeadTable, change: Change, snapshot: Snapshot): Plan | undefined {
  const withPages = planned(table, change, snapshot, true);
  if (fits(withPages)) return { ...withPages, change, isWhole: true };
  const whole = planned(table, change, snapshot);
  if (fits(whole)) return { ...whole, change, isWhole: true };
  // Only what is counted can be written in parts: heads and pages of events go together.
  if (whole.bytes > BYTES || whole.items.filter((item) => !isOfCounts(item)).length >= ITEMS)
    return undefined;
  for (const room of ROOM_FOR_COUNTERS) {
    const part = planned(table, firstPart(change, room), snapshot);
    if (fits(part)) return { ...part, change, isWhole: false };
  }
  return undefined;
}

type Planned = Pick<Plan, 'items' | 'bytes' | 'counters' | 'rows'>;

/** @param withWhole with the pages of whole leads, which nothing but a later read's price depends on */
function planned(
  table: LeadTable,
  change: Pick<Change, 'steps' | 'tells'>,
  snapshot: Snapshot,
  withWhole = false,
): Planned {
  const { steps } = change;
  const records = withWhole
    ? leadItems(table, steps, snapshot)
    : steps.flatMap((step) => recordItems(table, step, snapshot));
  const items = [...records, ...outboxPuts(table.table, outboxOf(table, change))];
  const rows = rowsChangedBy(steps, table.hashOf);
  return { items, bytes: bytesOf(items), counters: countersOf(steps), rows };
}

/** The items of the outbox that are written with a change; with its first part where it is written in parts. */
export function outboxOf({ hashOf }: LeadTable, { tells }: Pick<Change, 'tells'>): readonly OutboxItem[] {
  if (tells === undefined) return [];
  const { messages, enterings = [], referrals = [], at } = tells;
  const notes = [
    ...messages.map((message) => noteOf(hashOf, message)),
    ...enterings.map((entering) => enteringNote(hashOf, entering)),
    ...referrals.map((referral) => referralNote(hashOf, referral)),
  ];
  return outboxItems(notes, at);
}

function isOfCounts({ Put, Delete }: TransactWriteItem): boolean {
  return isCountPage((Put?.Item ?? Delete?.Key)?.sk?.S ?? '');
}

function fits({ items, bytes, counters, rows }: Planned): boolean {
  const count = items.length + counters.size + Math.min(rows.length, 1);
  return count <= ITEMS && bytes <= BYTES && !isOverfull(counters);
}

function bytesOf(items: readonly TransactWriteItem[]): number {
  return items.reduce((total, { Put }) => total + itemBytes(Put?.Item ?? {}) + ITEM_OVERHEAD, 0);
}

/** The items of records, and pages of the whole leads of those that are primary. */
function leadItems(
  table: LeadTable,
  steps: readonly Step[],
  snapshot: Snapshot,
): readonly TransactWriteItem[] {
  const layoutOf = ({ id }: LeadRecord): Layout => snapshot.layouts.get(idKey(id)) ?? NO_LAYOUT;
  const records = new Map(snapshot.records);
  for (const { write } of steps) records.set(idKey(write.id), write);
  const heads = new Map<IdKey, Entries>();
  const inHead = (record: LeadRecord): Entries => heads.get(idKey(record.id)) ?? layoutOf(record).head;
  const partsOf = ({ id }: LeadRecord): Parts | undefined => {
    const tree = idsOfLead(records, id).flatMap((one) => records.get(idKey(one)) ?? []);
    const pages = tree.reduce((sum, record) => sum + layoutOf(record).eventPages.length, 0);
    const isLarge = tree.length > 1 && pages >= (table.sizes ?? SIZES).wholeFrom;
    return isLarge ? partsOfLead(tree, inHead) : undefined;
  };
  const isLinked = ({ write }: Step): boolean => write.link !== undefined;
  const linked = steps.filter(isLinked);
  const primary = steps.filter((step) => !isLinked(step));
  return [...linked, ...primary].flatMap((step) => {
    const { write } = step;
    const parts = (own: Entries): Parts | undefined => {
      heads.set(idKey(write.id), own);
      return write.link === undefined ? partsOf(write) : undefined;
    };
    return recordItems(table, step, snapshot, parts);
  });
}

/**
 * The head, on condition that it is still what was read, and the pages that it names.
 * @param partsOf as in `layOut`
 */
export function recordItems(
  { table, hashOf, sizes }: LeadTable,
  { read, write: record }: Step,
  snapshot: Snapshot,
  partsOf?: LayOutOptions['partsOf'],
): readonly TransactWriteItem[] {
  const pk = { S: leadKey(hashOf(record.id)) };
  const layout = snapshot.layouts.get(idKey(record.id)) ?? NO_LAYOUT;
  const { head, pages } = layOut(record, layout, read.contributions, { sizes, partsOf });
  const v = { N: String(record.version + 1) };
  const put = (sk: string, item: Item): Put => ({
    TableName: table,
    Item: { pk, sk: { S: sk }, v, ...item },
  });
  return [
    { Put: { ...put(HEAD, head), ...unchangedSince(record.version) } },
    ...[...pages].map(([key, page]) =>
      page === undefined
        ? { Delete: { TableName: table, Key: { pk, sk: { S: key } } } }
        : { Put: put(key, page) },
    ),
  ];
}

function countersOf(steps: readonly Step[]): CounterItems {
  const counters: CounterItems = new Map();
  for (const step of steps) {
    for (const [definition, delta] of deltasOf(step)) {
      for (const [key, n] of delta) {
        const { item, attribute } = placeOf(key);
        add(counters, { definition, item }, attribute, n);
      }
    }
  }
  return counters;
}

/** By definition: what the record has counted after, less what it had before. */
function deltasOf({ read, write }: Step): ReadonlyMap<string, Cells> {
  const deltas = new Map<string, Cells>();
  for (const definition of new Set([...read.contributions.keys(), ...write.contributions.keys()])) {
    const before = read.contributions.get(definition) ?? NO_CELLS;
    const after = write.contributions.get(definition) ?? NO_CELLS;
    if (after !== before) deltas.set(definition, difference(after, before));
  }
  return deltas;
}

const NO_CELLS: Cells = new Map();

type Place = Omit<CounterItem, 'cells'>;

function nameOf({ definition, item }: Place): string {
  return `${definition} ${item}`;
}

function add(counters: CounterItems, place: Place, attribute: string, n: number): void {
  const name = nameOf(place);
  const held = counters.get(name) ?? { ...place, cells: new Map<string, number>() };
  addTo(held.cells, attribute, n);
  if (held.cells.size === 0) counters.delete(name);
  else counters.set(name, held);
}

function isOverfull(counters: CounterItems): boolean {
  return [...counters.values()].some(({ cells }) => cells.size > CELLS_PER_ITEM);
}

export function merge(into: CounterItems, counters: CounterItems): void {
  for (const { cells, ...place } of counters.values()) {
    for (const [attribute, n] of cells) add(into, place, attribute, n);
  }
}

/** The change with as many of its additions to counters as fit one transaction; contributions are what was added so far. */
function firstPart(change: Change, room: number): Change {
  const counters = countersOf(change.steps);
  const held = new Set<string>();
  for (const [name, { cells }] of [...counters].slice(0, room)) {
    for (const attribute of [...cells.keys()].slice(0, CELLS_PER_ITEM)) held.add(`${name} ${attribute}`);
  }
  const isIn = (definition: string, key: CellKey): boolean => {
    const { item, attribute } = placeOf(key);
    const name = nameOf({ definition, item });
    // A cell that moves from one record to another changes no counter.
    return held.has(`${name} ${attribute}`) || counters.get(name)?.cells.has(attribute) !== true;
  };
  const steps = change.steps.map((step) => {
    const { read, write } = step;
    const counted = new Map(read.contributions);
    for (const [definition, delta] of deltasOf(step)) {
      const cells = new Map(read.contributions.get(definition) ?? NO_CELLS);
      for (const [key, n] of delta) if (isIn(definition, key)) addTo(cells, key, n);
      if (cells.size > 0) counted.set(definition, cells);
      else counted.delete(definition);
    }
    return { read, write: { ...write, contributions: counted } };
  });
  return { ...change, steps };
}
