// Random leads of a server, with and without what a stranger sends with the public key about them.
import { Calendar } from '../../functions/domain/calendar.ts';
import type { FunnelConfig, Order } from '../../functions/domain/config/config.ts';
import type { LeadEvent, Submission } from '../../functions/domain/event/event.ts';
import { parseCellKey } from '../../functions/domain/funnel/cells.ts';
import { define } from '../../functions/domain/funnel/funnel.ts';
import { tallyAll } from '../../functions/domain/funnel/tally.ts';
import { applySubmissions } from '../../functions/domain/lead/apply-submissions.ts';
import { idKey } from '../../functions/domain/lead/identity.ts';
import { idsOfLead, primaryOf } from '../../functions/domain/lead/identity-graph.ts';
import { leadOf } from '../../functions/domain/lead/lead.ts';
import { Random } from '../simulation/random.ts';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 2, 31, 9);
const ANNA = 'anna@example.com';
const CHANNELS = ['Paid Search', 'Email', 'Organic Social'] as const;
const ORDERS: readonly Order[] = ['any', 'reached', 'ordered', 'strict'];
/** How many tiny events a flood has: more than any ceiling. */
const FLOOD = 1_100;

export type Counted = { readonly revenue: number; readonly buyers: number; readonly channels: string };

/** @throws Error at the first schedule in which public events change what the server's say */
export function noiseTakesNothing(
  schedules: number,
  seed: number,
  onDone: (done: number) => void = () => {},
): void {
  for (let n = 0; n < schedules; n++) {
    const random = new Random(seed * 1_000_003 + n);
    const funnel = funnelOf(random);
    const said = saidByServer(random);
    // What is late without any noise may come into an attempt by an earlier entry: then only the buyers are held.
    const [alone, with_] = [countOf(funnel, said), countOf(funnel, mixed(random, said, noiseOf(random)))];
    const differs = alone.isAnyLate
      ? with_.buyers < alone.buyers
      : with_.buyers !== alone.buyers ||
        with_.revenue !== alone.revenue ||
        with_.channels !== alone.channels ||
        with_.isAnyLate;
    if (differs)
      throw new Error(
        `schedule ${n} of seed ${seed}: ${JSON.stringify(alone)} became ${JSON.stringify(with_)}`,
      );
    if (n % 100 === 99) onDone(n + 1);
  }
}

function funnelOf(random: Random): FunnelConfig {
  return {
    id: 'sales',
    kind: 'sales',
    order: random.pick(ORDERS),
    windowMs: random.pick([1, 5, 30]) * DAY,
    by: ['channel', 'first.channel'],
    ...(random.chance(0.3) ? { lostOn: [{ event: 'Cancelled' }] } : {}),
    stages: [
      { id: 'seen', on: [{ page: '/pricing' }, { event: 'Sign Up', times: 1 }] },
      { id: 'trial', on: [{ event: 'Trial', times: random.pick([1, 2]) }] },
      { id: 'bought', on: [{ event: 'Order', times: 1, from: 'server' }] },
    ],
  };
}

/** Some steps and orders of one customer; each names a source, as the first of an attempt decides. */
function saidByServer(random: Random): readonly Submission[] {
  return Array.from({ length: random.between(1, 6) }, (_, n) => {
    const time = NOW - random.below(60) * DAY + random.below(24) * 3_600_000;
    const name =
      n === 0 ? 'Order' : random.pick(['Order', 'Order', 'Sign Up', 'Trial', '/pricing', 'Cancelled']);
    const value = { currency: 'EUR', minor: 1_000 + n };
    const event: LeadEvent = {
      id: `s:${n}`,
      time,
      received: time,
      kind: name === '/pricing' ? 'page' : 'event',
      name,
      trusted: true,
      touch: { channel: random.pick(CHANNELS) },
      ...(name === 'Order' ? { order: { id: `o${n}`, value } } : {}),
    };
    return {
      ids: { email: ANNA, user: 'u-42', ...(random.chance(0.5) ? { anonymous: 'hers' } : {}) },
      event,
    };
  });
}

/** Times, ids and touches as a stranger likes: who has the public key, the address and the user id. */
function noiseOf(random: Random): readonly Submission[] {
  const isFlood = random.chance(0.005);
  return Array.from({ length: isFlood ? FLOOD : random.below(25) }, (_, n): Submission => {
    const received = NOW + n;
    const time = received - random.below(14 * 24) * 3_600_000;
    const ids = random.pick([
      { email: ANNA },
      { user: 'u-42' },
      { anonymous: 'hers' },
      { email: ANNA, anonymous: `b${n}` },
      { email: 'x@example.com', user: 'u-42' },
      { email: 'x@example.com', anonymous: 'hers' },
      { user: `v${n}`, anonymous: 'hers' },
      { email: ANNA, user: `v${n}` },
    ]);
    const kind = random.pick(['page', 'page', 'event', 'event', 'form', 'identify'] as const);
    const name = {
      page: '/pricing',
      event: random.pick(['Order', 'Trial', 'Sign Up', 'Cancelled', 'Order Refunded']),
      form: 'ebook',
      identify: '',
    }[kind];
    const order = { id: `o${random.below(6)}`, value: { currency: 'EUR', minor: 900 } };
    return {
      ids,
      event: {
        id: `${kind === 'form' ? 'f:ebook' : 'p'}:${n}`,
        time: kind === 'form' ? received : time,
        received,
        kind,
        name,
        trusted: false,
        ...(random.chance(0.6) ? { touch: { channel: 'Affiliates', term: `${n}` } } : {}),
        ...(name === 'Order' ? { order } : {}),
        ...(name === 'Order Refunded' ? { order: { ...order, refund: true } } : {}),
      },
    };
  });
}

function mixed(random: Random, a: readonly Submission[], b: readonly Submission[]): readonly Submission[] {
  return [...a, ...b]
    .map((one) => ({ one, at: random.next() }))
    .sort((x, y) => x.at - y.at)
    .map(({ one }) => one);
}

function countOf(
  funnel: FunnelConfig,
  said: readonly Submission[],
): Counted & { readonly isAnyLate: boolean } {
  const records = applySubmissions(new Map(), said);
  const definition = define(funnel, 'sales', new Calendar('UTC'));
  const primaries = new Map(
    [...records.values()].map(({ id }) => primaryOf(records, id)).map((id) => [idKey(id), id]),
  );
  let [revenue, buyers, isAnyLate] = [0, 0, false];
  const channels = new Map<string, number>();
  for (const primary of primaries.values()) {
    const histories = idsOfLead(records, primary).flatMap((id) => records.get(idKey(id))?.history ?? []);
    for (const [key, n] of tallyAll([definition], leadOf(histories), true).get('sales') ?? []) {
      const { metric, slice } = parseCellKey(key);
      // Of a breakdown the sum over its values is the total.
      if (metric.startsWith('xv:')) revenue += n;
      if (metric.startsWith('xv:') || (metric === 'x' && said.every(({ event }) => event.trusted)))
        isAnyLate = true;
      if (!/^[lvw]2/.test(metric)) continue;
      channels.set(
        `${metric.replace(/^w/, 'v')} ${slice}`,
        (channels.get(`${metric.replace(/^w/, 'v')} ${slice}`) ?? 0) + n,
      );
      if (!slice.startsWith('channel=')) continue;
      if (metric === 'l2') buyers += n;
      else revenue += n;
    }
  }
  const text = [...channels]
    .map(([key, n]) => `${key}: ${n}`)
    .sort()
    .join(', ');
  return { revenue, buyers, channels: text, isAnyLate };
}
