// `npm run prove:mails`: a mail to each of 5,000 leads, with kill -9 of the function and of the host amid them, and counts.
import { parseArgs } from 'node:util';
import { proveMails } from './mails.ts';

const { values } = parseArgs({
  options: {
    leads: { type: 'string', default: '5000' },
    /** How often the host is killed with all of its children, and how often the function that mails. */
    hosts: { type: 'string', default: '4' },
    functions: { type: 'string', default: '60' },
  },
});
const [leads, hosts, functions] = [values.leads, values.hosts, values.functions].map(Number);
if (leads === undefined || hosts === undefined || functions === undefined || !(leads >= 50)) {
  console.error('--leads is a number from 50 on, --hosts and --functions how often each is killed');
  process.exit(2);
}

const { checks, killed, mailed, undecided, inInbox, seconds } = await proveMails({
  leads,
  hosts,
  functions,
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
  `${killed.functions} kills of the function that mails, ${killed.hosts} of the host with all of its children`,
);
console.log(
  `${mailed} leads have their mail; ${undecided} mails are in doubt, of which ${inInbox} had gone; ${seconds.toFixed(0)} s`,
);
const wrong = checks.filter(({ wanted, found }) => wanted !== found).length;
if (wrong > 0) {
  console.error(`${wrong} figures are wrong.`);
  process.exitCode = 1;
} else console.log('No lead got its mail twice, and each has it or is listed as in doubt.');
