// What a server says of its customers with the secret key: steps, orders and refunds, by e-mail, by user id or by both.
import type { LeadEvent, Submission } from '../../functions/domain/event/event.ts';
import type { Random } from '../simulation/random.ts';

const DAY = 86_400_000;
const HOUR = 3_600_000;

/** By what a server tells of a customer; `linked`: by one or the other, and once by both. */
const WAYS = ['email', 'user', 'both', 'linked'] as const;

export type Customer = {
  readonly way: (typeof WAYS)[number];
  readonly email: string;
  readonly user: string;
  readonly browser: string;
};

/** All that happens lies within so many days before the moment at which a schedule is looked at. */
export type Span = { readonly now: number; readonly days: number };

export const CHANNELS = ['Paid Search', 'Email', 'Organic Social'] as const;
const NAMES = ['Order', 'Order', 'Sign Up', 'Trial', 'Trial', 'Demo', '/pricing', 'Cancelled'] as const;

/** @param prefix keeps the customers of several schedules apart */
export function customersOf(random: Random, prefix: string): readonly Customer[] {
  const isShared = random.chance(0.15);
  return Array.from({ length: random.between(1, 3) }, (_, n) => ({
    way: random.pick(WAYS),
    email: `${prefix}c${n}@example.com`,
    user: `${prefix}u${n}`,
    browser: `${prefix}h${isShared ? 0 : n}`,
  }));
}

export function saidByServer(
  random: Random,
  customers: readonly Customer[],
  span: Span,
): readonly Submission[] {
  const namesAlways = random.chance(0.6);
  const said = customers.flatMap((customer) =>
    Array.from({ length: random.between(1, 5) }, (_, n) => {
      const id = `${customer.user}-${n}`;
      const name = n === 0 ? 'Order' : random.pick(NAMES);
      const event = stepOf(random, id, name, span);
      const touch = namesAlways || random.chance(0.5) ? { channel: random.pick(CHANNELS) } : undefined;
      return { ids: idsOf(random, customer, n), event: { ...event, ...(touch && { touch }) } };
    }),
  );
  return [...said, ...refundsOf(random, said, span), ...aliasOf(random, customers, span)];
}

function stepOf(random: Random, id: string, name: string, span: Span): LeadEvent {
  const time = timeOf(random, span);
  const value = { currency: 'EUR', minor: 1_000 + random.below(500) };
  return {
    id: `s:${id}`,
    time,
    received: time,
    kind: name.startsWith('/') ? 'page' : 'event',
    name,
    trusted: true,
    ...(random.chance(0.5) ? { properties: { plan: random.pick(['pro', 'basic']) } } : {}),
    ...(name === 'Order' ? { order: { id, value } } : {}),
  };
}

function timeOf(random: Random, { now, days }: Span): number {
  return now - random.between(1, days * 24) * HOUR;
}

function idsOf(random: Random, { way, email, user, browser }: Customer, n: number): Submission['ids'] {
  const anonymous = random.chance(0.4) ? { anonymous: browser } : {};
  switch (way) {
    case 'email':
      return { email, ...anonymous };
    case 'user':
      return { user, ...anonymous };
    case 'both':
      return { email, user, ...anonymous };
    case 'linked':
      return { ...(n === 0 ? { email, user } : random.pick([{ email }, { user }])), ...anonymous };
    default:
      return way satisfies never;
  }
}

/** In part or in full, by the server. */
function refundsOf(random: Random, said: readonly Submission[], span: Span): readonly Submission[] {
  return said.flatMap(({ ids, event }) => {
    if (event.order === undefined || !random.chance(0.15)) return [];
    const { touch: _, properties: __, ...base } = event;
    const value = random.chance(0.7) ? { value: { currency: 'EUR', minor: 300 } } : {};
    const time = Math.min(span.now, event.time + random.below(3) * DAY);
    const order = { id: event.order.id, refund: true as const, ...value };
    const refund = { ...base, id: `${event.id}-back`, time, received: time, name: 'Order Refunded', order };
    return [{ ids, event: refund }];
  });
}

/** Now and then a server says that two of its customers are one. */
function aliasOf(random: Random, customers: readonly Customer[], span: Span): readonly Submission[] {
  const [one, other] = customers;
  if (one === undefined || other === undefined || !random.chance(0.05)) return [];
  const time = timeOf(random, span);
  const kind = random.pick(['email', 'user'] as const);
  const event: LeadEvent = {
    id: `s:${one.user}-alias`,
    time,
    received: time,
    kind: 'identify',
    name: 'alias',
    trusted: true,
  };
  return [{ ids: { [kind]: one[kind] }, alias: [{ kind, key: other[kind] }], event }];
}
