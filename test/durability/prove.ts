// `npm run prove:durability`: kills imbuto in the middle of 1,000 submissions, and counts.
import { parseArgs } from 'node:util';
import { proveDurability } from './durability.ts';

const { values } = parseArgs({
  options: {
    submissions: { type: 'string', default: '1000' },
    'in-flight': { type: 'string', default: '16' },
  },
});

const { checks, sentAgain, turnedAway, leftBehind, seconds } = await proveDurability({
  submissions: Number(values.submissions),
  inFlight: Number(values['in-flight']),
  say: (line) => console.log(line),
});
console.table(
  Object.fromEntries(
    checks.map(({ what, wanted, found }) => [
      what,
      { wanted, found, right: wanted === found ? 'yes' : 'NO' },
    ]),
  ),
);
console.log(
  `${sentAgain} sent again for want of an answer, ${turnedAway} turned away for the rate and sent again, ${seconds.toFixed(1)} s`,
);
const wrong = checks.filter(({ wanted, found }) => wanted !== found).length;
if (wrong > 0 || leftBehind > 0) {
  console.error(`${wrong} figures are wrong, ${leftBehind} processes outlived their host.`);
  process.exitCode = 1;
} else console.log('Nothing was lost and nothing counted twice.');
