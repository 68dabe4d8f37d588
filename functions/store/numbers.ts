// Whole numbers one after another, each in as many bytes as it needs, seven bits a byte.
import { UnreadableItem } from './item-format.ts';

/** A number of either sign as one of none: 0, -1, 1, -2, 2 are 0, 1, 2, 3, 4. */
export function unsigned(n: number): number {
  return n < 0 ? -2 * n - 1 : 2 * n;
}

export class ByteWriter {
  #bytes = Buffer.alloc(256);
  #length = 0;

  /** @param n a whole number from 0 to 2^53 */
  count(n: number): void {
    let rest = n;
    for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) this.#byte((rest % 0x80) | 0x80);
    this.#byte(rest);
  }

  /** @param n a whole number of either sign, up to 2^52 */
  signed(n: number): void {
    this.count(unsigned(n));
  }

  add(bytes: Uint8Array): void {
    this.#makeRoom(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  #byte(byte: number): void {
    this.#makeRoom(1);
    this.#bytes[this.#length++] = byte;
  }

  #makeRoom(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const larger = Buffer.alloc(2 * (this.#length + more));
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}

export class ByteReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  /** @throws UnreadableItem where there are no more */
  count(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 0x80) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined || factor > Number.MAX_SAFE_INTEGER)
        throw new UnreadableItem('its numbers end too early');
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
  }

  signed(): number {
    const value = this.count();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  bytes(length: number): Uint8Array {
    const own = this.#bytes.subarray(this.#at, this.#at + length);
    if (own.length < length) throw new UnreadableItem('it ends too early');
    this.#at += length;
    return own;
  }
}
