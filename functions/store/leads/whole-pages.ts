// The pages of a whole lead: of the history of each of its ids what the lead keeps and no head holds, beside the primary record.
import { compareEvents } from '../../domain/lead/copies.ts';
import { type IdKey, idKey } from '../../domain/lead/identity.ts';
import { keptOfLead, thinnedLike } from '../../domain/lead/kept-of-lead.ts';
import { eventKey, timedTouchKey, touchIn } from '../../domain/lead/lead.ts';
import type { LeadRecord } from '../../domain/lead/record.ts';
import { isOwnTelling, isSameTelling } from '../../domain/lead/tellings.ts';
import { FORMAT, type Item } from '../item-format.ts';
import { wholePageKey } from '../keys.ts';
import { type Entries, type PackedEntries, packEntries, unpackEntries } from './codec/entries.ts';
import { pack } from './codec/packed.ts';
import { freshName, monthAt, type PageName, pageFor } from './month-pages.ts';
import { type Cut, cutEvenly, tighterRuns } from './tighter-pages.ts';

/** By id. */
export type Parts = ReadonlyMap<string, Entries>;
export type PackedParts = Readonly<Record<string, PackedEntries>>;

/** Larger than other pages: a transaction has room for few items, and must take those of the largest lead at once. */
const PAGES_OF_EVENTS = 3;
/** Of which several pages keep the room for keys and names apart. */
const SPARED = 2 * 90;
/** Runs of pages that are written anew with one change: it takes at most four items for each. */
const RUNS_AT_ONCE = 4;

export function unpackParts(packed: PackedParts): Parts {
  return new Map(Object.entries(packed).map(([id, entries]) => [id, unpackEntries(entries)]));
}

/** What pages hold of one record. */
export function partOf(whole: ReadonlyMap<PageName, Parts> | undefined, id: IdKey): Entries {
  const own = [...(whole?.values() ?? [])].flatMap((parts) => parts.get(id) ?? []);
  return { events: own.flatMap(({ events }) => events), touches: own.flatMap(({ touches }) => touches) };
}

/**
 * What pages must hold of each record of a lead, the primary first.
 * @param inHead what the head of a record holds itself
 */
export function partsOfLead(records: readonly LeadRecord[], inHead: (record: LeadRecord) => Entries): Parts {
  const kept = keptOfLead(records);
  return new Map(
    records.map((record, at): [IdKey, Entries] => {
      const { events = [], touches = [] } = kept[at] ?? {};
      const head = inHead(record);
      const own = new Set(head.events);
      const told = new Set(head.touches.map(timedTouchKey));
      for (const event of events)
        if (event.kind === 'page') for (const timed of touchIn(event)) told.add(timedTouchKey(timed));
      return [
        idKey(record.id),
        {
          events: events.filter((event) => !own.has(event)),
          touches: touches.filter((timed) => !told.has(timedTouchKey(timed))),
        },
      ];
    }),
  );
}

type Entry = {
  readonly key: string;
  readonly owner: string;
  readonly time: number;
  readonly month: string;
} & (
  | { readonly event: Entries['events'][number]; readonly timed?: undefined }
  | { readonly timed: Entries['touches'][number]; readonly event?: undefined }
);

/**
 * The pages that change. What pages hold beyond the parts stays until they are written anyway, or could be fewer without it: it has been
 * thinned away, or is a copy that counts no more. Not so what tells of an order as the lead's own: readers would count it.
 * @param names of the pages that there are
 * @param held what they hold; a page that is not told of is written over or deleted
 */
export function layOutWhole(
  names: readonly PageName[],
  held: ReadonlyMap<PageName, Parts>,
  parts: Parts,
  { pageBytes, tighterFrom }: { readonly pageBytes: number; readonly tighterFrom: number },
): { readonly names: readonly PageName[]; readonly pages: ReadonlyMap<string, Item | undefined> } {
  const bytes = PAGES_OF_EVENTS * pageBytes + SPARED;
  const wanted = new Map(entriesIn(parts).map((entry) => [entry.key, entry]));
  const kept = new Map<PageName, Entry[]>();
  const changed = new Set<PageName>();
  for (const [name, own] of held) {
    const all = entriesIn(own);
    const isMistaken = all.some((entry) => !wanted.has(entry.key) && tellsOfOwn(entry));
    const entries = all.flatMap((entry) => {
      const one = wanted.get(entry.key);
      return one !== undefined && isSame(entry, one) ? [one] : [];
    });
    for (const { key } of entries) wanted.delete(key);
    if (entries.length > 0) kept.set(name, entries);
    if (entries.length > 0 && isMistaken) changed.add(name);
  }
  const left = names.filter((name) => kept.has(name));
  const pages = new Map<string, Item | undefined>();
  for (const name of names) if (!kept.has(name)) pages.set(wholePageKey(name), undefined);
  for (const entry of [...wanted.values()].sort((a, b) => a.time - b.time)) {
    const page = pageFor(left, entry.month) ?? entry.month;
    if (left.length === 0) left.push(page);
    changed.add(page);
    const own = kept.get(page);
    if (own === undefined) kept.set(page, [entry]);
    else own.push(entry);
  }
  const packing = { pack: (own: readonly Entry[]) => pack(packed(own)), jsonOf, pageBytes: bytes };
  const put = (name: PageName, cuts: readonly Cut[]): void => {
    for (const [index, { month, data }] of cuts.entries()) {
      const own = index === 0 ? name : freshName(left, month);
      if (index > 0) left.splice(left.indexOf(name) + index, 0, own);
      pages.set(wholePageKey(own), { ...FORMAT, data });
    }
  };
  if (left.length * PAGES_OF_EVENTS >= tighterFrom) {
    const all = left.map((name) => ({ name, entries: kept.get(name) ?? [], isChanged: changed.has(name) }));
    for (const { names: run, cuts } of tighterRuns(all, packing, RUNS_AT_ONCE)) {
      for (const name of run) changed.delete(name);
      for (const name of run.slice(1)) {
        pages.set(wholePageKey(name), undefined);
        left.splice(left.indexOf(name), 1);
      }
      put(run[0] ?? '', cuts);
    }
  }
  for (const name of changed)
    put(
      name,
      cutEvenly(
        (kept.get(name) ?? []).sort((a, b) => a.time - b.time),
        packing,
      ),
    );
  return { names: left, pages };
}

/** Whether an order is counted by it, which would be so still where it has been told better elsewhere and its copy is no part any more. */
function tellsOfOwn({ event }: Entry): boolean {
  return event !== undefined && isOwnTelling(event);
}

/** Whether a page holds an entry already, be it with more than is wanted of it. */
function isSame(held: Entry, wanted: Entry): boolean {
  if (held.event === undefined || wanted.event === undefined) return true;
  const [has, should] = [held.event.order?.best, wanted.event.order?.best];
  if (has !== should && (has === undefined || should === undefined || !isSameTelling(has, should)))
    return false;
  return compareEvents(thinnedLike(held.event, wanted.event), wanted.event) === 0;
}

function entriesIn(parts: Parts): readonly Entry[] {
  return [...parts].flatMap(([owner, { events, touches }]): readonly Entry[] => [
    ...events.map(
      (event): Entry => ({
        key: `${owner}\n${eventKey(event)}`,
        owner,
        time: event.time,
        month: monthAt(event.time),
        event,
      }),
    ),
    ...touches.map(
      (timed): Entry => ({
        key: `${owner}\nt${timedTouchKey(timed)}`,
        owner,
        time: timed.time,
        month: monthAt(timed.time),
        timed,
      }),
    ),
  ]);
}

function jsonOf(entries: readonly Entry[]): string {
  return JSON.stringify(packed(entries));
}

function packed(entries: readonly Entry[]): PackedParts {
  const owners = new Map<string, Entry[]>();
  for (const entry of entries) {
    const own = owners.get(entry.owner);
    if (own === undefined) owners.set(entry.owner, [entry]);
    else own.push(entry);
  }
  return Object.fromEntries(
    [...owners].map(([owner, own]) => [
      owner,
      packEntries({
        events: own.flatMap(({ event }) => event ?? []),
        touches: own.flatMap(({ timed }) => timed ?? []),
      }),
    ]),
  );
}
