// Projections: the attributes that a read answers.
import { type Attributes, attributeOf, type Item, setAttribute } from './attribute-value.ts';
import { validationError } from './dynamodb-error.ts';
import { cachedReader } from './expression-reader.ts';
import { type Placeholders, resolved } from './placeholders.ts';

/** The names of attributes; undefined: all. */
export type Projection = readonly string[] | undefined;

export const readProjection = cachedReader<readonly string[]>('ProjectionExpression', (reader) => {
  const names = [reader.name()];
  while (reader.take(',')) names.push(reader.name());
  return names;
});

/** @throws ValidationException where one is named twice */
export function projectionOf(tree: readonly string[] | undefined, { names }: Placeholders): Projection {
  const wanted = tree?.map((name) => resolved(name, names));
  const twice = wanted?.find((name, at) => wanted.indexOf(name) !== at);
  if (twice === undefined) return wanted;
  throw validationError(
    'Invalid ProjectionExpression: Two document paths overlap with each other; must remove or rewrite one of these ' +
      `paths; path one: [${twice}], path two: [${twice}]`,
  );
}

/** May share values with the item. */
export function projected(item: Item, wanted: Projection): Item {
  if (wanted === undefined) return item;
  const result: Attributes = {};
  for (const name of wanted) {
    const value = attributeOf(item, name);
    if (value) setAttribute(result, name, value);
  }
  return result;
}
