// Attribute values: checked and copied on the way in, copied on the way out, compared as DynamoDB compares them.
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { compareDecimals, decimal } from './decimal.ts';
import { validationError } from './dynamodb-error.ts';

/** As stored: never changed in place, so that versions may share what did not change. */
export type Item = Readonly<Record<string, AttributeValue>>;
export type Attributes = Record<string, AttributeValue>;
export type Type = 'S' | 'N' | 'B' | 'SS' | 'NS' | 'BS' | 'M' | 'L' | 'NULL' | 'BOOL';

export const TYPES: ReadonlySet<string> = new Set<Type>([
  'S',
  'N',
  'B',
  'SS',
  'NS',
  'BS',
  'M',
  'L',
  'NULL',
  'BOOL',
]);
const LEVELS = 32;

export function typeOf(value: AttributeValue): Type {
  for (const type in value) {
    if ((value as unknown as Item)[type] !== undefined) return type as Type;
  }
  throw validationError(NO_TYPE);
}

const NO_TYPE = 'Supplied AttributeValue is empty, must contain exactly one of the supported datatypes';

export function attributeOf(item: Item, name: string): AttributeValue | undefined {
  return Object.hasOwn(item, name) ? item[name] : undefined;
}

/** An attribute may bear any name, `__proto__` too. */
export function setAttribute(item: Attributes, name: string, value: AttributeValue): void {
  if (name !== '__proto__') item[name] = value;
  else Object.defineProperty(item, name, { value, writable: true, enumerable: true, configurable: true });
}

/** @throws ValidationException for what DynamoDB does not store */
export function itemIn(item: Readonly<Record<string, AttributeValue>>, level = 0): Attributes {
  const copy: Attributes = {};
  for (const [name, value] of Object.entries(item)) {
    if (value !== undefined) setAttribute(copy, name, valueIn(value, level));
  }
  return copy;
}

/** @throws ValidationException for what DynamoDB does not store */
export function valueIn(value: AttributeValue, level = 0): AttributeValue {
  const type = onlyType(value);
  if (level >= LEVELS) {
    throw invalid(`Nesting Levels have exceeded supported limits: Attributes have too many levels`);
  }
  if (type === 'S' && typeof value.S === 'string') return { S: value.S };
  if (type === 'N' && typeof value.N === 'string') return { N: decimal(value.N) };
  if (type === 'B' && value.B instanceof Uint8Array) return { B: new Uint8Array(value.B) };
  if (type === 'BOOL' && typeof value.BOOL === 'boolean') return { BOOL: value.BOOL };
  if (type === 'NULL' && value.NULL !== undefined) {
    if (value.NULL === true) return { NULL: true };
    throw invalid('Null attribute value types must have the value of true');
  }
  if (type === 'M' && value.M) return { M: itemIn(value.M, level + 1) };
  if (type === 'L' && value.L) return { L: value.L.map((each) => valueIn(each, level + 1)) };
  if (type === 'SS' && value.SS) return { SS: distinct([...value.SS], value.SS, 'string') };
  if (type === 'NS' && value.NS) {
    const numbers = value.NS.map(decimal);
    return { NS: distinct(numbers, numbers, 'number') };
  }
  if (type === 'BS' && value.BS) {
    const binaries = value.BS.map((each) => new Uint8Array(each));
    return { BS: distinct(binaries, binaries.map(textOf), 'binary') };
  }
  throw validationError(NO_TYPE);
}

function onlyType(value: AttributeValue): string {
  let found: string | undefined;
  for (const type in value) {
    if ((value as unknown as Item)[type] === undefined) continue;
    if (found !== undefined) {
      throw validationError(
        'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
      );
    }
    found = type;
  }
  if (found === undefined || !TYPES.has(found)) throw validationError(NO_TYPE);
  return found;
}

function distinct<Element>(elements: Element[], texts: readonly string[], kind: string): Element[] {
  if (elements.length === 0) throw invalid(`An ${kind} set  may not be empty`);
  if (new Set(texts).size === texts.length) return elements;
  throw invalid(`Input collection [${texts.join(', ')}] contains duplicates.`);
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
  if (value.M !== undefined) return { M: itemOut(value.M) };
  if (value.L !== undefined) return { L: value.L.map(valueOut) };
  if (value.SS !== undefined) return { SS: [...value.SS] };
  if (value.NS !== undefined) return { NS: [...value.NS] };
  if (value.BS !== undefined) return { BS: value.BS.map((each) => new Uint8Array(each)) };
  return { ...value };
}

/** The elements of a set, each as a text that is equal where they are. */
export function elementsOf(value: AttributeValue): readonly string[] | undefined {
  return value.SS ?? value.NS ?? value.BS?.map(textOf);
}

/** Bytes as a text of as many characters; its order is theirs. */
export function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

export function equal(a: AttributeValue, b: AttributeValue): boolean {
  if (a.S !== undefined) return a.S === b.S;
  if (a.N !== undefined) return a.N === b.N;
  const type = typeOf(a);
  if (type !== typeOf(b)) return false;
  const elements = elementsOf(a);
  if (elements !== undefined) {
    const others = new Set(elementsOf(b));
    return others.size === elements.length && elements.every((each) => others.has(each));
  }
  if (a.B !== undefined && b.B !== undefined) return Buffer.compare(a.B, b.B) === 0;
  if (a.L !== undefined && b.L !== undefined) {
    const others = b.L;
    return a.L.length === others.length && a.L.every((each, at) => equalAt(each, others[at]));
  }
  if (a.M !== undefined && b.M !== undefined) {
    const others = b.M;
    const names = Object.keys(a.M);
    if (names.length !== Object.keys(others).length) return false;
    return Object.entries(a.M).every(([name, each]) => equalAt(each, attributeOf(others, name)));
  }
  return a.BOOL === b.BOOL && a.NULL === b.NULL;
}

function equalAt(a: AttributeValue, b: AttributeValue | undefined): boolean {
  return b !== undefined && equal(a, b);
}

/** Undefined where the two have no order: other types than strings, numbers and binaries, or two types. */
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
