// What must be counted of orders by their own day and of what was misread, by an implementation that shares no code with the one under test but
// for which events a funnel matches.
import type { LeadEvent } from '../../functions/domain/event/event.ts';
import type { Definition } from '../../functions/domain/funnel/funnel.ts';

type Change = { readonly event: LeadEvent; ignored?: string };
type Plain = {
  readonly order?: LeadEvent;
  readonly gross?: readonly [string, number];
  readonly left: number;
  readonly changes: readonly Change[];
};

/** The cells of books and of Data quality. */
export function plainMoney(
  { calendar, funnel, hitsOf, lossOf }: Definition,
  events: readonly LeadEvent[],
): ReadonlyMap<string, number> {
  const cells = new Map<string, number>();
  const add = (event: LeadEvent, metric: string, n: number): void => {
    const key = `${calendar.dayOf(event.time)}|${metric}|`;
    if (n !== 0) cells.set(key, (cells.get(key) ?? 0) + n);
  };
  const isWhole = funnel.stages.length === 0;
  const isOwn = (event: LeadEvent | undefined): boolean =>
    event !== undefined && (hitsOf(event).triggers.length > 0 || lossOf(event) !== undefined);
  const flag = (event: LeadEvent, reason: string, order?: LeadEvent): void => {
    const source =
      event.flags?.source ??
      (event.trusted ? 'secret' : event.kind === 'form' ? `form:${event.name}` : 'public');
    if (isWhole) add(event, `zq:${reason}:${source}`, 1);
    else if (isOwn(event) || isOwn(order)) add(event, `zq:${reason}`, 1);
  };
  const orderOf = new Map<LeadEvent, LeadEvent>();
  for (const id of new Set(events.flatMap(({ order }) => order?.id ?? []))) {
    const said = events.filter((event) => event.order?.id === id);
    const { order, gross, left, changes } = plainOrder([...said, ...saidElsewhere(said)]);
    for (const { event, ignored } of changes) {
      if (order !== undefined) orderOf.set(event, order);
      if (ignored !== undefined) flag(event, ignored, order);
    }
    if (order === undefined || isWhole || hitsOf(order).triggers.length === 0) continue;
    add(order, 'z', 1);
    if (gross === undefined) continue;
    add(order, `zg:${gross[0]}`, gross[1]);
    add(order, `zr:${gross[0]}`, gross[1] - left);
  }
  for (const event of events) {
    for (const reason of event.flags?.reasons ?? []) flag(event, reason, orderOf.get(event));
    if (
      event.order !== undefined &&
      Object.keys(event.order).join() === `id${event.order.best === undefined ? '' : ',best'}`
    )
      flag(event, 'order-without-value');
  }
  return cells;
}

/** What ids of other leads have said of an order, each once. */
function saidElsewhere(said: readonly LeadEvent[]): readonly LeadEvent[] {
  const more = new Map<string, LeadEvent>();
  for (const { order } of said)
    for (const change of order?.best?.changes ?? [])
      if (!said.some((event) => isChange(event) && event.id === change.id))
        more.set(change.id, {
          ...{
            id: change.id,
            time: change.time,
            trusted: change.trusted,
            received: 0,
            kind: 'event',
            name: '',
          },
          order: { ...change.order, id: order?.id ?? '' },
        });
  return [...more.values()];
}

function isChange({ order }: LeadEvent): boolean {
  return order?.refund === true || order?.update === true;
}

/** @param all the events that name one order id */
function plainOrder(all: readonly LeadEvent[]): Plain {
  const [order] = all.filter((event) => !isChange(event)).sort(byTrustThenTime);
  const changes: Change[] = all.filter(isChange).map((event) => ({ event }));
  if (order === undefined) {
    for (const change of changes) {
      const { order: said, trusted } = change.event;
      if (said?.best === undefined) change.ignored = 'change-of-no-order';
      else if (said.best.trusted && !trusted) change.ignored = 'change-with-public-key';
    }
    return { changes, left: 0 };
  }
  for (const change of changes)
    if (order.trusted && !change.event.trusted) change.ignored = 'change-with-public-key';
  const counting = changes.filter(
    ({ event, ignored }) => ignored === undefined && event.order?.unread === undefined,
  );
  // The amounts of simulated worlds have two digits, and their currencies too.
  const inCents = (event: LeadEvent, currency: string): readonly [string, number] | undefined => {
    const { value, amount } = event.order ?? {};
    if (value !== undefined) return [value.currency, value.minor];
    return amount === undefined ? undefined : [currency, Math.round(Number(amount) * 100)];
  };
  const value = order.order?.value;
  const updates: LeadEvent[] = [];
  for (const change of counting) {
    if (change.event.order?.update !== true) continue;
    const [currency] = inCents(change.event, value?.currency ?? 'USD') ?? [];
    if (value === undefined || currency === undefined || currency === value.currency)
      updates.push(change.event);
    else change.ignored = 'change-in-other-currency';
  }
  const latest = updates
    .sort((a, b) => Number(a.trusted) - Number(b.trusted) || a.time - b.time || (a.id < b.id ? -1 : 1))
    .at(-1);
  const gross =
    latest === undefined
      ? value && ([value.currency, value.minor] as const)
      : inCents(latest, value?.currency ?? 'USD');
  if (gross === undefined) return { order, changes, left: 0 };
  let left = gross[1];
  for (const change of counting) {
    if (change.event.order?.refund !== true) continue;
    const back = inCents(change.event, gross[0]) ?? gross;
    if (back[0] === gross[0]) left -= back[1];
    else change.ignored = 'change-in-other-currency';
  }
  return { order, gross, left: Math.max(0, left), changes };
}

function byTrustThenTime(a: LeadEvent, b: LeadEvent): number {
  return Number(b.trusted) - Number(a.trusted) || a.time - b.time || (a.id < b.id ? -1 : 1);
}
