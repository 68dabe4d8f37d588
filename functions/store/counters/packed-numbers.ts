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
      return this.#bytes.toString('utf8', at - bytes, at);
    });
    if (at > this.#bytes.length) throw ended();
    this.#at = 2 * at;
    return texts;
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

  /** The lowest bit is the sign. */
  signed(): number {
    const n = this.whole();
    const size = Math.floor(n / 2);
    return n % 2 === 0 ? size : -size;
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
