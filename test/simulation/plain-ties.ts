// Which browsers an order ties to its customer, by all that was accepted: an implementation that shares no code with the one under test.
import type { LeadEvent } from '../../functions/domain/event/event.ts';
import { compareText, type Name, tieOf } from './oracle.ts';
import type { Books } from './plain-books.ts';

/** What an order says of a browser, whether it holds or not. */
export type PlainTie = {
  readonly weak: Name;
  readonly strong: Name;
  readonly isHeld: boolean;
  /** As of other links: the weakest of all, then the earliest. Where others have the id of an event, it has when the customer told. */
  readonly rank: readonly (number | string)[];
};

type Teller = { readonly name: Name; readonly event: LeadEvent };

const BROWSERS = 3;

/** @param isGone whether what an event says of an id is erased */
export function tiesOf(books: Books, isGone: (name: Name, event: LeadEvent) => boolean): readonly PlainTie[] {
  return [...books.values()].flatMap((said) => {
    const tellers = said.filter(({ order }) => order.refund === undefined && order.update === undefined);
    const [customer] = tellers.filter(({ event }) => event.trusted).sort(compareTellers);
    const browsers = tellers.filter(({ name, event }) => !event.trusted && name.startsWith('anonymous:'));
    const byBrowser = Map.groupBy(browsers.toSorted(compareTellers), ({ name }) => name);
    return [...byBrowser.values()].flatMap((own, place) =>
      (place < BROWSERS ? own.slice(0, 1) : own).flatMap((browser): readonly PlainTie[] => {
        if (isGone(browser.name, browser.event)) return [];
        if (place >= BROWSERS) return [tied(browser)];
        if (customer === undefined) return [];
        const isHeld = !customer.name.startsWith('anonymous:') && !isGone(customer.name, customer.event);
        return [tied(browser, customer, isHeld)];
      }),
    );
  });
}

function tied(browser: Teller, customer?: Teller, isHeld = false): PlainTie {
  const [at, bits] = customer === undefined ? [-1, 0] : [customer.event.received, tieOf(customer.name)];
  const strong = customer?.name ?? '';
  return {
    weak: browser.name,
    strong,
    isHeld,
    rank: [3, browser.event.received, at, browser.name, 4, bits, strong],
  };
}

/** Who was accepted first; of two at once by bits of their ids. */
function compareTellers(a: Teller, b: Teller): number {
  return a.event.received - b.event.received || tieOf(a.name) - tieOf(b.name) || compareText(a.name, b.name);
}
