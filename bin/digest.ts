// The digests of files of this project, by their paths in it.
import { createHash } from 'node:crypto';
import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '..');

export type Digests = Readonly<Record<string, string>>;

/** @throws when one is gone */
export async function digestsOf(paths: readonly string[]): Promise<Digests> {
  const entries = paths.map(async (path) => {
    const contents = await readFile(join(ROOT, path));
    return [path, createHash('sha256').update(contents).digest('base64url')] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

/** The files of folders of this project that match a pattern, sorted. */
export async function filesOf(patterns: readonly string[]): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const path of glob([...patterns], { cwd: ROOT })) found.push(path);
  return found.sort();
}
