// Which of the languages that imbuto speaks a visitor reads.
import { LOCALES, type Locale } from '../domain/config/config.ts';

/**
 * The language asked for by name, else the best of `Accept-Language` (RFC 9110, 12.5.4), else the fallback.
 * @param asked e.g. the value of `_lang`
 */
export function chooseLanguage(
  asked: string | null | undefined,
  acceptLanguage: string | undefined,
  fallback: Locale,
): Locale {
  const named = toLocale(asked ?? '');
  if (named !== undefined) return named;
  let best: { readonly locale: Locale; readonly weight: number } | undefined;
  for (const range of (acceptLanguage ?? '').split(',')) {
    const [tag = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const locale = toLocale(tag);
    const weight = weightOf(parameters);
    if (locale !== undefined && weight > (best?.weight ?? 0)) best = { locale, weight };
  }
  return best?.locale ?? fallback;
}

function toLocale(tag: string): Locale | undefined {
  const primary = tag.toLowerCase().split('-', 1)[0];
  return LOCALES.find((locale) => locale === primary);
}

function weightOf(parameters: readonly string[]): number {
  const q = parameters.find((parameter) => parameter.startsWith('q='));
  const weight = q === undefined ? 1 : Number(q.slice(2));
  return weight >= 0 && weight <= 1 ? weight : 0;
}
