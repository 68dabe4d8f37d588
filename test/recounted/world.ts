// A small world: a configuration with every kind of rule in it, and what some people did.
import {
  type Breakdown,
  type Config,
  type Order,
  TOUCH_FIELDS,
} from '../../functions/domain/config/config.ts';
import { parseConfig } from '../../functions/domain/config/parse-config.ts';
import type { LeadEvent, Submission } from '../../functions/domain/event/event.ts';
import type { EventOrder } from '../../functions/domain/event/order.ts';
import type { Touch } from '../../functions/domain/touch/touch.ts';
import { Random } from '../simulation/random.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

export type World = {
  readonly config: Config;
  /** What each of the people did. */
  readonly people: readonly (readonly Submission[])[];
  readonly now: number;
  /** Messages that are said to wait in the queue. */
  readonly pending: number;
  /** First and last day of the reports that are looked at. */
  readonly periods: readonly (readonly [string, string])[];
};

const ORDERS: readonly Order[] = ['reached', 'any', 'ordered', 'strict'];
const ZONES = [
  'UTC',
  'Europe/Rome',
  'America/New_York',
  'Pacific/Auckland',
  'Asia/Kolkata',
  'America/Havana',
];
const WINDOWS = ['90m', '6h', '1d', '3d', '10d', '30d', '90d'];
const STEPS = ['/pricing', '/blog/a', '/blog/b', '/blog', '[ebook]', '[demo]', 'Trial', 'Order Completed'];
const PAGES_AND_NAMES = ['/pricing', '/blog/*', '[ebook]', '[demo]', 'Trial', 'Webinar', 'Referral Sent'];
const BY: readonly Breakdown[] = [
  ...TOUCH_FIELDS.flatMap((field): Breakdown[] => [field, `first.${field}`]),
  ...(['form', 'variant', 'first.form', 'first.variant', 'referral'] as const),
];

export function worldOf(seed: number): World {
  const random = new Random(seed);
  // One world in ten is long and plain, with enough leads that something can be projected; one in fifty has a crowd.
  const isLong = seed % 10 === 0;
  const length = isLong ? 130 : random.pick([5, 20, 60, 120]);
  // Clocks change in March and in autumn.
  const start = Date.UTC(2026, random.pick([1, 2, 8, 9]), random.between(1, 28), random.below(24));
  const now = start + length * DAY + random.below(DAY);
  const config = parseConfig({
    timezone: random.pick(ZONES),
    locale: 'en',
    forms: ['ebook', 'demo'].map((id) => ({ id, fields: [{ name: 'email', type: 'email' }] })),
    funnels: isLong ? [funnelOf(random, 'sales', true)] : funnelsOf(random),
  });
  const windows = config.funnels.map(({ windowMs }) => windowMs);
  const count = isLong ? (seed % 50 === 0 ? 2_500 : 350) : random.between(5, 35);
  const strays = new Random(seed + 1_000_000);
  const people = Array.from({ length: count }, (_, n) => {
    const person = new Person({ random, strays, n, start, now, windows, isPlain: isLong });
    return person.all();
  });
  const dayAt = (time: number): string => new Date(time).toISOString().slice(0, 10);
  const recent = [dayAt(now - 6 * DAY), dayAt(now)] as const;
  return {
    config,
    people,
    now,
    pending: random.pick([0, 0, 3]),
    periods: isLong
      ? [recent, [dayAt(now - 13 * DAY), dayAt(now - 7 * DAY)]]
      : [[dayAt(start - DAY), dayAt(now + DAY)], recent, [dayAt(start + 2 * DAY), dayAt(start + 4 * DAY)]],
  };
}

type Trigger = Readonly<Record<string, unknown>>;

function funnelsOf(random: Random): readonly object[] {
  const [sales, journey, nurture] = ['sales', 'journey', 'nurture'].map((id) => funnelOf(random, id, false));
  if (sales === undefined || journey === undefined || nurture === undefined) return [];
  const handOff = ({ stages }: { readonly stages: readonly { readonly id: string }[] }, to: string) => ({
    // Seldom at the first, where it takes no time.
    handOff: { at: random.pick(random.chance(0.2) ? stages : stages.slice(1)).id, to },
  });
  const few = random.below(4);
  if (few === 0) return [sales];
  if (few === 1) return [sales, { ...journey, ...handOff(journey, 'sales') }];
  if (few === 2)
    return [
      sales,
      { ...journey, ...handOff(journey, 'sales') },
      { ...nurture, ...handOff(nurture, 'sales') },
    ];
  return [
    sales,
    { ...journey, ...handOff(journey, 'sales') },
    { ...nurture, ...handOff(nurture, 'journey') },
  ];
}

function funnelOf(random: Random, id: string, isLong: boolean) {
  const order = random.pick(ORDERS);
  const canStartAnywhere = order === 'reached' || order === 'any';
  const names = ['awareness', 'interest', 'decision', 'action', 'loyalty'].slice(0, random.between(2, 5));
  const stages = names.map((name, at) => ({
    id: name,
    ...(at > 0 && at < names.length - 1 && random.chance(0.25) ? { optional: true } : {}),
    on: triggersOf(random, at, names.length, isLong),
  }));
  return {
    id,
    kind: id === 'sales' ? 'sales' : 'marketing',
    order,
    window: isLong ? random.pick(['1d', '3d', '6d']) : random.pick(WINDOWS),
    ...(canStartAnywhere && random.chance(0.3) ? { start: 'first' } : {}),
    by: isLong ? ['channel'] : random.chance(0.4) ? BY : random.shuffled(BY).slice(0, 4),
    stages,
    ...(random.chance(0.5)
      ? {
          lostOn: [
            { event: 'Deal Lost' },
            { event: 'Refused', where: { plan: 'pro' } },
            { event: 'Refused', from: 'server' },
          ],
        }
      : {}),
  };
}

function triggersOf(random: Random, at: number, stages: number, isLong: boolean): readonly Trigger[] {
  const fromServer = random.chance(0.3) ? { from: 'server' } : {};
  if (at === stages - 1 && random.chance(0.8))
    return [{ event: 'Order Completed', ...fromServer, ...(random.chance(0.2) ? { times: 2 } : {}) }];
  if (at === 0 && (isLong || random.chance(0.6)))
    return [triggerOf(random, '/pricing'), triggerOf(random, '/blog/*')];
  const names = random.shuffled(PAGES_AND_NAMES).slice(0, random.between(1, 2));
  // Orders and events that are of several stages.
  const order = { event: 'Order Completed', ...fromServer };
  return [...names.map((name) => triggerOf(random, name)), ...(random.chance(0.25) ? [order] : [])];
}

function triggerOf(random: Random, name: string): Trigger {
  if (name.startsWith('/')) return { page: name };
  const times = random.chance(0.25) ? { times: random.between(2, 3) } : {};
  if (name.startsWith('[')) return { form: name.slice(1, -1), ...times };
  const where = random.chance(0.2) ? { where: random.pick([{ plan: 'pro' }, { seats: 5 }]) } : {};
  return { event: name, ...times, ...where, ...(random.chance(0.15) ? { from: 'server' } : {}) };
}

type Setting = {
  readonly random: Random;
  readonly strays: Random;
  readonly n: number;
  readonly start: number;
  readonly now: number;
  readonly windows: readonly number[];
  readonly isPlain: boolean;
};

const TOUCHES: readonly Touch[] = [
  {
    ...{ channel: 'Paid Search', source: 'google', medium: 'cpc', campaign: 'spring = sun | sea' },
    ...{ term: 'ebook', content: 'a', landingPage: '/pricing' },
  },
  { channel: 'Email', source: 'news', medium: 'email', campaign: 'march', landingPage: '/blog/a' },
  { channel: 'Referral', source: 'example.org', medium: 'referral', referrer: 'example.org' },
  { channel: 'Display', source: 'ads', clickId: 'gclid:1' },
];
const CURRENCIES = ['EUR', 'EUR', 'USD', 'JPY', 'BHD'];

/** What one of the people does: by one or two browsers, an address, a user id, and a server that tells of them. */
class Person {
  readonly #setting: Setting;
  readonly #said: Submission[] = [];
  readonly #orders: { readonly id: string; readonly currency: string; readonly trusted: boolean }[] = [];
  readonly #knownFrom: number;
  #time: number;

  constructor(setting: Setting) {
    const { random, start, now, isPlain } = setting;
    this.#setting = setting;
    this.#time = start + random.below(now - start);
    this.#knownFrom = isPlain ? 0 : random.pick([0, 0, 1, 2, 4, Number.POSITIVE_INFINITY]);
  }

  all(): readonly Submission[] {
    const { random, now, isPlain } = this.#setting;
    const rounds = isPlain ? 1 : random.pick([1, 1, 2, 3]);
    for (let round = 0; round < rounds; round++) {
      for (let step = isPlain ? 0 : random.pick([0, 0, 0, 2, 4, 6]); step < STEPS.length; step++) {
        const name = STEPS[step] ?? '';
        for (let again = this.#repeats(name); again >= 0; again--) this.#do(name);
        if (random.chance(0.15)) this.#do(random.pick([...STEPS, 'Webinar', 'Referral Sent', 'Else']));
        if (random.chance(isPlain ? this.#drift() : 0.2)) break;
        if (!isPlain && random.chance(0.2)) step = Math.max(-1, step - random.between(1, 2));
      }
      if (random.chance(0.2)) this.#do(random.pick(['Deal Lost', 'Refused']));
      if (random.chance(0.4)) this.#do('Referral Sent');
      this.#time += random.below(20 * DAY);
    }
    return [...this.#said, ...this.#answers()].filter(({ event }) => event.time < now);
  }

  /** What sales answers to what may have been handed over at one of the events, or to nothing at all. */
  #answers(): readonly Submission[] {
    const { n, start, now } = this.#setting;
    // Drawn apart: without them the worlds are as they are.
    const random = new Random(n + (start % 1_000_003));
    const count = random.pick([0, 1, 2, 4]);
    return Array.from({ length: count }, (_, at): Submission => {
      const [of = 0, funnel] = [random.pick(this.#said)?.event.time, random.pick(['journey', 'nurture'])];
      const time =
        of + random.pick([0, HOUR / 12, HOUR, HOUR + 1, random.below(2 * DAY), random.below(9 * DAY)]);
      const isAccepted = random.chance(0.7);
      return {
        ids: random.pick([{ email: `lead${n}@example.com` }, { anonymous: `browser ${n} 1` }]),
        event: {
          id: `answer ${n}.${at}`,
          time,
          received: Math.min(now, time),
          kind: 'event',
          name: isAccepted ? 'Hand-off Accepted' : 'Hand-off Returned',
          trusted: random.chance(0.9),
          properties: {
            funnel,
            handedOver: new Date(of + random.pick([0, 0, HOUR])).toISOString(),
            ...(isAccepted ? {} : { reason: random.pick(['not-a-fit', 'not-now', 'other']) }),
          },
        },
      };
    });
  }

  /** Events and orders are repeated; of views so few that all is kept of them. */
  #repeats(step: string): number {
    const { random, isPlain } = this.#setting;
    return isPlain || step.startsWith('/') || random.chance(0.75) ? 0 : random.between(1, 3);
  }

  /** How many stop at a step: in some weeks more than in others, as a projection must tell. */
  #drift(): number {
    return 0.1 + 0.15 * (Math.floor(this.#time / (7 * DAY)) % 3);
  }

  #do(step: string): void {
    const { random, n, windows } = this.#setting;
    const trusted = !step.startsWith('[') && random.chance(step.startsWith('Order') ? 0.7 : 0.3);
    const id = `${n}.${this.#said.length}`;
    const isForm = step.startsWith('[');
    const kind = isForm ? 'form' : step.startsWith('/') ? 'page' : 'event';
    const name = isForm ? step.slice(1, -1) : step;
    const order = step === 'Order Completed' ? this.#order(trusted) : undefined;
    this.#say(id, {
      kind,
      name,
      trusted,
      ...(order === undefined ? {} : { order }),
      ...(isForm && random.chance(0.6) ? { variant: random.pick(['a', 'b']) } : {}),
      ...(isForm || !random.chance(0.5)
        ? {}
        : { properties: { plan: random.pick(['pro', 'free']), seats: random.pick([5, '5', 6]) } }),
    });
    if (order !== undefined && random.chance(0.5)) this.#change();
    // Steps of one instant, of one window exactly, of a moment more, and of hours and days.
    const window = random.pick(windows);
    this.#time += random.pick([0, HOUR, HOUR, window, window + 1, random.below(DAY), random.below(5 * DAY)]);
  }

  #order(trusted: boolean): EventOrder {
    const { random, n } = this.#setting;
    const known = random.chance(0.35) ? this.#orders.at(-1) : undefined;
    const order = known ?? {
      id: `order ${n}.${this.#orders.length}`,
      currency: random.pick(CURRENCIES),
      trusted,
    };
    if (known === undefined) this.#orders.push(order);
    if (random.chance(0.1)) return { id: order.id };
    if (random.chance(0.05)) return { id: order.id, unread: 'value' };
    return { id: order.id, value: { currency: order.currency, minor: random.between(0, 20_000) } };
  }

  /** A refund, a cancellation or an update, of an order that is known or of none. */
  #change(): void {
    const { random, n } = this.#setting;
    const order = random.chance(0.1) ? { id: `order of none ${n}`, currency: 'EUR' } : this.#orders.at(-1);
    if (order === undefined) return;
    const update = random.chance(0.3);
    const said = random.pick<Omit<EventOrder, 'id'>>([
      { value: { currency: order.currency, minor: random.between(0, 20_000) } },
      { amount: random.pick(['4', '12.34', '-3.5', '0']) },
      { unread: 'value' },
      update ? { amount: '70' } : {},
      update ? { amount: '1.2' } : { value: { currency: 'GBP', minor: 100 } },
    ]);
    this.#time += random.pick([0, HOUR, 3 * DAY]);
    this.#say(`${n}.${this.#said.length}`, {
      kind: 'event',
      name: update ? 'Order Updated' : 'Order Refunded',
      trusted: random.chance(0.7),
      order: { id: order.id, ...said, ...(update ? { update: true } : { refund: true }) },
    });
  }

  #say(id: string, fact: Pick<LeadEvent, 'kind' | 'name' | 'trusted'> & Partial<LeadEvent>): void {
    const { random, n, now, start } = this.#setting;
    const time = this.#time;
    const event: LeadEvent = {
      id,
      time,
      received: Math.min(now, time + random.pick([0, HOUR, DAY])),
      ...(random.chance(0.35) ? { touch: random.pick(TOUCHES) } : {}),
      ...(random.chance(0.1) ? { flags: { reasons: ['time-clamped'], source: 'public' } } : {}),
      ...fact,
    };
    const isKnown = this.#said.length >= this.#knownFrom;
    const browser = { anonymous: `browser ${n} ${random.chance(0.8) ? 1 : 2}` };
    const ids = isKnown
      ? random.pick([
          { email: `lead${n}@example.com`, ...browser },
          { email: `lead${n}@example.com` },
          { email: `lead${n}@example.com`, user: `user ${n}` },
          browser,
        ])
      : browser;
    // Some orders are sent under another id that nothing ties to the person: the order too, or only what changes it.
    const isOfOrder = fact.order !== undefined;
    const { strays } = this.#setting;
    // An export leaves out who has no e-mail and counts nothing.
    const shop = { email: `shop${n}@example.com` };
    const other = fact.name === 'Order Completed' ? strays.pick([{ anonymous: `stray ${n}` }, shop]) : shop;
    if (isOfOrder && strays.chance(0.25)) {
      const trusted = strays.chance(0.5);
      const moments = strays.between(-5 * HOUR, 5 * HOUR);
      const received = Math.min(now, Math.max(start, event.received + moments));
      this.#said.push({ ids: other, event: { ...event, id: `${id} elsewhere`, trusted, received } });
      if (fact.name !== 'Order Completed' && strays.chance(0.5)) return;
    }
    this.#said.push({ ids, event });
    // A copy that comes under another id, or says something else.
    if (random.chance(0.08)) this.#said.push({ ids: browser, event: { ...event, time: time + HOUR } });
  }
}
