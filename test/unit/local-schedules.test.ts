// Which schedules a start of the local host makes up for, and in which order.
import { afterEach, expect, it } from 'vitest';
import type { AsyncFunction } from '../../bin/local/lambda/async-function.ts';
import { type Schedules, startSchedules } from '../../bin/local/schedules.ts';

let schedules: Schedules | undefined;
afterEach(() => schedules?.stop());

const begun: string[] = [];

/** A function that takes a moment: of two at once the second would begin before the first is over. */
function job(speaker: string): AsyncFunction {
  return {
    speaker,
    invoke: async () => {
      begun.push(`${speaker} begins`);
      await new Promise((resolve) => setTimeout(resolve, 1));
      begun.push(`${speaker} ends`);
    },
    stop: () => {},
  };
}

it('one after the other by their times of day; none that is for once, and none that has just run', async () => {
  const early = job('early');
  const settings = (expression: string, target: AsyncFunction) => ({
    expression,
    timezone: 'UTC',
    target,
    input: () => ({}),
  });
  schedules = startSchedules([
    settings('cron(15 * * * ? *)', job('late')),
    settings('cron(5 * * * ? *)', early),
    settings('cron(10 * * * ? *)', job('middle')),
    settings('cron(0 3 * * ? *)', job('night')),
    settings('at(2999-01-01T00:00:00)', job('once')),
    settings('rate(1 day)', job('interval')),
  ]);
  expect(schedules.recurring).toEqual(['interval', 'early', 'middle', 'late', 'night']);
  begun.length = 0;
  await schedules.catchUp(new Set([early]));
  expect(begun).toEqual(
    ['interval', 'middle', 'late', 'night'].flatMap((name) => [`${name} begins`, `${name} ends`]),
  );
});
