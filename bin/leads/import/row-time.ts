// When a row happened, from a cell as products and spreadsheets write times.
import { isEmptyDate, readInstant } from '../../../functions/collect/instant.ts';
import type { Calendar } from '../../../functions/domain/calendar.ts';

export type DateOrder = 'dmy' | 'mdy';

export type TimeReading =
  | { readonly kind: 'time'; readonly time: number }
  /** The day could be the month: `only` where one order alone gives a date. */
  | { readonly kind: 'two-readings' }
  | { readonly kind: 'unreadable' };

/** `2026-03-01 09:30`, without a zone: a local time. */
const LOCAL_ISO = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ]{1,2}(.*))?$/;
const WRITTEN = /^(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?:,? +(.*))?$/;
const CLOCK =
  /^(\d{1,2})[:.](\d\d)(?:[:.](\d\d)(?:\.\d{1,6})?)?\s*([ap]m)?\s*((?:Z|UTC|GMT)?(?:[+-]\d{1,2}(?::?\d\d)?)?)$/i;

/**
 * @param calendar of the zone in which times without one are meant
 * @param order of days and months; undefined: only what has one reading is read
 */
export function readRowTime(text: string, calendar: Calendar, order: DateOrder | undefined): TimeReading {
  const reading = readWritten(text, calendar, order);
  return reading.kind === 'time' && isEmptyDate(reading.time) ? { kind: 'unreadable' } : reading;
}

function readWritten(text: string, calendar: Calendar, order: DateOrder | undefined): TimeReading {
  const iso = LOCAL_ISO.exec(text);
  if (iso !== null) return at(iso[1], iso[2], iso[3], iso[4], calendar);
  const written = WRITTEN.exec(text);
  if (written === null) {
    const time = readInstant(text);
    return time === undefined ? { kind: 'unreadable' } : { kind: 'time', time };
  }
  const [, first, mark, second, year, clock] = written;
  const dmy = at(year, second, first, clock, calendar);
  const mdy = at(year, first, second, clock, calendar);
  const decided = order ?? (mark === '.' ? 'dmy' : undefined);
  if (decided !== undefined) return decided === 'dmy' ? dmy : mdy;
  if (dmy.kind !== 'time') return mdy;
  if (mdy.kind !== 'time' || mdy.time === dmy.time) return dmy;
  return { kind: 'two-readings' };
}

/** The order in which a text writes its date, where it has one only. */
export function orderIn(text: string): DateOrder | undefined {
  const [, first, mark, second] = WRITTEN.exec(text) ?? [];
  if (first === undefined || second === undefined) return undefined;
  if (mark === '.' || Number(first) > 12) return 'dmy';
  return Number(second) > 12 ? 'mdy' : undefined;
}

function at(year = '', month = '', day = '', clock = '0:00', calendar: Calendar): TimeReading {
  const parts = CLOCK.exec(clock.trim());
  if (parts === null) return { kind: 'unreadable' };
  const [, hours, minutes, seconds = '0', half = '', zone = ''] = parts;
  const hour = half === '' ? Number(hours) : (Number(hours) % 12) + (half.toLowerCase() === 'pm' ? 12 : 0);
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  const isDay = date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
  if (!isDay || hour > 23 || Number(minutes) > 59 || Number(seconds) > 59) return { kind: 'unreadable' };
  const local = date.getTime() + ((hour * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
  if (zone === '') return { kind: 'time', time: calendar.instantOf(local) };
  const [, sign = '+', zoneHours = '0', zoneMinutes = '0'] = /([+-])(\d{1,2}):?(\d\d)?$/.exec(zone) ?? [];
  const offset = (sign === '-' ? -1 : 1) * (Number(zoneHours) * 60 + Number(zoneMinutes));
  return { kind: 'time', time: local - offset * 60_000 };
}
