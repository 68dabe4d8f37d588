// In which form an answer is wanted: as asked for by name, else as the `Accept` header says.
import type { HttpRequest } from './request.ts';

export const FORMATS = ['html', 'json', 'csv', 'svg'] as const;
export type Format = (typeof FORMATS)[number];

const TYPES: Readonly<Record<string, Format>> = {
  'application/json': 'json',
  'text/csv': 'csv',
  'image/svg+xml': 'svg',
};

/**
 * `?format=` wins; then a page, if and only if `Accept` names `text/html`; then the best of `Accept`; then JSON.
 * Undefined where a format is asked for by name that this address does not have.
 */
export function chooseFormat(
  { query, wantsHtml, headers }: Pick<HttpRequest, 'query' | 'wantsHtml' | 'headers'>,
  offered: readonly Format[],
): Format | undefined {
  const asked = query.get('format');
  if (asked !== null && asked !== '') return offered.find((format) => format === asked && format !== 'html');
  if (wantsHtml) return 'html';
  const best = (headers.accept ?? '')
    .split(',')
    .map(readRange)
    .filter(({ format, weight }) => format !== undefined && offered.includes(format) && weight > 0)
    .sort((a, b) => b.weight - a.weight)[0];
  return best?.format ?? 'json';
}

function readRange(range: string): { readonly format: Format | undefined; readonly weight: number } {
  const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
  const q = parameters.find((parameter) => parameter.startsWith('q='));
  const weight = q === undefined ? 1 : Number(q.slice(2));
  return { format: Object.hasOwn(TYPES, type) ? TYPES[type] : undefined, weight: weight <= 1 ? weight : 0 };
}
