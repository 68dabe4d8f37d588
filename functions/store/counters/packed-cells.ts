// Cells packed into bytes: columns of numbers under the slices that they are of, read without an object for each.
import type { SliceColumns } from '../../domain/funnel/cell-columns.ts';
import type { Slice } from '../../domain/funnel/cells.ts';

/** The version of the bytes, their first. */
const PACKING = 1;

/**
 * Texts of columns, then slices with their columns. A column is runs of numbers: how many places are passed over, how
 * many numbers follow, and these. Two runs that one zero parts are one.
 */
export function packCells(slices: ReadonlyMap<Slice, SliceColumns>): Uint8Array {
  const names = new Map<string, number>();
  const body = new Writer();
  let count = 0;
  for (const [slice, columns] of slices) {
    const runs = runsOf(columns);
    if (runs.size === 0) continue;
    count++;
    body.text(slice);
    body.whole(runs.size);
    for (const [name, own] of runs) {
      const index = names.get(name) ?? names.size;
      names.set(name, index);
      body.whole(index);
      body.whole(own.length);
      let next = 0;
      for (const { first, values } of own) {
        body.whole(first - next);
        body.whole(values.length);
        for (const n of values) body.signed(n);
        next = first + values.length;
      }
    }
  }
  const head = new Writer();
  head.whole(PACKING);
  head.whole(names.size);
  for (const name of names.keys()) head.text(name);
  head.whole(count);
  return Buffer.concat([head.bytes(), body.bytes()]);
}

type Run = { readonly first: number; readonly values: number[] };

/** Places are one more than in the column, whose first may be before zero. */
function runsOf(columns: SliceColumns): ReadonlyMap<string, readonly Run[]> {
  const runs = new Map<string, Run[]>();
  for (const [column, at, n] of columns.entries()) {
    const own = runs.get(column) ?? [];
    runs.set(column, own);
    const last = own.at(-1);
    const gap = last === undefined ? Number.POSITIVE_INFINITY : at + 1 - last.first - last.values.length;
    if (last !== undefined && gap <= 1) last.values.push(...(gap === 1 ? [0, n] : [n]));
    else own.push({ first: at + 1, values: [n] });
  }
  return runs;
}

/** @throws RangeError where the bytes are damaged or of another version */
export function addPacked(bytes: Uint8Array, into: (slice: Slice) => SliceColumns | undefined): void {
  const from = new Reader(bytes);
  if (from.whole() !== PACKING) throw new RangeError('its cells are packed in an unknown way');
  const names = Array.from({ length: from.whole() }, () => from.text());
  for (let slices = from.whole(); slices > 0; slices--) {
    const columns = into(from.text() as Slice);
    for (let left = from.whole(); left > 0; left--) {
      const name = names[from.whole()];
      if (name === undefined) throw new RangeError('its cells name a column that is not there');
      let at = -1;
      for (let runs = from.whole(); runs > 0; runs--) {
        at += from.whole();
        for (let numbers = from.whole(); numbers > 0; numbers--, at++) {
          const n = from.signed();
          if (n !== 0) columns?.add(name, at, n);
        }
      }
    }
  }
}

/** Numbers as groups of seven bits, the lowest first, as they may be larger than bit operations take. */
class Writer {
  readonly #bytes: number[] = [];

  whole(n: number): void {
    let left = n;
    for (; left >= 128; left = Math.floor(left / 128)) this.#bytes.push((left % 128) + 128);
    this.#bytes.push(left);
  }

  /** The sign is the lowest bit of the first byte. */
  signed(n: number): void {
    const size = Math.abs(n);
    const rest = Math.floor(size / 64);
    this.#bytes.push((size % 64) * 2 + (n < 0 ? 1 : 0) + (rest > 0 ? 128 : 0));
    if (rest > 0) this.whole(rest);
  }

  text(text: string): void {
    const bytes = Buffer.from(text);
    this.whole(bytes.length);
    for (const byte of bytes) this.#bytes.push(byte);
  }

  bytes(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }
}

class Reader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  #next(): number {
    const byte = this.#bytes[this.#at++];
    if (byte === undefined) throw new RangeError('its cells end too soon');
    return byte;
  }

  whole(): number {
    let n = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.#next();
      n += (byte & 127) * scale;
      if (byte < 128) return n;
    }
  }

  signed(): number {
    const first = this.#next();
    const low = (first & 127) >> 1;
    const size = first < 128 ? low : low + this.whole() * 64;
    return (first & 1) === 0 ? size : -size;
  }

  text(): string {
    const length = this.whole();
    const end = this.#at + length;
    if (end > this.#bytes.length) throw new RangeError('its cells end too soon');
    const text = this.#bytes.toString('utf8', this.#at, end);
    this.#at = end;
    return text;
  }
}
