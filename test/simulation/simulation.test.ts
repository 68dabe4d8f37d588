import { describe, expect, it } from 'vitest';
import { Coverage } from './coverage.ts';
import { FAULTS } from './faults.ts';
import { runSeeds, type Violation } from './run-seeds.ts';
import { simulate } from './simulation.ts';

/** What must have happened, or the schedules prove nothing about it. */
const EVENTS = [
  ...FAULTS,
  'duplicate delivery',
  'out of time',
  'poison message',
  'redrive',
  'request sent again',
  'leads merged',
  'aliases united',
  'id re-owned',
  'hand-off',
  'ReferralTold',
  'ReferralOfOneself',
  'lead erased',
  'released from quarantine',
  'lead expired',
  'item forgotten',
  'sum written',
  'summed shard deleted',
  'written hours later',
  'shard made again',
  'read in quiet',
  'read while counted',
  'deploy: definition',
  'deploy: and back',
  'deploy: tally',
  'recount switched',
  'TransactionCanceledException',
];
const BUDGET_MS = 10_000;
const AT_ONCE = 20;

describe('schedules of the real code under faults', () => {
  it('leave leads = fold(accepted events) and counters = fold(leads), as many as fit into ten seconds', {
    timeout: 8 * BUDGET_MS,
  }, async () => {
    const coverage = new Coverage();
    const violations: Violation[] = [];
    const begun = performance.now();
    const missing = () => EVENTS.filter((what) => !coverage.counts.has(what));
    // A slow machine goes on until the rare events have happened as well.
    const hasTime = () => {
      const spent = performance.now() - begun;
      return spent < BUDGET_MS || (missing().length > 0 && spent < 6 * BUDGET_MS);
    };
    let [schedules, steps] = [0, 0];
    while (hasTime()) {
      const report = await runSeeds({ from: schedules, count: AT_ONCE });
      schedules += report.schedules;
      steps += report.steps;
      coverage.add(report.counts);
      violations.push(...report.violations);
    }
    console.log(`${schedules} schedules, ${steps} steps, ${violations.length} violations`);
    expect(violations.slice(0, 5), 'npm run simulate -- --replay SEED tells each of them').toEqual([]);
    expect(missing()).toEqual([]);
  });

  it('are the same byte for byte when their seed comes again', async () => {
    for (let seed = 0; seed < 10; seed++) {
      const [first, second] = [
        await simulate(seed, { trace: true, books: true }),
        await simulate(seed, { trace: true, books: true }),
      ];
      expect(second.trace).toEqual(first.trace);
      expect(first.trace.length).toBeGreaterThan(5);
    }
  });
});
