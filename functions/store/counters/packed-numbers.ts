// Whole numbers in halves of bytes, as most are small, behind texts.
import { ByteWriter } from '../numbers.ts';

/** Of a half of a byte, three bits are of the number, the lowest first; the fourth says that more follow. */
const BASE = 8;

export class PackedWriter {
  readonly #texts = new ByteWriter();
  readonly #halves: number[] = [];

  /** Before all numbers. */
  texts(texts: readonly string[]): void {
    const own = texts.map((text) => Buffer.from(text));
    for (const n of [own.length, ...own.map(({ length }) => length)]) this.#texts.count(n);
    for (const text of own) this.#texts.add(text);
  }

  whole(n: number): void {
    // Larger than bit operations take.
    let left = n;
    for (; left >= BASE; left = Math.floor(left / BASE)) this.#halves.push((left % BASE) + BASE);
    this.#halves.push(left);
  }

  bytes(): Uint8Array {
    const numbers = new Uint8Array(Math.ceil(this.#halves.length / 2));
    for (const [at, half] of this.#halves.entries())
      numbers[at >> 1] = (numbers[at >> 1] ?? 0) + (at % 2 === 0 ? half : half * 16);
    return Buffer.concat([this.#texts.bytes(), numbers]);
  }
}

/** Short texts by a number that is made of their bytes: days have the same names, and to decode one takes longer than to find it. */
const texts = new Map<number, string>();
const MOST_TEXTS = 1_000;
const SHORT = 16;

function textAt(bytes: Buffer, from: number, to: number): string {
  if (to - from > SHORT) return bytes.toString('utf8', from, to);
  let number = to - from;
  for (let at = from; at < to; at++) number = (Math.imul(number, 31) + (bytes[at] ?? 0)) | 0;
  const known = texts.get(number);
  if (known !== undefined && isAt(known, bytes, from, to)) return known;
  const text = bytes.toString('utf8', from, to);
  if (texts.size >= MOST_TEXTS) texts.clear();
  texts.set(number, text);
  return text;
}

/** What is beyond ASCII is never the same. */
function isAt(text: string, bytes: Uint8Array, from: number, to: number): boolean {
  if (text.length !== to - from) return false;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code !== bytes[from + index] || code > 127) return false;
  }
  return true;
}

/** One for all readers: a list for each run of numbers would be most of what is left to clear away. */
let read = new Float64Array(1_024);

export class PackedReader {
  readonly #bytes: Buffer;
  /** In halves. */
  #at: number;

  /** @param first the byte to begin with */
  constructor(bytes: Uint8Array, first: number) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#at = 2 * first;
  }

  texts(): readonly string[] {
    let at = this.#at / 2;
    const length = (): number => {
      let n = 0;
      for (let scale = 1; ; scale *= 128) {
        const byte = this.#bytes[at++];
        if (byte === undefined) throw ended();
        n += (byte & 127) * scale;
        if (byte < 128) return n;
      }
    };
    const lengths: number[] = [];
    for (let left = length(); left > 0; left--) lengths.push(length());
    const texts = lengths.map((bytes) => {
      at += bytes;
      if (at > this.#bytes.length) throw ended();
      return textAt(this.#bytes, at - bytes, at);
    });
    this.#at = 2 * at;
    return texts;
  }

  /**
   * So many of them, which are there until others are read.
   * @param isSigned whether their lowest bit is the sign
   */
  numbers(length: number, isSigned: boolean): Float64Array {
    const bytes = this.#bytes;
    const end = 2 * bytes.length;
    let at = this.#at;
    if (length > end - at) throw ended();
    if (length > read.length) read = new Float64Array(2 * length);
    const into = read;
    for (let index = 0; index < length; index++) {
      if (at >= end) throw ended();
      let half = ((bytes[at >> 1] ?? 0) >> ((at & 1) << 2)) & 15;
      at++;
      let n = half & (BASE - 1);
      for (let scale = BASE; half >= BASE; scale *= BASE) {
        if (at >= end) throw ended();
        half = ((bytes[at >> 1] ?? 0) >> ((at & 1) << 2)) & 15;
        at++;
        n += (half & (BASE - 1)) * scale;
      }
      into[index] = n;
    }
    if (isSigned) for (let index = 0; index < length; index++) into[index] = signed(into[index] ?? 0);
    this.#at = at;
    return into;
  }

  skip(length: number): void {
    const bytes = this.#bytes;
    const end = 2 * bytes.length;
    let at = this.#at;
    for (let left = length; left > 0; at++) {
      if (at >= end) throw ended();
      if ((((bytes[at >> 1] ?? 0) >> ((at & 1) << 2)) & BASE) === 0) left--;
    }
    this.#at = at;
  }

  whole(): number {
    const half = this.#half();
    if (half < BASE) return half;
    let n = half - BASE;
    for (let scale = BASE; ; scale *= BASE) {
      const more = this.#half();
      n += (more % BASE) * scale;
      if (more < BASE) return n;
    }
  }

  #half(): number {
    const byte = this.#bytes[this.#at >> 1];
    if (byte === undefined) throw ended();
    return this.#at++ % 2 === 0 ? byte & 15 : byte >> 4;
  }
}

/** The lowest bit is the sign. */
function signed(n: number): number {
  const size = Math.floor(n / 2);
  return n % 2 === 0 ? size : -size;
}

function ended(): RangeError {
  return new RangeError('its cells end too soon');
}
