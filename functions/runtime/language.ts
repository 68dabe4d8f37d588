// Which of the languages that imbuto speaks a visitor reads.
import { LOCALES, type Locale } from '../domain/config/config.ts';

/**
 * The language asked for by name, else the first of the preferred ones that imbuto speaks, else the fallback.
 * @param asked e.g. the value of `_lang`
 * @param preferred tags as in `Accept-Language`, the best first
 */
export function chooseLanguage(
  asked: string | null | undefined,
  preferred: readonly string[],
  fallback: Locale,
): Locale {
  for (const tag of [asked ?? '', ...preferred]) {
    const primary = tag.toLowerCase().split('-', 1)[0];
    const locale = LOCALES.find((one) => one === primary);
    if (locale !== undefined) return locale;
  }
  return fallback;
}
