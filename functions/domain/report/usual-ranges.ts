// The ranges of days that a report is asked for most.
import { addDays, lastClosed } from '../calendar.ts';
import type { Range } from './report-period.ts';

export type UsualRange =
  | {
      readonly name: 'today' | 'thisWeek' | 'lastWeek' | 'thisMonth' | 'lastMonth' | 'thisQuarter';
      readonly range: Range;
    }
  | { readonly name: 'lastDays'; readonly days: number; readonly range: Range };

const LAST_DAYS = [7, 30, 90, 365] as const;

/** Weeks begin on Monday; what is not over yet ends today. @param today the local day */
export function usualRanges(today: string): readonly UsualRange[] {
  const [lastWeek, lastMonth] = [lastClosed('week', today), lastClosed('month', today)];
  const until = (from: string): Range => ({ from, to: today });
  return [
    { name: 'today', range: until(today) },
    { name: 'thisWeek', range: until(addDays(lastWeek.to, 1)) },
    { name: 'lastWeek', range: lastWeek },
    { name: 'thisMonth', range: until(addDays(lastMonth.to, 1)) },
    { name: 'lastMonth', range: lastMonth },
    { name: 'thisQuarter', range: until(firstOfQuarter(today)) },
    ...LAST_DAYS.map(
      (days): UsualRange => ({ name: 'lastDays', days, range: until(addDays(today, 1 - days)) }),
    ),
  ];
}

function firstOfQuarter(day: string): string {
  const month = Number(day.slice(5, 7));
  const first = month - ((month - 1) % 3);
  return `${day.slice(0, 5)}${String(first).padStart(2, '0')}-01`;
}
