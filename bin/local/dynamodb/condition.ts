// Conditions: checked for what can never be, and asked of an item.
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { attributeOf, compare, equal, type Item, typeOf } from './attribute-value.ts';
import type { Comparator, Condition, Operand } from './condition-expression.ts';
import { validationError } from './dynamodb-error.ts';
import type { Read } from './expression-reader.ts';
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
      case 'compare': {
        const { by, left, right } = condition;
        if (by !== '=' && by !== '<>') {
          assertType(by, left, ORDERED);
          assertType(by, right, ORDERED);
        }
        if (left.kind === 'value' || right.kind === 'value') return;
        if (resolved(left.name, names) !== resolved(right.name, names)) return;
        throw wrong(
          `The first operand must be distinct from the remaining operands for this operator or function; operator: ${by}`,
        );
      }
      case 'between': {
        assertType('BETWEEN', condition.low, ORDERED);
        assertType('BETWEEN', condition.high, ORDERED);
        const [low, high] = [literal(condition.low), literal(condition.high)];
        if (low === undefined || high === undefined) return;
        const order = compare(low, high);
        if (order !== undefined && order <= 0) return;
        throw wrong(
          'The BETWEEN operator requires upper bound to be greater than or equal to lower bound; ' +
            `lower bound operand: ${JSON.stringify(low)}, upper bound operand: ${JSON.stringify(high)}`,
        );
      }
      case 'begins_with':
        assertType('begins_with', condition.left, TEXTS);
        assertType('begins_with', condition.right, TEXTS);
        return;
      case 'exists':
      case 'missing':
        return;
      default:
        throw condition satisfies never;
    }
  };
  check(tree);
}

const ORDERED: readonly string[] = ['S', 'N', 'B'];
const TEXTS: readonly string[] = ['S', 'B'];

/** @param item an empty one where there is none */
export function holds(condition: Condition, item: Item, placeholders: Placeholders): boolean {
  const of = (operand: Operand) => operandOf(operand, item, placeholders);
  switch (condition.kind) {
    case 'and':
      return holds(condition.left, item, placeholders) && holds(condition.right, item, placeholders);
    case 'or':
      return holds(condition.left, item, placeholders) || holds(condition.right, item, placeholders);
    case 'exists':
      return attributeOf(item, resolved(condition.name, placeholders.names)) !== undefined;
    case 'missing':
      return attributeOf(item, resolved(condition.name, placeholders.names)) === undefined;
    case 'compare':
      return compares(condition.by, of(condition.left), of(condition.right));
    case 'between': {
      const operand = of(condition.operand);
      return compares('>=', operand, of(condition.low)) && compares('<=', operand, of(condition.high));
    }
    case 'begins_with':
      return beginsWith(of(condition.left), of(condition.right));
    default:
      throw condition satisfies never;
  }
}

function operandOf(
  { kind, name }: Operand,
  item: Item,
  { names, values }: Placeholders,
): AttributeValue | undefined {
  return kind === 'value' ? values[name] : attributeOf(item, resolved(name, names));
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

function beginsWith(value: AttributeValue | undefined, start: AttributeValue | undefined): boolean {
  if (value?.S !== undefined && start?.S !== undefined) return value.S.startsWith(start.S);
  if (value?.B === undefined || start?.B === undefined) return false;
  return Buffer.compare(value.B.subarray(0, start.B.length), start.B) === 0;
}

/** Every attribute that the condition looks at, by its name in the expression. */
export function namesIn(condition: Condition): readonly string[] {
  const of = (operands: readonly Operand[]) =>
    operands.flatMap(({ kind, name }) => (kind === 'attribute' ? [name] : []));
  switch (condition.kind) {
    case 'and':
    case 'or':
      return [...namesIn(condition.left), ...namesIn(condition.right)];
    case 'exists':
    case 'missing':
      return [condition.name];
    case 'between':
      return of([condition.operand, condition.low, condition.high]);
    default:
      return of([condition.left, condition.right]);
  }
}
