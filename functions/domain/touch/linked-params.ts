// The parameters of an address, whoever wrote it: in its query, behind its `#`, encoded once too often, in an older charset.
import type { Locale } from '../config/config.ts';
import { legacyLetters, percentBytes, UTF_8, undeclaredLetters } from '../text/letters.ts';

export type Params = readonly (readonly [string, string])[];

/** Of the query, and of the query that stands behind the `#` (`/#/prices?utm_source=x`, `/start#utm_source=x`). */
export function linkedParams(
  { search, hash }: URL,
  locale: Locale,
): { readonly query: Params; readonly hash: Params } {
  const fragment = hash.slice(1);
  const mark = fragment.indexOf('?');
  const behind = mark >= 0 ? fragment.slice(mark + 1) : /^[\w.~%-]+=/.test(fragment) ? fragment : '';
  return { query: readQuery(search.slice(1), locale), hash: readQuery(behind, locale) };
}

/** Letter for letter, as `URLSearchParams` reads it, but for bytes that are no UTF-8. */
function readQuery(query: string, locale: Locale): Params {
  if (query === '') return [];
  return query.split('&').map((pair) => {
    const equals = pair.indexOf('=');
    const name = equals < 0 ? pair : pair.slice(0, equals);
    const value = equals < 0 ? '' : pair.slice(equals + 1);
    return [decode(name, locale), decode(value, locale)] as const;
  });
}

const ENCODER = new TextEncoder();

function decode(text: string, locale: Locale): string {
  if (!/[%+]/.test(text)) return text;
  const bytes = percentBytes(ENCODER.encode(text), true);
  return undeclaredLetters(bytes, locale).decode(bytes);
}

/** Rounds of decoding after the first; more than this no link was ever put through. */
const MOST_ROUNDS = 3;

/** A value that was percent-encoded more than once, or that its sender could not decode, as it was meant. */
export function decodedAgain(text: string, locale: Locale): string {
  let read = text;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    // A `%` that begins no escape is one that somebody typed.
    if (!read.includes('%') || /%(?![0-9a-f]{2})/i.test(read)) return read;
    const decoded = decodeEscapes(read, locale);
    if (decoded === undefined) return read;
    read = decoded;
  }
  return read;
}

/** Undefined where the escapes are no text. */
function decodeEscapes(text: string, locale: Locale): string | undefined {
  const bytes = percentBytes(ENCODER.encode(text), false);
  const letters = undeclaredLetters(bytes, locale);
  if (letters === UTF_8) return letters.decode(bytes);
  const legacy = legacyLetters(locale).decode(bytes);
  // In an older charset any byte is something: only words are believed.
  return /^[\p{L}\p{M}\x20-\x7e]*$/u.test(legacy) ? legacy : undefined;
}
