// The assembly of an earlier start, used again while all that it was made from is as it was: synthesising takes a second and more.
import { createHash, randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { cp, readdir, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { digestsOf, filesOf } from '../digest.ts';
import { renameUnlessThere } from '../kept-bundles.ts';

/** What decides a template beside the configuration, the files that forms deliver and the bundles. */
const SOURCES = ['lib/*.ts', 'functions/domain/**/*.ts', 'functions/runtime/environment-names.ts'];
const RULES = ['cdk.json', 'package-lock.json'];

/** So many configurations come by turns where several are tried. */
const MOST_KEPT = 12;
/** Another start may be copying it. */
const UNTOUCHED_MS = 3_600_000;

const COPY = { recursive: true, mode: constants.COPYFILE_FICLONE } as const;

export type KeptAssembly = {
  readonly cache: string;
  /** What it is made from beside this project's own files; equal text, equal assembly. */
  readonly from: string;
  /** Takes the assembly; nothing stands there. */
  readonly directory: string;
  /** Makes it anew in a directory. */
  readonly make: (directory: string) => Promise<unknown>;
};

/** Puts the assembly into its directory. @returns whether it was made anew */
export async function keptAssembly({ cache, from, directory, make }: KeptAssembly): Promise<boolean> {
  const own = await digestsOf([...RULES, ...(await filesOf(SOURCES))]);
  const key = createHash('sha256').update(JSON.stringify(own)).update(from).digest('hex').slice(0, 16);
  const kept = join(cache, `assembly-${key}`);
  if (await takeOver(kept, directory)) return false;
  await make(directory);
  const unfinished = `${kept}.${randomUUID()}`;
  await cp(directory, unfinished, COPY);
  await renameUnlessThere(unfinished, kept);
  await forgetOld(cache);
  return true;
}

async function takeOver(kept: string, directory: string): Promise<boolean> {
  try {
    await stat(join(kept, 'manifest.json'));
    const now = new Date();
    await utimes(kept, now, now);
    await cp(kept, directory, COPY);
    return true;
  } catch {
    await rm(directory, { recursive: true, force: true });
    return false;
  }
}

async function forgetOld(cache: string): Promise<void> {
  const names = (await readdir(cache)).filter((name) => name.startsWith('assembly-'));
  const ages = await Promise.all(
    names.map(async (name) => ({ name, at: (await stat(join(cache, name))).mtimeMs })),
  );
  const old = ages
    .sort((a, b) => b.at - a.at)
    .slice(MOST_KEPT)
    .filter(({ at }) => Date.now() - at > UNTOUCHED_MS);
  await Promise.all(old.map(({ name }) => rm(join(cache, name), { recursive: true, force: true })));
}
