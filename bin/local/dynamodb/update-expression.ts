// Update expressions: read, checked, and applied to an item, of which a new version comes out.
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import {
  type Attributes,
  attributeOf,
  elementsOf,
  type Item,
  invalid,
  setAttribute,
  typeOf,
} from './attribute-value.ts';
import { addDecimals, negated } from './decimal.ts';
import { inner, overlapping, pathText, valueAt } from './document-path.ts';
import { validationError } from './dynamodb-error.ts';
import { cachedReader, type ExpressionReader, type Path, type Read } from './expression-reader.ts';
import { type Placeholders, resolved } from './placeholders.ts';
import type { TableSchema } from './table-schema.ts';

type Operand =
  | { readonly kind: 'path'; readonly path: Path }
  | { readonly kind: 'value'; readonly name: string }
  | { readonly kind: 'if_not_exists'; readonly path: Path; readonly otherwise: Operand }
  | { readonly kind: 'list_append'; readonly left: Operand; readonly right: Operand };
type Term = Operand | { readonly kind: '+' | '-'; readonly left: Operand; readonly right: Operand };
type Action =
  | { readonly kind: 'set'; readonly path: Path; readonly term: Term }
  | { readonly kind: 'remove'; readonly path: Path }
  | { readonly kind: 'add' | 'delete'; readonly path: Path; readonly name: string };
export type Update = readonly Action[];

const SECTIONS = ['SET', 'REMOVE', 'ADD', 'DELETE'] as const;
const OPERATORS = 300;

export const readUpdate = cachedReader<Update>('UpdateExpression', (reader) => {
  const actions: Action[] = [];
  const seen = new Set<string>();
  do {
    const section = SECTIONS.find((each) => reader.take(each));
    if (section === undefined) throw reader.syntaxError();
    if (seen.has(section)) {
      throw reader.wrong(`The "${section}" section can only be used once in an update expression;`);
    }
    seen.add(section);
    do actions.push(parseAction(reader, section));
    while (reader.take(','));
  } while (!reader.done);
  if (reader.operators > OPERATORS) {
    throw reader.wrong(`The expression contains too many operators; operator count: ${reader.operators}`);
  }
  return actions;
});

function parseAction(reader: ExpressionReader, section: (typeof SECTIONS)[number]): Action {
  const path = reader.path();
  switch (section) {
    case 'SET':
      reader.expect('=');
      return { kind: 'set', path, term: parseTerm(reader) };
    case 'REMOVE':
      return { kind: 'remove', path };
    case 'ADD':
      return { kind: 'add', path, name: reader.value() };
    case 'DELETE':
      return { kind: 'delete', path, name: reader.value() };
    default:
      throw section satisfies never;
  }
}

function parseTerm(reader: ExpressionReader): Term {
  const left = parseOperand(reader);
  const kind = reader.take('+') ? '+' : reader.take('-') ? '-' : undefined;
  if (kind === undefined) return left;
  reader.operators++;
  return { kind, left, right: parseOperand(reader) };
}

function parseOperand(reader: ExpressionReader): Operand {
  if (reader.next.startsWith(':')) return { kind: 'value', name: reader.value() };
  if (reader.afterNext !== '(') return { kind: 'path', path: reader.path() };
  reader.operators++;
  const name = reader.any();
  reader.expect('(');
  const left = parseOperand(reader);
  reader.expect(',');
  const right = parseOperand(reader);
  reader.expect(')');
  if (name === 'list_append') return { kind: name, left, right };
  if (name !== 'if_not_exists') throw reader.wrong(`Invalid function name; function: ${name}`);
  if (left.kind === 'path') return { kind: name, path: left.path, otherwise: right };
  throw reader.wrong('Operator or function requires a document path; operator or function: if_not_exists');
}

/** The paths that the update writes to. @throws ValidationException for what no item can be changed by */
export function checkUpdate(
  { tree }: Read<Update>,
  { names, values }: Placeholders,
  { partition, sort }: TableSchema,
): readonly Path[] {
  const paths = tree.map(({ path }) => resolved(path, names));
  const met = overlapping(paths);
  if (met) {
    throw validationError(
      'Invalid UpdateExpression: Two document paths overlap with each other; must remove or rewrite one of these ' +
        `paths; path one: ${pathText(met[0])}, path two: ${pathText(met[1])}`,
    );
  }
  for (const [first] of paths) {
    if (first === partition.name || first === sort?.name) {
      throw invalid(`Cannot update attribute ${first}. This attribute is part of the key`);
    }
  }
  for (const action of tree) {
    if (action.kind !== 'add' && action.kind !== 'delete') continue;
    const value = values[action.name];
    if (value === undefined || elementsOf(value) || (action.kind === 'add' && value.N !== undefined))
      continue;
    throw validationError(
      'Invalid UpdateExpression: Incorrect operand type for operator or function; ' +
        `operator: ${action.kind.toUpperCase()}, operand type: ${typeOf(value)}`,
    );
  }
  return paths;
}

type Write = { readonly path: Path; readonly value: AttributeValue | undefined };

/** All terms are of the item as it was. @throws ValidationException for what cannot be done to this item */
export function updated(
  item: Item,
  { tree }: Read<Update>,
  paths: readonly Path[],
  { names, values }: Placeholders,
): Item {
  const outcomeOf = (term: Term): AttributeValue => {
    switch (term.kind) {
      case 'value':
        return values[term.name] ?? fail(ABSENT);
      case 'path':
        return valueAt(item, resolved(term.path, names)) ?? fail(ABSENT);
      case 'if_not_exists':
        return valueAt(item, resolved(term.path, names)) ?? outcomeOf(term.otherwise);
      case 'list_append': {
        const [left, right] = [outcomeOf(term.left).L, outcomeOf(term.right).L];
        return left && right ? { L: [...left, ...right] } : fail(WRONG_TYPE);
      }
      case '+':
      case '-': {
        const [left, right] = [outcomeOf(term.left).N, outcomeOf(term.right).N];
        if (left === undefined || right === undefined) return fail(WRONG_TYPE);
        return { N: addDecimals(left, term.kind === '+' ? right : negated(right)) };
      }
      default:
        throw term satisfies never;
    }
  };
  const writes: Write[] = [];
  for (const [at, action] of tree.entries()) {
    const path = paths[at] ?? action.path;
    if (action.kind === 'set') writes.push({ path, value: outcomeOf(action.term) });
    else if (action.kind === 'remove') writes.push({ path, value: undefined });
    else {
      const before = valueAt(item, path);
      const operand = values[action.name] ?? fail(ABSENT);
      if (action.kind === 'add') writes.push({ path, value: added(before, operand) });
      else if (before) writes.push({ path, value: without(before, operand) });
    }
  }
  const result: Attributes = { ...item };
  const deep: Write[] = [];
  for (const write of writes) {
    if (write.path.length > 1) deep.push(write);
    else if (write.value) setAttribute(result, write.path[0], write.value);
    else delete result[write.path[0]];
  }
  // Indexes are those of the list as it was: elements are appended in their order, and the last is removed first.
  const sets = deep.filter(({ value }) => value).sort(byIndexes);
  const removes = deep.filter(({ value }) => !value).sort((a, b) => byIndexes(b, a));
  for (const { path, value } of [...sets, ...removes]) {
    const whole = attributeOf(result, path[0]) ?? fail(NO_PATH);
    setAttribute(result, path[0], replaced(whole, path, 1, value));
  }
  return result;
}

const ABSENT = 'The provided expression refers to an attribute that does not exist in the item';
const WRONG_TYPE = 'An operand in the update expression has an incorrect data type';
const NO_PATH = 'The document path provided in the update expression is invalid for update';

function fail(message: string): never {
  throw validationError(message);
}

function added(before: AttributeValue | undefined, operand: AttributeValue): AttributeValue {
  if (before === undefined) return operand;
  if (before.N !== undefined && operand.N !== undefined) return { N: addDecimals(before.N, operand.N) };
  if (before.SS && operand.SS) return { SS: [...new Set([...before.SS, ...operand.SS])] };
  if (before.NS && operand.NS) return { NS: [...new Set([...before.NS, ...operand.NS])] };
  if (before.BS && operand.BS) {
    const known = new Set(elementsOf(before));
    const texts = elementsOf(operand) ?? [];
    return { BS: [...before.BS, ...operand.BS.filter((_, at) => !known.has(texts[at] ?? ''))] };
  }
  return fail(WRONG_TYPE);
}

/** Undefined where nothing is left: there are no empty sets. */
function without(before: AttributeValue, operand: AttributeValue): AttributeValue | undefined {
  if (typeOf(before) !== typeOf(operand)) return fail(WRONG_TYPE);
  const gone = new Set(elementsOf(operand));
  const texts = elementsOf(before) ?? [];
  const kept = <Element>(elements: readonly Element[]) =>
    elements.filter((_, at) => !gone.has(texts[at] ?? ''));
  if (texts.every((text) => gone.has(text))) return undefined;
  if (before.SS) return { SS: kept(before.SS) };
  if (before.NS) return { NS: kept(before.NS) };
  return { BS: kept(before.BS ?? []) };
}

function byIndexes({ path: a }: Write, { path: b }: Write): number {
  const at = a.findIndex((part, index) => part !== b[index]);
  const [x, y] = [a[at], b[at]];
  if (typeof x === 'number' && typeof y === 'number') return x - y;
  return String(x) < String(y) ? -1 : 1;
}

/** A version of `whole` with what lies at the path replaced or removed. */
function replaced(
  whole: AttributeValue,
  path: Path,
  at: number,
  value: AttributeValue | undefined,
): AttributeValue {
  const part = path[at];
  const isLast = at === path.length - 1;
  const old = part === undefined ? undefined : inner(whole, part);
  const next = isLast ? value : replaced(old ?? fail(NO_PATH), path, at + 1, value);
  if (typeof part === 'number' && whole.L) {
    const { L } = whole;
    if (next === undefined) return { L: L.filter((_, index) => index !== part) };
    return { L: part < L.length ? L.with(part, next) : [...L, next] };
  }
  if (typeof part === 'string' && whole.M) {
    const M: Attributes = { ...whole.M };
    if (next === undefined) delete M[part];
    else setAttribute(M, part, next);
    return { M };
  }
  return fail(NO_PATH);
}
