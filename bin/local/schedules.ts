// Invokes functions when the template's schedules say so.
import { Cron } from 'croner';
import type { LambdaFunction } from './lambda/function.ts';
import { parseScheduleExpression } from './schedule-expression.ts';

export type ScheduleSettings = {
  readonly expression: string;
  readonly timezone: string;
  readonly target: LambdaFunction;
  /** What the function is given, made anew for each run. */
  input(): unknown;
  /** How often a failed run is tried again. */
  readonly retries: number;
  /** Called with a run that failed for the last time. */
  bury(input: unknown): Promise<void>;
};

export type Schedules = {
  /** Runs every schedule now, as after a time in which nothing ran. Answers when the first try of each is over. */
  catchUp(): Promise<void>;
  stop(): void;
};

/** The longest delay that a timer of Node takes, in ms. */
const LONGEST = 2 ** 31 - 1;
/** Lambda waits a minute before the second try and two before the third. */
const MINUTE = 60_000;

/** @throws UnknownSchedule */
export function startSchedules(schedules: readonly ScheduleSettings[]): Schedules {
  const retries = new Set<NodeJS.Timeout>();
  let stopped = false;

  async function run(schedule: ScheduleSettings, input = schedule.input(), attempt = 1): Promise<void> {
    const { ok } = await schedule.target.invoke(input);
    if (ok || stopped) return;
    if (attempt > schedule.retries) return await schedule.bury(input);
    const timer = setTimeout(() => {
      retries.delete(timer);
      void run(schedule, input, attempt + 1);
    }, attempt * MINUTE);
    retries.add(timer);
  }

  const stops = schedules.map((schedule) => start(schedule, () => void run(schedule)));
  return {
    async catchUp() {
      const recurring = schedules.filter(
        ({ expression }) => parseScheduleExpression(expression).kind !== 'once',
      );
      await Promise.all(recurring.map((schedule) => run(schedule)));
    },
    stop() {
      stopped = true;
      for (const stop of stops) stop();
      for (const timer of retries) clearTimeout(timer);
    },
  };
}

function start({ expression, timezone }: ScheduleSettings, run: () => void): () => void {
  const parsed = parseScheduleExpression(expression);
  if (parsed.kind === 'every') {
    const timer = setInterval(run, Math.min(parsed.ms, LONGEST));
    return () => clearInterval(timer);
  }
  const cron =
    parsed.kind === 'once'
      ? new Cron(parsed.at, { timezone }, run)
      : new Cron(parsed.pattern, { timezone, mode: '7-part', alternativeWeekdays: true }, run);
  return () => cron.stop();
}
