// The days of a file: as ISO writes them, and as people do, whose order of day and month the file itself must settle.
import type { DateOrder } from './networks.ts';

export type DayReading =
  | { readonly kind: 'day'; readonly day: string }
  /** Its order is still to be settled. */
  | { readonly kind: 'open'; readonly first: number; readonly second: number; readonly year: number };

const ISO = /^(\d{4})-(\d{2})-(\d{2})(?:[T ].{0,40})?$/;
const SLASHED = /^(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?: .{0,40})?$/;
const IN_WORDS = /^([A-Z][a-z]{2})[a-z]{0,6}\.? (\d{1,2}), (\d{4})$/;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Undefined for what is no day. */
export function readDay(text: string): DayReading | undefined {
  const iso = ISO.exec(text);
  if (iso !== null) return known(dateOf(Number(iso[1]), Number(iso[2]), Number(iso[3])));
  const words = IN_WORDS.exec(text);
  if (words !== null) {
    const month = MONTHS.indexOf(words[1] ?? '') + 1;
    return known(dateOf(Number(words[3]), month, Number(words[2])));
  }
  const [, first, mark, second, year] = SLASHED.exec(text) ?? [];
  if (mark === undefined) return undefined;
  // Points stand nowhere in dates whose month comes first.
  if (mark === '.') return known(dateOf(Number(year), Number(second), Number(first)));
  return { kind: 'open', first: Number(first), second: Number(second), year: Number(year) };
}

/** The order that the readings with one meaning have; undefined where none has, or where they disagree. */
export function orderOf(readings: readonly DayReading[]): DateOrder | undefined {
  const open = readings.filter((reading) => reading.kind === 'open');
  const isDayFirst = open.some(({ first }) => first > 12);
  const isMonthFirst = open.some(({ second }) => second > 12);
  if (isDayFirst === isMonthFirst) return undefined;
  return isDayFirst ? 'dmy' : 'mdy';
}

/** Undefined for a day that no calendar has; `open` where its two readings differ and no order is known. */
export function settleDay(reading: DayReading, order: DateOrder | undefined): string | 'open' | undefined {
  if (reading.kind === 'day') return reading.day;
  const { first, second, year } = reading;
  if (order === undefined && first !== second) return 'open';
  return order === 'dmy' ? dateOf(year, second, first) : dateOf(year, first, second);
}

function known(day: string | undefined): DayReading | undefined {
  return day === undefined ? undefined : { kind: 'day', day };
}

/** Within the years that reports know. */
function dateOf(year: number, month: number, day: number): string | undefined {
  if (year < 1970 || year > 2999) return undefined;
  const text = [year, month, day].map((part) => String(part).padStart(2, '0')).join('-');
  const time = Date.parse(`${text}T00:00:00Z`);
  // The parser of some engines carries the 31st of February on into March.
  return Number.isFinite(time) && new Date(time).toISOString().startsWith(text) ? text : undefined;
}
