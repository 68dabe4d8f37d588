// `npm run prove:variants`: how often variants of a form that are the same are ever said to differ, and how often one that is better is found.
import { parseArgs } from 'node:util';
import { SingleBar } from 'cli-progress';
import { type Form, type Found, isSameInReport, lookAtForms, QUARTER_DAYS, unlikeForm } from './variants.ts';

const { values } = parseArgs({
  options: {
    forms: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
  },
});
const [forms, seed] = [Number(values.forms), Number(values.seed)];
if (!(forms >= 10 && Number.isSafeInteger(forms) && Number.isSafeInteger(seed))) {
  console.error('npm run prove:variants -- [--forms 10000] [--seed 1]');
  process.exit(2);
}
const percent = (n: number, of: number): string => `${((100 * n) / of).toFixed(1)} %`;
const LIFT = 0.2;
const BUYS = 0.2;
const LEADS = 2_000;
let isHeld = true;

console.log(
  `${forms} forms a line, seeds ${seed} to ${seed + forms - 1}, looked at daily for ${QUARTER_DAYS} days`,
);
console.log('\nA/A: all variants are the same. Ever said to differ, aim at most 5 %');
sayFalse(
  'two to six variants, shown 50 to 5,000 times a week, 0.5 to 40 % send it',
  run('all sizes', forms, unlikeForm),
);
for (const variants of [2, 6])
  for (const perWeek of [100, 2_000])
    for (const base of [0.02, 0.1, 0.3]) {
      const name = `${variants} variants, shown ${perWeek} times a week, ${percent(base, 1)} send it`;
      sayFalse(
        name,
        run(name, forms, () => ({ variants, perWeek, base, buys: BUYS, lift: 0 })),
      );
    }

const few = Math.max(10, Math.round(forms / 10));
console.log(
  `\nA/B: a fifth more send the second of two. Found within the quarter, aim at least 80 % where marked`,
);
console.log(`(${few} forms a line)`);
for (const base of [0.02, 0.05, 0.1, 0.2, 0.3]) {
  const name = `${LEADS} leads a week, ${percent(base, 1)} of those send it to whom the first is shown`;
  const perWeek = LEADS / (base * (1 + LIFT / 2));
  sayFound(
    name,
    run(name, few, () => ({ variants: 2, perWeek, base, buys: BUYS, lift: LIFT })),
    true,
  );
}
for (const base of [0.02, 0.05, 0.1, 0.12, 0.15, 0.2, 0.3]) {
  const name = `shown ${LEADS} times a week, ${percent(base, 1)} of those send it to whom the first is shown`;
  sayFound(
    name,
    run(name, few, () => ({ variants: 2, perWeek: LEADS, base, buys: BUYS, lift: LIFT })),
    base >= 0.1,
  );
}

const checked = Math.max(1, Math.round(forms / 500));
let same = 0;
for (let one = seed; one < seed + checked; one++) if (isSameInReport(unlikeForm(one), one)) same++;
isHeld &&= same === checked;
console.log(
  `\nthe report says the same out of cells: ${same} of ${checked}${same === checked ? '' : ' - MISSED'}`,
);
process.exitCode = isHeld ? 0 : 1;

function sayFalse(what: string, found: Found): void {
  const holds = found.any / found.forms <= 0.05;
  isHeld &&= holds;
  const parts = Object.entries(found.of).map(([goal, n]) => `${goal} ${percent(n, found.forms)}`);
  console.log(
    `${what}: ${found.any} of ${found.forms} (${percent(found.any, found.forms)}; ${parts.join(', ')})${holds ? '' : ' - MISSED'}`,
  );
}

function sayFound(what: string, found: Found, isAim: boolean): void {
  const holds = found.wrong / found.forms <= 0.05 && (!isAim || found.of.submission / found.forms >= 0.8);
  isHeld &&= holds;
  const more = [
    `purchases ${percent(found.of.purchase, found.forms)}`,
    `half of them by day ${found.medianDay ?? '-'}`,
    `wrong way round ${percent(found.wrong, found.forms)}`,
    `interval ever left out the truth ${percent(found.missed, found.forms)}`,
  ];
  console.log(
    `${what}: ${percent(found.of.submission, found.forms)} (${more.join(', ')})${isAim ? ', aim 80 %' : ''}${holds ? '' : ' - MISSED'}`,
  );
}

function run(name: string, total: number, of: (seed: number) => Form): Found {
  const bar = new SingleBar({ format: `${name} {bar} {value}/{total}`, clearOnComplete: true });
  bar.start(total, 0);
  const found = lookAtForms(total, seed, of, () => bar.increment());
  bar.stop();
  return found;
}
