// Simulated periods of a funnel, compared at the same age as reports compare them.
import { addDays, Calendar, daysBetween } from '../../functions/domain/calendar.ts';
import { type CellKey, cellKey } from '../../functions/domain/funnel/cells.ts';
import { bucketOf } from '../../functions/domain/funnel/histogram.ts';
import { figuresByDay, indexCells } from '../../functions/domain/report/report-figures.ts';
import { compareAtSameAge } from '../../functions/domain/report/same-age.ts';
import { randomOf } from './random.ts';

const DAY = 86_400_000;
const calendar = new Calendar('UTC');

export type Pairs = {
  readonly pairs: number;
  /** Of each period. */
  readonly entrants: number;
  /** The share of the period before that comes so far in the end, and of the later one. */
  readonly before: number;
  readonly now: number;
  /** How long after the later period ends one looks, in days; the window is 14. */
  readonly age: number;
  readonly seed: number;
};

/** In how many pairs of weeks the shares are called different. */
export function calledDifferent(
  { pairs, entrants, before, now: later, age, seed }: Pairs,
  progress: () => void = () => {},
): number {
  const random = randomOf(seed);
  const [start, middle] = ['2026-03-02', '2026-03-09'];
  const weeks = [daysBetween(start, addDays(start, 6)), daysBetween(middle, addDays(middle, 6))] as const;
  const now = calendar.startOf(addDays(middle, 7)) + age * DAY;
  const starts = new Map(weeks.flat().map((day) => [day, calendar.startOf(day)]));
  let different = 0;
  for (let pair = 0; pair < pairs; pair++) {
    const cells = new Map<CellKey, number>();
    const add = (day: string, metric: 'e' | 'l0' | 'l1' | `f1:${number}`): void => {
      const key = cellKey(day, metric, '');
      cells.set(key, (cells.get(key) ?? 0) + 1);
    };
    for (const [week, share] of [before, later].entries()) {
      for (let lead = 0; lead < entrants; lead++) {
        const day = weeks[week]?.[Math.floor(random() * 7)] ?? start;
        add(day, 'e');
        add(day, 'l0');
        const after = -Math.log(1 - random()) * 2 * DAY;
        const isKnown = (starts.get(day) ?? 0) + random() * DAY + after <= now;
        if (random() >= share || after > 14 * DAY || !isKnown) continue;
        add(day, 'l1');
        add(day, `f1:${bucketOf(after)}`);
      }
    }
    const figuresOn = figuresByDay(indexCells(cells), 2);
    const input = { figuresOn, calendar, stageIds: ['in', 'goal'], windowMs: 14 * DAY, now };
    const { difference } = compareAtSameAge(input, weeks[1], weeks[0]);
    if (difference.stages[1]?.difference?.clear) different++;
    progress();
  }
  return different;
}
