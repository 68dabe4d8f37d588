// npm run simulate: as many schedules as are asked for on all cores, one schedule told step by step, or the mutants.
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { Presets, SingleBar } from 'cli-progress';
import { Coverage } from './coverage.ts';
import { judged, keepSeeds, tableOf } from './mutants-table.ts';
import type { Report, Seeds, Violation } from './run-seeds.ts';
import { simulate } from './simulation.ts';
import { digestOf } from './trace.ts';
import { THEMES } from './world.ts';

const USAGE = `npm run simulate -- [--schedules N] [--from SEED]    run N schedules (10000), beginning with SEED (0)
npm run simulate -- --replay SEED [--theme THEME]    tell one schedule step by step
npm run simulate -- --mutants                        break the code in many small ways, and see each break found`;
const CHUNK = 100;
const SHOWN = 10;

const { values } = parseArgs({
  options: {
    schedules: { type: 'string', default: '10000' },
    from: { type: 'string', default: '0' },
    replay: { type: 'string' },
    theme: { type: 'string' },
    mutants: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) console.log(USAGE);
else if (values.mutants) await runMutants();
else if (values.replay !== undefined) await replay(whole('replay', values.replay));
else await runSchedules(whole('from', values.from), whole('schedules', values.schedules));

function whole(name: string, text: string): number {
  const n = Number(text);
  if (Number.isSafeInteger(n) && n >= 0) return n;
  console.error(`--${name} takes a whole number, not "${text}"\n\n${USAGE}`);
  process.exit(2);
}

async function replay(seed: number): Promise<void> {
  const { trace, violations } = await simulate(seed, {
    books: true,
    trace: true,
    theme: THEMES.find((one) => one === values.theme),
  });
  for (const line of trace) console.log(line);
  console.log(`trace ${digestOf(trace.join('\n'))}, ${violations.length} violations`);
  if (violations.length > 0) process.exitCode = 1;
}

async function runMutants(): Promise<void> {
  const found = await judged();
  console.log(tableOf(found));
  keepSeeds(found);
  if (found.some(({ seed }) => seed === undefined)) process.exitCode = 1;
}

async function runSchedules(from: number, count: number): Promise<void> {
  const bar = new SingleBar(
    {
      format: '{bar} {percentage}% | {value}/{total} schedules | {rate}/s | {violations} violations',
      hideCursor: true,
      noTTYOutput: true,
      notTTYSchedule: 10_000,
    },
    Presets.shades_classic,
  );
  const coverage = new Coverage();
  const violations: Violation[] = [];
  const began = performance.now();
  let [schedules, steps] = [0, 0];
  const rate = (): number => Math.round((1000 * schedules) / (performance.now() - began));
  bar.start(count, 0, { rate: 0, violations: 0 });
  await onAllCores(from, count, (report) => {
    schedules += report.schedules;
    steps += report.steps;
    coverage.add(report.counts);
    violations.push(...report.violations);
    // Told at once: a long run that is stopped has told what it found.
    for (const { seed, laws } of report.violations) console.error(`\nseed ${seed}: ${laws[0]}`);
    bar.update(schedules, { rate: rate(), violations: violations.length });
  });
  bar.stop();
  const seconds = (performance.now() - began) / 1000;
  console.log(
    `${schedules} schedules of ${Math.round(steps / schedules)} steps in ${seconds.toFixed(1)} s: ${rate()}/s`,
  );
  for (const [what, n] of [...coverage.counts].sort(([a], [b]) => (a < b ? -1 : 1))) {
    console.log(`${String(n).padStart(12)}  ${what}`);
  }
  console.log(`${violations.length} violations`);
  for (const { seed, laws } of violations.sort((a, b) => a.seed - b.seed).slice(0, SHOWN)) {
    console.log(`seed ${seed}: ${laws[0]}\n  npm run simulate -- --replay ${seed}`);
  }
  if (violations.length > 0) process.exitCode = 1;
}

/** Hands out seeds in chunks, to one thread a core. */
async function onAllCores(from: number, count: number, take: (report: Report) => void): Promise<void> {
  let next = from;
  const end = from + count;
  const threads = Array.from({ length: Math.max(1, availableParallelism()) }, async () => {
    const thread = new Worker(new URL('./run-thread.ts', import.meta.url));
    const failed = new Promise<never>((_, reject) => thread.once('error', reject));
    while (next < end) {
      const seeds: Seeds = { from: next, count: Math.min(CHUNK, end - next) };
      next += seeds.count;
      const report = new Promise<Report>((resolve) => thread.once('message', resolve));
      thread.postMessage(seeds);
      take(await Promise.race([report, failed]));
    }
    await thread.terminate();
  });
  await Promise.all(threads);
}
