// Key conditions: one partition, and of its items all or those of a range of sort keys.
import type { Comparator, Condition, Operand } from './condition-expression.ts';
import { validationError } from './dynamodb-error.ts';
import type { Read } from './expression-reader.ts';
import { type Placeholders, resolved } from './placeholders.ts';
import { type KeyRange, next } from './storage.ts';
import { keyOf, type TableSchema } from './table-schema.ts';

type Simple = Extract<Condition, { readonly kind: 'compare' | 'between' | 'begins_with' }>;
type Bounds = Omit<KeyRange, 'pk'>;

const ALL: Bounds = { from: '' };

/** How sort keys lie: the least place of those that have it, the one after them, and that of a start. */
export type KeyOrder = Readonly<Record<'at' | 'after' | 'startingWith', (sk: string) => string>>;

export const TABLE_ORDER: KeyOrder = { at: (sk) => sk, after: next, startingWith: (sk) => sk };

/** @throws ValidationException for conditions that are none on the key */
export function keyRange(
  { partition, sort }: Pick<TableSchema, 'partition' | 'sort'>,
  { tree }: Read<Condition>,
  placeholders: Placeholders,
  order: KeyOrder,
): KeyRange {
  const conditions = flattened(tree);
  const on = (attribute: string | undefined) =>
    conditions.filter((condition) => nameOf(subject(condition), placeholders) === attribute);
  const [first, ...more] = on(partition);
  const sorts = sort === undefined ? [] : on(sort);
  if (first === undefined) throw validationError(`Query condition missed key schema element: ${partition}`);
  if (more.length > 0 || sorts.length > 1) {
    throw validationError('KeyConditionExpressions must only contain one condition per key');
  }
  if (conditions.length > 1 + sorts.length) {
    throw sort !== undefined && sorts.length === 0
      ? validationError(`Query condition missed key schema element: ${sort}`)
      : notSupported();
  }
  if (first.kind !== 'compare' || first.by !== '=') throw notSupported();
  /** The value, checked as a key; the start of one may be anything. */
  const text = (attribute: string, operand: Operand, isStart = false): string => {
    if (operand.kind !== 'value') throw notSupported();
    const value = placeholders.values[operand.name];
    if (value?.S === undefined) {
      throw validationError(
        'One or more parameter values were invalid: Condition parameter type does not match schema type',
      );
    }
    if (isStart) return value.S;
    return keyOf({ partition: attribute, sort: undefined }, { [attribute]: value }).pk;
  };
  const pk = text(partition, first.right);
  const [condition] = sorts;
  if (sort === undefined || condition === undefined) return { pk, ...ALL };
  switch (condition.kind) {
    case 'compare':
      return { pk, ...compared(condition.by, text(sort, condition.right), order) };
    case 'between':
      return { pk, from: order.at(text(sort, condition.low)), to: order.after(text(sort, condition.high)) };
    case 'begins_with': {
      const start = order.startingWith(text(sort, condition.right, true));
      return { pk, from: start, to: afterAllWith(start) };
    }
    default:
      throw condition satisfies never;
  }
}

function compared(by: Comparator, sk: string, { at, after }: KeyOrder): Bounds {
  switch (by) {
    case '=':
      return { from: at(sk), to: after(sk) };
    case '<':
      return { from: '', to: at(sk) };
    case '<=':
      return { from: '', to: after(sk) };
    case '>':
      return { from: after(sk) };
    case '>=':
      return { from: at(sk) };
    case '<>':
      throw notSupported();
    default:
      throw by satisfies never;
  }
}

const LAST = 0x10_ffff;

/** The least text that is after all that begin so; undefined where there is none. */
function afterAllWith(start: string): string | undefined {
  const points = Array.from(start, (each) => each.codePointAt(0) ?? 0);
  while (points.at(-1) === LAST) points.pop();
  const last = points.pop();
  if (last === undefined) return undefined;
  // Surrogates are no characters.
  return String.fromCodePoint(...points, last === 0xd7ff ? 0xe000 : last + 1);
}

function flattened(condition: Condition): readonly Simple[] {
  switch (condition.kind) {
    case 'and':
      return [...flattened(condition.left), ...flattened(condition.right)];
    case 'compare':
    case 'between':
    case 'begins_with':
      return [condition];
    case 'or':
    case 'exists':
    case 'missing':
      throw validationError(
        `Invalid KeyConditionExpression: Invalid operator used in KeyConditionExpression: ${condition.kind.toUpperCase()}`,
      );
    default:
      throw condition satisfies never;
  }
}

function subject(condition: Simple): Operand {
  return condition.kind === 'between' ? condition.operand : condition.left;
}

function nameOf({ kind, name }: Operand, { names }: Placeholders): string {
  if (kind !== 'attribute') throw notSupported();
  return resolved(name, names);
}

function notSupported() {
  return validationError('Query key condition not supported');
}
