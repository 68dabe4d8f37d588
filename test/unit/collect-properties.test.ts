// Which properties of an event are kept.
import { describe, expect, it } from 'vitest';
import { keepScalars } from '../../functions/collect/properties.ts';

const NONE = () => false;

describe('the properties that are kept', () => {
  it('are scalars, in the order of their names', () => {
    const source = { b: 'x', a: 1, c: true, d: null, e: undefined, f: {}, g: [1], h: Number.NaN, i: '' };
    expect(Object.entries(keepScalars(source, NONE) ?? {})).toEqual([
      ['a', 1],
      ['b', 'x'],
      ['c', true],
      ['i', ''],
    ]);
  });

  it('are none where nothing is left', () => {
    expect(keepScalars({}, NONE)).toBeUndefined();
    expect(keepScalars({ email: 'a@b.co' }, (name) => name === 'email')).toBeUndefined();
  });

  it('are the smallest where all are more than 2 KiB, so that a long text pushes nothing out', () => {
    const kept = keepScalars(
      { a: 'x'.repeat(3000), plan: 'pro', story: 'y'.repeat(1500), other: 'z'.repeat(1500) },
      NONE,
    );
    expect(Object.keys(kept ?? {})).toEqual(['other', 'plan']);
  });

  it('do not depend on the order in which they were said', () => {
    const entries = Array.from({ length: 300 }, (_, i) => [`key${i}`, `value ${i % 7}`] as const);
    const forward = keepScalars(Object.fromEntries(entries), NONE);
    const backward = keepScalars(Object.fromEntries(entries.toReversed()), NONE);
    expect(JSON.stringify(forward)).toBe(JSON.stringify(backward));
    expect(Buffer.byteLength(JSON.stringify(forward))).toBeLessThanOrEqual(2048);
    expect(Object.keys(forward ?? {}).length).toBeGreaterThan(50);
  });

  it('are well-formed text and never a prototype', () => {
    const kept = keepScalars(JSON.parse('{"__proto__":"x","a":"\\ud800"}'), NONE);
    expect(kept).toEqual({ a: '\ufffd' });
  });
});
