// What is known of one order in the whole instance: its best telling, and what changes it, as a function of the set of all that was told.
import type { LeadEvent, LeadId } from '../event/event.ts';
import { type BestTelling, isChange, type OrderChange, type Telling } from '../event/order.ts';
import { compareText, idKey, tieOf } from '../lead/identity.ts';
import { changeOf, compareChanges, compareTellings, joinChanges, MOST_CHANGES } from '../lead/tellings.ts';

/** Names the record under which something was told, without telling whose it is. */
export type At = string;

export type OrderBook = {
  /** Absent: only changes of the order were told so far. */
  readonly best?: Telling & {
    readonly at: At;
    /** All that was received by then of its id is erased. */
    readonly isErased?: true;
  };
  /** The first that were accepted, those with the secret key before others. */
  readonly changes: readonly { readonly at: At; readonly received: number; readonly change: OrderChange }[];
  /** The browsers that told of it with the public key, those that were accepted first. */
  readonly browsers: readonly BrowserTelling[];
  /** Whether more than one id has told of it. */
  readonly isShared: boolean;
};

/** Where a browser told of an order (empty: that is erased), when it was first accepted, and a few bits of its id. */
export type BrowserTelling = Pick<Telling, 'received' | 'tie'> & { readonly at: At };

/** So many browsers an order keeps: others it ties to no customer. */
export const MOST_BROWSERS = 3;

export const NOTHING_TOLD: OrderBook = { changes: [], browsers: [], isShared: false };

/** One event of the order, and where it was told. */
export type ToldAt = {
  readonly at: At;
  readonly id: LeadId;
  readonly event: LeadEvent;
  /** What was received by then of its id is erased. */
  readonly isErased?: boolean;
};

/** The book with more that was told. To add it again changes nothing. */
export function withTellings(book: OrderBook, told: readonly ToldAt[]): OrderBook {
  let { best } = book;
  const changes = new Map(book.changes.map((one) => [nameOf(one), one]));
  const places = new Set(placesIn(book));
  for (const { at, id, event, isErased = false } of told) {
    places.add(at);
    const { trusted, received, order } = event;
    if (order === undefined) continue;
    if (isChange(order)) {
      const one = { at, received, change: changeOf(event) };
      const known = changes.get(nameOf(one));
      changes.set(nameOf(one), known === undefined ? one : joinTold(known, one));
      continue;
    }
    const telling: Best = { at, trusted, received, tie: tieOf(idKey(id)), ...(isErased && { isErased }) };
    if (best === undefined || compareBest(telling, best) < 0) best = telling;
  }
  return {
    ...(best && { best }),
    changes: [...changes.values()].sort(compareTold).slice(0, MOST_CHANGES),
    browsers: firstOf([...book.browsers, ...browsersIn(told)]),
    isShared: book.isShared || places.size > 1,
  };
}

/** What browsers tell of the order itself. */
export function browsersIn(told: readonly ToldAt[]): readonly BrowserTelling[] {
  return told.flatMap(({ at, id, event: { trusted, received, order }, isErased = false }) => {
    if (trusted || id.kind !== 'anonymous' || order === undefined || isChange(order)) return [];
    return [{ at: isErased ? '' : at, received, tie: tieOf(idKey(id)) }];
  });
}

/** Each browser once, as it was first. Of one that is erased nothing but the bits is left to know it by. */
function firstOf(browsers: readonly BrowserTelling[]): readonly BrowserTelling[] {
  const sorted = browsers.toSorted(
    (a, b) => a.received - b.received || a.tie - b.tie || compareText(a.at, b.at),
  );
  return sorted
    .filter(({ tie }, place) => sorted.findIndex((one) => one.tie === tie) === place)
    .slice(0, MOST_BROWSERS);
}

/** The book without what names a record of which is erased what was received until then. Where its order counts stays. */
export function withoutErased(book: OrderBook, at: At, until: number): OrderBook {
  const { best } = book;
  const isBest = best !== undefined && best.at === at && best.received <= until;
  return {
    ...book,
    ...(isBest && { best: { ...best, isErased: true } }),
    browsers: book.browsers.map((one) => (one.at === at && one.received <= until ? { ...one, at: '' } : one)),
  };
}

type Best = NonNullable<OrderBook['best']>;

function compareBest(a: Best, b: Best): number {
  return compareTellings(a, b) || compareText(a.at, b.at);
}

type Told = OrderBook['changes'][number];

function nameOf({ at, change }: Told): string {
  return `${at} ${change.id}`;
}

/** Copies of one change at one place: the least of them, as records join them, since when any was told. */
function joinTold(a: Told, b: Told): Told {
  const { change } = compareChanges(a.change, b.change) <= 0 ? a : b;
  return { at: a.at, received: Math.min(a.received, b.received), change };
}

function compareTold(a: Told, b: Told): number {
  return (
    Number(b.change.trusted) - Number(a.change.trusted) ||
    a.received - b.received ||
    compareChanges(a.change, b.change) ||
    compareText(a.at, b.at)
  );
}

function placesIn({ best, changes }: OrderBook): readonly At[] {
  return [...(best === undefined ? [] : [best.at]), ...changes.map(({ at }) => at)];
}

/**
 * Where events have something to learn, once what a book was before is known everywhere. The places that tell of the order now are among them: they
 * may have told before, in work that was given up, and learned then what no book says.
 */
export function concernedBy(before: OrderBook, after: OrderBook, told: readonly ToldAt[]): ReadonlySet<At> {
  const now = told.map(({ at }) => at);
  if (after.best === undefined || isSameBook(before, after)) return new Set(now);
  // Who knows of the best telling has nothing more to learn but what changes the order, and only where that is.
  if (before.isShared && isSameBest(before, after)) return new Set([...now, after.best.at]);
  return new Set([...now, ...placesIn(before), ...placesIn(after)]);
}

function isSameBest({ best: a }: OrderBook, { best: b }: OrderBook): boolean {
  return a !== undefined && b !== undefined && compareBest(a, b) === 0;
}

/** The best telling as events at a place know it; undefined where nothing is to be known. */
export function bestAt({ best, changes, isShared }: OrderBook, at: At): BestTelling | undefined {
  if (best === undefined || !isShared) return undefined;
  const { at: place, isErased: _, ...telling } = best;
  if (place !== at) return { ...telling, own: false };
  // With the public key an order that was told with the secret one is not changed.
  const others = joinChanges(
    [],
    changes
      .filter((one) => one.at !== at && (one.change.trusted || !telling.trusted))
      .map(({ change }) => change),
  );
  return { ...telling, own: true, ...(others.length > 0 && { changes: others }) };
}

export function isSameBook(a: OrderBook, b: OrderBook): boolean {
  return JSON.stringify(inOrder(a)) === JSON.stringify(inOrder(b));
}

function inOrder({ best, changes, browsers, isShared }: OrderBook): readonly unknown[] {
  return [
    best && [best.at, best.trusted, best.received, best.tie, best.isErased],
    changes.map(({ at, received, change }) => [
      at,
      received,
      change.id,
      change.time,
      change.trusted,
      change.order,
    ]),
    browsers.map(({ at, received, tie }) => [at, received, tie]),
    isShared,
  ];
}
