import { describe, expect, it } from 'vitest';
import { hitsReader, type Trigger } from '../../functions/domain/funnel/hits.ts';
import { match } from '../../functions/domain/funnel/match.ts';
import { definition, event, funnel, HOUR, MONDAY } from '../support/leads.ts';

function at(hour: number, name: string, properties = {}) {
  return event(name, MONDAY + hour * HOUR, { properties });
}

describe('a later start whose window ends with the same event', () => {
  it('gets deeper in order ordered where the occurrences from the earlier one on come too early', () => {
    const one = definition(funnel(['A', 'B', 'C*2'], { order: 'ordered' }));
    const events = ['A', 'C', 'C', 'A', 'B', 'C', 'C'].map((name, hour) => at(hour, name));
    const [attempt] = match(one, events).attempts;
    expect(attempt?.entry.event.time).toBe(MONDAY + 3 * HOUR);
    expect(attempt?.counted).toEqual([true, true, true]);
  });

  it('gets deeper in order any where the second occurrence is the only event for another stage', () => {
    const stages = [
      { id: 'first', on: [{ event: 'A', times: 1 }] },
      { id: 'second', on: [{ event: 'E', times: 2 }] },
      { id: 'third', on: [{ event: 'E', times: 1, where: { plan: 'pro' } }] },
    ];
    const one = definition(funnel([], { order: 'any', stages }));
    const events = [at(0, 'A'), at(1, 'E'), at(2, 'A'), at(3, 'E', { plan: 'pro' }), at(4, 'E')];
    const [attempt] = match(one, events).attempts;
    expect(attempt?.entry.event.time).toBe(MONDAY + 2 * HOUR);
    expect(attempt?.counted).toEqual([true, true, true]);
  });

  it('gets deeper in order strict where the earlier one is followed by a repeat', () => {
    const one = definition(funnel(['A', 'B'], { order: 'strict' }));
    const [attempt] = match(one, [at(0, 'A'), at(1, 'A'), at(2, 'B')]).attempts;
    expect(attempt?.entry.event.time).toBe(MONDAY + HOUR);
  });
});

describe('the hits of an event', () => {
  const has = (plan: string): Trigger => ({
    stage: 0,
    times: 1,
    matches: ({ properties }) => properties?.[plan] !== undefined,
  });

  it('are one object for one set of triggers', () => {
    const read = hitsReader();
    const triggers = [has('a'), has('b')];
    expect(read(triggers, at(0, 'E', { a: 1, b: 1 }))).toBe(read(triggers, at(1, 'E', { a: 2, b: 3 })));
    expect(read(triggers, at(0, 'E', { a: 1 })).triggers).toEqual([triggers[0]]);
  });

  it('are right for more sets of triggers than are remembered', () => {
    const read = hitsReader();
    const triggers = Array.from({ length: 12 }, (_, n) => has(`p${n}`));
    for (let set = 0; set < 4_096; set++) {
      const wanted = triggers.filter((_, n) => (set & (1 << n)) !== 0);
      const properties = Object.fromEntries(wanted.map((one) => [`p${triggers.indexOf(one)}`, true]));
      expect(read(triggers, at(0, 'E', properties)).triggers).toEqual(wanted);
    }
  });
});
