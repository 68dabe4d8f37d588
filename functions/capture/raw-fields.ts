// The fields of a form as bytes, before it is known in which charset their letters are written.

import type { Locale } from '../domain/config/config.ts';
import {
  declaredLetters,
  type Letters,
  UTF_8,
  undeclaredLetters,
  withoutReferences,
} from '../domain/text/letters.ts';

import { chooseLanguage } from '../runtime/language.ts';

export type RawField = {
  readonly name: Uint8Array;
  readonly value: Uint8Array;
  /** The charset that this field alone declares. */
  readonly charset?: string | undefined;
};

/** Thrown for text in a charset that is not known here. */
export class UnknownCharset extends Error {
  override readonly name = 'UnknownCharset';
}

/** In which a browser tells the charset of the page that it sends. */
const CHARSET_FIELD = '_charset_';
/** In which a form tells its language. */
const LANGUAGE_FIELD = '_lang';

/**
 * Names and values as text. The charset is that of the field, of the body, of its field `_charset_`; where nobody
 * declares one, each is UTF-8 if its bytes are that, else in the older charset of the language.
 * @param charset what the body declares
 * @throws UnknownCharset; TypeError for bytes that a declared charset has no letters for
 */
export function readRawFields(
  fields: readonly RawField[],
  charset: string | undefined,
  locale: Locale,
): ReadFields {
  const ofBody = known(charset) ?? known(plainField(fields, CHARSET_FIELD));
  const language = chooseLanguage(plainField(fields, LANGUAGE_FIELD), [], locale);
  let isGuessed = false;
  const undeclared = (bytes: Uint8Array): Letters => {
    const letters = undeclaredLetters(bytes, language);
    isGuessed ||= letters !== UTF_8;
    return letters;
  };
  const named = fields.map(({ name, value, charset: own }): readonly [string, string] => [
    textOf(name, ofBody ?? undeclared(name)),
    textOf(value, known(own) ?? ofBody ?? undeclared(value)),
  ]);
  return { named, isGuessed };
}

export type ReadFields = {
  readonly named: readonly (readonly [string, string])[];
  /** Whether some are read in the older charset of the language. */
  readonly isGuessed: boolean;
};

function known(charset: string | undefined): Letters | undefined {
  const letters = declaredLetters(charset);
  if (letters === 'unknown') throw new UnknownCharset('a charset that is not known is declared');
  return letters;
}

function textOf(bytes: Uint8Array, letters: Letters): string {
  const text = letters.decode(bytes);
  return letters.lacksLetters ? withoutReferences(text) : text;
}

/** Of a name and a value that are written in ASCII. */
function plainField(fields: readonly RawField[], wanted: string): string | undefined {
  const bytes = Buffer.from(wanted, 'latin1');
  const field = fields.find(({ name }) => name.length === bytes.length && bytes.equals(name));
  return field && Buffer.from(field.value).toString('latin1');
}
