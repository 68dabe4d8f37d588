// Placeholders in the owner's words, `{name}` of a field: which there are, and what they become in a line, in text and in HTML.

const PLACEHOLDER = /\{([\p{L}_][\p{L}\p{N}_-]{0,39})\}/gu;
/** What is put in is of a stranger: a mail of ours carries no text and no link of theirs to the address that they typed. */
const MOST_CHARACTERS = 200;
/** Dots and letters of all scripts, as resolvers take them; signs that are not seen part nothing. */
const LINK =
  /:\/\/|\bwww\.|[\p{L}\p{M}\p{N}\p{Cf}-][.\u3002\uff0e\uff61]\p{Cf}*\p{L}[\p{L}\p{M}\p{Cf}]+(?![\p{L}\p{M}\p{N}])/iu;

export type Values = ReadonlyMap<string, string>;

/** The names, each once. */
export function placeholdersIn(text: string): readonly string[] {
  return [...new Set([...text.matchAll(PLACEHOLDER)].map(([, name = '']) => name))];
}

/** A placeholder without a value becomes nothing. */
export function filled(
  text: string,
  values: Values,
  write: (value: string) => string = (value) => value,
): string {
  return text.replace(PLACEHOLDER, (_, name: string) => write(values.get(name) ?? ''));
}

/** A header is one line: nothing that is put in can begin another. */
export function oneLine(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
    .slice(0, MOST_CHARACTERS);
}

/** What a visitor typed, as it may stand in a mail; nothing where it holds what a mail program makes a link of. */
export function safeValue(value: string | number | boolean): string {
  const text = oneLine(String(value));
  return LINK.test(text) ? '' : text;
}
