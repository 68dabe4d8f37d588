// The format of items: a version, and what is read only where it is of a known one and of the right shape.
import type { AttributeValue, Put } from '@aws-sdk/client-dynamodb';

export type Item = Readonly<Record<string, AttributeValue>>;

/** An item that a newer version of the code wrote, or that is damaged. */
export class UnreadableItem extends Error {
  override readonly name = 'UnreadableItem';
}

/** The version that this code writes. Goes up with each change of a format, for which the reader of the old one stays. */
const VERSION = '1';

/** What every such item has beside its own attributes. */
export const FORMAT = { f: { N: VERSION } } as const;

/** @throws UnreadableItem naming the item by its key, never by what it holds */
export function checkFormat(item: Item): void {
  const version = item.f?.N;
  if (version === VERSION) return;
  throw unreadable(item, `it is of format ${version ?? 'none'}, this code reads format ${VERSION}`);
}

/**
 * The value that an attribute holds as JSON.
 * @throws UnreadableItem
 */
export function readJson<Value>(
  item: Item,
  attribute: string,
  isValue: (value: unknown) => value is Value,
): Value {
  checkFormat(item);
  let value: unknown;
  try {
    value = JSON.parse(item[attribute]?.S ?? '');
  } catch {
    throw unreadable(item, `its attribute ${attribute} is no JSON`);
  }
  if (!isValue(value)) throw unreadable(item, `its attribute ${attribute} is of another shape`);
  return value;
}

/** @throws UnreadableItem where the attribute is no number */
export function readNumber(item: Item, attribute: string): number {
  const number = Number(item[attribute]?.N);
  if (!Number.isFinite(number)) throw unreadable(item, `its attribute ${attribute} is no number`);
  return number;
}

/** @throws UnreadableItem where the attribute is no text */
export function readText(item: Item, attribute: string): string {
  const text = item[attribute]?.S;
  if (text === undefined) throw unreadable(item, `its attribute ${attribute} is no text`);
  return text;
}

/**
 * What an item holds, read by `read`.
 * @throws UnreadableItem naming the item by its key, which tells nothing of whose it is
 */
export function readAs<Value>(item: Item, read: (item: Item) => Value): Value {
  checkFormat(item);
  try {
    return read(item);
  } catch (cause) {
    const why = cause instanceof UnreadableItem ? cause.message : 'it is damaged';
    throw unreadable(item, why, cause);
  }
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function unreadable({ pk, sk }: Item, why: string, cause?: unknown): UnreadableItem {
  return new UnreadableItem(`${pk?.S} ${sk?.S}: ${why}`, { cause });
}

/** A condition on an item with a version `v`: that it is still what was read; 0: that there is still none. */
export function unchangedSince(
  version: number,
): Pick<Put, 'ConditionExpression' | 'ExpressionAttributeValues'> {
  if (version === 0) return { ConditionExpression: 'attribute_not_exists(pk)' };
  return { ConditionExpression: 'v = :v', ExpressionAttributeValues: { ':v': { N: String(version) } } };
}
