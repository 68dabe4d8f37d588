// A configured text in the reader's language.
import { LOCALES, type Locale, type Text } from '../domain/config/config.ts';

/** The text in this language, else in the configuration's, else in any that there is. */
export function textIn(text: Text, language: Locale, locale: Locale): string {
  if (typeof text === 'string') return text;
  return [language, locale, ...LOCALES].map((each) => text[each]).find((each) => each !== undefined) ?? '';
}
