// Whole numbers behind texts: single ones in halves of bytes, as most are small, and runs of numbers that are alike in bits.
import { ByteWriter, unsigned } from '../numbers.ts';

/** Of a half of a byte, three bits are of the number, the lowest first; the fourth says that more follow. */
const BASE = 8;

/**
 * A run is in Rice's code (https://en.wikipedia.org/wiki/Golomb_coding): the lowest bits of a number, and before them as many ones as the
 * rest of it counts, and a zero. Counts of neighbouring times are alike: each is coded by how much it differs from the one
 * before, or as it is where that takes less. Against halves of bytes, a day of 100,000 leads takes a fifth less, one of 1,000 a twentieth.
 */
const MOST_LOW_BITS = 9;
/** So many ones say that the number follows as it is: a sign, and itself in halves of bytes. */
const ESCAPE = 15;

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

  /** @param numbers each from -2^53 to 2^53 */
  run(numbers: readonly number[]): void {
    const { lowBits, isStep } = codeOf(numbers);
    this.whole(2 * lowBits + Number(isStep));
    const bits = new BitWriter();
    let before = 0;
    for (const n of numbers) {
      const code = isStep ? unsigned(n - before) : n;
      before = n;
      const ones = Math.floor(code / 2 ** lowBits);
      // What is below zero and not a step is no code.
      if (code >= 0 && ones < ESCAPE) {
        bits.add((1 << ones) - 1, ones + 1);
        bits.add(code % 2 ** lowBits, lowBits);
      } else {
        bits.add((1 << ESCAPE) - 1, ESCAPE);
        bits.add(Number(n < 0), 1);
        for (let left = Math.abs(n); ; left = Math.floor(left / BASE)) {
          const isMore = left >= BASE;
          bits.add((left % BASE) + (isMore ? BASE : 0), 4);
          if (!isMore) break;
        }
      }
    }
    this.#halves.push(...bits.halves());
  }

  bytes(): Uint8Array {
    const numbers = new Uint8Array(Math.ceil(this.#halves.length / 2));
    for (const [at, half] of this.#halves.entries())
      numbers[at >> 1] = (numbers[at >> 1] ?? 0) + (at % 2 === 0 ? half : half * 16);
    return Buffer.concat([this.#texts.bytes(), numbers]);
  }
}

/** Bits into halves of bytes, the lowest first. */
class BitWriter {
  readonly #halves: number[] = [];
  #bits = 0;
  #count = 0;

  /** @param count of the lowest bits of `n`, at most 16 */
  add(n: number, count: number): void {
    this.#bits |= n << this.#count;
    this.#count += count;
    for (; this.#count >= 4; this.#count -= 4) {
      this.#halves.push(this.#bits & 15);
      this.#bits >>>= 4;
    }
  }

  /** With zeros behind the last one. */
  halves(): readonly number[] {
    return this.#count === 0 ? this.#halves : [...this.#halves, this.#bits];
  }
}

type Code = { readonly lowBits: number; readonly isStep: boolean };

/** The code in which the numbers take the fewest bits. */
function codeOf(numbers: readonly number[]): Code {
  const steps = numbers.map((n, index) => unsigned(n - (numbers[index - 1] ?? 0)));
  let best: Code & { readonly bits: number } = { lowBits: 0, isStep: false, bits: Number.POSITIVE_INFINITY };
  for (const [isStep, codes] of [[false, numbers] as const, [true, steps] as const])
    for (let lowBits = 0; lowBits <= MOST_LOW_BITS; lowBits++) {
      let bits = 0;
      for (const code of codes) {
        const ones = code < 0 ? ESCAPE : Math.floor(code / 2 ** lowBits);
        bits += ones < ESCAPE ? ones + 1 + lowBits : ESCAPE + 1 + bitsOf(code);
      }
      if (bits < best.bits) best = { lowBits, isStep, bits };
    }
  return best;
}

/** In halves of bytes, about. */
function bitsOf(n: number): number {
  return 4 * Math.max(1, Math.ceil(Math.log2(Math.abs(n) + 1) / 3));
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

  /** The numbers of a run of so many; they are there until others are read. */
  run(length: number): Float64Array {
    const code = this.whole();
    const [lowBits, isStep] = [code >> 1, code % 2 === 1];
    if (lowBits > MOST_LOW_BITS) throw new RangeError('its cells have a run in an unknown code');
    const bytes = this.#bytes;
    // The least that so many take: damaged bytes must not ask for more room than they are worth.
    if (length > 8 * bytes.length) throw ended();
    if (length > read.length) read = new Float64Array(2 * length);
    const into = read;
    const low = (1 << lowBits) - 1;
    let bit = 4 * this.#at;
    let before = 0;
    for (let index = 0; index < length; index++) {
      // From 25 to 32 bits, of which a code takes 24 at most.
      const at = bit >> 3;
      const word =
        ((bytes[at] ?? 0) |
          ((bytes[at + 1] ?? 0) << 8) |
          ((bytes[at + 2] ?? 0) << 16) |
          ((bytes[at + 3] ?? 0) << 24)) >>>
        (bit & 7);
      const zeros = ~word | (1 << ESCAPE);
      const ones = 31 - Math.clz32(zeros & -zeros);
      if (ones < ESCAPE) {
        const n = (ones << lowBits) + ((word >>> (ones + 1)) & low);
        bit += ones + 1 + lowBits;
        before = isStep ? before + ((n >> 1) ^ -(n & 1)) : n;
      } else {
        bit += ESCAPE;
        const isBelow = this.#bits(bit++, 1) === 1;
        let [n, scale] = [0, 1];
        for (let isMore = true; isMore; scale *= BASE) {
          const half = this.#bits(bit, 4);
          bit += 4;
          n += (half % BASE) * scale;
          isMore = half >= BASE;
        }
        before = isBelow ? -n : n;
      }
      into[index] = before;
    }
    this.#at = (bit + 3) >> 2;
    if (this.#at > 2 * bytes.length) throw ended();
    return into;
  }

  /**
   * The same of a run that was written in halves of bytes.
   * @param isSigned whether the lowest bits of its numbers are their signs
   */
  plainRun(length: number, isSigned: boolean): Float64Array {
    if (length > 2 * this.#bytes.length - this.#at) throw ended();
    if (length > read.length) read = new Float64Array(2 * length);
    for (let index = 0; index < length; index++) {
      const n = this.whole();
      const size = isSigned ? Math.floor(n / 2) : n;
      read[index] = isSigned && n % 2 === 1 ? -size : size;
    }
    return read;
  }

  /** @param count of at most 8 bits from one on */
  #bits(from: number, count: number): number {
    const at = from >> 3;
    const first = this.#bytes[at];
    if (first === undefined) throw ended();
    return ((first | ((this.#bytes[at + 1] ?? 0) << 8)) >> (from & 7)) & ((1 << count) - 1);
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

function ended(): RangeError {
  return new RangeError('its cells end too soon');
}
