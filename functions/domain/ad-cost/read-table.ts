// The lines of a CSV file, whatever its charset, line ends and delimiter are.
import { CsvError, parse } from 'csv-parse/sync';

export type Line = {
  /** Of the file, from 1, at which it begins. */
  readonly line: number;
  /** Trimmed. */
  readonly cells: readonly string[];
};

export type Table =
  | { readonly ok: true; readonly lines: readonly Line[] }
  | { readonly ok: false; readonly line: number; readonly text: string };

const DELIMITERS = [',', ';', '\t', '|'] as const;
type Delimiter = (typeof DELIMITERS)[number];

/** Titles and ranges of days stand before the line that names the columns. */
export const HEAD_LINES = 30;

/** No line of a report is longer: an open quotation mark does not swallow the file. */
const LONGEST_LINE = 64 * 1_024;
/** No report has more columns; and a megabyte of rows with a day, a campaign and a cost has no more lines. */
const MOST_COLUMNS = 1_000;
const MOST_LINES = 60_000;

/** Spreadsheets and Google Ads write UTF-16; what is no UTF-8 was written by Windows in western Europe. */
export function decodeTable(bytes: Uint8Array): string {
  return new TextDecoder(charsetOf(bytes)).decode(bytes);
}

function charsetOf(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  // Without a mark every second byte of Latin letters is 0.
  if (first !== undefined && first !== 0 && second === 0) return 'utf-16le';
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return 'utf-8';
  } catch {
    return 'windows-1252';
  }
}

/** @param rank how much a line looks like the one that names the columns: the delimiter is the one with which a line does most */
export function readTable(text: string, rank: (cells: readonly string[]) => number): Table {
  const beyond = faultOfSize(text);
  if (beyond !== undefined) return { ok: false, ...beyond };
  const head = text.split(/\r\n?|\n/, HEAD_LINES).join('\n');
  const ranks = DELIMITERS.map((delimiter) => {
    const parsed = parseLines(head, delimiter);
    const lines = parsed.ok ? parsed.lines : [];
    return [delimiter, Math.max(0, ...lines.map(({ cells }) => rank(cells)))] as const;
  });
  const [best = ranks[0]] = ranks.toSorted(([, a], [, b]) => b - a);
  return parseLines(text, best?.[0] ?? ',');
}

function parseLines(text: string, delimiter: Delimiter): Table {
  const lines: Line[] = [];
  let line = 1;
  try {
    parse(text, {
      delimiter,
      bom: true,
      relax_column_count: true,
      relax_quotes: true,
      max_record_size: LONGEST_LINE,
      on_record: (record: readonly string[], context) => {
        const cells = record.map((cell) => cell.trim());
        if (cells.some((cell) => cell !== '')) lines.push({ line, cells });
        line = context.lines + 1;
        return null;
      },
    });
    return { ok: true, lines };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return {
      ok: false,
      line,
      text: 'It cannot be read as CSV: a quotation mark is open, or the line is too long.',
    };
  }
}

/** Looked for before anything is taken apart: a megabyte of commas would become a million values. */
function faultOfSize(text: string): { readonly line: number; readonly text: string } | undefined {
  // The first end of a line is that of all.
  const mark = /\r(?!\n)|\n/.exec(text)?.[0] ?? '\n';
  let line = 1;
  let start = 0;
  while (start < text.length) {
    const next = text.indexOf(mark, start);
    const end = next < 0 ? text.length : next;
    if (end - start > MOST_COLUMNS && countsMore(text, start, end))
      return { line, text: `It has more than ${MOST_COLUMNS} values: this is no report.` };
    if (line > MOST_LINES) return { line, text: `A file has at most ${MOST_LINES} lines: send it in parts.` };
    start = end + 1;
    line++;
  }
  return undefined;
}

function countsMore(text: string, start: number, end: number): boolean {
  return DELIMITERS.some((delimiter) => {
    let n = 0;
    for (let at = text.indexOf(delimiter, start); at >= 0 && at < end; at = text.indexOf(delimiter, at + 1)) {
      if (++n > MOST_COLUMNS) return true;
    }
    return false;
  });
}
