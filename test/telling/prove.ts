// `npm run prove:telling`: 10,000 submissions while the receiver of a webhook is down, with kill -9 amid them, and counts.
import { parseArgs } from 'node:util';
import { proveTelling } from './telling.ts';

const { values } = parseArgs({
  options: {
    submissions: { type: 'string', default: '10000' },
    /** Seconds for which the receiver is down. */
    down: { type: 'string', default: '600' },
  },
});
const [submissions, down] = [Number(values.submissions), Number(values.down)];
if (!(submissions >= 100 && down >= 0)) {
  console.error('--submissions is a number from 100 on, --down the seconds for which the receiver is down');
  process.exit(2);
}

const { checks, sentAgain, takenAgain, mails, caughtUp, seconds } = await proveTelling({
  submissions,
  down,
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
  `${sentAgain} submissions sent again for want of an answer; ${takenAgain} messages taken more than once, under their id`,
);
console.log(
  `${mails.byItself} submissions mailed by themselves (${mails.again} mails came again), the rest in ${mails.digests} digests`,
);
console.log(
  `everything was told ${caughtUp.toFixed(0)} s after the receiver was up again; ${seconds.toFixed(0)} s in all`,
);
const wrong = checks.filter(({ wanted, found }) => wanted !== found).length;
if (wrong > 0) {
  console.error(`${wrong} figures are wrong.`);
  process.exitCode = 1;
} else console.log('Everything that happened was told, once for each id, and nothing else.');
