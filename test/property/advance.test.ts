import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Calendar } from '../../functions/domain/calendar.ts';
import type { LeadEvent, Submission } from '../../functions/domain/event/event.ts';
import { DAY, definition, funnel, MONDAY } from '../support/leads.ts';
import { Ledger, sorted } from '../support/ledger.ts';

const calendar = new Calendar('Europe/Rome');
const definitions = [
  definition(
    funnel(['/pricing|/blog', 'Trial', 'Order'], {
      id: 'sales',
      windowMs: 3 * DAY,
      by: ['channel', 'first.source', 'form'],
    }),
  ),
  definition(
    funnel(['/blog', 'Trial|Order', 'Order', 'Order*2'], {
      id: 'journey',
      kind: 'marketing',
      order: 'any',
      windowMs: 10 * DAY,
      by: ['first.channel'],
      handOff: { at: 'Order', to: 'sales' },
    }),
  ),
  definition(funnel(['/blog', 'Trial', 'Order'], { id: 'line', order: 'ordered', windowMs: 5 * DAY })),
  definition(funnel(['/blog', 'Trial', 'Order'], { id: 'hard', order: 'strict', windowMs: 5 * DAY })),
];

const NAMES = ['/pricing', '/blog', 'Trial', 'Order', 'Else'];

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
    source: fc.option(fc.constantFrom('google', 'news'), { nil: undefined }),
  })
  .filter(({ email, user, anonymous }) => (email ?? user ?? anonymous) !== undefined)
  .map(({ email, user, anonymous, name, at, trusted, order, source }) => {
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
      ...(name === 'Order' ? { order: { id: order, value: { currency: 'EUR', minor: 1900 + at } } } : {}),
    };
    const ids = {
      ...(email === undefined ? {} : { email }),
      ...(user === undefined ? {} : { user }),
      ...(anonymous === undefined ? {} : { anonymous }),
    };
    return { ids, event };
  });

function taken(batches: readonly (readonly Submission[])[]): Ledger {
  const ledger = new Ledger(definitions, calendar);
  for (const batch of batches) ledger.take(batch);
  return ledger;
}

/** Everything that a reader can see: who is who, their events, the counters. */
function visible(ledger: Ledger): unknown {
  const records = [...ledger.records]
    .map(([key, { trail, link, members, counted, typed }]) => [
      key,
      {
        trail,
        link,
        members,
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
