// What visitors read: complete in every language.
import { describe, expect, it } from 'vitest';
import { LOCALES } from '../../functions/domain/config/config.ts';
import { textIn } from '../../functions/pages/localized.ts';
import { visitorTexts } from '../../functions/pages/texts/visitor.ts';
import { chooseLanguage } from '../../functions/runtime/language.ts';

/** Every text by its path; those that are functions as they speak of 3. */
function flat(value: unknown, path = ''): [string, string][] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value === 'function') return [[path, String(value(3))]];
  return Object.entries(value as object).flatMap(([key, each]) => flat(each, `${path}/${key}`));
}

describe('the texts', () => {
  it.each(LOCALES)('in %s are the same as in English by name, and none is empty', (locale) => {
    const texts = flat(visitorTexts(locale));
    expect(texts.map(([path]) => path)).toEqual(flat(visitorTexts('en')).map(([path]) => path));
    expect(texts.filter(([, text]) => text.trim() === '')).toEqual([]);
  });

  it('are not English in the other languages, but for a few words', () => {
    const english = new Map(flat(visitorTexts('en')));
    const shared = new Set(['/labels/email', '/home/title']);
    for (const locale of ['it', 'ru'] as const) {
      const same = flat(visitorTexts(locale)).filter(
        ([path, text]) => english.get(path) === text && !shared.has(path),
      );
      expect(same).toEqual([]);
    }
  });
});

describe('a configured text', () => {
  it("is in the reader's language, else in the configuration's, else in any", () => {
    expect(textIn({ en: 'book', it: 'libro' }, 'it', 'en')).toBe('libro');
    expect(textIn({ en: 'book', it: 'libro' }, 'ru', 'it')).toBe('libro');
    expect(textIn({ ru: 'книга' }, 'en', 'it')).toBe('книга');
    expect(textIn('book', 'it', 'it')).toBe('book');
  });
});

describe('the language of a visitor', () => {
  it.each([
    ['it', [], 'it'],
    ['xx', ['ru'], 'ru'],
    [null, ['it-IT', 'it', 'en'], 'it'],
    [null, ['de', '*'], 'en'],
    [null, [], 'en'],
  ] as const)('asked for as %s where %j are preferred is %s', (asked, preferred, expected) => {
    expect(chooseLanguage(asked, preferred, 'en')).toBe(expected);
  });
});
