// What says yes: to a consent, which must be said plainly, and to a checkbox, which any value of a site's own ticks.

/** What browsers and programs send for a ticked box, and yes in the languages that forms are shown in. */
const YES = new Set(['on', 'true', '1', 'yes', 'sì', 'si', 'да']);

/** What browsers and programs send for a box that is not ticked, and no in some languages. */
const NO = new Set([
  '',
  'false',
  '0',
  'off',
  'no',
  'n',
  'f',
  'none',
  'null',
  'undefined',
  'nan',
  'nein',
  'non',
  'нет',
]);

/**
 * A consent is given by a plain yes and by nothing else.
 * @param own the value that the form's own box sends
 */
export function isGiven(said: string, own?: string): boolean {
  return YES.has(folded(said)) || (own !== undefined && said.trim() === own);
}

export function isTicked(said: string): boolean {
  return !NO.has(folded(said));
}

/** Longer texts are no yes and no no. */
const LONGEST_READ = 40;

function folded(said: string): string {
  return said.trim().slice(0, LONGEST_READ).normalize('NFC').toLowerCase();
}
