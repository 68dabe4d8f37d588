// Cells packed into bytes: columns of numbers under the slices that they are of, read without an object for each.
import type { DayPart, Summing } from '../../domain/funnel/cell-columns.ts';
import type { Slice } from '../../domain/funnel/cells.ts';
import { type Column, entriesOf, type SliceColumns } from '../../domain/funnel/columns.ts';
import { PackedReader, PackedWriter } from './packed-numbers.ts';

/** The version of the bytes, their first. */
const PACKING = 2;
/** The version before, whose runs are in halves of bytes. */
const PLAIN = 1;
/** To begin a new run takes as much as so many zeros. */
const ZEROS = 2;

/**
 * The names of columns, the slices, and then of each slice its columns. A column is runs of numbers: how many places are
 * passed over, how many numbers follow, and these.
 */
export function packCells(slices: ReadonlyMap<Slice, SliceColumns>): Uint8Array {
  const kept = [...slices].flatMap(([slice, columns]) => {
    const runs = runsOf(columns);
    return runs.size === 0 ? [] : [{ slice, runs }];
  });
  const names = [...new Set(kept.flatMap(({ runs }) => [...runs.keys()]))];
  const indexes = new Map(names.map((name, index) => [name, index]));
  const into = new PackedWriter();
  into.texts(names);
  into.texts(kept.map(({ slice }) => slice));
  for (const { runs } of kept) {
    into.whole(runs.size);
    for (const [name, own] of runs) {
      into.whole(indexes.get(name) ?? 0);
      into.whole(own.length);
      let next = 0;
      for (const { first, numbers } of own) {
        into.whole(first - next);
        into.whole(numbers.length);
        into.run(numbers);
        next = first + numbers.length;
      }
    }
  }
  return Buffer.concat([Uint8Array.of(PACKING), into.bytes()]);
}

type Run = { readonly first: number; readonly numbers: number[] };

/** Places are one more than in the column, whose first may be before zero. */
function runsOf(columns: SliceColumns): ReadonlyMap<string, readonly Run[]> {
  const runs = new Map<string, Run[]>();
  for (const [column, at, n] of entriesOf(columns)) {
    const own = runs.get(column) ?? [];
    runs.set(column, own);
    const last = own.at(-1);
    const gap = last === undefined ? Number.POSITIVE_INFINITY : at + 1 - last.first - last.numbers.length;
    if (last !== undefined && gap <= ZEROS) last.numbers.push(...new Array<number>(gap).fill(0), n);
    else own.push({ first: at + 1, numbers: [n] });
  }
  return runs;
}

/** @throws RangeError where the bytes are damaged or of another version */
export function addPacked(bytes: Uint8Array, into: Parameters<DayPart['addTo']>[0]): void {
  const [packing] = bytes;
  if (packing !== PACKING && packing !== PLAIN)
    throw new RangeError('its cells are packed in an unknown way');
  const from = new PackedReader(bytes, 1);
  const names = from.texts();
  // Slices that are added up in one have their columns found once.
  let last: Summing | undefined;
  let known: Column[] = [];
  for (const slice of from.texts()) {
    const columns = into(slice as Slice);
    if (columns !== last) {
      last = columns;
      known = [];
    }
    for (let left = from.whole(); left > 0; left--) {
      const index = from.whole();
      const name = names[index];
      if (name === undefined) throw new RangeError('its cells name a column that is not there');
      const column = known[index] ?? columns?.column(name);
      if (column !== undefined) known[index] = column;
      let at = -1;
      for (let runs = from.whole(); runs > 0; runs--) {
        at += from.whole();
        const { length, numbers } = packing === PACKING ? nextRun(from) : nextPlainRun(from);
        column?.addRun(at, numbers, length);
        at += length;
      }
    }
  }
}

function nextRun(from: PackedReader) {
  const length = from.whole();
  return { length, numbers: from.run(length) };
}

function nextPlainRun(from: PackedReader) {
  const lengthAndSign = from.whole();
  const length = Math.floor(lengthAndSign / 2);
  return { length, numbers: from.plainRun(length, lengthAndSign % 2 === 1) };
}
