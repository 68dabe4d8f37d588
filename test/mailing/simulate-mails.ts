// npm run simulate:mails: schedules of mails to leads, or each break of the code found by them.
import { parseArgs } from 'node:util';
import { MUTANTS } from './mutants.ts';
import { mailSchedule } from './schedule.ts';

const SEEDS = 200;
const { values } = parseArgs({
  options: {
    schedules: { type: 'string', default: '1000' },
    from: { type: 'string', default: '0' },
    mutants: { type: 'boolean', default: false },
  },
});
const [schedules, from] = [Number(values.schedules), Number(values.from)];
if (!(schedules >= 1 && Number.isSafeInteger(from) && from >= 0)) {
  console.error('npm run simulate:mails -- [--schedules 1000] [--from 0] [--mutants]');
  process.exit(2);
}
if (values.mutants) await runMutants();
else await runSchedules();

async function runSchedules(): Promise<void> {
  const counts = new Map<string, number>();
  let violations = 0;
  for (let seed = from; seed < from + schedules; seed++) {
    const outcome = await mailSchedule(seed);
    for (const [what, n] of outcome.counts) counts.set(what, (counts.get(what) ?? 0) + n);
    violations += outcome.violations.length;
    for (const what of outcome.violations) console.log(`seed ${seed}: ${what}`);
  }
  for (const [what, n] of [...counts].sort(([a], [b]) => (a < b ? -1 : 1)))
    console.log(`${String(n).padStart(10)}  ${what}`);
  console.log(`${schedules} schedules, ${violations} violations`);
  if (violations > 0) process.exitCode = 1;
}

async function runMutants(): Promise<void> {
  for (const mutant of MUTANTS) {
    const found = await findMutant(mutant);
    console.log(`${mutant.name.padEnd(26)} ${found ?? 'SURVIVES'}`);
    if (found === undefined) process.exitCode = 1;
  }
}

async function findMutant(mutant: (typeof MUTANTS)[number]): Promise<string | undefined> {
  for (let seed = from; seed < from + SEEDS; seed++) {
    const [violation] = (await mailSchedule(seed, mutant)).violations;
    if (violation !== undefined) return `seed ${seed}: ${violation}`;
  }
  return undefined;
}
