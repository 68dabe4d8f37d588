// Pages beside each other of which so much was thinned away since they were written that they can be fewer.
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { packedLength } from './codec/packed.ts';
import type { PageName } from './month-pages.ts';

type Dated = { readonly time: number; readonly month: string };

/** How entries become pages. */
export type Packing<Entry> = {
  readonly pack: (entries: readonly Entry[]) => AttributeValue;
  /** The JSON that is packed. */
  readonly jsonOf: (entries: readonly Entry[]) => string;
  /** A page is at most this long, unless one entry alone is longer. */
  readonly pageBytes: number;
};

export type Page<Entry> = {
  readonly name: PageName;
  /** What of it is still kept. */
  readonly entries: readonly Entry[];
  /** Whether it is written anyway. */
  readonly isChanged: boolean;
};

/** What a page that begins with a month holds. */
export type Cut = { readonly month: string; readonly data: AttributeValue };

/** Pages that become fewer: `cuts` take their place. */
export type Run = { readonly names: readonly PageName[]; readonly cuts: readonly Cut[] };

/** So many pages are written anew at once, at most. */
const WINDOW = 4;
/** What compresses least: text of 64 letters in no order. */
const RATIO = 0.76;
/** Windows that are tried for each one that is found, as what is reckoned of a page can be too little. */
const TRIES = 3;

/**
 * The runs of pages that become fewer, those first that save most. Once none is left, any `WINDOW` pages beside each other hold
 * more than fits into one less.
 * @param most runs, as a transaction has room for few items
 */
export function tighterRuns<Entry extends Dated>(
  pages: readonly Page<Entry>[],
  packing: Packing<Entry>,
  most: number,
): readonly Run[] {
  const lengths = pages.map(({ entries }) => lengthOf(entries, packing));
  const windows = windowsOf(pages, lengths, packing.pageBytes);
  const runs: Run[] = [];
  const taken = new Set<number>();
  let tries = most * TRIES;
  for (const { from, to } of windows) {
    if (runs.length === most || tries === 0) break;
    const places = Array.from({ length: to - from }, (_, n) => from + n);
    if (places.some((at) => taken.has(at))) continue;
    tries--;
    const own = pages.slice(from, to);
    const entries = own.flatMap((page) => page.entries).sort((a, b) => a.time - b.time);
    const cuts = cutEvenly(entries, packing);
    if (cuts.length >= own.length) continue;
    runs.push({ names: own.map(({ name }) => name), cuts });
    for (const at of places) taken.add(at);
  }
  return runs;
}

type Window = {
  readonly from: number;
  readonly to: number;
  readonly saved: number;
  readonly written: number;
};

function windowsOf<Entry>(
  pages: readonly Page<Entry>[],
  lengths: readonly number[],
  pageBytes: number,
): readonly Window[] {
  const windows: Window[] = [];
  for (let from = 0; from < pages.length; from++) {
    for (let to = from + 2; to <= Math.min(pages.length, from + WINDOW); to++) {
      const left = partsFor(
        lengths.slice(from, to).reduce((sum, length) => sum + length, 0),
        pageBytes,
      );
      const saved = to - from - left;
      const changed = pages.slice(from, to).filter(({ isChanged }) => isChanged).length;
      if (saved > 0) windows.push({ from, to, saved, written: Math.max(0, left - changed) });
    }
  }
  return windows.sort((a, b) => b.saved - a.saved || a.written - b.written || a.from - b.from);
}

/** Cuts entries in order of time into as few pages of about one length as can be. */
export function cutEvenly<Entry extends Dated>(
  entries: readonly Entry[],
  packing: Packing<Entry>,
): readonly Cut[] {
  const lengths = entries.map((entry) => lengthOf([entry], packing));
  const whole = packing.pack(entries);
  if (entries.length < 2 || packedLength(whole) <= packing.pageBytes)
    return [{ month: entries[0]?.month ?? '', data: whole }];
  for (let parts = Math.max(2, partsFor(packedLength(whole), packing.pageBytes)); ; parts++) {
    const cuts = split(entries, lengths, parts).map((own) => ({ own, data: packing.pack(own) }));
    if (cuts.every(({ own, data }) => own.length === 1 || packedLength(data) <= packing.pageBytes))
      return cuts.map(({ own, data }) => ({ month: own[0]?.month ?? '', data }));
  }
}

/** Pages are not filled to the last byte: they could not be cut where an entry ends. */
function partsFor(bytes: number, pageBytes: number): number {
  return Math.max(1, Math.ceil(bytes / (pageBytes * 0.95)));
}

/** So many parts of about one length; each entry alone from as many parts on as there are entries. */
function split<Entry>(
  entries: readonly Entry[],
  lengths: readonly number[],
  parts: number,
): readonly (readonly Entry[])[] {
  if (parts >= entries.length) return entries.map((entry) => [entry]);
  const share = lengths.reduce((sum, length) => sum + length, 0) / parts;
  const result: Entry[][] = [];
  let sum = 0;
  for (const [at, entry] of entries.entries()) {
    const part = Math.min(parts - 1, Math.floor((sum + (lengths[at] ?? 0) / 2) / share));
    sum += lengths[at] ?? 0;
    const own = result[part];
    if (own === undefined) result[part] = [entry];
    else own.push(entry);
  }
  return result.filter((own) => own !== undefined);
}

function lengthOf<Entry>(entries: readonly Entry[], { jsonOf }: Packing<Entry>): number {
  return Buffer.byteLength(jsonOf(entries)) * RATIO;
}
