// Dates as browsers send them and as people write them, kept as ISO 8601: `2026-12-31`.
import type { Locale } from '../config/config.ts';

const ISO = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].{0,40})?$/;
const WRITTEN = /^(\d{1,2})([./-])(\d{1,2})\2(\d{4})$/;

/**
 * `2026-12-31`, also with a time behind it; `31.12.2026` and `31/12/2026`, day first. English writes both orders:
 * there a date with slashes whose day could be its month is none. Undefined for a day that no calendar has.
 */
export function readDate(text: string, language: Locale): string | undefined {
  const iso = ISO.exec(text);
  if (iso !== null) return dateOf(iso[1], iso[2], iso[3]);
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
