import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Submission } from '../../functions/domain/event/event.ts';
import { idKey, idsIn } from '../../functions/domain/lead/identity.ts';
import { primaryOf } from '../../functions/domain/lead/identity-graph.ts';
import { advanceLeads } from '../../functions/progress/advance-leads.ts';
import { readWholeLeads } from '../../functions/store/leads/read-leads.ts';
import { tableInMemory } from '../figures/table-in-memory.ts';
import { truthOf } from '../simulation/oracle.ts';
import { DAY, definition, event, funnel, MONDAY } from '../support/leads.ts';
import { messageOf, workerDeps } from '../support/worker-deps.ts';

const definitions = [definition(funnel(['/pricing', 'Order']))];
const BROWSERS = ['v', 'w', 'x', 'y', 'z'];

const ids: fc.Arbitrary<Submission['ids']> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ anonymous: fc.constantFrom(...BROWSERS) }) },
  { weight: 2, arbitrary: fc.record({ email: fc.constantFrom('a@example.com', 'b@example.com') }) },
  { weight: 1, arbitrary: fc.record({ user: fc.constantFrom('u1', 'u2') }) },
  {
    weight: 1,
    arbitrary: fc.record({
      email: fc.constantFrom('a@example.com', 'b@example.com'),
      anonymous: fc.constantFrom(...BROWSERS),
    }),
  },
);

/** Mostly tellings of two orders; days apart, so that some are too far from each other. */
const said: fc.Arbitrary<readonly Submission[]> = fc.array(
  fc
    .record({
      ids,
      isForm: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
      trusted: fc.boolean(),
      order: fc.constantFrom('o-1', 'o-1', 'o-2'),
      day: fc.integer({ min: 0, max: 20 }),
      n: fc.nat(1_000_000),
    })
    .map(({ ids: who, isForm, trusted, order, day, n }) => ({
      ids: who,
      event: isForm
        ? event('ebook', MONDAY, { id: `f:${n}`, kind: 'form', received: MONDAY + day * DAY })
        : event('Order', MONDAY, {
            id: `${trusted ? 's' : 'p'}:${n}`,
            trusted: trusted && who.anonymous === undefined,
            received: MONDAY + day * DAY,
            order: { id: order, value: { currency: 'EUR', minor: 1_000 } },
          }),
    })),
  { minLength: 2, maxLength: 14 },
);

async function rootsAfter(
  batches: readonly (readonly Submission[])[],
): Promise<readonly (readonly string[])[]> {
  const table = tableInMemory(() => MONDAY);
  for (const batch of batches)
    await advanceLeads(
      { ...workerDeps(table), definitions },
      batch.map((one) => messageOf(one)),
    );
  const known = new Map(
    batches
      .flat()
      .flatMap(idsIn)
      .map((id) => [idKey(id), id]),
  );
  const { records } = await readWholeLeads(table, [...known.values()]);
  return [...known].map(([key, id]) => [key, idKey(primaryOf(records, id))]).sort();
}

describe('whom an order ties to whom', () => {
  it('is what a plain reading of all that was said gives, in whatever order it comes', async () => {
    let ties = 0;
    await fc.assert(
      fc.asyncProperty(
        said.chain((all) =>
          fc.tuple(fc.constant(all), fc.shuffledSubarray([...all, ...all], { minLength: all.length * 2 })),
        ),
        fc.integer({ min: 1, max: 5 }),
        async ([all, shuffled], size) => {
          const should = [...truthOf(all, new Map()).ids].map(([name, { root }]) => [name, root]).sort();
          const batches = Array.from({ length: Math.ceil(shuffled.length / size) }, (_, n) =>
            shuffled.slice(n * size, (n + 1) * size),
          );
          const alone = all.filter(({ event: { order } }) => order === undefined);
          const without = new Map([...truthOf(alone, new Map()).ids].map(([name, { root }]) => [name, root]));
          ties += should.filter(([name = '', root]) => (without.get(name) ?? name) !== root).length;
          expect(await rootsAfter(batches)).toEqual(should);
        },
      ),
      { numRuns: 150 },
    );
    expect(ties).toBeGreaterThan(50);
  }, 120_000);
});
