// Each mutant with the first seed that found it, and the law that it broke.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Mutant } from './mutant.ts';
import { MUTANTS } from './mutants.ts';
import { simulate } from './simulation.ts';

/** Within so many seeds each mutant must be found. */
export const SEEDS = 100;

export type Judged = { readonly mutant: Mutant; readonly seed?: number; readonly law?: string };

/** Looks for the first seed that finds it. */
export async function judge(mutant: Mutant): Promise<Judged> {
  for (let seed = 0; seed < SEEDS; seed++) {
    const law = await lawBrokenAt(seed, mutant);
    if (law !== undefined) return { mutant, seed, law };
  }
  return { mutant };
}

/** The same, but tries the seed first that found it when all were judged last: looking for it is most of what judging costs. */
export async function judgeAgain(mutant: Mutant): Promise<Judged> {
  const seed = foundAt.get(mutant.name);
  if (seed === undefined) return await judge(mutant);
  const law = await lawBrokenAt(seed, mutant);
  return law === undefined ? await judge(mutant) : { mutant, seed, law };
}

async function lawBrokenAt(seed: number, mutant: Mutant): Promise<string | undefined> {
  const { violations } = await simulate(seed, { books: true, mutant, theme: mutant.theme });
  return violations[0];
}

const FOUND_AT = join(import.meta.dirname, 'mutants-found-at.json');
const foundAt = new Map<string, number>(Object.entries(JSON.parse(readFileSync(FOUND_AT, 'utf8'))));

/** Keeps the seeds for `judgeAgain`. */
export function keepSeeds(all: readonly Judged[]): void {
  const seeds = Object.fromEntries(all.map(({ mutant, seed }) => [mutant.name, seed]));
  writeFileSync(FOUND_AT, `${JSON.stringify(seeds, null, 2)}\n`);
}

export async function judged(): Promise<readonly Judged[]> {
  const all: Judged[] = [];
  for (const mutant of MUTANTS) all.push(await judge(mutant));
  return all;
}

const LAW_WIDTH = 110;

export function tableOf(all: readonly Judged[]): string {
  const rows = all.map(({ mutant, seed, law = '' }) => {
    const found =
      seed === undefined ? 'SURVIVES' : `seed ${seed}${mutant.theme ? ` of ${mutant.theme}` : ''}`;
    return `${mutant.name.padEnd(24)} ${found.padEnd(17)} ${law.slice(0, LAW_WIDTH)}`;
  });
  const dead = all.filter(({ seed }) => seed !== undefined).length;
  return [...rows, `${dead} of ${all.length} mutants are dead within ${SEEDS} seeds`].join('\n');
}
