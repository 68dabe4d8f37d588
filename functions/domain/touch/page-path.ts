// The path of a page, in the one form in which page events are named, triggers match and views are told apart.
import { holdsEmail, shorten } from '../event/plain-text.ts';
import { hasLostLetters } from '../text/lost-letters.ts';

/** Longer URLs are cut here: nothing that is kept of one lies further in. */
const LONGEST_URL = 8_192;
const CONTROLS = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu;

/** The absolute URL that a stranger's text is, undefined where it is none; never throws. */
export function readUrl(value: unknown): URL | undefined {
  if (typeof value !== 'string') return undefined;
  return URL.parse(value.slice(0, LONGEST_URL).trim()) ?? undefined;
}

/** A page by its web address or, as some senders give it, by its path alone; undefined for anything else. */
export function readPage(value: unknown): URL | undefined {
  if (typeof value !== 'string') return undefined;
  const path = value.trim();
  const url = readUrl(path.startsWith('/') ? `https://path.invalid${path}` : path);
  return url?.protocol === 'https:' || url?.protocol === 'http:' ? url : undefined;
}

/**
 * `https://example.com/prezzi/?a=1#b` is `/prezzi`: no query, no fragment, no final slash, percent-decoded in NFC,
 * at most 200 characters. A segment that holds an e-mail address becomes `(email)`. A fragment that is a path is the
 * page that a script shows there: `/app/#/plans?a=1` is `/app#/plans`.
 */
export function pagePath(url: unknown): string | undefined {
  const page = readPage(url);
  if (page === undefined) return undefined;
  const path = readPath(page.pathname) || '/';
  const [, mark = '', shown = ''] = /^(#!?)(\/[^?]*)/.exec(page.hash) ?? [];
  const route = readPath(shown);
  return route === '' ? shorten(path) : shorten(`${path}${mark}${route}`);
}

/** Of paths that are said of one page the first, with the route behind its `#` where another of them has it. */
export function pagePathOf(said: readonly (string | undefined)[]): string | undefined {
  const paths = said.filter((path) => path !== undefined);
  return paths.find((path) => path.startsWith(`${paths[0]}#`)) ?? paths[0];
}

/** Without final slashes. */
function readPath(path: string): string {
  return shorten(path.split('/').map(readSegment).join('/')).replace(/\/+$/, '');
}

function readSegment(raw: string): string {
  const text = decode(raw).toWellFormed().replace(CONTROLS, '').normalize('NFC');
  return holdsEmail(text) ? '(email)' : text;
}

/** An encoded slash, question mark or hash stays encoded: decoded it would be another path. So do letters that are lost. */
function decode(segment: string): string {
  try {
    const text = decodeURI(segment);
    return hasLostLetters(text) ? segment : text;
  } catch {
    return segment;
  }
}
