// Ties: a browser and a customer who tell of one order are one person, as far as nothing better is known.
import type { OrderTie } from '../event/event.ts';
import { type At, type BrowserTelling, browsersIn, type OrderBook, type ToldAt } from './order-book.ts';

/** What is to be said of a browser; `owner` is where the customer told, absent where the order does not tie it. */
export type FoundTie = { readonly browser: At; readonly owner?: At; readonly tie: OrderTie };

/**
 * What records have to learn of who belongs to whom, once all that followed from what was told before is known. What it says of a browser
 * outweighs what was said of it by less of what was told; so in the end it depends on all that was told, in whatever order.
 */
export function newTies(before: OrderBook, after: OrderBook, told: readonly ToldAt[]): readonly FoundTie[] {
  const beyond = [...before.browsers, ...browsersIn(told)].filter((one) => !isAmong(after.browsers, one));
  const isSaid = (one: BrowserTelling): boolean =>
    before.browsers.some(({ at, received }) => at === one.at && received === one.received) &&
    isSameTie(tieBy(before, one), tieBy(after, one));
  const ties = after.browsers.flatMap((one) => (isSaid(one) ? [] : (tieBy(after, one) ?? [])));
  return [...beyond.map(withoutTie), ...ties].filter(({ browser }) => browser !== '');
}

function isSameTie(a: FoundTie | undefined, b: FoundTie | undefined): boolean {
  const [one, other] = [a?.tie.customer, b?.tie.customer];
  return a?.owner === b?.owner && one?.at === other?.at && one?.tie === other?.tie;
}

/** One that is erased is known by a few bits. */
function isAmong(browsers: readonly BrowserTelling[], { at, tie }: BrowserTelling): boolean {
  return browsers.some((one) => (one.at === '' ? one.tie === tie : one.at === at));
}

function withoutTie({ at, received }: BrowserTelling): FoundTie {
  return { browser: at, tie: { browserAt: received } };
}

/** It is said also where the customer is erased: another told of the order later, and may have been the first that was known of. */
function tieBy({ best }: OrderBook, { at, received }: BrowserTelling): FoundTie | undefined {
  if (best?.trusted !== true) return undefined;
  const tie = { browserAt: received, customer: { at: best.received, tie: best.tie } };
  return { browser: at, ...(best.isErased !== true && { owner: best.at }), tie };
}
