// Pages of which little is kept become fewer, and lose nothing.
import { describe, expect, it } from 'vitest';
import { cutEvenly, type Page, tighterRuns } from '../../functions/store/leads/tighter-pages.ts';

type Entry = { readonly time: number; readonly month: string; readonly text: string };

const jsonOf = (entries: readonly Entry[]): string => entries.map(({ text }) => text).join('');
const pack = (entries: readonly Entry[]) => ({ S: jsonOf(entries) });
const packing = { pack, jsonOf, pageBytes: 100 };

function page(n: number, lengths: readonly number[], isChanged = false): Page<Entry> {
  const entries = lengths.map((length, at) => ({
    time: n * 10 + at,
    month: '2026-03',
    text: String.fromCharCode(97 + (n % 26)).repeat(length),
  }));
  return { name: n === 0 ? '2026-03' : `2026-03.${n}`, entries, isChanged };
}

describe('pages beside each other', () => {
  it('become as few as hold what is kept of them, in order of time', () => {
    const pages = [page(0, [20, 5]), page(1, [30]), page(2, [20]), page(3, [90])];
    expect(tighterRuns(pages, packing, 2)).toEqual([
      {
        names: ['2026-03', '2026-03.1', '2026-03.2'],
        cuts: [
          { month: '2026-03', data: { S: jsonOf(pages.slice(0, 3).flatMap(({ entries }) => entries)) } },
        ],
      },
    ]);
  });

  it('stay as they are where they are full enough', () => {
    const pages = Array.from({ length: 8 }, (_, n) => page(n, [40, 45]));
    expect(tighterRuns(pages, packing, 2)).toEqual([]);
  });

  it('are those first that are written anyway, where they save as much', () => {
    const pages = [
      page(0, [30]),
      page(1, [30]),
      page(2, [130]),
      page(3, [95]),
      page(4, [30]),
      page(5, [30], true),
    ];
    expect(tighterRuns(pages, packing, 1).map(({ names }) => names)).toEqual([['2026-03.4', '2026-03.5']]);
  });

  it('stay where less is saved than was reckoned', () => {
    const incompressible = { ...packing, pack: (own: readonly Entry[]) => ({ S: jsonOf(own).repeat(2) }) };
    expect(tighterRuns([page(0, [40]), page(1, [40])], incompressible, 1)).toEqual([]);
  });
});

describe('cutting', () => {
  it('makes pages of about one length, of which none is too long but for one entry that is', () => {
    const entries = Array.from({ length: 50 }, (_, n) => page(n, [7]).entries[0]).flatMap(
      (entry) => entry ?? [],
    );
    const cuts = cutEvenly(entries, packing);
    expect(cuts.map(({ data }) => (data.S ?? '').length)).toEqual([84, 91, 84, 91]);
    expect(cuts.map(({ data }) => data.S).join('')).toBe(jsonOf(entries));
    const long = page(0, [10, 300, 10]).entries;
    expect(cutEvenly(long, packing).map(({ data }) => (data.S ?? '').length)).toEqual([10, 300, 10]);
  });
});
