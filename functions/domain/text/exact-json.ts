// JSON in which whole numbers stay what was written: a number holds 53 bits, and ids of databases are often longer.

type Reviver = (name: string, value: unknown, written?: { readonly source?: string }) => unknown;
/** The third argument is of ECMAScript's proposal for the source text of JSON, which Node has: https://github.com/tc39/proposal-json-parse-with-source */
const parse: (text: string, reviver?: Reviver) => unknown = JSON.parse;

/** Below, every whole number is exact; a reviver costs several times the parsing. */
const MAYBE_LONG = /\d{16}/;

/**
 * A whole number beyond what a number holds becomes the text of its digits.
 * @throws SyntaxError
 */
export function parseExact(text: string): unknown {
  if (!MAYBE_LONG.test(text)) return parse(text);
  return parse(text, (_name, value, written) => {
    if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
    const source = written?.source ?? '';
    return /^-?\d+$/.test(source) ? source : value;
  });
}
