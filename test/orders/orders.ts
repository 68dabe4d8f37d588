// Random orders: the same events and the same links, shuffled, repeated and batched anew, must give the same state.
import type { LeadEvent, LeadId, Submission } from '../../functions/domain/event/event.ts';
import { tallyAll } from '../../functions/domain/funnel/tally.ts';
import { idKey } from '../../functions/domain/lead/identity.ts';
import { EMPTY_HISTORY, type EventHistory, fold, leadOf } from '../../functions/domain/lead/lead.ts';
import { plainText, truthOf } from '../simulation/oracle.ts';
import { Random } from '../simulation/random.ts';
import { DAY, definitions as defineAll, funnel, HOUR, MONDAY } from '../support/leads.ts';
import { Ledger, sorted } from '../support/ledger.ts';

const definitions = defineAll(
  [
    funnel(['/pricing|/blog', 'Trial', 'Order'], { id: 'sales', windowMs: 3 * DAY, by: ['channel', 'form'] }),
    funnel(['/blog', 'Trial|Order', 'Order', 'Order*2'], {
      id: 'journey',
      kind: 'marketing',
      order: 'any',
      windowMs: 10 * DAY,
      by: ['first.channel'],
      handOff: { at: 'Order', to: 'sales' },
    }),
    funnel(['/blog', 'Trial', 'Order'], { id: 'line', order: 'ordered', windowMs: 5 * DAY }),
    funnel(['/blog', 'Trial', 'Order'], { id: 'hard', order: 'strict', windowMs: 5 * DAY }),
  ],
  'Europe/Rome',
);

/** Another set of events or links for so many orders of each. */
const ORDERS_OF_EACH = 50;

/** Two orders gave two states. */
export class OrderMattered extends Error {
  override readonly name = 'OrderMattered';
}

export type Orders = { readonly orders: number; readonly sets: number };

/** A lead's events: copies, copies that differ, equal times, all kinds. @throws OrderMattered */
export function eventsInAnyOrder(orders: number, seed: number, tick = (_: number) => {}): Orders {
  return inAnyOrder(orders, seed, tick, eventsOf, (batches: readonly (readonly LeadEvent[])[]) => {
    const history = batches.reduce<EventHistory>((kept, batch) => fold(kept, batch), EMPTY_HISTORY);
    const tallies = tallyAll(definitions, leadOf([history]), false);
    return plainText([history, [...tallies].map(([key, cells]) => [key, sorted(cells)])]);
  });
}

/** What is said of three people with three browsers and two user ids. @throws OrderMattered */
export function linksInAnyOrder(orders: number, seed: number, tick = (_: number) => {}): Orders {
  return inAnyOrder(orders, seed, tick, linksOf, (batches: readonly (readonly Submission[])[], all) => {
    const ledger = new Ledger(definitions);
    for (const batch of batches) ledger.take(batch);
    const records = [...ledger.records.values()]
      .map(({ version: _, linkedVersions: __, leftPlaces: ___, contributions: counted, ...rest }) => ({
        ...rest,
        counted: [...counted].map(([key, cells]) => [key, sorted(cells)]).sort(),
      }))
      .sort((a, b) => (idKey(a.id) < idKey(b.id) ? -1 : 1));
    const roots = new Map([...truthOf(all, new Map()).ids].map(([name, { root }]) => [name, root]));
    for (const { id, link } of records) {
      const isRoot = roots.get(idKey(id)) === idKey(id);
      if (isRoot !== (link === undefined))
        throw new OrderMattered(`${idKey(id)} is not where it was said to be`);
    }
    return plainText([records, definitions.map((one) => sorted(ledger.cells(one)))]);
  });
}

function inAnyOrder<T>(
  orders: number,
  seed: number,
  tick: (done: number) => void,
  setOf: (random: Random) => readonly T[],
  stateOf: (batches: readonly (readonly T[])[], all: readonly T[]) => string,
): Orders {
  const random = new Random(seed);
  let sets = 0;
  let all: readonly T[] = [];
  let wanted = '';
  for (let done = 0; done < orders; done++) {
    if (done % ORDERS_OF_EACH === 0) {
      all = setOf(random);
      wanted = stateOf([all], all);
      sets++;
      tick(done);
    }
    const repeated = [...all, ...all.filter(() => random.chance(0.3))];
    if (stateOf(batched(random.shuffled(repeated), random), all) !== wanted) {
      throw new OrderMattered(`seed ${seed}: set ${sets}, order ${done} gave another state`);
    }
  }
  return { orders, sets };
}

function batched<T>(items: readonly T[], random: Random): readonly (readonly T[])[] {
  const batches: T[][] = [];
  for (let at = 0; at < items.length; ) {
    const size = random.between(1, 6);
    batches.push(items.slice(at, at + size));
    at += size;
  }
  return batches;
}

const NAMES = ['/pricing', '/blog', '/blog', 'Trial', 'Order', 'Order', 'Else'];

function eventOf(random: Random): LeadEvent {
  const name = random.pick(NAMES);
  const time = MONDAY + random.below(60) * 6 * HOUR;
  const trusted = random.chance(0.4);
  const isOrder = name === 'Order';
  return {
    id: `${trusted ? 's' : 'p'}:${name}${random.below(8)}`,
    time,
    received: time + random.below(3),
    kind: name.startsWith('/') ? 'page' : random.chance(0.1) ? 'identify' : 'event',
    name,
    trusted,
    ...(random.chance(0.5)
      ? { touch: { channel: random.pick(['Email', 'Paid Search']), source: random.pick(['a', 'b']) } }
      : {}),
    ...(isOrder
      ? { order: { id: `o${random.below(4)}`, value: { currency: 'EUR', minor: random.below(9) * 100 } } }
      : {}),
  };
}

function eventsOf(random: Random): readonly LeadEvent[] {
  return Array.from({ length: random.between(5, 30) }, () => eventOf(random));
}

function linksOf(random: Random): readonly Submission[] {
  return Array.from({ length: random.between(4, 16) }, (): Submission => {
    const email = random.chance(0.5)
      ? { email: random.pick(['a@example.com', 'b@example.com', 'c@example.com']) }
      : {};
    const user = random.chance(0.3) ? { user: random.pick(['u1', 'u2']) } : {};
    const anonymous = { anonymous: random.pick(['x', 'y', 'z']) };
    const alias = random.chance(0.1) ? random.pick(PREVIOUS) : undefined;
    const event = eventOf(random);
    return {
      ids: { ...email, ...user, ...anonymous },
      event: {
        ...event,
        id: `${event.id}${random.below(99)}`,
        trusted: event.trusted || alias !== undefined,
      },
      ...(alias && { alias: [alias] }),
    };
  });
}

const PREVIOUS: readonly LeadId[] = [
  { kind: 'email', key: 'a@example.com' },
  { kind: 'email', key: 'b@example.com' },
  { kind: 'user', key: 'u1' },
  { kind: 'anonymous', key: 'x' },
];
