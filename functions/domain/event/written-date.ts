// Dates as browsers send them and as people write them, kept as ISO 8601: `2026-12-31`.
import type { Locale } from '../config/config.ts';

/** With slashes or points too: who writes the year first writes the month next. */
const YEAR_FIRST = /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:[T ].{0,40})?$/;
const BASIC_ISO = /^(\d{4})(\d\d)(\d\d)(?:T.{0,40})?$/;
/** As scripts print one: `Sun Nov 01 2026 10:00:00 GMT+0100 (CET)`. */
const PRINTED = /^[a-z]{3} ([a-z]{3}) (\d\d) (\d{4})(?: .{0,80})?$/i;
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const WRITTEN = /^(\d{1,2})([./-])(\d{1,2})\2(\d{4})$/;

/**
 * `2026-12-31`, `2026/12/31` and `20261231`, also with a time behind it; `31.12.2026` and `31/12/2026`, day first. English writes both orders:
 * there a date with slashes whose day could be its month is none. Undefined for a day that no calendar has.
 */
export function readDate(text: string, language: Locale): string | undefined {
  const yearFirst = YEAR_FIRST.exec(text);
  if (yearFirst !== null) return dateOf(yearFirst[1], yearFirst[3], yearFirst[4]);
  const basic = BASIC_ISO.exec(text);
  if (basic !== null) return dateOf(basic[1], basic[2], basic[3]);
  const [, name = '', date, ofYear] = PRINTED.exec(text) ?? [];
  if (name !== '') return dateOf(ofYear, String(MONTHS.indexOf(name.toLowerCase()) + 1), date);
  const [, first, mark, second, year] = WRITTEN.exec(text) ?? [];
  const dayFirst = dateOf(year, second, first);
  if (language !== 'en' || mark === '.') return dayFirst;
  const monthFirst = dateOf(year, first, second);
  if (dayFirst !== undefined && monthFirst !== undefined && dayFirst !== monthFirst) return undefined;
  return dayFirst ?? monthFirst;
}

function dateOf(year = '', month = '', day = ''): string | undefined {
  const date = `${year.padStart(4, '0')}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const time = Date.parse(`${date}T00:00:00Z`);
  // The parser of some engines carries the 31st of February on into March.
  return Number.isFinite(time) && new Date(time).toISOString().startsWith(date) ? date : undefined;
}
