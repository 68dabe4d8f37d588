// The placeholders of a request: what `#names` and `:values` stand for, each defined and each used.
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { type Item, valueIn } from './attribute-value.ts';
import { validationError } from './dynamodb-error.ts';
import type { Read } from './expression-reader.ts';

export type Placeholders = {
  readonly names: Readonly<Record<string, string>>;
  /** Checked, and copies of what came. */
  readonly values: Item;
};

type Given = {
  readonly ExpressionAttributeNames?: Record<string, string> | undefined;
  readonly ExpressionAttributeValues?: Record<string, AttributeValue> | undefined;
};

/** @throws ValidationException where one is used and not defined, or defined and not used */
export function placeholdersOf(
  { ExpressionAttributeNames: names, ExpressionAttributeValues: given }: Given,
  expressions: readonly (Read<unknown> | undefined)[],
): Placeholders {
  if (names === undefined && given === undefined) {
    for (const each of expressions) if (each) assertDefined(each, NONE.names, NONE.values);
    return NONE;
  }
  const read = expressions.filter((each) => each !== undefined);
  assertGiven('ExpressionAttributeNames', names, read.length > 0, '#');
  assertGiven('ExpressionAttributeValues', given, read.length > 0, ':');
  const values: Record<string, AttributeValue> = {};
  for (const name in given) {
    const value = given[name];
    if (value === undefined) continue;
    try {
      values[name] = valueIn(value);
    } catch (error) {
      const why = error instanceof Error ? error.message : '';
      throw validationError(`ExpressionAttributeValues contains invalid value: ${why} for key ${name}`);
    }
  }
  for (const each of read) assertDefined(each, names ?? NONE.names, values);
  assertUsed('ExpressionAttributeValues', Object.keys(values), read, ({ values }) => values);
  assertUsed('ExpressionAttributeNames', Object.keys(names ?? {}), read, ({ names }) => names);
  return { names: names ?? NONE.names, values };
}

const NONE: Placeholders = { names: {}, values: {} };

function assertGiven(field: string, given: object | undefined, isRead: boolean, sign: string): void {
  if (given === undefined) return;
  if (!isRead) throw validationError(`${field} can only be specified when using expressions`);
  const keys = Object.keys(given);
  if (keys.length === 0) throw validationError(`${field} must not be empty`);
  for (const key of keys) {
    if (key.length > 1 && key.startsWith(sign) && key.length <= 255) continue;
    throw validationError(`${field} contains invalid key: Syntax error; key: "${key}"`);
  }
}

function assertDefined({ kind, ...used }: Read<unknown>, names: object, values: object): void {
  for (const name of used.names) {
    if (Object.hasOwn(names, name)) continue;
    throw validationError(
      `Invalid ${kind}: An expression attribute name used in the document path is not defined; attribute name: ${name}`,
    );
  }
  for (const name of used.values) {
    if (Object.hasOwn(values, name)) continue;
    throw validationError(
      `Invalid ${kind}: An expression attribute value used in expression is not defined; attribute value: ${name}`,
    );
  }
}

function assertUsed(
  field: string,
  given: readonly string[],
  read: readonly Read<unknown>[],
  usedIn: (read: Read<unknown>) => readonly string[],
): void {
  const [first] = read;
  // Each placeholder of an expression is defined, so as many as it uses are all that there are.
  if (given.length === 0 || (first && usedIn(first).length === given.length)) return;
  const used = new Set(read.flatMap(usedIn));
  const unused = given.filter((name) => !used.has(name));
  if (unused.length > 0) {
    throw validationError(`Value provided in ${field} unused in expressions: keys: {${unused.join(', ')}}`);
  }
}

/** The attribute that a name of an expression means. */
export function resolved(name: string, names: Placeholders['names']): string {
  return name.startsWith('#') ? (names[name] ?? name) : name;
}
