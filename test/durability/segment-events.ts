// The calls that the proof sends, and what must have become of them: ten people make a hundred events, again and again.
import { createRandom } from '../../bin/demo/random.ts';

export type SegmentEvent = {
  /** The key that it is sent with. */
  readonly key: 'public' | 'secret';
  readonly call: 'page' | 'identify' | 'track';
  readonly said: Readonly<Record<string, unknown>> & { readonly messageId: string };
};

export type Expected = {
  readonly leads: number;
  readonly orders: number;
  /** In minor units, by currency. */
  readonly revenue: Readonly<Record<string, number>>;
  readonly entered: Readonly<Record<'trial' | 'relationship', number>>;
  readonly stages: Readonly<Record<'trial' | 'relationship', Readonly<Record<string, number>>>>;
  /** Events by the ids under which they may be kept: of each list exactly one is, once. */
  readonly kept: readonly (readonly string[])[];
};

export const EVENTS_A_CYCLE = 100;
/** So many cycles are mixed: what one person did arrives in any order, among what a hundred others did. */
const MIXED = 10;
const DAY = 86_400_000;
const STEP_MS = 5;
const LOOKS_AROUND = ['/about', '/team', '/jobs', '/contact'];
const LOOKS_AT_PRICES = ['/pricing', '/blog/funnels', '/about', '/'];
const CAMPAIGNS = [
  { source: 'newsletter', medium: 'email', name: 'spring' },
  { source: 'google', medium: 'cpc', name: 'brand' },
  { source: 'linkedin', medium: 'social', name: 'launch' },
];

type Said = Omit<SegmentEvent, 'said'> & { readonly said: Readonly<Record<string, unknown>> };

/**
 * 80 % page views of which half repeat, 15 % identify and form-like events with e-mail, 5 % orders by the secret key.
 * @param total a multiple of a hundred
 * @param now ms since the epoch; they happened in the middle of the day before
 */
export function createSegmentEvents(
  total: number,
  now: number,
): { readonly events: readonly SegmentEvent[]; readonly expected: Expected } {
  const cycles = total / EVENTS_A_CYCLE;
  const random = createRandom('segment', total);
  const noon = Math.floor(now / DAY) * DAY - DAY / 2;
  const all = Array.from({ length: cycles }, (_, cycle) => eventsOf(cycle));
  const events: SegmentEvent[] = [];
  const kept = new Map<string, string[]>();
  for (let first = 0; first < cycles; first += MIXED) {
    const block = all
      .slice(first, first + MIXED)
      .flat()
      .map((each, place) => ({ each, at: noon + (events.length + place) * STEP_MS }));
    for (let left = block.length; left > 0; left -= 1) {
      const [taken] = block.splice(random.between(0, left - 1), 1);
      if (taken === undefined) continue;
      const { each, at } = taken;
      const messageId = `e-${events.length}`;
      const timestamp = new Date(at);
      events.push({ ...each, said: { ...each.said, messageId, timestamp } });
      const id = `${each.key === 'secret' ? 's' : 'p'}:${messageId}`;
      // Views of one path on one day are one event, whichever of them came first.
      const one =
        each.call === 'page' ? `${each.said.anonymousId} ${JSON.stringify(each.said.properties)}` : id;
      kept.set(one, [...(kept.get(one) ?? []), id]);
    }
  }
  return { events, expected: { ...expect(all.flat(), cycles), kept: [...kept.values()] } };
}

/** Five only look, two of them away from the prices; three leave an e-mail address; two buy, one of them twice. */
function eventsOf(cycle: number): readonly Said[] {
  const browser = (person: number, device = 'a') => `browser-${cycle}-${person}-${device}`;
  const email = (person: number) => `person.${cycle}.${person}@example.com`;
  const userId = (person: number) => `user-${cycle}-${person}`;
  const context = { campaign: CAMPAIGNS[cycle % CAMPAIGNS.length] };
  const views = (anonymousId: string, paths: readonly string[]): readonly Said[] =>
    [...paths, ...paths].map((path) => view(anonymousId, path, path === '/pricing' ? context : {}));
  const order = (who: object, id: string, person: number): Said => {
    const cents = 1_000 + ((cycle * 10 + person) % 977);
    const currency = cycle % 2 === 0 ? 'EUR' : 'USD';
    const properties = { order_id: id, revenue: (cents / 100).toFixed(2), currency };
    return {
      key: 'secret',
      call: 'track',
      said: { event: 'Order Completed', userId: userId(person), properties: { ...properties, ...who } },
    };
  };
  return [
    ...[0, 1].flatMap((person) => views(browser(person), LOOKS_AROUND)),
    ...[2, 3, 4, 5, 7, 8, 9].flatMap((person) => views(browser(person), LOOKS_AT_PRICES)),
    // Two devices of one person.
    ...views(browser(6), LOOKS_AT_PRICES.slice(0, 2)),
    ...views(browser(6, 'b'), LOOKS_AT_PRICES.slice(2)),
    identify({ anonymousId: browser(5), traits: { email: email(5) } }),
    identify({ anonymousId: browser(5), traits: { email: email(5), plan: 'pro' } }),
    track('Webinar Registered', { anonymousId: browser(5) }),
    identify({ anonymousId: browser(6), userId: userId(6), traits: { email: email(6) } }),
    identify({ anonymousId: browser(6, 'b'), userId: userId(6) }),
    track('Webinar Registered', { anonymousId: browser(6, 'b'), properties: { email: email(6) } }),
    identify({ anonymousId: browser(7), traits: { email: email(7) } }),
    track('Webinar Registered', { anonymousId: browser(7), properties: { email: email(7) } }),
    track('Referral Sent', { anonymousId: browser(7), properties: { email: email(7), to: 'a friend' } }),
    ...[8, 9].flatMap((person) => [
      identify({
        anonymousId: browser(person),
        userId: userId(person),
        traits: { email: email(person) },
      }),
      track('Webinar Registered', { anonymousId: browser(person), properties: { email: email(person) } }),
      track('Trial Started', { userId: userId(person), properties: { seats: person } }),
    ]),
    order({}, `order-${cycle}-1`, 8),
    order({}, `order-${cycle}-2`, 8),
    // A shop that tells of one order three times, each time with another message.
    ...[1, 2, 3].map(() => order({ email: email(9) }, `order-${cycle}-3`, 9)),
  ];
}

function view(anonymousId: string, path: string, context: object): Said {
  return { key: 'public', call: 'page', said: { anonymousId, properties: { path }, context } };
}

function identify(said: Said['said']): Said {
  return { key: 'public', call: 'identify', said };
}

function track(event: string, said: object): Said {
  return { key: 'public', call: 'track', said: { event, ...said } };
}

function expect(all: readonly Said[], cycles: number): Omit<Expected, 'kept'> {
  const orders = new Map(
    all.flatMap(({ key, said }) => {
      const { order_id: id, ...value } = (said.properties ?? {}) as OrderProperties;
      return key === 'secret' ? [[id, value] as const] : [];
    }),
  );
  const revenue: Record<string, number> = {};
  for (const { revenue: major, currency } of orders.values())
    revenue[currency] = (revenue[currency] ?? 0) + Math.round(Number(major) * 100);
  return {
    leads: 10 * cycles,
    orders: orders.size,
    revenue,
    entered: { trial: 8 * cycles, relationship: 10 * cycles },
    stages: {
      trial: { awareness: 8 * cycles, interest: 5 * cycles, decision: 2 * cycles, action: 2 * cycles },
      relationship: {
        awareness: 10 * cycles,
        interest: 5 * cycles,
        decision: 2 * cycles,
        action: 2 * cycles,
        loyalty: cycles,
        advocacy: cycles,
      },
    },
  };
}

type OrderProperties = { readonly order_id: string; readonly revenue: string; readonly currency: string };
