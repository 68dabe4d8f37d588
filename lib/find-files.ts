// Finds the files that forms deliver, beside the configuration.
import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../functions/domain/config/config.ts';
import { UnreadableConfig } from './configuration.ts';

/** By name, the path and the size in bytes. */
export type FoundFiles = ReadonlyMap<string, { readonly path: string; readonly size: number }>;

/** So that what names them fits into a function's environment. */
const MOST_FILES = 12;
const FOLDER = 'files';

/**
 * @param folder of the configuration
 * @throws UnreadableConfig naming the file, where it was looked for and how to fix it
 */
export function findFiles({ forms }: Pick<Config, 'forms'>, folder: string): FoundFiles {
  const found = new Map<string, { readonly path: string; readonly size: number }>();
  for (const [index, { delivers }] of forms.entries()) {
    if (delivers === undefined || found.has(delivers)) continue;
    const paths = [join(folder, delivers), join(folder, FOLDER, delivers)];
    const files = paths.map((path) => ({ path, size: sizeOf(path) }));
    const file = files.find(({ size }) => size !== undefined);
    if (file?.size === undefined)
      throw new UnreadableConfig(
        `forms[${index}].delivers: there is no file "${delivers}" (looked for ${paths.join(' and ')}); put it there, or leave delivers out`,
      );
    found.set(delivers, { path: file.path, size: file.size });
  }
  if (found.size > MOST_FILES)
    throw new UnreadableConfig(
      `forms: ${found.size} different files are delivered; at most ${MOST_FILES}: let forms share files`,
    );
  return found;
}

function sizeOf(path: string): number | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  return found?.isFile() ? found.size : undefined;
}
