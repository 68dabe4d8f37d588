// `npm run prove:segment`: 100,000 events by Segment's client for servers, undisturbed and under kill -9, and counts.
import { parseArgs } from 'node:util';
import { SingleBar } from 'cli-progress';
import { EVENTS_A_CYCLE } from './segment-events.ts';
import { proveBySegment, type SegmentResult } from './segment-proof.ts';

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '100000' },
    /** `undisturbed`, `killed`, or both, joined by a comma. */
    runs: { type: 'string', default: 'undisturbed,killed' },
  },
});
const events = Number(values.events);
const runs = values.runs.split(',');
if (
  !(events > 0 && events % EVENTS_A_CYCLE === 0) ||
  !runs.every((run) => /^(undisturbed|killed)$/.test(run))
) {
  console.error(`--events is a multiple of ${EVENTS_A_CYCLE}, --runs one or both of undisturbed,killed`);
  process.exit(2);
}

for (const run of runs) {
  console.log(`\n${events} events, ${run === 'killed' ? 'with two kill -9' : run}:`);
  const bars = createBars();
  try {
    const result = await proveBySegment({
      events,
      kills: run === 'killed',
      say: bars.say,
      progress: bars.update,
    });
    bars.stop();
    if (!tell(result)) process.exitCode = 1;
  } finally {
    bars.stop();
  }
}

/** @returns whether everything is as it must be */
function tell({ checks, sending, seconds, spent, reconcile }: SegmentResult): boolean {
  console.table(
    Object.fromEntries(
      checks.map(({ what, wanted, found }) => [
        what,
        { wanted, found, right: wanted === found ? 'yes' : 'NO' },
      ]),
    ),
  );
  const all = seconds.sending + seconds.counting;
  console.log(
    `sent     ${seconds.sending.toFixed(1)} s, ${Math.round(events / seconds.sending)} events/s; ` +
      `${sending.requests} requests, ${sending.retries} of them again; answers: ${JSON.stringify(sending.answers)}`,
  );
  console.log(
    `counted  ${seconds.counting.toFixed(1)} s after the last was sent; ${Math.round(events / all)} events/s from first to counted`,
  );
  for (const reason of new Set(sending.failed)) console.log(`given up: ${reason}`);
  if (spent !== undefined) tellSpent(spent);
  console.log(`npm run reconcile: exit ${reconcile.exit}\n${reconcile.said.trim()}`);
  const wrong = checks.filter(({ wanted, found }) => wanted !== found).length;
  if (wrong === 0 && reconcile.exit === 0) {
    console.log('Nothing was lost and nothing counted twice.');
    return true;
  }
  console.error(`${wrong} figures are wrong; reconcile ended with ${reconcile.exit}.`);
  return false;
}

function tellSpent({ sending, counting }: NonNullable<SegmentResult['spent']>): void {
  const who = [...new Set([...Object.keys(sending), ...Object.keys(counting)])];
  if (who.length === 0) return;
  const seconds = (value = 0): number => Number(value.toFixed(1));
  console.log('processor seconds, where the time went:');
  console.table(
    Object.fromEntries(
      who.map((each) => [each, { sending: seconds(sending[each]), counting: seconds(counting[each]) }]),
    ),
  );
}

/** One bar at a time; what is said stands above it. */
function createBars() {
  let bar: SingleBar | undefined;
  let shown = '';
  const stop = (): void => {
    bar?.stop();
    bar = undefined;
  };
  return {
    stop,
    say(line: string): void {
      stop();
      shown = '';
      console.log(line);
    },
    update(phase: string, done: number, total: number): void {
      if (phase !== shown || bar === undefined) {
        stop();
        shown = phase;
        const format = `${phase.padEnd(8)} {bar} {value}/{total}`;
        bar = new SingleBar({
          format,
          hideCursor: true,
          noTTYOutput: true,
          notTTYSchedule: 5_000,
          barsize: 30,
        });
        bar.start(total, done);
      }
      bar.setTotal(total);
      bar.update(done);
    },
  };
}
