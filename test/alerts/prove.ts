// `npm run prove:alerts [-- --years 400 --seed 1]`: false alarms a year of figures in which nothing has changed, and how soon a change is told.
import { parseArgs } from 'node:util';
import { GAP_DAYS, PAST_DAYS } from '../../functions/domain/alerts/past.ts';
import { randomOf } from '../statistics/random.ts';
import { simulate, type World } from './simulated-figures.ts';
import { watchAll } from './trial.ts';
import { WORLDS } from './worlds.ts';

const { values } = parseArgs({
  options: { years: { type: 'string', default: '200' }, seed: { type: 'string', default: '1' } },
});
const years = Number(values.years);
const seed = Number(values.seed);
if (!(years > 0) || !Number.isFinite(seed)) {
  console.error('npm run prove:alerts [-- --years <of each world, default 200> --seed <number, default 1>]');
  process.exit(2);
}

const START = PAST_DAYS + GAP_DAYS;
const YEAR = 365;
/** A change that is not told after so long is counted as this. */
const PATIENCE = 60;

/** The mean of a year, and the upper end of its 95 % interval. */
function falseAlarms(world: World, random: () => number): { readonly mean: number; readonly most: number } {
  const counts = Array.from(
    { length: years },
    () =>
      watchAll(simulate(world, START + YEAR, random), START).filter(({ told }) => told === 'began').length,
  );
  const mean = counts.reduce((sum, n) => sum + n, 0) / years;
  const variance = counts.reduce((sum, n) => sum + (n - mean) ** 2, 0) / Math.max(1, years - 1);
  return { mean, most: mean + 1.96 * Math.sqrt(variance / years) };
}

/** Days until it is told, the median and 9 in 10. */
function delay(world: World, by: number, random: () => number): string {
  const runs = Math.max(40, Math.round(years / 2));
  const days = Array.from({ length: runs }, () => {
    const from = START + 30;
    const told = watchAll(simulate(world, from + PATIENCE, random, { from, by }), START);
    const first = told.find(({ n, told: what }) => what === 'began' && n >= from);
    return first === undefined ? PATIENCE : first.n - from + 1;
  }).sort((a, b) => a - b);
  const at = (q: number): string => {
    const found = days[Math.ceil(q * runs) - 1] ?? PATIENCE;
    return found >= PATIENCE ? `${PATIENCE}+` : String(found);
  };
  return `${at(0.5)} (${at(0.9)})`;
}

console.log(`${years} simulated years of each world, seed ${seed}`);
console.log('world | false alarms a year | at most (95 %) | days to see half | a tenth | nothing | double');
let worst = 0;
for (const [n, world] of WORLDS.entries()) {
  const { mean, most } = falseAlarms(world, randomOf(seed * 1_000 + n));
  worst = Math.max(worst, mean);
  const days = [0.5, 0.1, 0, 2].map((by, k) => delay(world, by, randomOf(seed * 1_000 + 100 * (k + 1) + n)));
  console.log([world.name, mean.toFixed(3), most.toFixed(3), ...days].join(' | '));
}
console.log('Days until it is told: the median, in brackets 9 of 10.');
console.log(`the worst world has ${worst.toFixed(3)} false alarms a year and figure; promised: at most 1`);
if (worst > 1) process.exitCode = 1;
