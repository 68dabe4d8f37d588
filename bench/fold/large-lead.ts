// One lead with very many events: what a customer does who is measured for years, or a test account for a day.
import type { LeadEvent } from '../../functions/domain/event/event.ts';
import { CEILING } from '../../functions/domain/lead/lead.ts';
import type { Touch } from '../../functions/domain/touch/touch.ts';
import type { Random } from '../units/random.ts';

const END = Date.UTC(2026, 2, 2);
const FEATURES = ['import', 'export', 'report', 'search', 'invite'] as const;
/** Each view is of a path of its own, so that none is another's repeat. */
const PATHS = ['/pricing', '/blog', '/docs/en', '/about'] as const;
const TOUCHES: readonly [Touch, ...Touch[]] = [
  { channel: 'Email', source: 'newsletter', medium: 'email', campaign: 'march_2026' },
  { channel: 'Paid Search', source: 'google', medium: 'cpc', campaign: 'brand' },
  { channel: 'Referral', source: 'partner.example', medium: 'referral', referrer: 'partner.example' },
];

export type Shape = {
  readonly name: string;
  /** From the first event to the last. */
  readonly spanMs: number;
  /** Who never buys leaves every attempt open to a deeper one. */
  readonly buys: boolean;
};

/**
 * So many events over so long a time, all of which are kept: a tenth are views, the rest forms, orders and other
 * named events, in the disorder in which a backfill brings them.
 */
export function largeLead(random: Random, events: number, { spanMs, buys }: Shape): readonly LeadEvent[] {
  const views = Math.min(CEILING.views.count, Math.ceil(events / 10));
  const all = Array.from({ length: events }, (_, n) => {
    const time = END - spanMs + Math.floor((spanMs * n) / events);
    return Math.floor((n * views) / events) > Math.floor(((n - 1) * views) / events)
      ? view(random, time, n)
      : named(random, time, n, buys);
  });
  for (let at = all.length - 1; at > 0; at--) {
    const other = random.below(at + 1);
    [all[at], all[other]] = [all[other] as LeadEvent, all[at] as LeadEvent];
  }
  return all;
}

function view(random: Random, time: number, n: number): LeadEvent {
  const touch = random.next() < 0.3 ? { touch: random.pick(TOUCHES) } : {};
  return {
    id: `p:${random.uuid()}`,
    time,
    received: time,
    kind: 'page',
    name: `${random.pick(PATHS)}/${n}`,
    trusted: false,
    ...touch,
  };
}

function named(random: Random, time: number, n: number, buys: boolean): LeadEvent {
  const base = { id: `s:${random.uuid()}`, time, received: time, trusted: true };
  const share = random.next();
  if (buys && share < 0.1) {
    const order = { id: `A-${n}`, value: { currency: 'EUR', minor: 4_900 } };
    return { ...base, kind: 'event', name: 'Order Completed', order };
  }
  if (share < 0.2) {
    const name = random.next() < 0.7 ? 'ebook' : 'demo';
    return { ...base, id: `f:${name}:${random.uuid()}`, kind: 'form', name, trusted: false };
  }
  if (share < 0.3) {
    const name = random.pick(['Trial Started', 'Webinar Registered', 'Referral Sent']);
    return { ...base, kind: 'event', name };
  }
  return { ...base, kind: 'event', name: 'Feature Used', properties: { feature: random.pick(FEATURES) } };
}
