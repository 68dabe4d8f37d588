// Letters that were lost before a text came here: what a decoder writes for bytes that it cannot read, and halves of characters.

/** U+FFFD, or what would become one when it is written as UTF-8. */
export function hasLostLetters(text: string): boolean {
  return text.includes('\ufffd') || !text.isWellFormed();
}

/** Whether any text in a value has, names of properties included. Of what is made by us: it is not deep. */
export function holdsLostLetters(value: unknown): boolean {
  if (typeof value === 'string') return hasLostLetters(value);
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([name, each]) => hasLostLetters(name) || holdsLostLetters(each));
}
