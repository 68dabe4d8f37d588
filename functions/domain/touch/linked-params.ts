// The parameters of an address, whoever wrote it: in its query, behind its `#`, encoded once too often, in an older charset.
import type { Locale } from '../config/config.ts';
import { percentBytes, UTF_8, undeclaredLetters } from '../text/letters.ts';

export type Params = readonly (readonly [string, string])[];

/** How letters of links are read, and what was found while doing so. */
export type LinkLetters = {
  /** Of the visitor, else of the page: by it letters are read that are no UTF-8. */
  readonly locale: Locale;
  /** Set where a tag was read so, or had lost letters and is left out: it may not be what was meant. */
  isGuessed: boolean;
};

/** Of the query, and of the query that stands behind the `#` (`/#/prices?utm_source=x`, `/start#utm_source=x`). */
export function linkedParams(
  { search, hash }: URL,
  letters: LinkLetters,
): { readonly query: Params; readonly hash: Params } {
  const fragment = hash.slice(1);
  const mark = fragment.indexOf('?');
  const behind = mark >= 0 ? fragment.slice(mark + 1) : /^[\w.~%-]+=/.test(fragment) ? fragment : '';
  return { query: readQuery(search.slice(1), letters), hash: readQuery(behind, letters) };
}

type Read = {
  readonly query: string;
  readonly locale: Locale;
  readonly params: Params;
  readonly isGuessed: boolean;
};

/** The last long one: the calls of a batch may share it, and reading it anew for each would be most of what the batch costs. */
let lastRead: Read | undefined;
const LONG = 1_000;

function readQuery(query: string, letters: LinkLetters): Params {
  if (query.length < LONG) return decoded(query, letters);
  if (lastRead?.query !== query || lastRead.locale !== letters.locale) {
    const own = { ...letters, isGuessed: false };
    lastRead = { query, locale: letters.locale, params: decoded(query, own), isGuessed: own.isGuessed };
  }
  letters.isGuessed ||= lastRead.isGuessed;
  return lastRead.params;
}

/** Letter for letter, as `URLSearchParams` reads it, but for bytes that are no UTF-8. */
function decoded(query: string, letters: LinkLetters): Params {
  if (query === '') return [];
  return query.split('&').map((pair) => {
    const equals = pair.indexOf('=');
    const name = equals < 0 ? pair : pair.slice(0, equals);
    const value = equals < 0 ? '' : pair.slice(equals + 1);
    return [decode(name, letters), decode(value, /^utm_/i.test(name) ? letters : { ...letters })] as const;
  });
}

const ENCODER = new TextEncoder();

function decode(text: string, letters: LinkLetters): string {
  if (!/[%+]/.test(text)) return text;
  const bytes = percentBytes(ENCODER.encode(text), true);
  const used = undeclaredLetters(bytes, letters.locale);
  letters.isGuessed ||= used !== UTF_8;
  return used.decode(bytes);
}

/** Rounds of decoding after the first; more than this no link was ever put through. */
const MOST_ROUNDS = 3;

/** A value that was percent-encoded more than once, or that its sender could not decode, as it was meant. */
export function decodedAgain(text: string, letters: LinkLetters): string {
  let read = text;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    // A `%` that begins no escape is one that somebody typed.
    if (!read.includes('%') || /%(?![0-9a-f]{2})/i.test(read)) return read;
    const decoded = decodeEscapes(read, letters);
    if (decoded === undefined) return read;
    read = decoded;
  }
  return read;
}

/** Undefined where the escapes are no text. */
function decodeEscapes(text: string, letters: LinkLetters): string | undefined {
  const bytes = percentBytes(ENCODER.encode(text), false);
  const used = undeclaredLetters(bytes, letters.locale);
  const read = used.decode(bytes);
  if (used === UTF_8) return read;
  // In an older charset any byte is something: only words are believed.
  if (!/^[\p{L}\p{M}\x20-\x7e]*$/u.test(read)) return undefined;
  letters.isGuessed = true;
  return read;
}
