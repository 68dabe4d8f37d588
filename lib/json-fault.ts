// Where a text stops being JSON, in lines and columns: the engine's own messages often do not say.
import { type ParseError, type ParseErrorCode, parse, printParseErrorCode } from 'jsonc-parser';

export type JsonFault = { readonly line: number; readonly column: number; readonly problem: string };

/** By the names that the parser gives to its codes. */
const PROBLEMS: Readonly<Record<string, string>> = {
  InvalidSymbol: 'keys and text stand in double quotes; the only words are true, false and null',
  InvalidNumberFormat: 'this is no number',
  PropertyNameExpected: 'a key in double quotes was expected here',
  ValueExpected: 'a value was expected here: text in double quotes, a number, true, false, null, { or [',
  ColonExpected: 'a colon was expected here',
  CommaExpected: 'a comma was expected here',
  CloseBraceExpected: 'a comma or } was expected here',
  CloseBracketExpected: 'a comma or ] was expected here',
  EndOfFileExpected: 'the end of the file was expected here',
  InvalidCommentToken: 'JSON has no comments',
  UnexpectedEndOfComment: 'JSON has no comments',
  UnexpectedEndOfString: 'this text has no closing quotation mark on its line',
  UnexpectedEndOfNumber: 'this number is cut off',
  InvalidUnicode: 'four hexadecimal digits follow \\u',
  InvalidEscapeCharacter: 'this is no escape sequence; a backslash is written \\\\',
  InvalidCharacter: 'a line break or tab inside text is written \\n or \\t',
};

/** The first fault of a text that JSON.parse refuses; undefined where none is found. */
export function jsonFault(text: string): JsonFault | undefined {
  const errors: ParseError[] = [];
  parse(text, errors, { disallowComments: true });
  const [first] = errors;
  if (first === undefined) return undefined;
  const before = text.slice(0, first.offset).split('\n');
  return {
    line: before.length,
    column: (before.at(-1)?.length ?? 0) + 1,
    problem: problemOf(first.error),
  };
}

function problemOf(code: ParseErrorCode): string {
  const name = printParseErrorCode(code);
  return PROBLEMS[name] ?? name;
}
