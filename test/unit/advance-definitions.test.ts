// A lead under definitions that begin, go on and are retired: what is counted, what is left as it is, what is forgotten.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { advance, type Change, refresh } from '../../functions/domain/advance.ts';
import type { Submission } from '../../functions/domain/event/event.ts';
import type { Definition } from '../../functions/domain/funnel/funnel.ts';
import { type IdKey, idKey } from '../../functions/domain/lead/identity.ts';
import type { LeadRecord } from '../../functions/domain/lead/record.ts';
import { DAY, definition, definitions, event, funnel, MONDAY, submission } from '../support/leads.ts';
import { Ledger, sorted } from '../support/ledger.ts';

const old = definition(funnel(['/pricing', 'Trial']), 'trial.a');
const next = definition(funnel(['/pricing', 'Trial', 'Order']), 'trial.b.2');
const ANN = { email: 'ann@example.com' };
const said = (name: string, days: number): Submission =>
  submission(ANN, event(name, MONDAY + days * DAY, { id: `${name}${days}` }));

function lead(counting: readonly Definition[], ...submissions: readonly Submission[]): Ledger {
  const ledger = new Ledger(counting);
  ledger.take(submissions);
  return ledger;
}

function only(changes: readonly Change[]): { readonly read: LeadRecord; readonly write: LeadRecord } {
  const [step, ...rest] = changes.flatMap(({ steps }) => steps);
  if (step === undefined || rest.length > 0) throw new Error(`${rest.length + 1} steps`);
  return step;
}

const ids = (ledger: Ledger) => [...ledger.records.values()].map(({ id }) => id);

describe('a lead that is brought up to date', () => {
  it('is counted under a definition that began after its last event, and keeps what it has counted', () => {
    const { records } = lead([old], said('/pricing', 0), said('Trial', 1));
    const { read, write } = only(
      refresh(
        records,
        [...records.values()].map(({ id }) => id),
        [old, next],
      ),
    );
    expect([...write.contributions.keys()]).toEqual(['trial.a', 'trial.b.2']);
    expect(write.contributions.get('trial.a')).toEqual(read.contributions.get('trial.a'));
    expect([...(write.summary?.funnels.keys() ?? [])]).toEqual(['trial.a', 'trial.b.2']);
    const { contributions, summary } = write;
    expect(write).toEqual({ ...read, contributions, summary });
  });

  it('yields nothing when it has counted all, nor for what is retired alone', () => {
    const ledger = lead([old, next], said('/pricing', 0));
    expect(refresh(ledger.records, ids(ledger), [old, next])).toEqual([]);
    expect(refresh(ledger.records, ids(ledger), [next], (key) => key === 'trial.a')).toEqual([]);
  });

  it('counts the same as if the definition had been there from the start, whoever is whose', () => {
    const some = fc.record({
      name: fc.constantFrom('/pricing', '/blog', 'Trial', 'Order'),
      days: fc.integer({ min: 0, max: 40 }),
      email: fc.constantFrom('a@example.com', 'b@example.com', undefined),
      browser: fc.constantFrom('x', 'y'),
    });
    const later = definitions([
      funnel(['/blog', 'Trial'], { id: 'journey', order: 'any', handOff: { at: 'Trial', to: 'trial' } }),
      funnel(['/pricing', 'Trial', 'Order']),
    ]);
    fc.assert(
      fc.property(fc.array(some, { maxLength: 15 }), (history) => {
        const submissions = history.map(({ name, days, email, browser }, n) =>
          submission(
            { anonymous: browser, ...(email === undefined ? {} : { email }) },
            event(name, MONDAY + days * DAY, { id: `e${n}` }),
          ),
        );
        const behind = lead([old], ...submissions);
        const counted = new Map<IdKey, LeadRecord['contributions']>();
        for (const { id, contributions: cells } of behind.records.values()) counted.set(idKey(id), cells);
        for (const { steps } of refresh(behind.records, ids(behind), [old, ...later])) {
          for (const { write } of steps) counted.set(idKey(write.id), write.contributions);
        }
        const always = lead([old, ...later], ...submissions);
        for (const { id, contributions: cells } of always.records.values()) {
          for (const { key } of [old, ...later]) {
            expect(sorted(counted.get(idKey(id))?.get(key))).toEqual(sorted(cells.get(key)));
          }
        }
      }),
    );
  });
});

describe('what a lead has counted', () => {
  it('under a retired definition is forgotten with its next event, and its counters stay as they are', () => {
    const { records } = lead([old, next], said('/pricing', 0));
    const { read, write } = only(advance(records, [said('Trial', 1)], [next], (key) => key === 'trial.a'));
    expect([...write.contributions.keys()]).toEqual(['trial.b.2']);
    // The difference between the two is what is added to counters.
    expect([...read.contributions.keys()]).toEqual(['trial.b.2']);
  });

  it('under a definition that is not known here is left as it is', () => {
    const { records } = lead([old, next], said('/pricing', 0));
    const { read, write } = only(advance(records, [said('Trial', 1)], [old]));
    expect(read.contributions.get('trial.b.2')?.size).toBeGreaterThan(0);
    expect(write.contributions.get('trial.b.2')).toEqual(read.contributions.get('trial.b.2'));
  });

  it('under a retired definition in many months is forgotten a year at a time: a transaction has room for few items', () => {
    const views = Array.from({ length: 30 }, (_, n) => said('/pricing', n * 31));
    const { records } = lead([old], ...views);
    const [before] = [...records.values()];
    const monthsOf = (record: LeadRecord | undefined) =>
      new Set([...(record?.contributions.get('trial.a')?.keys() ?? [])].map((cell) => cell.slice(0, 7)));
    expect(monthsOf(before).size).toBeGreaterThan(24);
    const step = only(advance(records, [said('Trial', 1)], [next], (key) => key === 'trial.a'));
    expect(monthsOf(step.write).size).toBe(monthsOf(before).size - 12);
    expect(monthsOf(step.read)).toEqual(monthsOf(step.write));
  });
});
