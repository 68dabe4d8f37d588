// What a stranger sends who has the public key and knows every id: noise, and the attacks that are known.
import type { LeadEvent, Submission } from '../../functions/domain/event/event.ts';
import type { Random } from '../simulation/random.ts';
import type { Customer, Span } from './server.ts';

const DAY = 86_400_000;
const HOUR = 3_600_000;
const AHEAD = 4 * 60_000;
const PUBLIC_KEY_DAYS = 14;
const NAMES = [
  'Order',
  'Trial',
  'Trial',
  'Sign Up',
  'Demo',
  'Cancelled',
  'Order Refunded',
  'Order Updated',
] as const;

type Ids = Submission['ids'];

type Stranger = {
  readonly random: Random;
  readonly customers: readonly Customer[];
  readonly orders: readonly string[];
  readonly span: Span;
  readonly prefix: string;
};

/** How often each attack is made in a schedule. */
const ATTACKS: readonly (readonly [chance: number, attack: (by: Stranger) => readonly Submission[]])[] = [
  [0.3, merge],
  [0.15, tellOrders],
  [0.02, claimBrowsers],
  [0.02, claimUsers],
  [0.02, claimDaily],
  [0.02, longForms],
  [0.02, takeBrowser],
  [0.02, callAgain],
  [0.01, heavy],
  [0.003, flood],
  [0.001, views],
];

export function saidByStranger(
  random: Random,
  customers: readonly Customer[],
  said: readonly Submission[],
  { span, prefix }: { readonly span: Span; readonly prefix: string },
): readonly Submission[] {
  const orders = said.flatMap(({ event }) => event.order?.id ?? []);
  const by: Stranger = { random, customers, orders, span, prefix };
  // Most of it for one customer, or for all.
  const most: Stranger = random.chance(0.5) ? { ...by, customers: [random.pick(customers)] } : by;
  const noise = [
    ...Array.from({ length: random.below(25) }, () => anything(random.chance(0.8) ? most : by)),
    ...ATTACKS.flatMap(([chance, attack]) => (random.chance(chance) ? attack(by) : [])),
  ];
  return noise.map(({ ids, event }, n) => ({
    ids,
    event: { ...event, id: `${event.kind === 'form' ? `f:${event.name}` : 'p'}:${prefix}${n}` },
  }));
}

/** An event of any kind, for any ids, dated and touched as a stranger likes. */
function anything(by: Stranger): Submission {
  const { random } = by;
  const kind = random.pick(['page', 'page', 'event', 'event', 'event', 'form', 'identify'] as const);
  const name = {
    page: '/pricing',
    event: random.pick(NAMES),
    form: random.pick(['ebook', 'demo']),
    identify: '',
  }[kind];
  const ids = anyIds(by);
  const { user: _, ...ofForm } = ids;
  const made = saying(by, kind === 'form' && ids.email !== undefined ? ofForm : ids, {
    kind: kind === 'form' && ids.email === undefined ? 'page' : kind,
    name: kind === 'form' && ids.email === undefined ? '/pricing' : name,
    ...(random.chance(0.6) ? { touch: { channel: 'Affiliates', term: `${random.below(9)}` } } : {}),
    ...(random.chance(0.4) ? { properties: { plan: random.pick(['pro', 'basic']) } } : {}),
    ...orderOf(by, name),
  });
  return made.event.kind === 'form' ? { ...made, event: { ...made.event, time: made.event.received } } : made;
}

function orderOf({ random, orders, prefix }: Stranger, name: string): Pick<LeadEvent, 'order'> {
  const id = random.chance(0.8) && orders.length > 0 ? random.pick(orders) : `${prefix}p${random.below(3)}`;
  const value = { value: { currency: 'EUR', minor: random.pick([1, 900, 99_999]) } };
  if (name === 'Order') return { order: { id, ...value } };
  if (name === 'Order Updated') return { order: { id, update: true, ...value } };
  if (name !== 'Order Refunded') return {};
  return { order: { id, refund: true, ...(random.chance(0.5) ? value : {}) } };
}

function anyIds(by: Stranger): Ids {
  const { random, customers, prefix } = by;
  const victim = random.pick(customers);
  const ids: Ids = {
    ...(random.chance(0.5)
      ? { email: random.pick([victim.email, victim.email, `${prefix}x${random.below(2)}@example.com`]) }
      : {}),
    ...(random.chance(0.4)
      ? { user: random.pick([victim.user, random.pick(customers).user, `${prefix}v${random.below(2)}`]) }
      : {}),
    ...(random.chance(0.5)
      ? { anonymous: random.pick([victim.browser, `${prefix}b${random.below(3)}`]) }
      : {}),
  };
  return Object.keys(ids).length > 0 ? ids : { user: victim.user };
}

/** Received at any time, most often before all that the server says or after it; said to have been within the bounds. */
function saying(
  { random, span: { now, days } }: Stranger,
  ids: Ids,
  what: Pick<LeadEvent, 'kind' | 'name'> & Partial<LeadEvent>,
): Submission {
  const received = random.pick([now, now, now - (days + 1) * DAY, now - random.below(days) * DAY]);
  const back = random.pick([0, -AHEAD, random.below(PUBLIC_KEY_DAYS * 24) * HOUR]);
  return { ids, event: { id: '', time: received - back, received, trusted: false, ...what } };
}

function call(by: Stranger, ids: Ids, received?: number): Submission {
  const made = saying(by, ids, { kind: 'identify', name: '' });
  return received === undefined ? made : { ids, event: { ...made.event, time: received, received } };
}

/** Every user id is said to be of one address, and of others: the stranger's, and the customers' own. */
function merge(by: Stranger): readonly Submission[] {
  const { random, customers, prefix } = by;
  const addresses = [`${prefix}x0@example.com`, ...customers.map(({ email }) => email)];
  const browsers = [`${prefix}b0`, ...customers.map(({ browser }) => browser)];
  return customers.flatMap(({ user }) =>
    addresses.flatMap((email) => {
      if (!random.chance(0.6)) return [];
      const anonymous = random.chance(0.5) ? { anonymous: random.pick(browsers) } : {};
      return [call(by, { email, user, ...anonymous })];
    }),
  );
}

function early({ random, span: { now, days } }: Stranger): number {
  return random.pick([now, now - (days + 1) * DAY]);
}

/** Browsers tell of orders of the server, before it and after it, and do more under the same ids. */
function tellOrders(by: Stranger): readonly Submission[] {
  const { random, customers, orders, prefix } = by;
  if (orders.length === 0) return [];
  return Array.from({ length: random.between(1, 6) }, (_, n) => {
    const ids = { anonymous: random.chance(0.2) ? random.pick(customers).browser : `${prefix}o${n}` };
    const order = { id: random.pick(orders), value: { currency: 'EUR', minor: 99_999 } };
    const touch = { channel: 'Affiliates' };
    return [
      saying(by, ids, { kind: 'event', name: 'Order', order, touch }),
      ...Array.from({ length: random.below(4) }, () =>
        saying(by, ids, {
          ...random.pick([
            { kind: 'page', name: '/pricing' } as const,
            { kind: 'event', name: random.pick(NAMES) } as const,
          ]),
          touch,
        }),
      ),
    ];
  }).flat();
}

/** More browsers than an address or a user id takes. */
function claimBrowsers(by: Stranger): readonly Submission[] {
  const { random, customers, prefix } = by;
  const { email, user } = random.pick(customers);
  const owner = random.pick([{ email }, { user }]);
  const received = early(by);
  return Array.from({ length: random.pick([40, 100]) }, (_, n) =>
    call(by, { ...owner, anonymous: `${prefix}t${n}` }, received),
  );
}

/** More than an id takes, before all that the server says, and some more on each day. */
function claimDaily(by: Stranger): readonly Submission[] {
  const { random, customers, prefix, span } = by;
  const { email, user } = random.pick(customers);
  const owner = random.pick([{ email }, { user }]);
  const first = span.now - (span.days + 1) * DAY;
  const named = (n: number, received: number): Submission => {
    const ids = { ...owner, anonymous: `${prefix}d${n}` };
    const made = call(by, ids, received);
    return random.chance(0.5) ? made : { ids, event: { ...made.event, kind: 'event', name: 'Seen' } };
  };
  return [
    ...Array.from({ length: 100 }, (_, n) => named(n, first)),
    ...Array.from({ length: Math.min(span.days, 10) * 3 }, (_, n) =>
      named(100 + n, span.now - Math.floor(n / 3) * DAY),
    ),
  ];
}

/** Forms that weigh more than is kept in full, before and after all that the server says. */
function longForms(by: Stranger): readonly Submission[] {
  const { random, customers, span } = by;
  const { email, browser } = random.pick(customers);
  return Array.from({ length: 24 }, (_, n): Submission => {
    const received = n % 2 === 0 ? span.now : span.now - (span.days + 1) * DAY;
    const properties = { message: `${n}`.padEnd(4_900, 'x') };
    const what = { kind: 'form' as const, name: 'demo', properties };
    const ids = { email, ...(random.chance(0.5) ? { anonymous: browser } : {}) };
    return { ids, event: { id: '', time: received, received, trusted: false, ...what } };
  });
}

/** A tree: an address with many user ids, each with some browsers. */
function claimUsers(by: Stranger): readonly Submission[] {
  const { random, customers, prefix } = by;
  const { email } = random.pick(customers);
  const received = early(by);
  return Array.from({ length: 60 }, (_, n) =>
    call(
      by,
      n % 3 === 0
        ? { email, user: `${prefix}t${n}` }
        : { user: `${prefix}t${n - (n % 3)}`, anonymous: `t${n}` },
      received,
    ),
  );
}

/** Many addresses for one browser. */
function takeBrowser(by: Stranger): readonly Submission[] {
  const { random, customers, prefix } = by;
  const { browser } = random.pick(customers);
  const received = early(by);
  return Array.from({ length: random.pick([40, 100]) }, (_, n) =>
    call(by, { email: `${prefix}t${n}@example.com`, anonymous: browser }, received),
  );
}

/** More calls than are kept. */
function callAgain(by: Stranger): readonly Submission[] {
  const ids = anyIds(by);
  return Array.from({ length: 15 }, () => call(by, ids));
}

/** A shared context, as one request brings it: thousands of tiny events at both ends of what may be said. */
function flood(by: Stranger): readonly Submission[] {
  return both(by, 1_100, () => ({
    kind: 'event',
    name: by.random.pick(['x', 'Trial', 'Order', 'Cancelled']),
  }));
}

/** Few events, which weigh more than all that is kept. */
function heavy(by: Stranger): readonly Submission[] {
  const campaign = 'c'.repeat(200);
  return both(by, 120, (n) => ({
    kind: 'event',
    name: `${n}`.padEnd(200, 'x'),
    touch: { channel: 'Affiliates', campaign, content: `${n}`.padEnd(200, 'y') },
  }));
}

function views(by: Stranger): readonly Submission[] {
  return both(by, 1_100, (n) => ({ kind: 'page', name: n % 2 === 0 ? `/${n}` : '/pricing' }));
}

function both(
  by: Stranger,
  count: number,
  what: (n: number) => Pick<LeadEvent, 'kind' | 'name'> & Partial<LeadEvent>,
): readonly Submission[] {
  const { random, customers, span } = by;
  const { email, user, browser } = random.pick(customers);
  const ids = random.pick([{ email }, { user }, { anonymous: browser }, { email, anonymous: browser }]);
  const received = random.pick([span.now, span.now - random.below(span.days) * DAY]);
  return Array.from({ length: count }, (_, n) => {
    const back = n % 2 === 0 ? PUBLIC_KEY_DAYS * DAY - HOUR * random.below(3) : -AHEAD;
    return { ids, event: { id: '', time: received - back, received, trusted: false, ...what(n) } };
  });
}
