// Invokes functions when the template's schedules say so.
import { Cron } from 'croner';
import type { AsyncFunction } from './lambda/async-function.ts';
import { parseScheduleExpression, type ScheduleExpression } from './schedule-expression.ts';

export type ScheduleSettings = {
  readonly expression: string;
  readonly timezone: string;
  readonly target: AsyncFunction;
  /** What the function is given, made anew for each run. */
  input(): unknown;
};

export type Schedules = {
  /** Whom the recurring schedules invoke, in the order of their times of day. */
  readonly recurring: readonly string[];
  /**
   * Runs every recurring schedule now, as after a time in which nothing ran: one after the other, in the order of their times of
   * day, so that what one leaves the next one finds. Answers when the first try of each is over.
   * @param except functions that have just run
   */
  catchUp(except: ReadonlySet<AsyncFunction>): Promise<void>;
  stop(): void;
};

/** The longest delay that a timer of Node takes, in ms. */
const LONGEST = 2 ** 31 - 1;

/** @throws UnknownSchedule */
export function startSchedules(schedules: readonly ScheduleSettings[]): Schedules {
  const run = ({ target, input }: ScheduleSettings): Promise<void> => target.invoke(input());
  const parsed = schedules.map((schedule) => ({
    schedule,
    when: parseScheduleExpression(schedule.expression),
  }));
  const recurring = parsed
    .filter(({ when }) => when.kind !== 'once')
    .map(({ schedule, when }) => ({ schedule, at: firstRun(when, schedule) }))
    .sort((a, b) => a.at - b.at)
    .map(({ schedule }) => schedule);
  const stops = parsed.map(({ schedule, when }) => start(when, schedule, () => void run(schedule)));
  return {
    recurring: recurring.map(({ target }) => target.speaker),
    async catchUp(except) {
      for (const schedule of recurring) if (!except.has(schedule.target)) await run(schedule);
    },
    stop() {
      for (const stop of stops) stop();
    },
  };
}

/** When it would run first after a midnight, ms since the epoch. What runs at intervals has no time of day: it comes first. */
function firstRun(when: ScheduleExpression, { timezone }: ScheduleSettings): number {
  if (when.kind !== 'cron') return 0;
  const midnight = new Date();
  midnight.setUTCHours(0, 0, 0, 0);
  const cron = new Cron(when.pattern, { ...CRON, timezone, paused: true });
  return cron.nextRun(new Date(midnight.getTime() - 1))?.getTime() ?? Number.POSITIVE_INFINITY;
}

const CRON = { mode: '7-part', alternativeWeekdays: true } as const;

function start(when: ScheduleExpression, { timezone }: ScheduleSettings, run: () => void): () => void {
  if (when.kind === 'every') {
    const timer = setInterval(run, Math.min(when.ms, LONGEST));
    return () => clearInterval(timer);
  }
  const cron =
    when.kind === 'once'
      ? new Cron(when.at, { timezone }, run)
      : new Cron(when.pattern, { ...CRON, timezone }, run);
  return () => cron.stop();
}
