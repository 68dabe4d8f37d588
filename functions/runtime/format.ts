// In which form an answer is wanted: as asked for by name, else as the `Accept` header says.
import type { HttpRequest } from './request.ts';

export const FORMATS = ['html', 'json', 'csv', 'svg'] as const;
export type Format = (typeof FORMATS)[number];

const TYPES: ReadonlyMap<string, Format> = new Map([
  ['application/json', 'json'],
  ['text/csv', 'csv'],
  ['image/svg+xml', 'svg'],
]);

/**
 * `?format=` wins; then a page, if and only if `Accept` names `text/html`; then the best of `Accept`; then JSON.
 * Undefined where a format is asked for by name that this address does not have.
 */
export function chooseFormat(
  { query, wantsHtml, accepts }: Pick<HttpRequest, 'query' | 'wantsHtml' | 'accepts'>,
  offered: readonly Format[],
): Format | undefined {
  const asked = query.get('format');
  if (asked !== null && asked !== '') return offered.find((format) => format === asked && format !== 'html');
  if (wantsHtml) return 'html';
  const named = accepts.flatMap((type) => TYPES.get(type) ?? []);
  return named.find((format) => offered.includes(format)) ?? 'json';
}
