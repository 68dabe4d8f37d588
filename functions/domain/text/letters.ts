// Letters from bytes: by the charset that is declared, else as UTF-8, else as older pages of the language write them.
import type { Locale } from '../config/config.ts';

/** What Windows wrote, and what pages without a charset still send. */
const LEGACY = { en: 'windows-1252', it: 'windows-1252', ru: 'windows-1251' } as const satisfies Record<
  Locale,
  string
>;

/** Turns bytes into text. @throws TypeError for bytes that its charset has no letters for. */
export type Letters = {
  readonly decode: (bytes: Uint8Array) => string;
  /** True for a charset that cannot write every letter: browsers then send `&#1055;` for those that it lacks. */
  readonly lacksLetters: boolean;
};

/** By the names that were asked for: there are some 200, and a decoder takes longer to make than to use. */
const made = new Map<string, Letters>();

export const UTF_8: Letters = lettersOf('utf-8');

/** Says of letters beyond ASCII nothing, whatever it is said to be: senders name it when they know no better. */
const SAYS_NOTHING = new Set(['', 'ascii', 'us-ascii', 'ansi_x3.4-1968']);

/**
 * The letters of a charset by any of its names (https://encoding.spec.whatwg.org/#names-and-labels).
 * Undefined where none is declared; `unknown` for a name that is none.
 */
export function declaredLetters(name: string | undefined): Letters | 'unknown' | undefined {
  const label = name?.trim().toLowerCase() ?? '';
  if (SAYS_NOTHING.has(label)) return undefined;
  // Its bytes are not those of ASCII, in which names, `=` and `&` are written.
  if (/^utf-?16/.test(label)) return 'unknown';
  try {
    return lettersOf(label);
  } catch {
    return 'unknown';
  }
}

/**
 * The letters of a text that names no charset: UTF-8 if its bytes are that, which words of older charsets never are, else
 * Cyrillic where a word can be nothing else, else the older charset of the language.
 */
export function undeclaredLetters(bytes: Uint8Array, locale: Locale): Letters {
  if (isUtf8(bytes)) return UTF_8;
  return lettersOf(isCyrillic(bytes) ? LEGACY.ru : LEGACY[locale]);
}

/** No word of a western language has three letters beyond ASCII in a row; in windows-1252 all from 0xC0 are such letters. */
function isCyrillic(bytes: Uint8Array): boolean {
  let inRow = 0;
  for (const byte of bytes) {
    inRow = byte >= 0xc0 ? inRow + 1 : 0;
    if (inRow === 3) return true;
  }
  return false;
}

/** Text whose letters a legacy charset lacked, as a browser sends them, made whole. */
export function withoutReferences(text: string): string {
  return text.replace(/&#(\d{3,7});/g, (reference, digits: string) => {
    const code = Number(digits);
    const isLetter = code > 0x7f && code <= 0x10_ffff && (code < 0xd800 || code > 0xdfff);
    return isLetter ? String.fromCodePoint(code) : reference;
  });
}

/**
 * Percent-encoded text as its bytes: what is not encoded stands for its own UTF-8.
 * @param plus a `+` is a blank, as in the query of an address and in the body of a form
 */
export function percentBytes(text: Uint8Array, plus: boolean): Uint8Array {
  if (!text.includes(0x25) && !(plus && text.includes(0x2b))) return text;
  const bytes = new Uint8Array(text.length);
  let length = 0;
  for (let at = 0; at < text.length; at += 1) {
    const byte = text[at] ?? 0;
    const encoded = byte === 0x25 ? hexByte(text[at + 1], text[at + 2]) : undefined;
    bytes[length++] = encoded ?? (plus && byte === 0x2b ? 0x20 : byte);
    if (encoded !== undefined) at += 2;
  }
  return bytes.subarray(0, length);
}

function hexByte(high: number | undefined, low: number | undefined): number | undefined {
  const [tens, ones] = [hexDigit(high), hexDigit(low)];
  return tens === undefined || ones === undefined ? undefined : tens * 16 + ones;
}

function hexDigit(byte = 0): number | undefined {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : undefined;
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    UTF_8.decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** @throws RangeError for a name that no charset has */
function lettersOf(label: string): Letters {
  const before = made.get(label);
  if (before !== undefined) return before;
  const decoder = new TextDecoder(label, { fatal: true });
  const letters = {
    decode: (bytes: Uint8Array) => decoder.decode(bytes),
    lacksLetters: !/^(?:utf-|gb18030$)/.test(decoder.encoding),
  };
  made.set(label, letters);
  return letters;
}
