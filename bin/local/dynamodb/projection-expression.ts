// Projection expressions: the paths that a read answers.
import { overlapping, pathText } from './document-path.ts';
import { validationError } from './dynamodb-error.ts';
import { cachedReader, type Path, type Read } from './expression-reader.ts';
import { type Placeholders, resolved } from './placeholders.ts';

export const readProjection = cachedReader<readonly Path[]>('ProjectionExpression', (reader) => {
  const paths = [reader.path()];
  while (reader.take(',')) paths.push(reader.path());
  return paths;
});

/** @throws ValidationException where two paths overlap */
export function projectionPaths({ tree }: Read<readonly Path[]>, { names }: Placeholders): readonly Path[] {
  const paths = tree.map((path) => resolved(path, names));
  const met = overlapping(paths);
  if (met === undefined) return paths;
  throw validationError(
    'Invalid ProjectionExpression: Two document paths overlap with each other; must remove or rewrite one of these ' +
      `paths; path one: ${pathText(met[0])}, path two: ${pathText(met[1])}`,
  );
}
