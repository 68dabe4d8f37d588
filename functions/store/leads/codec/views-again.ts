// The further views of a path and day as text: of each nine characters, four for its tag and five for the ms since the first view.
import type { ViewAgain } from '../../../domain/event/event.ts';
import { UnreadableItem } from '../../item-format.ts';

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const TAG_LENGTH = 4;
const LENGTH = 9;

/** @param first when the first view was */
export function packViews(again: readonly ViewAgain[], first: number): string {
  return again
    .map(({ time, tag }) => packNumber(tag, TAG_LENGTH) + packNumber(time - first, LENGTH - TAG_LENGTH))
    .join('');
}

/** @throws UnreadableItem */
export function unpackViews(text: string, first: number): readonly ViewAgain[] {
  if (text.length % LENGTH !== 0) throw new UnreadableItem('views of a day are cut short');
  return Array.from({ length: text.length / LENGTH }, (_, n) => {
    const one = text.slice(n * LENGTH, (n + 1) * LENGTH);
    return { time: first + unpackNumber(one.slice(TAG_LENGTH)), tag: unpackNumber(one.slice(0, TAG_LENGTH)) };
  });
}

function packNumber(value: number, length: number): string {
  let text = '';
  for (let rest = value; text.length < length; rest = Math.floor(rest / DIGITS.length))
    text = DIGITS.charAt(rest % DIGITS.length) + text;
  return text;
}

function unpackNumber(text: string): number {
  let value = 0;
  for (const one of text) {
    const digit = DIGITS.indexOf(one);
    if (digit < 0) throw new UnreadableItem('views of a day hold an unknown character');
    value = value * DIGITS.length + digit;
  }
  return value;
}
