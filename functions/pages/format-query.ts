// The part of an address that asks for a page's data.
import type { Locale } from '../domain/config/config.ts';

/** Where a number is written `1234,5`, a spreadsheet reads semicolons between values. */
const DECIMAL_COMMA: ReadonlySet<Locale> = new Set(['it', 'ru']);

export function formatQuery(
  format: 'csv' | 'json' | 'svg',
  locale: Locale,
): Readonly<{ format: string; sep?: string }> {
  return format === 'csv' && DECIMAL_COMMA.has(locale) ? { format, sep: ';' } : { format };
}

/** The same as text for an address: `format=csv&sep=%3B`. */
export function formatText(format: 'csv' | 'json' | 'svg', locale: Locale): string {
  return new URLSearchParams(formatQuery(format, locale)).toString();
}
