// Each mutant with the first seed that found it, and the law that it broke.
import type { Mutant } from './mutant.ts';
import { MUTANTS } from './mutants.ts';
import { simulate } from './simulation.ts';

/** Within so many seeds each mutant must be found. */
export const SEEDS = 100;

export type Judged = { readonly mutant: Mutant; readonly seed?: number; readonly law?: string };

export async function judge(mutant: Mutant): Promise<Judged> {
  for (let seed = 0; seed < SEEDS; seed++) {
    const { violations } = await simulate(seed, { books: true, mutant, theme: mutant.theme });
    if (violations[0] !== undefined) return { mutant, seed, law: violations[0] };
  }
  return { mutant };
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
