// When a step of a sequence is due: so long after the lead came into it, by the clocks of the configuration's time zone.
import type { Calendar } from '../calendar.ts';
import { DAY_MS } from './delay.ts';
import type { StepConfig } from './sequence.ts';

const MINUTE_MS = 60_000;

/**
 * Days later at the same time of day, or at the step's own: `2d` at 09:00 is nine o'clock on the day after the next. After hours or
 * minutes a time of day is the first such time from then on.
 * @param base ms since the epoch
 */
export function dueOf({ delay, at }: StepConfig, base: number, calendar: Calendar): number {
  if ('days' in delay) {
    const local = calendar.localOf(base) + delay.days * DAY_MS;
    return calendar.instantOf(at === undefined ? local : midnightOf(local) + at * MINUTE_MS);
  }
  const plain = base + delay.ms;
  if (at === undefined) return plain;
  const midnight = midnightOf(calendar.localOf(plain));
  const today = calendar.instantOf(midnight + at * MINUTE_MS);
  return today >= plain ? today : calendar.instantOf(midnight + DAY_MS + at * MINUTE_MS);
}

function midnightOf(local: number): number {
  return Math.floor(local / DAY_MS) * DAY_MS;
}
