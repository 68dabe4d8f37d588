// Update expressions: read, checked, and applied to an item, of which a new version comes out.
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { type Attributes, attributeOf, type Item, invalid, setAttribute, typeOf } from './attribute-value.ts';
import { addDecimals } from './decimal.ts';
import { unsupported, validationError } from './dynamodb-error.ts';
import { cachedReader, type ExpressionReader, type Read } from './expression-reader.ts';
import { type Placeholders, resolved } from './placeholders.ts';
import type { TableSchema } from './table-schema.ts';

type Action = {
  readonly kind: 'SET' | 'ADD' | 'REMOVE';
  /** The attribute's name in the expression. */
  readonly name: string;
  /** Of the value in the expression; empty where the attribute is removed. */
  readonly value: string;
  /** Written only where the attribute is missing. */
  readonly ifMissing?: true;
};
export type Update = readonly Action[];

const SECTIONS = ['SET', 'ADD', 'REMOVE'] as const;

export const readUpdate = cachedReader<Update>('UpdateExpression', (reader) => {
  const actions: Action[] = [];
  const seen = new Set<string>();
  do {
    const kind = sectionOf(reader);
    if (seen.has(kind)) {
      throw reader.wrong(`The "${kind}" section can only be used once in an update expression;`);
    }
    seen.add(kind);
    do actions.push(parseAction(reader, kind));
    while (reader.take(','));
  } while (!reader.done);
  return actions;
});

function sectionOf(reader: ExpressionReader): Action['kind'] {
  if (reader.take('DELETE')) throw unsupported('DELETE (UpdateExpression)');
  const section = SECTIONS.find((each) => reader.take(each));
  if (section === undefined) throw reader.syntaxError();
  return section;
}

function parseAction(reader: ExpressionReader, kind: Action['kind']): Action {
  const name = reader.name();
  if (kind === 'REMOVE') return { kind, name, value: '' };
  if (kind === 'ADD') return { kind, name, value: reader.value() };
  reader.expect('=');
  if (reader.next === IF_MISSING && reader.afterNext === '(') return parseIfMissing(reader, name);
  if (/^[#A-Za-z]/.test(reader.next)) throw unsupported(`SET to ${reader.next} (UpdateExpression)`);
  const value = reader.value();
  if (reader.next === '+' || reader.next === '-') {
    throw unsupported(`SET with ${reader.next} (UpdateExpression)`);
  }
  return { kind, name, value };
}

const IF_MISSING = 'if_not_exists';

/** Of the attribute that is set alone: nothing of imbuto asks for another. */
function parseIfMissing(reader: ExpressionReader, name: string): Action {
  reader.any();
  reader.expect('(');
  const asked = reader.name();
  if (asked !== name) throw unsupported(`if_not_exists of another attribute (${reader.kind})`);
  reader.expect(',');
  const value = reader.value();
  reader.expect(')');
  return { kind: 'SET', name, value, ifMissing: true };
}

/** @throws ValidationException for what no item can be changed by */
export function checkUpdate(
  { tree }: Read<Update>,
  { names, values }: Placeholders,
  { partition, sort }: TableSchema,
): void {
  const seen = new Set<string>();
  for (const action of tree) {
    const name = resolved(action.name, names);
    if (seen.has(name)) {
      throw validationError(
        'Invalid UpdateExpression: Two document paths overlap with each other; must remove or rewrite one of these ' +
          `paths; path one: [${name}], path two: [${name}]`,
      );
    }
    seen.add(name);
    if (name === partition || name === sort) {
      throw invalid(`Cannot update attribute ${name}. This attribute is part of the key`);
    }
    const value = values[action.value];
    if (action.kind !== 'ADD' || value === undefined || value.N !== undefined) continue;
    throw validationError(
      'Invalid UpdateExpression: Incorrect operand type for operator or function; ' +
        `operator: ADD, operand type: ${typeOf(value)}`,
    );
  }
}

/** @throws ValidationException for what cannot be done to this item */
export function updated(item: Item, { tree }: Read<Update>, { names, values }: Placeholders): Item {
  const result: Attributes = { ...item };
  for (const { kind, name, value, ifMissing } of tree) {
    const attribute = resolved(name, names);
    if (ifMissing && attributeOf(item, attribute) !== undefined) continue;
    if (kind === 'REMOVE') {
      delete result[attribute];
      continue;
    }
    const operand = values[value];
    if (operand === undefined) continue;
    setAttribute(result, attribute, kind === 'SET' ? operand : added(attributeOf(item, attribute), operand));
  }
  return result;
}

function added(before: AttributeValue | undefined, operand: AttributeValue): AttributeValue {
  if (before === undefined) return operand;
  if (before.N !== undefined && operand.N !== undefined) return { N: addDecimals(before.N, operand.N) };
  throw validationError('An operand in the update expression has an incorrect data type');
}
