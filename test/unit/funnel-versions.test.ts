// What is live: which definitions are counted and shown as funnels are edited, and which are forgotten.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  activated,
  baseOf,
  countedKeys,
  type FunnelVersions,
  firstVersions,
  isRetiredIn,
  pendingKeys,
  reconfigured,
  type Wanted,
} from '../../functions/domain/funnel-versions.ts';

const NOW = Date.UTC(2026, 5, 1);
const wanted = (bases: Readonly<Record<string, string>>): readonly Wanted[] =>
  Object.entries(bases).map(([funnel, hash]) => ({ funnel, base: `${funnel}.${hash}` }));
const edit = (live: FunnelVersions, bases: Readonly<Record<string, string>>, now = NOW): FunnelVersions =>
  reconfigured(live, wanted(bases), now, 4) ?? live;
const served = (live: FunnelVersions): FunnelVersions => activated(live, new Map(), 0);
const first = firstVersions(wanted({ trial: 'a', journey: 'x' }));

describe('what is live', () => {
  it('is what is configured, in a table without leads', () => {
    expect(first).toEqual({
      version: 1,
      funnels: { trial: { active: 'trial.a', latest: 1 }, journey: { active: 'journey.x', latest: 1 } },
    });
    expect(reconfigured(first, wanted({ trial: 'a', journey: 'x' }), NOW, 4)).toBeUndefined();
  });

  it('has an edited funnel counted beside what it serves, and walks the leads once for all that changed', () => {
    const live = edit(first, { trial: 'b', journey: 'y' });
    expect(live).toEqual({
      version: 2,
      run: { id: 2, at: NOW, segments: 4 },
      funnels: {
        trial: { active: 'trial.a', pending: 'trial.b.2', latest: 2 },
        journey: { active: 'journey.x', pending: 'journey.y.2', latest: 2 },
      },
    });
    expect(activated(live, new Map([['trial.b.2', 3]]), 70)).toEqual({
      version: 3,
      leads: 70,
      funnels: {
        trial: { active: 'trial.b.2', latest: 2, erased: 3 },
        journey: { active: 'journey.y.2', latest: 2 },
      },
    });
  });

  it('replaces what is pending by what is newer, and begins the walk anew', () => {
    const again = edit(edit(first, { trial: 'b', journey: 'x' }), { trial: 'c', journey: 'x' }, NOW + 1);
    expect(again.funnels.trial).toEqual({ active: 'trial.a', pending: 'trial.c.3', latest: 3 });
    expect(again.run).toEqual({ id: 3, at: NOW + 1, segments: 4 });
  });

  it('drops what is pending when the funnel is as it is served again, and goes on with the rest', () => {
    const both = edit(first, { trial: 'b', journey: 'y' });
    const one = edit(both, { trial: 'a', journey: 'y' }, NOW + 1);
    expect(one.funnels.trial).toEqual({ active: 'trial.a', latest: 2 });
    expect(one.run).toEqual(both.run);
    expect(edit(one, { trial: 'a', journey: 'x' }).run).toBeUndefined();
  });

  it('gives a definition that comes back a number of its own', () => {
    const back = edit(served(edit(first, { trial: 'b', journey: 'x' })), { trial: 'a', journey: 'x' });
    expect(back.funnels.trial).toEqual({ active: 'trial.b.2', pending: 'trial.a.3', latest: 3 });
    expect(baseOf('trial.a.3')).toBe(baseOf('trial.a'));
  });

  it('forgets a funnel that is removed but for its number', () => {
    const gone = edit(first, { trial: 'a' });
    expect(gone.funnels.journey).toEqual({ latest: 1 });
    expect(gone.run).toBeUndefined();
    expect(edit(gone, { trial: 'a', journey: 'x' }).funnels.journey).toEqual({
      pending: 'journey.x.2',
      latest: 2,
    });
  });
});

type Step = 'switch' | { readonly trial: string; readonly journey: string | undefined };

describe('over any edits, switches and removals', () => {
  const step: fc.Arbitrary<Step> = fc.oneof(
    fc.record({ trial: fc.constantFrom('a', 'b', 'c'), journey: fc.constantFrom('x', 'y', undefined) }),
    fc.constant('switch' as const),
  );
  const history = (steps: readonly Step[]): readonly FunnelVersions[] => {
    const states = [first];
    for (const one of steps) {
      const live = states.at(-1) ?? first;
      if (one === 'switch') states.push(live.run === undefined ? live : served(live));
      else {
        const { trial, journey } = one;
        states.push(edit(live, { trial, ...(journey === undefined ? {} : { journey }) }));
      }
    }
    return states;
  };

  it('whoever knows an older state forgets nothing that is live in a newer one', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        const states = history(steps);
        for (const [index, old] of states.entries()) {
          const isRetired = isRetiredIn(old);
          for (const newer of states.slice(index)) {
            expect(countedKeys(newer).filter(isRetired)).toEqual([]);
          }
        }
      }),
    );
  });

  it('what was live once and is not any more is known to be retired', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        const states = history(steps);
        for (const [index, live] of states.entries()) {
          const alive = new Set(countedKeys(live));
          const ever = new Set(states.slice(0, index + 1).flatMap(countedKeys));
          for (const key of ever) expect(isRetiredIn(live)(key)).toBe(!alive.has(key));
        }
      }),
    );
  });

  it('no key is live for two definitions, versions grow, and a walk is there exactly while something is pending', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        const states = history(steps);
        for (const [index, live] of states.entries()) {
          expect(new Set(countedKeys(live)).size).toBe(countedKeys(live).length);
          expect(live.run !== undefined).toBe(pendingKeys(live).length > 0);
          expect(live.version).toBeGreaterThanOrEqual(states[index - 1]?.version ?? 0);
          expect(live.run?.id ?? 0).toBeLessThanOrEqual(live.version);
        }
      }),
    );
  });
});
