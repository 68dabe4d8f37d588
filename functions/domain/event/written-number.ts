// Numbers as people write them: `1234,56`, `1.234,56`, `€ 500`, `1 000`.
import type { Locale } from '../config/config.ts';

/** What programs write. No digit can be read in two ways, so a long text is refused as fast as a short one. */
const PLAIN = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d{1,3})?$/i;
const LONGEST_READ = 400;

/** One to three digits and groups of three behind blanks or apostrophes, which part thousands and nothing else. */
const GROUPED = /^\d{1,3}(?:[ \u00A0\u2009\u202F'’]\d{3})+(?=[.,]|$)/;
const THOUSANDS = { en: ',', it: '.', ru: undefined } as const satisfies Record<Locale, string | undefined>;

/**
 * A number with the signs of the language for decimals and thousands, a sign of currency before or after it.
 * `1.234` is read as the language says, in Italian a thousand and more; all else has one reading.
 * Undefined for what is no number.
 */
export function readNumber(text: string, language: Locale): number | undefined {
  if (text.length > LONGEST_READ) return undefined;
  const amount = withoutCurrency(text).replace(/^[−–]/, '-');
  const sign = /^[+-]/.exec(amount)?.[0] ?? '';
  const unsigned = amount.slice(sign.length).trim();
  const digits = plainDigits(unsigned, language);
  const plain = `${sign}${digits}`;
  return PLAIN.test(plain) && Number.isFinite(Number(plain)) ? Number(plain) : undefined;
}

/** With a point before the decimals and nothing between the thousands. */
function plainDigits(text: string, language: Locale): string {
  const blanks = GROUPED.exec(text)?.[0] ?? '';
  if (blanks !== '') return blanks.replace(/\D/g, '') + text.slice(blanks.length).replace(',', '.');
  const [, whole = '', mark = '', rest = ''] = /^(\d*)([.,])(.*)$/.exec(text) ?? [];
  if (mark === '') return text;
  const other = mark === ',' ? '.' : ',';
  const isGrouped =
    /^[1-9]\d{0,2}$/.test(whole) && new RegExp(`^\\d{3}(?:\\${mark}\\d{3})*(?=\\${other}|$)`).test(rest);
  const parted = isGrouped && (rest.length > 3 || THOUSANDS[language] === mark);
  if (parted) return `${whole}${rest.replaceAll(mark, '')}`.replace(other, '.');
  return `${whole}.${rest}`;
}

/** A sign such as €, a code such as EUR, roubles as Russians write them. */
function withoutCurrency(text: string): string {
  const [, before = '', rest = ''] = /^(\p{Sc}|[a-z]{3}(?=[\s\d]))?\s*(.*)$/isu.exec(text) ?? [];
  const [, amount = '', after = ''] = /^(.*?[\d.,])\s*(\p{Sc}|[a-z]{3}|руб\.?|р\.?)?$/isu.exec(rest) ?? [];
  const named = [before, after].filter((each) => each !== '');
  if (named.length > 1 || !named.every(isCurrency)) return text;
  return amount === '' ? rest : amount;
}

function isCurrency(said: string): boolean {
  return !/^[a-z]{3}$/i.test(said) || Intl.supportedValuesOf('currency').includes(said.toUpperCase());
}
