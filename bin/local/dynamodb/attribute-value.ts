// Attribute values: checked and copied on the way in, copied on the way out, compared as DynamoDB compares them.
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { compareDecimals, decimal } from './decimal.ts';
import { unsupported, validationError } from './dynamodb-error.ts';

/** As stored: never changed in place. */
export type Item = Readonly<Record<string, AttributeValue>>;
export type Attributes = Record<string, AttributeValue>;

/** As it comes: from a caller in this process with bytes, from the wire and from disk with base64. */
export type Given = {
  readonly S?: string | undefined;
  readonly N?: string | undefined;
  readonly B?: Uint8Array | string | undefined;
  readonly BOOL?: boolean | undefined;
};

/** Types that DynamoDB has, and that imbuto stores nothing of. */
const OTHER_TYPES: ReadonlySet<string> = new Set(['SS', 'NS', 'BS', 'M', 'L', 'NULL']);
const NO_TYPE = 'Supplied AttributeValue is empty, must contain exactly one of the supported datatypes';
const TWO_TYPES =
  'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes';

export function typeOf(value: AttributeValue): 'S' | 'N' | 'B' | 'BOOL' {
  if (value.S !== undefined) return 'S';
  if (value.N !== undefined) return 'N';
  return value.B !== undefined ? 'B' : 'BOOL';
}

export function attributeOf(item: Item, name: string): AttributeValue | undefined {
  return Object.hasOwn(item, name) ? item[name] : undefined;
}

/** An attribute may bear any name, `__proto__` too. */
export function setAttribute<Value>(item: Record<string, Value>, name: string, value: Value): void {
  if (name !== '__proto__') item[name] = value;
  else Object.defineProperty(item, name, { value, writable: true, enumerable: true, configurable: true });
}

/** @throws ValidationException for what DynamoDB does not store */
export function itemIn(item: Readonly<Record<string, Given>>): Attributes {
  const copy: Attributes = {};
  for (const [name, value] of Object.entries(item)) {
    if (value !== undefined) setAttribute(copy, name, valueIn(value));
  }
  return copy;
}

/** @throws ValidationException for what DynamoDB does not store */
export function valueIn(value: Given): AttributeValue {
  const type = onlyType(value);
  if (type === 'S' && typeof value.S === 'string') return { S: value.S };
  if (type === 'N' && typeof value.N === 'string') return { N: decimal(value.N) };
  if (type === 'B' && value.B !== undefined) return { B: bytesIn(value.B) };
  if (type === 'BOOL' && typeof value.BOOL === 'boolean') return { BOOL: value.BOOL };
  if (OTHER_TYPES.has(type)) throw unsupported(`attribute values of type ${type}`);
  throw validationError(NO_TYPE);
}

function bytesIn(bytes: Uint8Array | string): Uint8Array {
  if (typeof bytes === 'string') return new Uint8Array(Buffer.from(bytes, 'base64'));
  if (bytes instanceof Uint8Array) return new Uint8Array(bytes);
  throw validationError(NO_TYPE);
}

function onlyType(value: Given): string {
  let found: string | undefined;
  for (const type in value) {
    if (value[type as keyof Given] === undefined) continue;
    if (found !== undefined) throw validationError(TWO_TYPES);
    found = type;
  }
  if (found === undefined) throw validationError(NO_TYPE);
  return found;
}

export function invalid(what: string) {
  return validationError(`One or more parameter values were invalid: ${what}`);
}

export function itemOut(item: Item): Attributes {
  const copy: Attributes = {};
  for (const [name, value] of Object.entries(item)) setAttribute(copy, name, valueOut(value));
  return copy;
}

function valueOut(value: AttributeValue): AttributeValue {
  if (value.S !== undefined) return { S: value.S };
  if (value.N !== undefined) return { N: value.N };
  if (value.B !== undefined) return { B: new Uint8Array(value.B) };
  return { ...value };
}

/** As JSON, the wire and the disk have it: bytes in base64. To be read again by `itemIn`. */
export function itemAsJson(item: Item): Readonly<Record<string, Given>> {
  const json: Record<string, Given> = {};
  for (const [name, value] of Object.entries(item)) {
    setAttribute<Given>(json, name, value.B === undefined ? value : { B: base64Of(value.B) });
  }
  return json;
}

function base64Of(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}

export function equal(a: AttributeValue, b: AttributeValue): boolean {
  if (a.S !== undefined) return a.S === b.S;
  if (a.N !== undefined) return a.N === b.N;
  if (a.B !== undefined) return b.B !== undefined && Buffer.compare(a.B, b.B) === 0;
  return a.BOOL === b.BOOL;
}

/** Undefined where the two have no order: booleans, or two types. */
export function compare(a: AttributeValue, b: AttributeValue): number | undefined {
  if (a.S !== undefined && b.S !== undefined) return compareText(a.S, b.S);
  if (a.N !== undefined && b.N !== undefined) return compareDecimals(a.N, b.N);
  if (a.B !== undefined && b.B !== undefined) return Buffer.compare(a.B, b.B);
  return undefined;
}

/** By UTF-8 bytes. JavaScript's own order puts what lies beyond U+FFFF before U+E000. */
export function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const x = a.charCodeAt(at);
    const y = b.charCodeAt(at);
    if (x !== y) return rank(x) - rank(y);
  }
  return a.length - b.length;
}

function rank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}
