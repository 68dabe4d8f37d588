import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MUTANTS } from './mutants.ts';
import { judgeAgain, SEEDS } from './mutants-table.ts';

const proof = readFileSync(join(import.meta.dirname, '../../docs/proof.md'), 'utf8');

describe(`each break of the code is found within ${SEEDS} schedules`, () => {
  it.each(MUTANTS)('$name: $breaks', { timeout: 120_000 }, async (mutant) => {
    const { seed, law } = await judgeAgain(mutant);
    expect(seed, 'a seed that finds it').toBeDefined();
    expect(law).toBeTruthy();
  });
});

it('tells every mutant in docs/proof.md', () => {
  const rows = MUTANTS.map(({ name, breaks, theme }) => `| ${name} | ${breaks} | ${theme ?? 'any'} |`);
  expect(rows.filter((row) => !proof.includes(row))).toEqual([]);
});
