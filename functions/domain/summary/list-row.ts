// A row of the index of contacts: what the list is narrowed by, of one contact at one version of its record. It holds no name and no e-mail.
import { isSameSummary, type LeadSummary } from './lead-summary.ts';

/** A name is read where the lead is shown. */
export type Told = Omit<LeadSummary, 'name'>;

export type IndexRow = {
  /** Of the record. */
  readonly hash: string;
  /** The version of the record at which this began to hold. Of two rows of one hash the later tells what is so. */
  readonly version: number;
  /** Undefined: it is no contact any more. */
  readonly told: Told | undefined;
};

export function toldOf(summary: LeadSummary): Told {
  const { name: _, ...told } = summary;
  return told;
}

export function isSameTold(a: LeadSummary | undefined, b: LeadSummary | undefined): boolean {
  return isSameSummary(a && toldOf(a), b && toldOf(b));
}

/** The latest row of each hash. */
export function latestRows(rows: Iterable<IndexRow>): ReadonlyMap<string, IndexRow> {
  const latest = new Map<string, IndexRow>();
  for (const row of rows) {
    const known = latest.get(row.hash);
    if (known === undefined || known.version < row.version) latest.set(row.hash, row);
  }
  return latest;
}

/** The newest contacts first; those that are none any more last. */
export function byPlace(a: IndexRow, b: IndexRow): number {
  return comparePlaces(placeOf(a), placeOf(b));
}

/** A place in the list: when the contact became one, ms since the epoch, and its hash. */
export type Place = { readonly since: number; readonly hash: string };

function placeOf({ hash, told }: IndexRow): Place {
  return { since: told?.since ?? 0, hash };
}

/** Negative where the first comes before the second in the list. */
export function comparePlaces(a: Place, b: Place): number {
  return b.since - a.since || (a.hash < b.hash ? -1 : Number(a.hash > b.hash));
}
