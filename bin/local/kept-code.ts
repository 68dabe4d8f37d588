// The code of the last start, used again while every file that it was made from is as it was: bundling is half of a start's CPU.
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { BundledCode, EntryPoints } from '../../lib/bundle.ts';

const ROOT = join(import.meta.dirname, '..', '..');

/** What decides the code beside its sources: how it is bundled, and which packages an import finds. */
const RULES = ['lib/bundle.ts', 'lib/lean-sdk.ts', 'package-lock.json'];

type Kept = {
  readonly entryPoints: EntryPoints;
  /** The digest of each file, by its path in the project. */
  readonly digests: Readonly<Record<string, string>>;
  readonly files: BundledCode['files'];
};

/**
 * @param file takes the code; one that is missing, damaged or stale is replaced
 * @param make bundles anew
 */
export function keptCode(
  file: string,
  make: (entryPoints: EntryPoints) => Promise<BundledCode>,
): (entryPoints: EntryPoints) => Promise<BundledCode> {
  return async (entryPoints) => {
    const kept = await readKept(file);
    if (kept && (await isFresh(kept, entryPoints))) {
      return { files: kept.files, inputs: Object.keys(kept.digests) };
    }
    const code = await make(entryPoints);
    const digests = await digest([...new Set([...RULES, ...code.inputs])]);
    await keep(file, { entryPoints, digests, files: code.files });
    return code;
  };
}

async function readKept(file: string): Promise<Kept | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch {
    return undefined;
  }
}

async function isFresh(kept: Kept, entryPoints: EntryPoints): Promise<boolean> {
  if (JSON.stringify(kept.entryPoints) !== JSON.stringify(entryPoints)) return false;
  try {
    const now = await digest(Object.keys(kept.digests));
    return Object.entries(kept.digests).every(([path, before]) => now[path] === before);
  } catch {
    // A file that is gone.
    return false;
  }
}

async function digest(paths: readonly string[]): Promise<Record<string, string>> {
  const entries = paths.map(async (path) => {
    const contents = await readFile(join(ROOT, path));
    return [path, createHash('sha256').update(contents).digest('base64url')] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

/** Renamed into place: another start reads the old file or the new one, never a part. */
async function keep(file: string, kept: Kept): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const unfinished = `${file}.${randomUUID()}`;
  await writeFile(unfinished, JSON.stringify(kept));
  await rename(unfinished, file);
}
