// Values as an attribute holds them: JSON as text, compressed where its item would not fit the first KB.
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { UnreadableItem } from '../../item-format.ts';

/**
 * An item of up to a KB costs the same whatever its length, so what fits there stays readable and saves the time to compress it.
 * The item's keys, version and names take the rest of the KB.
 */
const PLAIN_BYTES = 1024 - 90;

/** Of heads with 20 events it makes 879 bytes, deflate 892, and it takes half the time. */
const BROTLI = {
  [constants.BROTLI_PARAM_QUALITY]: 5,
  [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
};

/** @param room bytes that the text may take; longer text is compressed */
export function pack(value: object, room = PLAIN_BYTES): AttributeValue {
  const text = Buffer.from(JSON.stringify(value));
  if (text.length <= room) return { S: text.toString() };
  const params = { ...BROTLI, [constants.BROTLI_PARAM_SIZE_HINT]: text.length };
  return { B: brotliCompressSync(text, { params }) };
}

/** Bytes of a packed value. */
export function packedLength({ S, B }: AttributeValue): number {
  return B?.length ?? Buffer.byteLength(S ?? '');
}

/**
 * The object that an attribute holds. Its shape is that of the item's format, which was checked before.
 * @throws UnreadableItem
 */
export function unpack<Shape extends object>(attribute: AttributeValue | undefined): Shape {
  let value: unknown;
  try {
    const text =
      attribute?.B === undefined ? attribute?.S : DECODER.decode(brotliDecompressSync(attribute.B));
    value = JSON.parse(text ?? '');
  } catch (cause) {
    throw new UnreadableItem('it is damaged', { cause });
  }
  if (typeof value !== 'object' || value === null) throw new UnreadableItem('it holds no object');
  return value as Shape;
}

/** @throws UnreadableItem where an attribute is no whole number */
export function numberIn(attribute: AttributeValue | undefined): number {
  const number = Number(attribute?.N);
  if (!Number.isSafeInteger(number)) throw new UnreadableItem('a number of it is missing');
  return number;
}

/** @throws UnreadableItem where what is stored names nothing that this code knows */
export function known<Value>(value: Value | undefined, what: string): Value {
  if (value === undefined) throw new UnreadableItem(`${what} is unknown to this code`);
  return value;
}

const DECODER = new TextDecoder();
