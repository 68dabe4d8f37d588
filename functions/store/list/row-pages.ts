// Rows of the index as an item holds them: columns of numbers, so that 100,000 rows are looked through in little time.
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import type { FunnelSummary } from '../../domain/summary/lead-summary.ts';
import type { IndexRow, Told } from '../../domain/summary/list-row.ts';
import { type Item, UnreadableItem } from '../item-format.ts';
import { ByteReader, ByteWriter } from '../numbers.ts';

export const HASH_BYTES = 16;
const DAY_MS = 86_400_000;
/** Shorter ones do not get shorter. */
const COMPRESS_FROM = 1_500;
const QUALITY = { [constants.BROTLI_PARAM_QUALITY]: 5 };

/** A funnel of a row. 0 as its state: when it ends is told in a column. 1 behind it: since when it waits for sales is told in another. */
export type FunnelShape = readonly [
  key: string,
  reached: readonly number[],
  stage: number,
  state: 'won' | 'lost' | 0,
  waits?: 1,
];
/** What many rows have in common: texts, and the funnels of a row. */
type Shared = readonly [texts: readonly string[], funnels: readonly (readonly FunnelShape[])[]];

/** The attributes of an item that holds rows: their hashes, in which one is found without the rest, and the rest. */
export function packRows(rows: readonly IndexRow[]): Item {
  const texts = new Numbered();
  const shapes = new Numbered();
  const columns = Array.from({ length: 8 }, () => new ByteWriter());
  const [versions, funnels, since, days, sources, ends, waits, hashes] = columns as [
    ByteWriter,
    ByteWriter,
    ByteWriter,
    ByteWriter,
    ByteWriter,
    ByteWriter,
    ByteWriter,
    ByteWriter,
  ];
  let before = 0;
  for (const { hash, version, told } of rows) {
    hashes.add(Buffer.from(hash, 'base64url'));
    versions.count(version);
    if (told === undefined) {
      funnels.count(0);
      continue;
    }
    funnels.count(shapes.of(JSON.stringify([...told.funnels].map(shapeOf))));
    since.signed(told.since - before);
    before = told.since;
    days.signed(dayNumber(told.day) - Math.floor(told.since / DAY_MS));
    for (const text of [told.form, told.channel, told.campaign])
      sources.count(text === undefined ? 0 : texts.of(text));
    for (const { state, waiting } of told.funnels.values()) {
      if (typeof state === 'number') ends.signed(state - told.since);
      if (waiting !== undefined) waits.signed(waiting - told.since);
    }
  }
  const shared = Buffer.from(`[${JSON.stringify(texts.all)},[${shapes.all.join()}]]`);
  const whole = new ByteWriter();
  whole.count(rows.length);
  whole.count(shared.length);
  whole.add(shared);
  for (const column of [versions, funnels, since, days, sources, ends, waits]) whole.add(column.bytes());
  const bytes = whole.bytes();
  const shorter = bytes.length < COMPRESS_FROM ? bytes : brotliCompressSync(bytes, { params: QUALITY });
  const isShorter = shorter.length < bytes.length;
  return {
    hashes: { B: hashes.bytes() },
    ...(isShorter ? { packed: { B: shorter } } : { rows: { B: bytes } }),
  };
}

function shapeOf([key, { reached, stage, state, waiting }]: readonly [string, FunnelSummary]): FunnelShape {
  const shown = typeof state === 'number' ? 0 : state;
  return waiting === undefined ? [key, reached, stage, shown] : [key, reached, stage, shown, 1];
}

function dayNumber(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) / DAY_MS;
}

/** Each text once, by a number from 1 on. */
class Numbered {
  readonly #numbers = new Map<string, number>();

  of(text: string): number {
    const number = this.#numbers.get(text) ?? this.#numbers.size + 1;
    this.#numbers.set(text, number);
    return number;
  }

  get all(): readonly string[] {
    return [...this.#numbers.keys()];
  }
}

/** Rows as columns. Row by row they would be as many objects as there are contacts. */
export class RowPage {
  readonly size: number;
  readonly hashes: Buffer;
  readonly versions: Float64Array;
  /** Number of the funnels of each row; 0: it is no contact any more. */
  readonly funnels: Uint32Array;
  readonly since: Float64Array;
  /** Days since 1970. */
  readonly days: Int32Array;
  /** Numbers of form, channel and campaign of each row; 0: none. */
  readonly sources: Uint32Array;
  /** When attempts end, and from which on those of each row are. */
  readonly ends: Float64Array;
  readonly endsFrom: Uint32Array;
  /** Since when leads wait for sales, and from which on those of each row are. */
  readonly waits: Float64Array;
  readonly waitsFrom: Uint32Array;
  readonly texts: readonly string[];
  readonly shapes: readonly (readonly FunnelShape[])[];

  /** @throws UnreadableItem */
  constructor({ hashes, rows, packed }: Item) {
    const bytes = packed?.B === undefined ? rows?.B : brotliDecompressSync(packed.B);
    if (bytes === undefined || hashes?.B === undefined) throw new UnreadableItem('its rows are missing');
    this.hashes = Buffer.from(hashes.B.buffer, hashes.B.byteOffset, hashes.B.length);
    const read = new ByteReader(bytes);
    const size = read.count();
    if (hashes.B.length !== size * HASH_BYTES) throw new UnreadableItem('it has another number of hashes');
    this.size = size;
    [this.texts, this.shapes] = sharedIn(read.bytes(read.count()));
    const endsOf = this.shapes.map((shape) => shape.filter(([, , , state]) => state === 0).length);
    const waitsOf = this.shapes.map((shape) => shape.filter(([, , , , waits]) => waits === 1).length);
    this.versions = new Float64Array(size);
    this.funnels = new Uint32Array(size);
    this.since = new Float64Array(size);
    this.days = new Int32Array(size);
    this.sources = new Uint32Array(size * 3);
    this.endsFrom = new Uint32Array(size + 1);
    this.waitsFrom = new Uint32Array(size + 1);
    for (let row = 0; row < size; row++) this.versions[row] = read.count();
    for (let row = 0, ends = 0, waits = 0; row < size; row++) {
      const number = read.count();
      if (number > endsOf.length) throw new UnreadableItem('it has funnels that it does not tell');
      this.funnels[row] = number;
      ends += endsOf[number - 1] ?? 0;
      this.endsFrom[row + 1] = ends;
      waits += waitsOf[number - 1] ?? 0;
      this.waitsFrom[row + 1] = waits;
    }
    for (let row = 0, before = 0; row < size; row++) {
      if (this.funnels[row] !== 0) before += read.signed();
      this.since[row] = this.funnels[row] === 0 ? 0 : before;
    }
    for (let row = 0; row < size; row++) {
      if (this.funnels[row] !== 0)
        this.days[row] = read.signed() + Math.floor((this.since[row] ?? 0) / DAY_MS);
    }
    for (let row = 0; row < size; row++) {
      if (this.funnels[row] === 0) continue;
      for (let at = row * 3; at < row * 3 + 3; at++) {
        const number = read.count();
        if (number > this.texts.length) throw new UnreadableItem('it has a text that it does not tell');
        this.sources[at] = number;
      }
    }
    this.ends = this.#timesIn(read, this.endsFrom);
    this.waits = this.#timesIn(read, this.waitsFrom);
    if (!read.isAtEnd) throw new UnreadableItem('it holds more than its rows');
  }

  /** Told as so long after the row's contact became one. @param from from which on those of each row are */
  #timesIn(read: ByteReader, from: Uint32Array): Float64Array {
    const times = new Float64Array(from[this.size] ?? 0);
    for (let row = 0; row < this.size; row++) {
      for (let at = from[row] ?? 0; at < (from[row + 1] ?? 0); at++)
        times[at] = read.signed() + (this.since[row] ?? 0);
    }
    return times;
  }

  hashAt(row: number): string {
    return this.hashes.toString('base64url', row * HASH_BYTES, (row + 1) * HASH_BYTES);
  }

  rowAt(row: number): IndexRow {
    return { hash: this.hashAt(row), version: this.versions[row] ?? 0, told: this.#toldAt(row) };
  }

  *rows(): Generator<IndexRow> {
    for (let row = 0; row < this.size; row++) yield this.rowAt(row);
  }

  #toldAt(row: number): Told | undefined {
    const number = this.funnels[row] ?? 0;
    if (number === 0) return undefined;
    const [form, channel, campaign] = [0, 1, 2].map((n) => this.texts[(this.sources[row * 3 + n] ?? 0) - 1]);
    let end = this.endsFrom[row] ?? 0;
    let wait = this.waitsFrom[row] ?? 0;
    const funnels = (this.shapes[number - 1] ?? []).map(
      ([key, reached, stage, state, waits]): [string, FunnelSummary] => [
        key,
        {
          reached,
          stage,
          state: state === 0 ? (this.ends[end++] ?? 0) : state,
          ...(waits === 1 ? { waiting: this.waits[wait++] ?? 0 } : {}),
        },
      ],
    );
    return {
      since: this.since[row] ?? 0,
      day: new Date((this.days[row] ?? 0) * DAY_MS).toISOString().slice(0, 10),
      ...(form === undefined ? {} : { form }),
      ...(channel === undefined ? {} : { channel }),
      ...(campaign === undefined ? {} : { campaign }),
      funnels: new Map(funnels),
    };
  }
}

function sharedIn(bytes: Uint8Array): Shared {
  const value: unknown = JSON.parse(Buffer.from(bytes).toString());
  if (!isShared(value)) throw new UnreadableItem('what its rows have in common is of another shape');
  return value;
}

function isShared(value: unknown): value is Shared {
  if (!Array.isArray(value)) return false;
  const [texts, funnels] = value as readonly unknown[];
  return (
    Array.isArray(texts) &&
    texts.every((text) => typeof text === 'string') &&
    Array.isArray(funnels) &&
    funnels.every((shapes) => Array.isArray(shapes) && shapes.every(isShape))
  );
}

function isShape(value: unknown): value is FunnelShape {
  if (!Array.isArray(value)) return false;
  const [key, reached, stage, state, waits] = value as readonly unknown[];
  return (
    typeof key === 'string' &&
    Array.isArray(reached) &&
    reached.every(Number.isSafeInteger) &&
    Number.isSafeInteger(stage) &&
    (state === 0 || state === 'won' || state === 'lost') &&
    (waits === undefined || waits === 1)
  );
}
