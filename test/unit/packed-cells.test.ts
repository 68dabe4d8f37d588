// Packed cells: whatever goes in comes out, and bytes that are damaged are told.
import { describe, expect, it } from 'vitest';
import { columnsIn } from '../../functions/domain/funnel/cell-columns.ts';
import type { Slice } from '../../functions/domain/funnel/cells.ts';
import { entriesOf, SINGLE, SliceColumns } from '../../functions/domain/funnel/columns.ts';
import { addPacked, packCells } from '../../functions/store/counters/packed-cells.ts';
import { Random } from '../simulation/random.ts';

type Entry = readonly [slice: Slice, column: string, at: number, n: number];

function slicesOf(entries: readonly Entry[]): Map<Slice, SliceColumns> {
  const slices = new Map<Slice, SliceColumns>();
  const into = columnsIn(slices);
  for (const [slice, column, at, n] of entries) into(slice).column(column).add(at, n);
  return slices;
}

function allOf(slices: ReadonlyMap<Slice, SliceColumns>): readonly string[] {
  return [...slices]
    .flatMap(([slice, columns]) => [...entriesOf(columns)].map((entry) => JSON.stringify([slice, ...entry])))
    .sort();
}

function unpacked(bytes: Uint8Array): Map<Slice, SliceColumns> {
  const slices = new Map<Slice, SliceColumns>();
  addPacked(bytes, columnsIn(slices));
  return slices;
}

const SIZES = [1, 7, 8, 63, 64, 2 ** 31, 2 ** 32 + 5, 2 ** 50 + 3];

describe('packed cells', () => {
  it('come out as they went in', () => {
    const random = new Random(7);
    for (let run = 0; run < 300; run++) {
      const entries = Array.from({ length: random.between(0, 60) }, (): Entry => {
        const isSingle = random.chance(0.3);
        return [
          random.pick<Slice>(['', 'channel=Email', 'campaign=Черная пятница|=', 'campaign=']),
          isSingle
            ? random.pick(['l0', 'v1:EUR', 'z', 'zq:time-clamped'])
            : random.pick(['f1:', 'yhc:', 'g2:']),
          isSingle ? SINGLE : random.below(random.pick([4, 300, 4_000])),
          (random.chance(0.2) ? -1 : 1) * (random.chance(0.7) ? random.below(9) : random.pick(SIZES)),
        ];
      });
      const slices = slicesOf(entries);
      const bytes = packCells(slices);
      expect(allOf(unpacked(bytes))).toEqual(allOf(slices));
      // Packed again they are the same bytes: a sum that nothing was added to does not change.
      expect(packCells(unpacked(bytes))).toEqual(bytes);
    }
  });

  it('leave out slices and columns that are not asked for', () => {
    const entry = (slice: Slice, column: string): Entry[] => [
      [slice, column, 3, 2 ** 40],
      [slice, column, 9, -5],
    ];
    const all = (['', 'channel=Email', 'form=demo'] as const).flatMap((slice) =>
      ['f1:', 'p1:'].flatMap((column) => entry(slice, column)),
    );
    const asked = new SliceColumns();
    addPacked(packCells(slicesOf(all)), (slice) =>
      slice === '' ? undefined : { column: (name) => (name === 'p1:' ? undefined : asked.column(name)) },
    );
    expect([...entriesOf(asked)]).toEqual([
      ['f1:', 3, 2 ** 41],
      ['f1:', 9, -10],
    ]);
  });

  it('are refused where bytes are missing or of another version', () => {
    const bytes = packCells(slicesOf([['channel=Email', 'f1:', 90, 3]]));
    for (let length = 0; length < bytes.length; length++)
      expect(() => unpacked(bytes.subarray(0, length)), String(length)).toThrow(RangeError);
    expect(() => unpacked(Uint8Array.of(9, ...bytes.subarray(1)))).toThrow('unknown way');
  });

  it('take half a byte for a small number', () => {
    const few = Array.from({ length: 200 }, (_, at): Entry => ['', 'f1:', at, 1 + (at % 7)]);
    expect(packCells(slicesOf(few)).length).toBeLessThan(115);
  });

  it('take little where numbers are large and alike', () => {
    const random = new Random(3);
    const alike = Array.from({ length: 200 }, (_, at): Entry => ['', 'f1:', at, 1_000 + random.below(30)]);
    // Two bytes a number by itself.
    expect(packCells(slicesOf(alike)).length).toBeLessThan(190);
  });

  it('come out as they went in, whatever their steps', () => {
    const random = new Random(11);
    for (let run = 0; run < 300; run++) {
      const most = random.pick([2, 9, 500, 40_000, 2 ** 40]);
      const base = random.pick([0, 1, 700, 2 ** 45]);
      const sign = random.chance(0.2) ? -1 : 1;
      const entries = Array.from({ length: random.between(1, 90) }, (_, at): Entry => {
        return ['', 'f1:', at, sign * (base + random.below(most))];
      });
      expect(allOf(unpacked(packCells(slicesOf(entries))))).toEqual(allOf(slicesOf(entries)));
    }
  });
});
