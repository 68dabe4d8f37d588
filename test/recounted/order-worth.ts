// What each order of a lead is worth after its updates and refunds, and which of these count for nothing.
import type { LeadEvent } from '../../functions/domain/event/event.ts';
import { compare, type Lead } from './exported-leads.ts';

type Amount = { readonly currency: string; readonly minor: number };

export type Order = {
  /** The event that stands for it: the secret key's copy, then the earliest. */
  readonly event: LeadEvent;
  /** Before its refunds; absent where it has no value. */
  readonly gross?: Amount;
  readonly left?: Amount;
};

export type Orders = {
  readonly orders: readonly Order[];
  /** By the event of a refund or an update: the order that it is of. */
  readonly changed: ReadonlyMap<LeadEvent, LeadEvent>;
  /** By the event: why it changes nothing. */
  readonly ignored: ReadonlyMap<LeadEvent, string>;
};

export function ordersOf({
  events: own,
  others,
  elsewhere,
}: Pick<Lead, 'events' | 'others' | 'elsewhere'>): Orders {
  const events = [...own, ...others];
  const changed = new Map<LeadEvent, LeadEvent>();
  const ignored = new Map<LeadEvent, string>();
  const ids = new Set(events.flatMap(({ order }) => (order === undefined ? [] : [order.id])));
  const orders = [...ids].flatMap((id): Order[] => {
    const said = events.filter(({ order }) => order?.id === id);
    const changes = said.filter(({ order }) => order?.refund === true || order?.update === true);
    const [event] = said
      .filter((one) => !changes.includes(one))
      .sort((a, b) => Number(b.trusted) - Number(a.trusted) || a.time - b.time || compare(a.id, b.id));
    if (event === undefined) {
      const trusted = elsewhere.get(id);
      for (const change of changes) {
        if (trusted === undefined) ignored.set(change, 'change-of-no-order');
        else if (trusted && !change.trusted) ignored.set(change, 'change-with-public-key');
      }
      return [];
    }
    for (const change of changes) changed.set(change, event);
    const isWeak = (change: LeadEvent): boolean => event.trusted && !change.trusted;
    for (const change of changes.filter(isWeak)) ignored.set(change, 'change-with-public-key');
    const counting = changes.filter((one) => !isWeak(one) && one.order?.unread === undefined);
    const isForeign = ({ order }: LeadEvent): boolean =>
      order?.update === true &&
      order.value !== undefined &&
      event.order?.value !== undefined &&
      order.value.currency !== event.order.value.currency;
    for (const change of counting.filter(isForeign)) ignored.set(change, 'change-in-other-currency');
    const gross = grossOf(
      event,
      counting.filter((change) => !isForeign(change)),
    );
    if (gross === undefined) return [{ event }];
    let left = gross.minor;
    for (const change of counting.filter(({ order }) => order?.refund === true)) {
      const { value, amount } = change.order ?? {};
      const back = value ?? (amount === undefined ? gross : inMinor(amount, gross.currency));
      if (back.currency === gross.currency) left -= back.minor;
      else ignored.set(change, 'change-in-other-currency');
    }
    return [{ event, gross, left: { currency: gross.currency, minor: Math.max(0, left) } }];
  });
  return { orders, changed, ignored };
}

/** What the latest update says, those with the secret key before others; else what the order says. */
function grossOf({ order }: LeadEvent, changes: readonly LeadEvent[]): Amount | undefined {
  const latest = changes
    .filter((change) => change.order?.update === true)
    .sort((a, b) => Number(a.trusted) - Number(b.trusted) || a.time - b.time || compare(a.id, b.id))
    .at(-1);
  if (latest?.order === undefined) return order?.value;
  return latest.order.value ?? inMinor(latest.order.amount ?? '', order?.value?.currency ?? 'USD');
}

const DIGITS: Readonly<Record<string, number>> = { JPY: 0, BHD: 3 };

/** An amount that names no currency, in that of its order; rounded half up. */
function inMinor(amount: string, currency: string): Amount {
  const [, whole, decimals = ''] = /^-?(\d+)(?:\.(\d+))?$/.exec(amount) ?? [];
  if (whole === undefined)
    throw new Error(`"${amount}" is no plain amount: this recount reads digits and a point alone`);
  const digits = DIGITS[currency] ?? 2;
  const kept = Number(whole + decimals.slice(0, digits).padEnd(digits, '0'));
  return { currency, minor: kept + (Number(decimals[digits] ?? 0) >= 5 ? 1 : 0) };
}
