// `npm run prove:compare`: how often ways and periods that do not differ are called different, and those that do are found.
import { parseArgs } from 'node:util';
import { SingleBar } from 'cli-progress';
import { judgeCompanies } from './companies.ts';
import { calledDifferent, type Pairs } from './equal-periods.ts';

const { values } = parseArgs({
  options: {
    companies: { type: 'string', default: '10000' },
    pairs: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
  },
});
const [companies, pairs, seed] = [Number(values.companies), Number(values.pairs), Number(values.seed)];
if (!(companies >= 2 && pairs >= 1 && Number.isSafeInteger(seed))) {
  console.error('npm run prove:compare -- [--companies 10000] [--pairs 10000] [--seed 1]');
  process.exit(2);
}
const MOST_LEADS = 6_000;
const percent = (n: number, of: number): string => `${((100 * n) / of).toFixed(1)} %`;
let isHeld = true;

const half = Math.floor(companies / 2);
const same = withBar('companies whose ways do not differ', half, (tick) =>
  judgeCompanies(half, seed, false, MOST_LEADS, tick),
);
const other = withBar('companies whose ways differ', half, (tick) =>
  judgeCompanies(half, seed + half, true, MOST_LEADS, tick),
);
console.log(
  `${2 * half} companies, seeds ${seed} to ${seed + 2 * half - 1}, 100 to ${MOST_LEADS} leads each`,
);
report(
  'false winner where the ways do not differ',
  same.false,
  half,
  'at most 5 %',
  same.false / half <= 0.05,
);
console.log(
  `  (whom marketing handed over, set against straight to sales, would seem to differ in ${percent(same.naive, half)})`,
);
report('wrong winner where they differ', other.false, half, 'at most 5 %', other.false / half <= 0.05);
console.log(`better way named for some goal where they differ: ${percent(other.true, half)}`);
for (const [goal, n] of other.byGoal) console.log(`  ${goal}: ${percent(n, half)}`);

console.log(`${pairs} pairs of weeks, compared at the same age`);
const alike = { pairs, before: 0.4, now: 0.4, entrants: 300, age: 0, seed };
ask('equal, 300 entrants each, just over', alike, false);
ask('equal, 300 entrants each, all windows over', { ...alike, age: 15 }, false);
ask('equal, 40 entrants each, a share of 10 %', { ...alike, entrants: 40, before: 0.1, now: 0.1 }, false);
ask('a third apart, 300 entrants each, 40 % and 53 %', { ...alike, now: 0.4 * (4 / 3), age: 15 }, true);
process.exitCode = isHeld ? 0 : 1;

function ask(what: string, one: Pairs, isToBeFound: boolean): void {
  const n = withBar(what, one.pairs, (tick) => calledDifferent(one, tick));
  const share = n / one.pairs;
  report(
    `${what}: called different`,
    n,
    one.pairs,
    isToBeFound ? 'at least 80 %' : 'at most 5 %',
    isToBeFound ? share >= 0.8 : share <= 0.05,
  );
}

function report(what: string, n: number, of: number, aim: string, holds: boolean): void {
  isHeld &&= holds;
  console.log(`${what}: ${n} of ${of} (${percent(n, of)}), aim ${aim}${holds ? '' : ' - MISSED'}`);
}

function withBar<T>(what: string, total: number, work: (tick: () => void) => T): T {
  const bar = new SingleBar({ format: `${what} {bar} {value}/{total}`, clearOnComplete: true });
  bar.start(total, 0);
  const result = work(() => bar.increment());
  bar.stop();
  return result;
}
