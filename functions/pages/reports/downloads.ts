// The links below a report to its data and its picture.
import type { Locale } from '../../domain/config/config.ts';
import { formatText } from '../format-query.ts';
import { type Html, html } from '../html.ts';

const FORMATS = ['csv', 'json', 'svg'] as const;

/** @param query of the report itself, without a question mark; may be empty */
export function downloadLinks(
  path: string,
  query: string,
  locale: Locale,
  formats: readonly (typeof FORMATS)[number][] = FORMATS,
): Html {
  const before = query === '' ? '' : `${query}&`;
  return html`${formats.map((format) => html`<a href="${path}?${before}${formatText(format, locale)}">${format.toUpperCase()}</a> `)}`;
}
