// `npm run prove:projection -- <file.csv> [--window 30]`: cuts data whose end is known at each week, projects, and counts how often the end lies within.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { coverage, cutWeekly, type Lead } from './cuts.ts';

const DAY = 86_400_000;
const { values, positionals } = parseArgs({
  options: { window: { type: 'string', default: '30' } },
  allowPositionals: true,
});
const [file] = positionals;
const window = Number(values.window);
if (file === undefined || !(window > 0)) {
  console.error(
    'npm run prove:projection -- <file.csv> [--window <days>]\n\nThe file has a line a lead: when it entered and, where it did, when it came so far, both as ISO 8601: 2026-03-01T10:00:00Z,2026-03-04T08:00:00Z',
  );
  process.exit(2);
}
const leads = readFileSync(file, 'utf8')
  .split(/\r?\n/)
  .flatMap((line): Lead[] => {
    const [entered, reached] = line.split(',').map((cell) => Date.parse(cell.trim()));
    if (entered === undefined || Number.isNaN(entered)) return [];
    return [reached === undefined || Number.isNaN(reached) ? { entered } : { entered, reached }];
  });
console.log(
  `${file}: ${leads.length} leads, ${leads.filter(({ reached }) => reached !== undefined).length} came so far`,
);
console.log('window, days | period, days | cuts | told | end within | share | mean width');
let told = 0;
let held = 0;
for (const shown of [7, 14, 28, 90]) {
  const cuts = cutWeekly(leads, window * DAY, shown);
  const found = coverage(cuts);
  told += found.told;
  held += found.held;
  const share = found.told === 0 ? '-' : (found.held / found.told).toFixed(3);
  console.log(
    [window, shown, cuts.length, found.told, found.held, share, found.width.toFixed(3)].join(' | '),
  );
}
console.log(`in all ${held} of ${told}: ${told === 0 ? '-' : (held / told).toFixed(3)} (aim 0.9)`);
