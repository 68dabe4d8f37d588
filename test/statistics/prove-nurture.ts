// `npm run prove:nurture`: how often a sequence that changes nothing is ever said to help or do harm, and how often one that helps is found.
import { parseArgs } from 'node:util';
import { SingleBar } from 'cli-progress';
import {
  type Found,
  lookAtCompanies,
  QUARTER_DAYS,
  reportAtEnd,
  type Sequences,
  unlikeCompany,
} from './sequences.ts';

const { values } = parseArgs({
  options: {
    companies: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
  },
});
const [companies, seed] = [Number(values.companies), Number(values.seed)];
if (!(companies >= 10 && Number.isSafeInteger(companies) && Number.isSafeInteger(seed))) {
  console.error('npm run prove:nurture -- [--companies 10000] [--seed 1]');
  process.exit(2);
}
const percent = (n: number, of: number): string => `${((100 * n) / of).toFixed(1)} %`;
const LIFT = 0.2;
let isHeld = true;

console.log(
  `${companies} companies a line, seeds ${seed} to ${seed + companies - 1}, looked at daily for ${QUARTER_DAYS} days, leads compared at 14 days`,
);
console.log('\nA/A: the sequence changes nothing. Ever said to differ, aim at most 5 %');
const ofAll = run('all sizes', companies, unlikeCompany);
sayFalse('20 to 2,000 leads a week, 0.5 to 40 % convert, 5 to 50 % held out', ofAll);
for (const perWeek of [50, 2_000])
  for (const holdOut of [0.1, 0.5])
    for (const base of [0.01, 0.05, 0.2]) {
      const name = `${perWeek} leads a week, ${percent(base, 1)} convert, ${percent(holdOut, 1)} held out`;
      sayFalse(
        name,
        run(name, companies, () => ({ perWeek, base, lift: 0, holdOut })),
      );
    }
const skewed = { perWeek: 2_000, base: 0.05, lift: 0, holdOut: 0.1, spread: 1.5 };
sayFalse(
  '2000 leads a week, 5 % convert, 10 % held out, a few buyers bring most',
  run('skewed', companies, () => skewed),
);
const long = Math.max(10, Math.round(companies / 20));
const years = { perWeek: 200, base: 0.1, lift: 0, holdOut: 0.1, days: 3 * 365 };
sayFalse(
  `three years of 200 leads a week, 10 % convert, 10 % held out, ${long} companies`,
  run('three years', long, () => years),
);

console.log(
  `\nA/B: a fifth more convert with the sequence, 2,000 leads a week. Found within the quarter, aim at least 80 % where marked`,
);
const few = Math.max(10, Math.round(companies / 10));
console.log(`(${few} companies a line)`);
const AIMS: ReadonlyMap<number, number> = new Map([
  [0.1, 0.18],
  [0.2, 0.1],
  [0.5, 0.07],
]);
for (const [holdOut, aim] of AIMS)
  for (const base of [0.02, 0.05, 0.06, 0.07, 0.08, 0.1, 0.12, 0.14, 0.16, 0.18, 0.2, 0.25]) {
    const name = `${percent(holdOut, 1)} held out, ${percent(base, 1)} of them convert`;
    sayFound(
      name,
      run(name, few, () => ({ perWeek: 2_000, base, lift: LIFT, holdOut })),
      base >= aim,
    );
  }

let same = 0;
const checked = Math.max(1, Math.round(companies / 500));
for (let one = seed; one < seed + checked; one++) {
  const { report, goals } = reportAtEnd(unlikeCompany(one), one);
  if (JSON.stringify(report.goals) === JSON.stringify(goals)) same++;
}
isHeld &&= same === checked;
console.log(
  `\nthe report says the same out of cells: ${same} of ${checked}${same === checked ? '' : ' - MISSED'}`,
);
process.exitCode = isHeld ? 0 : 1;

function sayFalse(what: string, found: Found): void {
  const holds = found.any / found.companies <= 0.05;
  isHeld &&= holds;
  const parts = `conversion ${percent(found.conversion, found.companies)}, revenue ${percent(found.revenue, found.companies)}`;
  console.log(
    `${what}: ${found.any} of ${found.companies} (${percent(found.any, found.companies)}; ${parts})${holds ? '' : ' - MISSED'}`,
  );
}

function sayFound(what: string, found: Found, isAim: boolean): void {
  const holds =
    found.wrong / found.companies <= 0.05 && (!isAim || found.conversion / found.companies >= 0.8);
  isHeld &&= holds;
  const more = [
    `revenue ${percent(found.revenue, found.companies)}`,
    `half of them by day ${found.medianDay ?? '-'}`,
    `wrong way round ${percent(found.wrong, found.companies)}`,
    `interval ever left out the truth ${percent(found.missed, found.companies)}`,
  ];
  console.log(
    `${what}: ${percent(found.conversion, found.companies)} (${more.join(', ')})${isAim ? ', aim 80 %' : ''}${holds ? '' : ' - MISSED'}`,
  );
}

function run(name: string, total: number, of: (seed: number) => Sequences): Found {
  const bar = new SingleBar({ format: `${name} {bar} {value}/{total}`, clearOnComplete: true });
  bar.start(total, 0);
  const found = lookAtCompanies(total, seed, of, () => bar.increment());
  bar.stop();
  return found;
}
