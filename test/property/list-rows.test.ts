// Rows of the index of contacts: what is packed is read again, and a filter finds in columns what it finds in summaries.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FunnelSummary, waitingSince } from '../../functions/domain/summary/lead-summary.ts';
import { type Asked, OUTCOMES, passes } from '../../functions/domain/summary/list-filter.ts';
import { byPlace, type IndexRow, latestRows } from '../../functions/domain/summary/list-row.ts';
import { matcherOf, waitingIn } from '../../functions/leads/row-matcher.ts';
import { packRows, RowPage } from '../../functions/store/list/row-pages.ts';
import { DAY, definition, funnel, MONDAY } from '../support/leads.ts';

const TRIAL = definition(funnel(['/pricing', 'Trial', 'Order'], { id: 'trial' }));
const STAGES = TRIAL.funnel.stages.map(({ id }) => id);
const ALWAYS = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };

const time = fc.integer({ min: MONDAY - 3 * DAY, max: MONDAY + 3 * DAY });
const state = fc.oneof(fc.constantFrom('won' as const, 'lost' as const), time);
const ofFunnel: fc.Arbitrary<FunnelSummary> = fc.record(
  {
    reached: fc.subarray([0, 1, 2]),
    stage: fc.nat(2),
    state,
    waiting: time,
  },
  { requiredKeys: ['reached', 'stage', 'state'] },
);
const text = fc.constantFrom('a', 'b', 'ü');
const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
const told = fc.record(
  {
    since: fc.oneof(time, fc.constantFrom(0, -DAY, 4e12)),
    day: time.map(dayOf),
    form: text,
    channel: text,
    campaign: text,
    funnels: fc
      .uniqueArray(fc.tuple(fc.constantFrom(TRIAL.key, 'sales', 'x'), ofFunnel), { selector: ([key]) => key })
      .map((funnels) => new Map(funnels)),
  },
  { requiredKeys: ['since', 'day', 'funnels'] },
);
const row: fc.Arbitrary<IndexRow> = fc.record({
  hash: fc
    .uint8Array({ minLength: 16, maxLength: 16 })
    .map((bytes) => Buffer.from(bytes).toString('base64url')),
  version: fc.integer({ min: 1, max: 1_000_000 }),
  told: fc.option(told, { nil: undefined }),
});
const rows = fc.array(row, { maxLength: 60 });

const filter = fc.record(
  {
    form: text,
    channel: text,
    campaign: fc.constantFrom('a', 'none'),
    from: time.map(dayOf),
    to: time.map(dayOf),
    activeBefore: time.map(dayOf),
    reached: fc.constantFrom(...STAGES),
    missed: fc.constantFrom(...STAGES),
    outcome: fc.constantFrom(...OUTCOMES),
  },
  { requiredKeys: [] },
);

const waitingUnder = fc.option(fc.subarray([TRIAL.key, 'sales']), { nil: undefined });

describe('rows', () => {
  it('are read as they were packed', () => {
    fc.assert(
      fc.property(rows, (all) => {
        expect([...new RowPage(packRows(all)).rows()]).toEqual(all);
      }),
    );
  });

  it('that pass a filter are those whose summaries do', () => {
    fc.assert(
      fc.property(rows, filter, fc.boolean(), waitingUnder, time, (all, some, hasFunnel, under, now) => {
        const asked: Asked = {
          filter: some,
          ...(under === undefined ? {} : { waitingUnder: under }),
          funnel: hasFunnel ? { definition: TRIAL, label: '', stageLabels: [] } : undefined,
          dayOf,
          now,
        };
        const page = new RowPage(packRows(all));
        const matches = matcherOf(page, asked, ALWAYS);
        const waits = waitingIn(page, asked);
        for (const [n, { told: own }] of all.entries())
          expect(waits?.(n)).toBe(own && under && waitingSince(own, under));
        expect(all.map((_, n) => matches(n))).toEqual(
          all.map(({ told: own }) => own !== undefined && passes(own, asked)),
        );
      }),
      { numRuns: 500 },
    );
  });

  it('of one hash tell by the latest, in whatever order they come', () => {
    const some = fc.array(
      fc.record({ hash: fc.constantFrom('a', 'b'), version: fc.nat(9), told: fc.constant(undefined) }),
    );
    fc.assert(
      fc.property(some, (all) => {
        const versions = (of: readonly IndexRow[]) =>
          [...latestRows(of).values()].map(({ hash, version }) => hash + version).sort();
        expect(versions(all)).toEqual(versions(all.toReversed()));
        for (const { hash, version } of all)
          expect(latestRows(all).get(hash)?.version).toBeGreaterThanOrEqual(version);
      }),
    );
  });

  it('have one order', () => {
    fc.assert(
      fc.property(rows, (all) => {
        const hashes = (of: readonly IndexRow[]) => of.toSorted(byPlace).map(({ hash }) => hash);
        expect(hashes(all)).toEqual(hashes(all.toReversed()));
      }),
    );
  });
});
