// Conditions: checked for what can never be, and asked of an item.
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { compare, elementsOf, equal, type Item, TYPES, textOf, typeOf } from './attribute-value.ts';
import type { Comparator, Condition, Operand } from './condition-expression.ts';
import { valueAt } from './document-path.ts';
import { validationError } from './dynamodb-error.ts';
import type { Path, Read } from './expression-reader.ts';
import { type Placeholders, resolved } from './placeholders.ts';

/** @throws ValidationException where a value is of a type that its operator never takes */
export function checkCondition(
  { kind: expression, tree }: Read<Condition>,
  { values, names }: Placeholders,
): void {
  const wrong = (what: string) => validationError(`Invalid ${expression}: ${what}`);
  const literal = (operand: Operand) => (operand.kind === 'value' ? values[operand.name] : undefined);
  const assertType = (name: string, operand: Operand, types: readonly string[]): void => {
    const value = literal(operand);
    if (value === undefined || types.includes(typeOf(value))) return;
    throw wrong(
      `Incorrect operand type for operator or function; operator or function: ${name}, operand type: ${typeOf(value)}`,
    );
  };
  const check = (condition: Condition): void => {
    switch (condition.kind) {
      case 'and':
      case 'or':
        check(condition.left);
        check(condition.right);
        return;
      case 'not':
        check(condition.operand);
        return;
      case 'compare':
        if (condition.by !== '=' && condition.by !== '<>') {
          assertType(condition.by, condition.left, ORDERED);
          assertType(condition.by, condition.right, ORDERED);
        }
        assertDistinct(condition.by, condition.left, condition.right);
        return;
      case 'between': {
        assertType('BETWEEN', condition.low, ORDERED);
        assertType('BETWEEN', condition.high, ORDERED);
        const [low, high] = [literal(condition.low), literal(condition.high)];
        if (low === undefined || high === undefined) return;
        const order = compare(low, high);
        if (order === undefined || order > 0) {
          throw wrong(
            'The BETWEEN operator requires upper bound to be greater than or equal to lower bound; ' +
              `lower bound operand: ${JSON.stringify(low)}, upper bound operand: ${JSON.stringify(high)}`,
          );
        }
        return;
      }
      case 'begins_with':
        assertType('begins_with', condition.left, ['S', 'B']);
        assertType('begins_with', condition.right, ['S', 'B']);
        return;
      case 'attribute_type': {
        assertType('attribute_type', condition.right, ['S']);
        const type = literal(condition.right)?.S;
        if (type === undefined || TYPES.has(type)) return;
        throw wrong(
          `Invalid attribute type name found; type: ${type}, valid types: {${[...TYPES].join(',')}}`,
        );
      }
      case 'contains':
        assertDistinct('contains', condition.left, condition.right);
        return;
      case 'in':
      case 'exists':
      case 'missing':
        return;
      default:
        throw condition satisfies never;
    }
  };
  const assertDistinct = (name: string, left: Operand, right: Operand): void => {
    if (left.kind !== 'path' || right.kind !== 'path') return;
    if (JSON.stringify(resolved(left.path, names)) !== JSON.stringify(resolved(right.path, names))) return;
    throw wrong(
      `The first operand must be distinct from the remaining operands for this operator or function; operator: ${name}`,
    );
  };
  check(tree);
}

const ORDERED: readonly string[] = ['S', 'N', 'B'];

/** @param item an empty one where there is none */
export function holds(condition: Condition, item: Item, placeholders: Placeholders): boolean {
  switch (condition.kind) {
    case 'and':
      return holds(condition.left, item, placeholders) && holds(condition.right, item, placeholders);
    case 'or':
      return holds(condition.left, item, placeholders) || holds(condition.right, item, placeholders);
    case 'not':
      return !holds(condition.operand, item, placeholders);
    case 'exists':
      return valueAt(item, resolved(condition.path, placeholders.names)) !== undefined;
    case 'missing':
      return valueAt(item, resolved(condition.path, placeholders.names)) === undefined;
  }
  const of = (operand: Operand) => operandOf(operand, item, placeholders);
  switch (condition.kind) {
    case 'compare':
      return compares(condition.by, of(condition.left), of(condition.right));
    case 'between': {
      const operand = of(condition.operand);
      return compares('>=', operand, of(condition.low)) && compares('<=', operand, of(condition.high));
    }
    case 'in': {
      const operand = of(condition.operand);
      return condition.among.some((each) => compares('=', operand, of(each)));
    }
    case 'attribute_type': {
      const [left, right] = [of(condition.left), of(condition.right)];
      return left !== undefined && typeOf(left) === right?.S;
    }
    case 'begins_with':
      return beginsWith(of(condition.left), of(condition.right));
    case 'contains':
      return contains(of(condition.left), of(condition.right));
    default:
      throw condition satisfies never;
  }
}

function operandOf(operand: Operand, item: Item, placeholders: Placeholders): AttributeValue | undefined {
  if (operand.kind === 'path') return valueAt(item, resolved(operand.path, placeholders.names));
  if (operand.kind === 'value') return placeholders.values[operand.name];
  const value = operandOf(operand.of, item, placeholders);
  const size = value && extentOf(value);
  return size === undefined ? undefined : { N: String(size) };
}

/** Bytes of binaries, characters of strings, elements of what has elements. */
function extentOf(value: AttributeValue): number | undefined {
  if (value.S !== undefined) return value.S.length;
  if (value.M !== undefined) return Object.keys(value.M).length;
  return (value.B ?? value.L ?? value.SS ?? value.NS ?? value.BS)?.length;
}

/** What is not there is equal to nothing, and so it differs from everything. */
function compares(by: Comparator, a: AttributeValue | undefined, b: AttributeValue | undefined): boolean {
  if (a === undefined || b === undefined) return by === '<>';
  if (by === '=') return equal(a, b);
  if (by === '<>') return !equal(a, b);
  const order = compare(a, b);
  if (order === undefined) return false;
  if (by === '<') return order < 0;
  if (by === '<=') return order <= 0;
  return by === '>' ? order > 0 : order >= 0;
}

export function beginsWith(value: AttributeValue | undefined, start: AttributeValue | undefined): boolean {
  if (value?.S !== undefined && start?.S !== undefined) return value.S.startsWith(start.S);
  if (value?.B !== undefined && start?.B !== undefined) return textOf(value.B).startsWith(textOf(start.B));
  return false;
}

function contains(value: AttributeValue | undefined, part: AttributeValue | undefined): boolean {
  if (value === undefined || part === undefined) return false;
  if (value.S !== undefined) return part.S !== undefined && value.S.includes(part.S);
  if (value.B !== undefined) return part.B !== undefined && textOf(value.B).includes(textOf(part.B));
  if (value.L !== undefined) return value.L.some((each) => equal(each, part));
  const one = part.B === undefined ? (value.SS ? part.S : part.N) : textOf(part.B);
  const fits = value.SS ? part.S : value.NS ? part.N : value.BS ? part.B : undefined;
  return fits !== undefined && one !== undefined && (elementsOf(value)?.includes(one) ?? false);
}

/** Every path that the condition looks at. */
export function pathsIn(condition: Condition): readonly Path[] {
  const of = (operand: Operand): readonly Path[] =>
    operand.kind === 'path' ? [operand.path] : operand.kind === 'size' ? of(operand.of) : [];
  switch (condition.kind) {
    case 'and':
    case 'or':
      return [...pathsIn(condition.left), ...pathsIn(condition.right)];
    case 'not':
      return pathsIn(condition.operand);
    case 'exists':
    case 'missing':
      return [condition.path];
    case 'between':
      return [condition.operand, condition.low, condition.high].flatMap(of);
    case 'in':
      return [condition.operand, ...condition.among].flatMap(of);
    default:
      return [condition.left, condition.right].flatMap(of);
  }
}
