// Tellings: an order that several ids tell of counts once, in the lead that has the best telling of it.
import type { LeadEvent, ToldOrder } from '../event/event.ts';
import { type BestTelling, isChange, type OrderChange, type Telling } from '../event/order.ts';
import { compareText } from './identity.ts';
import type { EventHistory } from './lead.ts';

/** So many changes that other ids have said an order keeps. */
export const MOST_CHANGES = 20;

/** The secret key first, then what was accepted first: a date in the past puts nothing before what was accepted. */
export function compareTellings(a: Telling, b: Telling): number {
  return Number(b.trusted) - Number(a.trusted) || a.received - b.received || a.tie - b.tie;
}

/** Whether two events of an order know the same. */
export function isSameTelling(a: BestTelling, b: BestTelling): boolean {
  return joinBest(a, b) === a && joinBest(b, a) === b;
}

/** The better of two; of the same one all changes that are known. @returns `a` itself where `b` adds nothing */
function joinBest(a: BestTelling | undefined, b: BestTelling): BestTelling {
  if (a === undefined) return b;
  const order = compareTellings(a, b);
  if (order !== 0) return order < 0 ? a : b;
  if (a.own !== b.own) return a.own ? a : b;
  if (!a.own) return a;
  const changes = joinChanges(a.changes ?? [], b.changes ?? []);
  return changes === a.changes || changes.length === 0 ? a : { ...a, changes };
}

/** Each once, the least of its copies. @returns `a` itself where `b` adds nothing */
export function joinChanges(a: readonly OrderChange[], b: readonly OrderChange[]): readonly OrderChange[] {
  const kept = new Map(a.map((change) => [change.id, change]));
  let isMore = false;
  for (const change of b) {
    const known = kept.get(change.id);
    if (known !== undefined && compareChanges(known, change) <= 0) continue;
    kept.set(change.id, change);
    isMore = true;
  }
  return isMore ? [...kept.values()].sort(compareChanges).slice(0, MOST_CHANGES) : a;
}

export function compareChanges(a: OrderChange, b: OrderChange): number {
  return (
    Number(b.trusted) - Number(a.trusted) ||
    a.time - b.time ||
    compareText(a.id, b.id) ||
    compareText(JSON.stringify(a.order), JSON.stringify(b.order))
  );
}

/** What an event says that changes an order; its parts always in one order. */
export function changeOf({ id, time, trusted, order }: LeadEvent): OrderChange {
  const { value, amount, unread, refund, update } = order ?? {};
  return {
    id,
    time,
    trusted,
    order: {
      ...(value && { value: { currency: value.currency, minor: value.minor } }),
      ...(amount === undefined ? {} : { amount }),
      ...(unread && { unread }),
      ...(refund && { refund }),
      ...(update && { update }),
    },
  };
}

/** An event of an order that knows of its best telling too. @returns `event` itself where that adds nothing */
export function withBest(event: LeadEvent, best: BestTelling | undefined): LeadEvent {
  const { order } = event;
  if (order === undefined || best === undefined) return event;
  const joined = joinBest(order.best, isChange(order) ? withoutChanges(best) : best);
  return joined === order.best ? event : { ...event, order: { ...order, best: joined } };
}

function withoutChanges({ changes: _, ...best }: BestTelling): BestTelling {
  return best;
}

/** A history in which every event of the order knows of its best telling. @returns the same one where that adds nothing */
export function withTold(history: EventHistory, { order, best }: ToldOrder): EventHistory {
  const events = history.events.map((event) => (event.order?.id === order ? withBest(event, best) : event));
  const isSame = events.every((event, at) => event === history.events[at]);
  return isSame ? history : { ...history, events };
}

/** Whether by this event an order is counted in the lead that has it. */
export function isOwnTelling({ order }: LeadEvent): boolean {
  return order !== undefined && !isChange(order) && order.best?.own !== false;
}

/**
 * The events of a lead that count: without tellings of orders of which another lead has the best one. Where the lead has that, all
 * its tellings are copies of one order.
 * @param told by the ids of the lead, each copy for itself
 * @param events of them all
 */
export function withoutOrdersToldElsewhere(
  told: () => Iterable<LeadEvent>,
  events: readonly LeadEvent[],
): readonly LeadEvent[] {
  if (!events.some(({ order }) => order?.best !== undefined)) return events;
  const own = new Set<string>();
  for (const event of told()) if (isOwnTelling(event) && event.order !== undefined) own.add(event.order.id);
  return events.filter(({ order }) => order === undefined || isChange(order) || own.has(order.id));
}
