// Ties: a browser and a customer who tell of one order are one person, as far as nothing better is known.
import type { OrderTie } from '../event/event.ts';
import { type At, type BrowserTelling, browsersIn, isSameBook, type OrderBook, type ToldAt } from './order-book.ts';

/** What is to be said of a browser; `owner` is where the customer told, absent where it belongs to nobody by the order. */
export type FoundTie = { readonly browser: At; readonly owner?: At; readonly tie: OrderTie };

/**
 * A browser that told of an order so long after the customer is not tied, nor one that told so long before. An order can then tie nobody by
 * what was erased: a mark is kept for twice as long, so it is there until the last such message has arrived.
 */
const APART_MS = 14 * 86_400_000;

/**
 * What records have to learn of who belongs to whom, once all that followed from what was told before is known. What it says of a browser
 * outweighs what was said of it by less of what was told; so in the end it depends on all that was told, in whatever order.
 */
export function newTies(before: OrderBook, after: OrderBook, told: readonly ToldAt[]): readonly FoundTie[] {
  const first = new Set(after.browsers.map(({ at }) => at));
  const beyond = [...before.browsers, ...browsersIn(told)].filter(({ at }) => !first.has(at));
  const ties = isSameBook(before, after) ? [] : after.browsers.flatMap((browser) => tieBy(after, browser));
  return [...beyond.map(({ at, received }) => ({ browser: at, tie: { browserAt: received } })), ...ties];
}

function tieBy({ best }: OrderBook, { at, received }: BrowserTelling): readonly FoundTie[] {
  if (best?.trusted !== true || best.received - received > APART_MS) return [];
  const tie = { browserAt: received, customer: { at: best.received, tie: best.tie } };
  // It must be said also where it does not hold: another customer told of the order later, and may have been the first that was known of.
  const isHeld = received - best.received <= APART_MS;
  return [{ browser: at, ...(isHeld && { owner: best.at }), tie }];
}
