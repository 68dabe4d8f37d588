// Which telling of an order counts, by all that was accepted: an implementation that shares no code with the one under test.
import type { LeadEvent, Submission } from '../../functions/domain/event/event.ts';
import type { BestTelling, EventOrder, OrderChange } from '../../functions/domain/event/order.ts';
import { compareText, idsIn, type Name, nameOf, plainText, tieOf } from './oracle.ts';

type Said = { readonly name: Name; readonly event: LeadEvent; readonly order: EventOrder };

/** By order: all that was ever said of it, whatever has been erased since. */
export type Books = ReadonlyMap<string, readonly Said[]>;

export function booksOf(accepted: readonly Submission[]): Books {
  const said = accepted.flatMap((submission): Said[] => {
    const [bearer] = idsIn(submission);
    const { event } = submission;
    return bearer === undefined || event.order === undefined
      ? []
      : [{ name: nameOf(bearer), event, order: event.order }];
  });
  return Map.groupBy(said, ({ order }) => order.id);
}

function changes({ refund, update }: EventOrder): boolean {
  return refund === true || update === true;
}

/** The event as the record of an id has it. */
export function withBook(event: LeadEvent, name: Name, books: Books): LeadEvent {
  const { order } = event;
  if (order === undefined) return event;
  const said = books.get(order.id) ?? [];
  const [best] = said
    .filter((one) => !changes(one.order))
    .sort(
      (a, b) =>
        Number(b.event.trusted) - Number(a.event.trusted) ||
        a.event.received - b.event.received ||
        tieOf(a.name) - tieOf(b.name),
    );
  if (best === undefined || new Set(said.map((one) => one.name)).size < 2) return event;
  const { trusted, received } = best.event;
  const own = best.name === name;
  const more = own && !changes(order) ? saidElsewhere(said, name, trusted) : [];
  const known: BestTelling = {
    trusted,
    received,
    tie: tieOf(best.name),
    own,
    ...(more.length > 0 && { changes: more }),
  };
  return { ...event, order: { ...order, best: known } };
}

/** Each change once that other ids have said; nothing of what is said with the public key of an order by the secret one. */
function saidElsewhere(said: readonly Said[], name: Name, isTrusted: boolean): readonly OrderChange[] {
  const others = said
    .filter((one) => changes(one.order) && one.name !== name && (one.event.trusted || !isTrusted))
    .map(({ event: { id, time, trusted }, order: { id: _, best: __, ...order } }) => ({
      id,
      time,
      trusted,
      order,
    }))
    .sort(compareChanges);
  return others.filter(({ id }, at) => others.findIndex((one) => one.id === id) === at);
}

function compareChanges(a: OrderChange, b: OrderChange): number {
  return (
    Number(b.trusted) - Number(a.trusted) ||
    a.time - b.time ||
    compareText(a.id, b.id) ||
    compareText(JSON.stringify(inOrder(a.order)), JSON.stringify(inOrder(b.order)))
  );
}

function inOrder({ value, amount, unread, refund, update }: OrderChange['order']): object {
  const money = value && { currency: value.currency, minor: value.minor };
  return { value: money, amount, unread, refund, update };
}

export function withoutBook(event: LeadEvent): LeadEvent {
  if (event.order?.best === undefined) return event;
  const { best: _, ...order } = event.order;
  return { ...event, order };
}

/** Of copies that several ids of a lead have: it counts where one of them has the best telling. */
export function withOwnBook(first: LeadEvent, copies: readonly LeadEvent[]): LeadEvent {
  const of = first.order?.id;
  const own = copies.find(
    ({ kind, order }) => kind === first.kind && order?.id === of && order?.best?.own === true,
  )?.order?.best;
  if (own === undefined || first.order === undefined) return first;
  const { changes: _, ...bare } = own;
  return { ...first, order: { ...first.order, best: changes(first.order) ? bare : own } };
}

/** @param all of each id, @param once what of these is the lead's */
export function countedEvents(all: readonly LeadEvent[], once: readonly LeadEvent[]): readonly LeadEvent[] {
  const isOwn = ({ order }: LeadEvent): boolean =>
    order !== undefined && !changes(order) && order.best?.own !== false;
  const own = new Set(all.filter(isOwn).map(({ order }) => order?.id));
  return once.filter(({ order }) => order === undefined || changes(order) || own.has(order.id));
}

/**
 * What counts of an event's knowledge. To have the best telling of an order counts as to have the only one, unless others have changed
 * the order. Who has not the best telling is told once that there is a better one, and no more when an even
 * better one comes: of that only counts, for a change, by which key it is.
 */
export function comparable(event: LeadEvent): string {
  const { order } = event;
  const { best, ...rest } = order ?? {};
  if (order === undefined || best === undefined) return plainText(event);
  if (best.own) return plainText(best.changes === undefined ? { ...event, order: rest } : event);
  const known = changes(order) ? { own: false, trusted: best.trusted } : { own: false };
  return plainText({ ...event, order: { ...rest, best: known } });
}
