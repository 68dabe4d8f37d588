import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LeadEvent, LeadId, Submission } from '../../functions/domain/event/event.ts';
import { DAY, definitions as defineAll, funnel, MONDAY } from '../support/leads.ts';
import { Ledger, sorted } from '../support/ledger.ts';

const definitions = defineAll(
  [
    funnel(['/pricing|/blog', 'Trial', 'Order'], {
      id: 'sales',
      windowMs: 3 * DAY,
      by: ['channel', 'first.source', 'form'],
    }),
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

const ANSWERS = ['Hand-off Accepted', 'Hand-off Returned'];
const NAMES = ['/pricing', '/blog', 'Trial', 'Order', 'Else', ...ANSWERS];

const PREVIOUS: readonly [LeadId, ...LeadId[]] = [
  { kind: 'email', key: 'a@example.com' },
  { kind: 'email', key: 'b@example.com' },
  { kind: 'email', key: 'c@example.com' },
  { kind: 'user', key: 'u1' },
  { kind: 'anonymous', key: 'x' },
];

/** Three people, three browsers, two user ids; few events and times, so that links meet and copies are common. */
const said: fc.Arbitrary<Submission> = fc
  .record({
    email: fc.option(fc.constantFrom('a@example.com', 'b@example.com', 'c@example.com'), { nil: undefined }),
    user: fc.option(fc.constantFrom('u1', 'u2'), { nil: undefined, freq: 3 }),
    anonymous: fc.option(fc.constantFrom('x', 'y', 'z'), { nil: undefined }),
    name: fc.constantFrom(...NAMES),
    at: fc.integer({ min: 0, max: 60 }),
    trusted: fc.boolean(),
    order: fc.constantFrom('o1', 'o2', 'o3'),
    /** What an answer is of. */
    handedAt: fc.integer({ min: 0, max: 60 }),
    source: fc.option(fc.constantFrom('google', 'news'), { nil: undefined }),
    alias: fc.option(fc.constantFrom<LeadId>(...PREVIOUS), { nil: undefined, freq: 6 }),
  })
  .filter(({ email, user, anonymous }) => (email ?? user ?? anonymous) !== undefined)
  .map(({ email, user, anonymous, name, at, order, source, alias, handedAt, ...rest }) => {
    // Only the secret key may say an alias.
    const trusted = rest.trusted || alias !== undefined;
    const time = MONDAY + (at * DAY) / 4;
    const event: LeadEvent = {
      id: `${trusted ? 's' : 'p'}:${name}${at}`,
      time,
      received: time,
      kind: name.startsWith('/') ? 'page' : 'event',
      name,
      trusted,
      ...(source === undefined
        ? {}
        : { touch: { source, channel: source === 'news' ? 'Email' : 'Paid Search' } }),
      ...(ANSWERS.includes(name)
        ? { properties: { funnel: 'journey', handedOver: MONDAY + (handedAt * DAY) / 4 } }
        : {}),
      ...(name === 'Order' ? { order: { id: order, value: { currency: 'EUR', minor: 1900 + at } } } : {}),
    };
    const ids = {
      ...(email === undefined ? {} : { email }),
      ...(user === undefined ? {} : { user }),
      ...(anonymous === undefined ? {} : { anonymous }),
    };
    return { ids, event, ...(alias === undefined ? {} : { alias: [alias] }) };
  });

function taken(batches: readonly (readonly Submission[])[]): Ledger {
  const ledger = new Ledger(definitions);
  for (const batch of batches) ledger.take(batch);
  return ledger;
}

/** Everything that a reader can see: who is who, their events, the counters. */
function visible(ledger: Ledger): unknown {
  const records = [...ledger.records]
    .map(([key, { history, link, claims, linkedIds, contributions: counted, typed }]) => [
      key,
      {
        history,
        link,
        claims,
        linkedIds,
        typed,
        counted: [...counted].map(([name, cells]) => [name, sorted(cells)]).sort(),
      },
    ])
    .sort();
  const counters = definitions.map(({ key }) => [key, sorted(ledger.counters.get(key))]);
  return { records, counters };
}

describe('advancing leads', () => {
  const runs = fc.array(said, { minLength: 1, maxLength: 25 }).chain((all) =>
    fc.record({
      all: fc.constant(all),
      shuffled: fc.shuffledSubarray([...all, ...all], { minLength: all.length }),
      size: fc.integer({ min: 1, max: 8 }),
    }),
  );

  it('gives the same leads and counters for any order, duplication and batching', () => {
    fc.assert(
      fc.property(runs, ({ all, shuffled, size }) => {
        const rest = [...shuffled, ...all];
        const batches = Array.from({ length: Math.ceil(rest.length / size) }, (_, n) =>
          rest.slice(n * size, (n + 1) * size),
        );
        expect(visible(taken(batches))).toEqual(visible(taken([all])));
      }),
      { numRuns: 400 },
    );
  });

  it('keeps the counters equal to what the leads have counted', () => {
    fc.assert(
      fc.property(runs, ({ shuffled }) => {
        const ledger = taken(shuffled.map((one) => [one]));
        const counted = ledger.counted();
        for (const { key } of definitions)
          expect(sorted(ledger.counters.get(key))).toEqual(sorted(counted.get(key)));
      }),
      { numRuns: 200 },
    );
  });

  it('writes nothing for what it has', () => {
    fc.assert(
      fc.property(runs, ({ all, shuffled }) => {
        const ledger = taken([all]);
        ledger.writes = 0;
        ledger.take(structuredClone(shuffled));
        expect(ledger.writes).toBe(0);
      }),
      { numRuns: 200 },
    );
  });
});
