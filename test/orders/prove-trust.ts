// `npm run prove:trust`: 100,000 random leads of a server, each with and without what a stranger sends with the public key.
import { parseArgs } from 'node:util';
import { SingleBar } from 'cli-progress';
import { noiseTakesNothing } from './trust.ts';

const { values } = parseArgs({
  options: { schedules: { type: 'string', default: '100000' }, seed: { type: 'string', default: '1' } },
});
const schedules = Number(values.schedules);
const bar = new SingleBar({ format: 'leads {bar} {value}/{total}' });
const began = performance.now();
bar.start(schedules, 0);
noiseTakesNothing(schedules, Number(values.seed), (done) => bar.update(done));
bar.update(schedules);
bar.stop();
const seconds = (performance.now() - began) / 1000;
console.log(
  `${schedules} schedules: the same revenue, buyers and channels with public events and without (${seconds.toFixed(0)} s)`,
);
