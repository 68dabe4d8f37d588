// Looks through the table for leads to list, for a bounded time, in the order of the table.
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
import { isLead, type ScannedPage, scanPage, wholeLead } from '../store/leads/scan-leads.ts';

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

/** Parts of the table that are looked through side by side. */
const SEGMENTS = 4;
/** Items of each at once: few where most are listed, then more. */
const FIRST_ITEMS = 50;
const MOST_ITEMS = 200;

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
  const begun = after === '' ? NOT_BEGUN : placesIn(after);
  if (begun === undefined) return undefined;
  let places: readonly SegmentPlace[] = begun;
  const rows: ListRow[] = [];
  let [looked, erased] = [0, 0];
  for (let most = FIRST_ITEMS; ; most = Math.min(2 * most, MOST_ITEMS)) {
    const pages: readonly (ScannedPage | undefined)[] = await Promise.all(
      places.map((place, segment) =>
        place === 'ended'
          ? undefined
          : scanPage(table, {
              segment,
              segments: SEGMENTS,
              after: place === 'not begun' ? undefined : place,
              most,
            }),
      ),
    );
    const heads = pages
      .flatMap((page) => page?.heads ?? [])
      .filter(
        (head) =>
          isLead(head) && wanted.kinds.includes(head.record.id.kind === 'email' ? 'contact' : 'anonymous'),
      );
    looked += heads.length;
    rows.push(...(await rowsOf(table, heads, wanted)));
    for (const { contributions } of pages.flatMap((page) => page?.tombstones ?? []))
      erased += wanted.timesOf(contributions);
    places = pages.map((page) => page?.next ?? 'ended');
    if (places.every((place) => place === 'ended')) return { rows, looked, erased };
    if (rows.length >= PAGE_ROWS || !hasTime()) return { rows, next: textOf(places), looked, erased };
  }
}

async function rowsOf(
  table: LeadTable,
  heads: readonly Head[],
  wanted: ScanFor,
): Promise<readonly ListRow[]> {
  const counts = (record: LeadRecord): number => wanted.timesOf(record.contributions);
  // Most are in no figure, and a head without pages of counts tells it alone.
  const known = heads
    .filter(({ places, record }) => places.countPages.length > 0 || counts(record) !== 0)
    .map((head) => ({ head, whole: wholeLead(head)?.record }));
  // What a head alone cannot tell: what it has counted long ago, and of an anonymous lead what its other ids did.
  const wider = known.filter(
    ({ head, whole }) =>
      whole === undefined && (head.places.countPages.length > 0 || head.record.summary === undefined),
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

/** How far a segment of the table is looked through: up to the item that was scanned last. */
type SegmentPlace = Cursor | 'not begun' | 'ended';
const NOT_BEGUN: readonly SegmentPlace[] = Array.from({ length: SEGMENTS }, () => 'not begun');

function textOf(places: readonly SegmentPlace[]): string {
  const said = places.map((place) => (typeof place === 'string' ? place : [place.pk, place.sk]));
  return Buffer.from(JSON.stringify(said)).toString('base64url');
}

function placesIn(text: string): readonly SegmentPlace[] | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    if (!Array.isArray(value) || value.length !== SEGMENTS) return undefined;
    const places = value.flatMap((one) => segmentPlaceIn(one) ?? []);
    return places.length === SEGMENTS ? places : undefined;
  } catch {
    return undefined;
  }
}

function segmentPlaceIn(value: unknown): SegmentPlace | undefined {
  if (value === 'not begun' || value === 'ended') return value;
  const [pk, sk] = Array.isArray(value) ? (value as readonly unknown[]) : [];
  if (typeof pk !== 'string' || typeof sk !== 'string') return undefined;
  // The longest keys that DynamoDB takes.
  const [p, s] = [Buffer.byteLength(pk), Buffer.byteLength(sk)];
  return p > 0 && p <= 2_048 && s > 0 && s <= 1_024 ? { pk, sk } : undefined;
}
