// Condition, filter and key condition expressions, read to what they ask.
import { unsupported } from './dynamodb-error.ts';
import { cachedReader, type ExpressionReader } from './expression-reader.ts';

export type Comparator = '=' | '<>' | '<' | '<=' | '>' | '>=';
/** An attribute or a value, by its name in the expression. */
export type Operand = { readonly kind: 'attribute' | 'value'; readonly name: string };
export type Condition =
  | { readonly kind: 'and' | 'or'; readonly left: Condition; readonly right: Condition }
  | { readonly kind: 'compare'; readonly by: Comparator; readonly left: Operand; readonly right: Operand }
  | { readonly kind: 'between'; readonly operand: Operand; readonly low: Operand; readonly high: Operand }
  | { readonly kind: 'exists' | 'missing'; readonly name: string }
  | { readonly kind: 'begins_with'; readonly left: Operand; readonly right: Operand };

const COMPARATORS: ReadonlySet<string> = new Set(['=', '<>', '<', '<=', '>', '>=']);
/** Functions that DynamoDB has, and that nothing of imbuto asks for. */
const OTHER_FUNCTIONS: ReadonlySet<string> = new Set(['attribute_type', 'contains', 'size']);

export const readCondition = cachedReader('ConditionExpression', parseOr);
export const readFilter = cachedReader('FilterExpression', parseOr);
export const readKeyCondition = cachedReader('KeyConditionExpression', parseOr);

function parseOr(reader: ExpressionReader): Condition {
  let left = parseAnd(reader);
  while (reader.take('OR')) left = { kind: 'or', left, right: parseAnd(reader) };
  return left;
}

function parseAnd(reader: ExpressionReader): Condition {
  let left = parseOne(reader);
  while (reader.take('AND')) left = { kind: 'and', left, right: parseOne(reader) };
  return left;
}

function parseOne(reader: ExpressionReader): Condition {
  if (reader.take('NOT')) throw unsupported(`NOT (${reader.kind})`);
  if (reader.take('(')) {
    const inside = parseOr(reader);
    reader.expect(')');
    return inside;
  }
  return parseFunction(reader) ?? parseComparison(reader);
}

function parseFunction(reader: ExpressionReader): Condition | undefined {
  if (reader.afterNext !== '(' || !/^[A-Za-z]/.test(reader.next)) return undefined;
  const name = reader.any();
  if (OTHER_FUNCTIONS.has(name)) throw unsupported(`the function ${name} (${reader.kind})`);
  reader.expect('(');
  const args = [parseOperand(reader)];
  while (reader.take(',')) args.push(parseOperand(reader));
  reader.expect(')');
  const [left, right] = args;
  if (name === 'attribute_exists' || name === 'attribute_not_exists') {
    assertCount(reader, name, args, 1);
    if (left?.kind !== 'attribute') {
      throw reader.wrong(`Operator or function requires a document path; operator or function: ${name}`);
    }
    return { kind: name === 'attribute_exists' ? 'exists' : 'missing', name: left.name };
  }
  if (name === 'begins_with') {
    assertCount(reader, name, args, 2);
    if (left && right) return { kind: name, left, right };
  }
  throw reader.wrong(`Invalid function name; function: ${name}`);
}

function assertCount(reader: ExpressionReader, name: string, args: readonly unknown[], count: number): void {
  if (args.length === count) return;
  throw reader.wrong(
    `Incorrect number of operands for operator or function; operator or function: ${name}, number of operands: ${args.length}`,
  );
}

function parseComparison(reader: ExpressionReader): Condition {
  const operand = parseOperand(reader);
  if (reader.take('BETWEEN')) {
    const low = parseOperand(reader);
    reader.expect('AND');
    return { kind: 'between', operand, low, high: parseOperand(reader) };
  }
  if (reader.take('IN')) throw unsupported(`IN (${reader.kind})`);
  if (!COMPARATORS.has(reader.next)) throw reader.syntaxError();
  const by = reader.any() as Comparator;
  return { kind: 'compare', by, left: operand, right: parseOperand(reader) };
}

function parseOperand(reader: ExpressionReader): Operand {
  if (reader.next.startsWith(':')) return { kind: 'value', name: reader.value() };
  if (reader.next === 'size' && reader.afterNext === '(') {
    throw unsupported(`the function size (${reader.kind})`);
  }
  return { kind: 'attribute', name: reader.name() };
}
