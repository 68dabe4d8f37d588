// Key conditions: one partition, and of its items all or those of a range of sort keys.
import { type Item, textOf } from './attribute-value.ts';
import type { Comparator, Condition, Operand } from './condition-expression.ts';
import { validationError } from './dynamodb-error.ts';
import type { Read } from './expression-reader.ts';
import { type Placeholders, resolved } from './placeholders.ts';
import type { Row, Table } from './table.ts';
import { type KeyAttribute, keyOf, type TableSchema } from './table-schema.ts';

/** `low` to `high`: the rows of the table's partition that the condition takes, the end not included. */
export type KeyRange = {
  readonly pk: string;
  readonly of: (rows: readonly Row[]) => readonly [number, number];
};

type Simple = Extract<Condition, { readonly kind: 'compare' | 'between' | 'begins_with' }>;

/** @throws ValidationException for conditions that are none on the key */
export function keyRange(table: Table, { tree }: Read<Condition>, placeholders: Placeholders): KeyRange {
  const { partition, sort } = table.schema;
  const conditions = flattened(tree);
  const on = ({ name }: KeyAttribute) =>
    conditions.filter((condition) => nameOf(subject(condition), placeholders) === name);
  const [first, ...more] = on(partition);
  const sorts = sort ? on(sort) : [];
  if (first === undefined)
    throw validationError(`Query condition missed key schema element: ${partition.name}`);
  if (more.length > 0 || sorts.length > 1) {
    throw validationError('KeyConditionExpressions must only contain one condition per key');
  }
  if (conditions.length > 1 + sorts.length) {
    throw sort && sorts.length === 0
      ? validationError(`Query condition missed key schema element: ${sort.name}`)
      : unsupported();
  }
  if (first.kind !== 'compare' || first.by !== '=') throw unsupported();
  const text = (attribute: KeyAttribute, operand: Operand, isPrefix = false): string => {
    if (operand.kind !== 'value') throw unsupported();
    return keyText(table.schema, attribute, operand.name, placeholders.values, isPrefix);
  };
  const pk = text(partition, first.right);
  const [condition] = sorts;
  if (sort === undefined || condition === undefined) return { pk, of: (rows) => [0, rows.length] };
  const at = (operand: Operand) => text(sort, operand);
  const from = (sk: string) => (rows: readonly Row[]) => table.lowerBound(rows, sk);
  const after = (sk: string) => (rows: readonly Row[]) => {
    const index = table.lowerBound(rows, sk);
    return rows[index]?.sk === sk ? index + 1 : index;
  };
  switch (condition.kind) {
    case 'compare':
      return { pk, of: compared(condition.by, from(at(condition.right)), after(at(condition.right))) };
    case 'between': {
      const [low, high] = [from(at(condition.low)), after(at(condition.high))];
      return { pk, of: (rows) => [low(rows), high(rows)] };
    }
    case 'begins_with': {
      if (sort.type === 'N') {
        throw validationError(
          'Invalid KeyConditionExpression: Incorrect operand type for operator or function; operator or function: begins_with, operand type: N',
        );
      }
      const prefix = text(sort, condition.right, true);
      return {
        pk,
        of: (rows) => {
          const low = prefix === '' ? 0 : table.lowerBound(rows, prefix);
          let high = low;
          while (high < rows.length && rows[high]?.sk.startsWith(prefix)) high++;
          return [low, high];
        },
      };
    }
    default:
      throw condition satisfies never;
  }
}

function compared(
  by: Comparator,
  from: (rows: readonly Row[]) => number,
  after: (rows: readonly Row[]) => number,
): KeyRange['of'] {
  switch (by) {
    case '=':
      return (rows) => [from(rows), after(rows)];
    case '<':
      return (rows) => [0, from(rows)];
    case '<=':
      return (rows) => [0, after(rows)];
    case '>':
      return (rows) => [after(rows), rows.length];
    case '>=':
      return (rows) => [from(rows), rows.length];
    case '<>':
      throw unsupported();
    default:
      throw by satisfies never;
  }
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
    case 'not':
    case 'in':
    case 'exists':
    case 'missing':
    case 'attribute_type':
    case 'contains':
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

function nameOf(operand: Operand, { names }: Placeholders): string | undefined {
  if (operand.kind !== 'path') throw unsupported();
  const path = resolved(operand.path, names);
  return path.length === 1 ? path[0] : undefined;
}

/** The value as a key, checked as one. */
function keyText(
  { name }: TableSchema,
  attribute: KeyAttribute,
  placeholder: string,
  values: Item,
  isPrefix: boolean,
): string {
  const value = values[placeholder];
  if (value?.[attribute.type] === undefined) {
    throw validationError(
      'One or more parameter values were invalid: Condition parameter type does not match schema type',
    );
  }
  if (isPrefix) return value.S ?? (value.B ? textOf(value.B) : '');
  return keyOf({ name, partition: attribute, sort: undefined }, { [attribute.name]: value }).pk;
}

function unsupported() {
  return validationError('Query key condition not supported');
}
