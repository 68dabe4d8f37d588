// Condition, filter and key condition expressions, read to what they ask.
import { cachedReader, type ExpressionReader, type Path } from './expression-reader.ts';

export type Comparator = '=' | '<>' | '<' | '<=' | '>' | '>=';
export type Operand =
  | { readonly kind: 'path'; readonly path: Path }
  | { readonly kind: 'value'; readonly name: string }
  | { readonly kind: 'size'; readonly of: Operand };
export type Condition =
  | { readonly kind: 'and' | 'or'; readonly left: Condition; readonly right: Condition }
  | { readonly kind: 'not'; readonly operand: Condition }
  | { readonly kind: 'compare'; readonly by: Comparator; readonly left: Operand; readonly right: Operand }
  | { readonly kind: 'between'; readonly operand: Operand; readonly low: Operand; readonly high: Operand }
  | { readonly kind: 'in'; readonly operand: Operand; readonly among: readonly Operand[] }
  | { readonly kind: 'exists' | 'missing'; readonly path: Path }
  | { readonly kind: 'attribute_type'; readonly left: Operand; readonly right: Operand }
  | { readonly kind: 'begins_with'; readonly left: Operand; readonly right: Operand }
  | { readonly kind: 'contains'; readonly left: Operand; readonly right: Operand };

const COMPARATORS: ReadonlySet<string> = new Set(['=', '<>', '<', '<=', '>', '>=']);
const AMONG = 100;

export const readCondition = cachedReader('ConditionExpression', parseOr);
export const readFilter = cachedReader('FilterExpression', parseOr);
export const readKeyCondition = cachedReader('KeyConditionExpression', parseOr);

function parseOr(reader: ExpressionReader): Condition {
  let left = parseAnd(reader);
  while (reader.take('OR')) left = { kind: 'or', left, right: parseAnd(reader) };
  return left;
}

function parseAnd(reader: ExpressionReader): Condition {
  let left = parseNot(reader);
  while (reader.take('AND')) left = { kind: 'and', left, right: parseNot(reader) };
  return left;
}

function parseNot(reader: ExpressionReader): Condition {
  if (reader.take('NOT')) return { kind: 'not', operand: parseNot(reader) };
  if (reader.take('(')) {
    const inside = parseOr(reader);
    reader.expect(')');
    return inside;
  }
  return parseFunction(reader) ?? parseComparison(reader);
}

function parseFunction(reader: ExpressionReader): Condition | undefined {
  if (reader.afterNext !== '(' || !/^[A-Za-z]/.test(reader.next) || reader.next === 'size') return undefined;
  const name = reader.any();
  reader.expect('(');
  const args = [parseOperand(reader)];
  while (reader.take(',')) args.push(parseOperand(reader));
  reader.expect(')');
  const [left, right] = args;
  if (name === 'attribute_exists' || name === 'attribute_not_exists') {
    assertCount(reader, name, args, 1);
    if (left?.kind !== 'path') {
      throw reader.wrong(`Operator or function requires a document path; operator or function: ${name}`);
    }
    return { kind: name === 'attribute_exists' ? 'exists' : 'missing', path: left.path };
  }
  if (name === 'attribute_type' || name === 'begins_with' || name === 'contains') {
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
  if (reader.take('IN')) {
    reader.expect('(');
    const among = [parseOperand(reader)];
    while (reader.take(',')) among.push(parseOperand(reader));
    reader.expect(')');
    if (among.length > AMONG) {
      throw reader.wrong(`Too many operands for operator or function; operator or function: IN`);
    }
    return { kind: 'in', operand, among };
  }
  if (!COMPARATORS.has(reader.next)) throw reader.syntaxError();
  const by = reader.any() as Comparator;
  return { kind: 'compare', by, left: operand, right: parseOperand(reader) };
}

function parseOperand(reader: ExpressionReader): Operand {
  if (reader.next.startsWith(':')) return { kind: 'value', name: reader.value() };
  if (reader.next === 'size' && reader.afterNext === '(') {
    reader.any();
    reader.expect('(');
    const of = parseOperand(reader);
    reader.expect(')');
    return { kind: 'size', of };
  }
  return { kind: 'path', path: reader.path() };
}
