// What a page may show without a link to leads: by name, as numbers that count no leads.
import type { Shown } from './numbers-of-page.ts';

/** Each is taken out of a text; where a digit is left, a figure lacks its link. */
const IN_TEXT: Readonly<Record<string, RegExp>> = {
  'an instant or a day': /[A-Z][a-z]{2} \d{1,2}(?:, \d{4}(?:, \d{1,2}:\d\d\s[AP]M)?)?/g,
  'how many days a button shows': /^\d+ days$/,
  'how many of the days have ended': /^in the days that have ended \(\d+ of \d+\), before:$/,
  'a difference of shares, and how sure it is':
    /[+-]?[\d.]+ points at the same age|\(95%: [+-]?[\d.]+ to [+-]?[\d.]+(?: points)?\)/g,
  'a difference of ways, and how sure it is':
    /^[+-][\d.]+ points$|^likely [+-]?€?[\d.,]+ to [+-]?€?[\d.,]+$/g,
  'how many more leads would show a difference': /about [\d,]+ more leads in each way would show it/g,
  'how many goals are asked at once': /^The intervals hold for all goals together at 95 %, .*: \d+\.$/,
  'a share': /[+-]?[\d.]+%/g,
  money: /€[\d.,]+/g,
  'nine in ten': /9 in 10 within|^Median · 9 in 10\./g,
  'a time': /\b\d+(?:d|h|m|s)\b/g,
  'how long a month of age is': /A month of age is 30 days\./,
  'those on days whose windows have not ended, by which the list does not look':
    /Of the others, \d+ entered on days whose windows have not ended:/,
  'a definition': /^Definition \S+\.$/,
  'how often a variant was shown': /^showings: [\d,]+$|\bof [\d,]+ showings$|about [\d,]+ more showings/g,
  'how old showings are': /^within \d+ days?; shown \d+ days? ago or earlier$/,
  'a difference of variants, and how sure it is': /^[+-]?[\d.]+ points$|^-?[+€\d.,]+ to [+-]?[€\d.,]+$/,
  'how sure all of that is': /at 95 %: of twenty (?:forms|sequences)/g,
  'how many more leads of a sequence would show a difference':
    /^The difference may be chance\. .*about [\d,]+ more leads would show it\.$/,
  'how finely ages are kept': /^Times are kept in steps of about 10 %/,
  'days that a link is good for': /for 7 days\.$/,
};

const WITHIN: Readonly<Record<string, RegExp>> = {
  'the axes of a picture': /^svg/,
  'leads by how long after entry they came to a stage, by which the list does not look':
    /^(?:span\.age|details\.each-day\.times-table)$/,
};

/** What is left of a text when all is taken out that may stand there without a link. */
export function unexplained({ text, within }: Shown): string {
  if (Object.values(WITHIN).some((expression) => within.some((name) => expression.test(name)))) return '';
  let left = text;
  for (const expression of Object.values(IN_TEXT)) left = left.replace(expression, '');
  return /\d/.test(left) ? left : '';
}
