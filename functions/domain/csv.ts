// Tables as CSV (RFC 4180), safe to open in a spreadsheet.

export type Value = string | number | null;

/** How the values of a row are parted, and what parts the digits of a number. */
export type Dialect = { readonly separator: ',' | ';'; readonly decimal: '.' | ',' };

export const COMMA: Dialect = { separator: ',', decimal: '.' };
/** What Excel reads, and writes, where a number is written `1234,5`. */
export const SEMICOLON: Dialect = { separator: ';', decimal: ',' };

export function csv(rows: readonly (readonly Value[])[], dialect = COMMA): string {
  return rows
    .map((row) => `${row.map((value) => cell(value, dialect)).join(dialect.separator)}\r\n`)
    .join('');
}

function cell(value: Value, { decimal }: Dialect): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value).replace('.', decimal);
  const text = value.replace(BEFORE_FORMULA, "'");
  return /[",;\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * What a spreadsheet takes for a formula gets an apostrophe before it: at the beginning of a text, and behind what parts
 * values where the file is opened with another separator than it was written with. Full-width signs count as well, and
 * spaces and what cannot be seen before a sign are no protection. A number never is a formula.
 */
const BEFORE_FORMULA = /^(?=[\t\r\n])|(?<=^|[,;\t\r\n])(?=[\p{Zs}\p{Cf}]*[=+\-@\uff1d\uff0b\uff0d\uff20])/gu;
