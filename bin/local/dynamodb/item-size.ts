// The size of an item as DynamoDB counts it, and the request units that follow from it.
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Item } from './attribute-value.ts';

const KB = 1024;
export const ITEM_BYTES = 400 * KB;
export const PAGE_BYTES = 1024 * KB;
export const BATCH_BYTES = 16 * 1024 * KB;
export const TRANSACTION_BYTES = 4 * 1024 * KB;
export const PARTITION_KEY_BYTES = 2048;
export const SORT_KEY_BYTES = 1024;

/** Bytes of names and values, by the developer guide's "DynamoDB Item sizes and formats". */
export function sizeOf(item: Item): number {
  let size = 0;
  for (const name in item) {
    const value = item[name];
    if (value !== undefined) size += utf8Length(name) + valueSize(value);
  }
  return size;
}

function valueSize(value: AttributeValue): number {
  if (value.S !== undefined) return utf8Length(value.S);
  if (value.N !== undefined) return numberSize(value.N);
  return value.B?.length ?? 1;
}

/** Most names and values are short and of ASCII: asking Node costs more than counting. */
function utf8Length(text: string): number {
  const { length } = text;
  if (length > 64) return Buffer.byteLength(text);
  for (let at = 0; at < length; at++) if (text.charCodeAt(at) > 127) return Buffer.byteLength(text);
  return length;
}

/** "Approximately": a byte for each two significant digits, one more, and one for a minus. */
function numberSize(number: string): number {
  let [first, last, digits] = [-1, -1, 0];
  for (let at = 0; at < number.length; at++) {
    const unit = number.charCodeAt(at);
    if (unit < ZERO) continue;
    if (unit !== ZERO) {
      if (first < 0) first = digits;
      last = digits;
    }
    digits++;
  }
  const significant = first < 0 ? 0 : last - first + 1;
  return Math.ceil(significant / 2) + 1 + (number.startsWith('-') ? 1 : 0);
}

/** The signs and the point come before it. */
const ZERO = 0x30;

export function writeUnits(before: number, after: number): number {
  return Math.max(1, Math.ceil(Math.max(before, after) / KB));
}

/** For a strongly consistent read; an eventually consistent one costs half. */
export function readUnits(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / (4 * KB)));
}
