// `npm run bench`: runs all benchmarks, or those that are named, one after the other, and prints what they find.
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { type Benchmark, isHeld, type Outcome, render, type Tell } from './outcome.ts';

/** Loaded when they run: each needs other parts of imbuto. */
const BENCHMARKS: Readonly<
  Record<string, { readonly about: string; readonly load: () => Promise<Benchmark> }>
> = {
  units: {
    about: "DynamoDB request units beside the textbook's worker; takes five minutes",
    load: async () => (await import('./units.ts')).units,
  },
  report: {
    about: 'CPU ms and read units of reports of 30, 82 and 730 days beside an indexed question in SQLite',
    load: async () => (await import('./report.ts')).report,
  },
  fold: {
    about: 'ms to fold and count one lead of 10,000 events under ten funnels, and how that grows',
    load: async () => (await import('./fold.ts')).fold,
  },
  ceiling: {
    about: 'request units, ms and MB that one more event costs for a lead that is as large as it gets',
    load: async () => (await import('./ceiling.ts')).ceiling,
  },
  attack: {
    about:
      'dollars of a day on which a stranger with a public key sends all that is taken; takes three minutes',
    load: async () => (await import('./attack.ts')).attack,
  },
  worker: {
    about: 'events a second that one core of the worker takes, without the database',
    load: async () => (await import('./worker.ts')).worker,
  },
  'end-to-end': {
    about: 'events a second from queue to table with the worker beside what the emulators alone take',
    load: async () => (await import('./end-to-end.ts')).endToEnd,
  },
  collect: {
    about: 'ms of processor time a KiB that the dearest batches cost the tracking API',
    load: async () => (await import('./collect.ts')).collect,
  },
  database: {
    about: 'puts, gets, transactions and pages a second of the local DynamoDB beside dynoxide',
    load: async () => (await import('./database.ts')).database,
  },
  speed: {
    about: 'submissions a second through the local HTTP API beside the queue emulator alone',
    load: async () => (await import('./speed.ts')).speed,
  },
  bundles: {
    about: 'size and start-up of each function beside an empty one',
    load: async () => (await import('./bundles.ts')).bundles,
  },
  recount: {
    about: 'an edited funnel recounted over 500,000 leads beside raw events in SQLite; takes twenty minutes',
    load: async () => (await import('./recount.ts')).recount,
  },
  views: {
    about:
      'write units and bytes of an event where every view of a path is kept, beside the first of a day alone',
    load: async () => (await import('./views.ts')).views,
  },
  list: {
    about:
      'ms and read units of a page of the list of leads, by filter, among 100,000 contacts; takes two minutes',
    load: async () => (await import('./list.ts')).list,
  },
  cost: {
    about: 'dollars for a million submissions, by list prices',
    load: async () => (await import('./cost.ts')).cost,
  },
};

/** That a recount is measured with, unless `--leads` says otherwise. */
const LEADS = 500_000;
/** That the list is measured with, unless `--contacts` says otherwise. */
const CONTACTS = 100_000;

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  const { values, positionals } = parse(args);
  const unknown = positionals.filter((name) => !Object.hasOwn(BENCHMARKS, name));
  if (values.help || unknown.length > 0) {
    for (const name of unknown) process.stderr.write(`There is no benchmark "${name}".\n`);
    process.stderr.write(usage());
    return values.help ? 0 : 2;
  }
  const leads = Number(values.leads ?? LEADS);
  if (!Number.isSafeInteger(leads) || leads < 1) {
    process.stderr.write(`--leads ${values.leads} is no number of leads.\n${usage()}`);
    return 2;
  }
  const contacts = Number(values.contacts ?? CONTACTS);
  if (!Number.isSafeInteger(contacts) || contacts < 1) {
    process.stderr.write(`--contacts ${values.contacts} is no number of contacts.\n${usage()}`);
    return 2;
  }
  const outcomes = new Map<string, Outcome>();
  for (const [name, { load }] of Object.entries(BENCHMARKS)) {
    if (positionals.length > 0 && !positionals.includes(name)) continue;
    const benchmark = await load();
    const outcome = await benchmark(teller(name), { leads, contacts });
    outcomes.set(name, outcome);
    if (!values.json) process.stdout.write(`\n== ${name} ==\n\n${render(outcome)}`);
  }
  if (values.json) process.stdout.write(`${JSON.stringify(asData(outcomes), null, 2)}\n`);
  else process.stdout.write(`\n${machine()}\n`);
  return 0;
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        json: { type: 'boolean' },
        leads: { type: 'string' },
        contacts: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n${usage()}`);
    process.exit(2);
  }
}

function usage(): string {
  const lines = Object.entries(BENCHMARKS).map(([name, { about }]) => `  ${name.padEnd(12)}${about}\n`);
  return `Usage: npm run bench -- [NAME ...] [--json] [--leads N] [--contacts N]\n${lines.join('')}`;
}

function asData(outcomes: ReadonlyMap<string, Outcome>) {
  const found = [...outcomes].map(([name, { data, aims }]) => [
    name,
    { ...(data as object), aims: aims.map((aim) => ({ ...aim, held: isHeld(aim) })) },
  ]);
  return { date: new Date().toISOString(), machine: machine(), ...Object.fromEntries(found) };
}

function machine(): string {
  const [first, ...others] = cpus();
  return `${process.platform} ${process.arch}, ${others.length + 1} x ${first?.model.trim()}, Node ${process.version}`;
}

/** On a terminal one line that changes, else a line each. */
function teller(name: string): Tell {
  return (what) => {
    const line = `${name}: ${what}`;
    process.stderr.write(process.stderr.isTTY ? `\r\x1b[2K${line}` : `${line}\n`);
  };
}
