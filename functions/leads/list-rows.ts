// Looks for leads to list, for a bounded time: contacts newest first, all others in the order of the table.
import { attemptReader } from '../domain/funnel/attempts.ts';
import type { Cells } from '../domain/funnel/cells.ts';
import type { Definition } from '../domain/funnel/funnel.ts';
import { idKey } from '../domain/lead/identity.ts';
import { idsOfLead } from '../domain/lead/identity-graph.ts';
import { leadOf } from '../domain/lead/lead.ts';
import { emptyRecord, type LeadRecord } from '../domain/lead/record.ts';
import type { Cursor } from '../domain/recount.ts';
import { type LeadSummary, summaryOf } from '../domain/summary/lead-summary.ts';
import type { Head } from '../store/leads/codec/head.ts';
import type { LeadTable } from '../store/leads/lead-table.ts';
import { readWholeLeads } from '../store/leads/read-leads.ts';
import { isLead, scanPage, wholeLead } from '../store/leads/scan-leads.ts';
import { isAt, readListings } from '../store/list/listing.ts';
import { HEADS_AT_ONCE, readHeads } from '../store/list/read-heads.ts';

export type ListRow = {
  /** The hash of the primary record. */
  readonly hash: string;
  readonly record: Pick<LeadRecord, 'id' | 'typed'>;
  readonly summary: LeadSummary;
  /** How often it is in the figure; 1 where no figure is asked for. */
  readonly times: number;
};

export type Looked = {
  readonly rows: readonly ListRow[];
  /** Where to go on; absent at the end. */
  readonly next?: string;
  /** Leads that were looked at. */
  readonly looked: number;
  /** Erased leads in the figure, of those looked at. */
  readonly erased: number;
};

/** A page is full with so many; a scan may add some more. */
export const PAGE_ROWS = 50;

type Bounds = { readonly table: LeadTable; readonly hasTime: () => boolean };
type Keep = (summary: LeadSummary) => boolean;

/** A place in the list, and how many entries of it are done. */
const PLACE = /^(\d{1,4})\.(\d{4}-\d{2}-\d{2}T[\d:.]{12}Z#[\da-z]{1,12})$/;
const LISTINGS_AT_ONCE = 20;

/** @param after as `next` of an answer was; undefined where it is none */
export async function listContacts(
  { table, hasTime }: Bounds,
  keep: Keep,
  range: { readonly from?: string; readonly to?: string },
  after: string,
): Promise<Looked | undefined> {
  const [, done = '0', place] = PLACE.exec(after) ?? [];
  if (after !== '' && place === undefined) return undefined;
  if (place !== undefined && place < (range.from ?? '')) return { rows: [], looked: 0, erased: 0 };
  const rows: ListRow[] = [];
  let [skip, until, passed] = [Number(done), place, undefined as string | undefined];
  let looked = 0;
  for (;;) {
    const page = await readListings(table, {
      ...range,
      ...(until === undefined ? {} : { until }),
      after: passed,
      most: LISTINGS_AT_ONCE,
    });
    until = undefined;
    const entries = page.listings.flatMap(({ place, listed }) =>
      listed.map((entry, index) => ({ ...entry, place, index })),
    );
    const left = entries.slice(skip);
    skip = 0;
    for (let at = 0; at < left.length; at += HEADS_AT_ONCE) {
      const some = left.slice(at, at + HEADS_AT_ONCE);
      const heads = await readHeads(table, [...new Set(some.map(({ hash }) => hash))]);
      for (const [n, entry] of some.entries()) {
        const { hash, place, index } = entry;
        const here = `${index}.${place}`;
        if (rows.length === PAGE_ROWS)
          return { rows: newestFirst(rows), next: here, looked: looked + n, erased: 0 };
        const record = heads.get(hash)?.record;
        const summary = record?.summary;
        if (record === undefined || summary === undefined || !isAt(entry, record) || !keep(summary)) continue;
        rows.push({ hash, record, summary, times: 1 });
      }
      looked += some.length;
      const next = left[at + some.length];
      if (next !== undefined && !hasTime())
        return { rows: newestFirst(rows), next: `${next.index}.${next.place}`, looked, erased: 0 };
    }
    const last = page.listings.at(-1);
    if (!page.hasMore || last === undefined) return { rows: newestFirst(rows), looked, erased: 0 };
    passed = last.place;
    if (rows.length === PAGE_ROWS || !hasTime())
      return { rows: newestFirst(rows), next: `${last.listed.length}.${last.place}`, looked, erased: 0 };
  }
}

/** Entries lie by the transaction that made them; what it made may be seconds apart. */
function newestFirst(rows: readonly ListRow[]): readonly ListRow[] {
  return rows.toSorted((a, b) => b.summary.since - a.summary.since);
}

/** Items of the table at once. */
const SCANNED_AT_ONCE = 200;

export type ScanFor = {
  readonly definitions: readonly Definition[];
  /** How often a lead is listed by what it has counted; 0 leaves it out. */
  readonly timesOf: (contributions: ReadonlyMap<string, Cells>) => number;
  readonly kinds: readonly ('contact' | 'anonymous')[];
  readonly keep: Keep;
};

/** @param after as `next` of an answer was; undefined where it is none */
export async function scanLeads(
  { table, hasTime }: Bounds,
  wanted: ScanFor,
  after: string,
): Promise<Looked | undefined> {
  let cursor = cursorOf(after);
  if (after !== '' && cursor === undefined) return undefined;
  const rows: ListRow[] = [];
  let [looked, erased] = [0, 0];
  for (;;) {
    const page = await scanPage(table, { segment: 0, segments: 1, after: cursor, most: SCANNED_AT_ONCE });
    const heads = page.heads.filter(
      (head) =>
        isLead(head) && wanted.kinds.includes(head.record.id.kind === 'email' ? 'contact' : 'anonymous'),
    );
    looked += heads.length;
    rows.push(...(await rowsOf(table, heads, wanted)));
    for (const { contributions } of page.tombstones) erased += wanted.timesOf(contributions);
    cursor = page.next;
    if (cursor === undefined) return { rows, looked, erased };
    if (rows.length >= PAGE_ROWS || !hasTime()) return { rows, next: nextOf(cursor), looked, erased };
  }
}

async function rowsOf(
  table: LeadTable,
  heads: readonly Head[],
  wanted: ScanFor,
): Promise<readonly ListRow[]> {
  const counts = (record: LeadRecord): number => wanted.timesOf(record.contributions);
  const known = heads.map((head) => ({ head, whole: wholeLead(head)?.record }));
  // What a head alone cannot tell: what it has counted long ago, and of an anonymous lead what its other ids did.
  const wider = known.filter(
    ({ head, whole }) =>
      whole === undefined &&
      (head.places.countPages.length > 0 || (head.record.summary === undefined && counts(head.record) !== 0)),
  );
  const read =
    wider.length === 0
      ? new Map()
      : (
          await readWholeLeads(
            table,
            wider.map(({ head }) => head.record.id),
          )
        ).records;
  return known.flatMap(({ head, whole }): ListRow[] => {
    const { id } = head.record;
    const record: LeadRecord = whole ?? read.get(idKey(id)) ?? head.record;
    const times = counts(record);
    if (times === 0 || record.link !== undefined) return [];
    const tree = whole === undefined && read.has(idKey(id)) ? idsOfLead(read, id) : [id];
    const records = tree.map(
      (one): LeadRecord => (one === id ? record : (read.get(idKey(one)) ?? emptyRecord(one))),
    );
    const summary = record.summary ?? fresh(records, wanted.definitions);
    if (summary === undefined || !wanted.keep(summary)) return [];
    return [{ hash: table.hashOf(id), record, summary, times }];
  });
}

function fresh(records: readonly LeadRecord[], definitions: readonly Definition[]): LeadSummary | undefined {
  const lead = leadOf(records.map(({ history }) => history));
  return summaryOf({ records, lead, definitions, attemptsOf: attemptReader(lead) });
}

/** A cursor tells the key of the item that was scanned last, without what all of its kind have. */
function nextOf({ pk, sk }: Cursor): string {
  return Buffer.from(JSON.stringify([pk, sk])).toString('base64url');
}

function cursorOf(text: string): Cursor | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    if (!Array.isArray(value)) return undefined;
    const [pk, sk] = value as readonly unknown[];
    if (typeof pk !== 'string' || typeof sk !== 'string') return undefined;
    // The longest keys that DynamoDB takes.
    const [p, s] = [Buffer.byteLength(pk), Buffer.byteLength(sk)];
    return p > 0 && p <= 2_048 && s > 0 && s <= 1_024 ? { pk, sk } : undefined;
  } catch {
    return undefined;
  }
}
