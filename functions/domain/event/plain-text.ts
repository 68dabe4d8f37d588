// Plain text: what a stranger wrote, made fit to stand in a report, or left out.

/** The longest part of a touch, in UTF-16 units. */
export const LONGEST = 200;
/** More than this is not looked at: an e-mail address that begins beyond it is beyond what is kept. */
const LONGEST_READ = 2_000;

/** Controls, and what turns the direction of the text around it. */
const UNSEEN = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu;
/** What scripts write for a value that they do not have, and GA4 for one that it has not. */
const NOTHING = new Set(['', 'undefined', 'null', '(not set)']);

/**
 * Trimmed, in NFC, without control characters and at most 200 characters long.
 * Undefined where nothing is left or an e-mail address stands in it: personal data never reaches a report.
 */
export function plainText(value: unknown, longest: number = LONGEST): string | undefined {
  if (typeof value !== 'string') return undefined;
  const read = value.slice(0, LONGEST_READ).toWellFormed().replace(UNSEEN, '').normalize('NFC').trim();
  if (NOTHING.has(read.toLowerCase()) || holdsEmail(read)) return undefined;
  return shorten(read, longest);
}

/** Cut to 200 UTF-16 units (or so many as said), never within a character. */
export function shorten(text: string, longest: number = LONGEST): string {
  if (text.length <= longest) return text;
  return text
    .slice(0, longest)
    .replace(/[\uD800-\uDBFF]$/, '')
    .trimEnd();
}

/** Whether an e-mail address stands in the text, percent-encoded (once or more) included. */
export function holdsEmail(text: string): boolean {
  return /[^\s@/]@[^\s@./]+\.[^\s@./]/.test(text.replace(/%(?:25)*40/g, '@').replace(/%(?:25)*2e/gi, '.'));
}
