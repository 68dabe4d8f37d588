// The bundles of the last run, used again while every file that they were made from is as it was: bundling takes seconds.
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { BundledCode, EntryPoints } from '../lib/bundle.ts';
import { FUNCTION_NAMES } from '../lib/function-name.ts';
import { type Digests, digestsOf, ROOT } from './digest.ts';

export const CACHE = join(ROOT, 'node_modules', '.cache', 'imbuto');

/** What decides the code beside its sources: how it is bundled, and which packages an import finds. */
const RULES = ['lib/bundle.ts', 'lib/lean-sdk.ts', 'package-lock.json'];

const ENTRY_POINTS: EntryPoints = Object.fromEntries(
  FUNCTION_NAMES.map((name) => [`${name}/index`, join(ROOT, 'functions', name, 'handler.ts')]),
);

type Kept = {
  readonly entryPoints: readonly string[];
  readonly digests: Digests;
  /** In the cache, and named by the digest of what is in it. */
  readonly folder: string;
};

export type KeptBundles = {
  /** Takes the bundles; what is missing, damaged or stale there is replaced. */
  readonly cache?: string;
  readonly entryPoints?: EntryPoints;
  readonly make?: (entryPoints: EntryPoints) => Promise<BundledCode>;
};

/** @returns the directory that holds a folder a function */
export async function keptBundles({
  cache = CACHE,
  entryPoints = ENTRY_POINTS,
  make = bundleAnew,
}: KeptBundles = {}): Promise<string> {
  const index = join(cache, 'bundles.json');
  const kept = await readKept(index);
  if (kept && (await isFresh(kept, cache, entryPoints))) return join(cache, kept.folder);
  const { files, inputs } = await make(entryPoints);
  // Packages are told by the lock file.
  const own = inputs.filter((input) => !input.startsWith('node_modules/'));
  const digests = await digestsOf([...new Set([...RULES, ...own])]);
  const folder = await keepFiles(cache, files);
  await keepWhole(index, JSON.stringify({ entryPoints: Object.keys(entryPoints), digests, folder }));
  return join(cache, folder);
}

async function bundleAnew(entryPoints: EntryPoints): Promise<BundledCode> {
  const [{ bundleCode }, esbuild] = await Promise.all([import('../lib/bundle.ts'), import('esbuild')]);
  const code = await bundleCode(entryPoints);
  // Its process would stay for as long as this one.
  await esbuild.stop();
  return code;
}

async function readKept(file: string): Promise<Kept | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch {
    return undefined;
  }
}

async function isFresh(
  { digests, folder, entryPoints }: Kept,
  cache: string,
  asked: EntryPoints,
): Promise<boolean> {
  if (JSON.stringify(entryPoints) !== JSON.stringify(Object.keys(asked))) return false;
  try {
    const [now] = await Promise.all([digestsOf(Object.keys(digests)), stat(join(cache, folder))]);
    return Object.entries(digests).every(([path, before]) => now[path] === before);
  } catch {
    // Something is gone.
    return false;
  }
}

async function keepFiles(cache: string, files: BundledCode['files']): Promise<string> {
  const hash = createHash('sha256');
  for (const path of Object.keys(files).sort()) hash.update(`\0${path}\0${files[path]}`);
  const folder = `bundles-${hash.digest('hex').slice(0, 16)}`;
  const unfinished = join(cache, `${folder}.${randomUUID()}`);
  for (const [path, contents] of Object.entries(files)) {
    const file = join(unfinished, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, contents);
  }
  await renameUnlessThere(unfinished, join(cache, folder));
  return folder;
}

/** Renamed into place: another run finds all of it or nothing. Where it is already there, it is the same. */
export async function renameUnlessThere(unfinished: string, directory: string): Promise<void> {
  try {
    await rename(unfinished, directory);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    await stat(directory).catch(() => {
      throw error;
    });
  }
}

/** Renamed into place: another run reads the old file or the new one, never a part. */
async function keepWhole(file: string, contents: string): Promise<void> {
  const unfinished = `${file}.${randomUUID()}`;
  await writeFile(unfinished, contents);
  await rename(unfinished, file);
}
