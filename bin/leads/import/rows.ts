// The rows of a CSV file as columns by name, whatever its charset, line ends and delimiter are.
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { CsvError, parse } from 'csv-parse';
import type { Column } from './mapping.ts';

export type Row = {
  /** The line of the file at which it begins; the header is line 1. */
  readonly line: number;
  /** By column, its name folded. */
  readonly cells: ReadonlyMap<string, string>;
};

export class UnreadableFile extends Error {
  override readonly name = 'UnreadableFile';
}

/** How a column's name is compared. */
export function folded(name: string): string {
  return name.normalize('NFC').trim().toLowerCase();
}

/** The text of a column in a row, '' where it is empty or missing. */
export function cellOf({ cells }: Pick<Row, 'cells'>, column: Column): string {
  const names = typeof column === 'string' ? [column] : column;
  return names
    .map((name) => (cells.get(folded(name)) ?? '').trim())
    .filter((text) => text !== '')
    .join(' ');
}

const DELIMITERS = [',', ';', '\t', '|'] as const;
const HEAD_BYTES = 64 * 1024;

/** @throws UnreadableFile with the line */
export async function* readRows(file: string): AsyncGenerator<Row> {
  const head = await headOf(file);
  const encoding = encodingOf(head);
  const delimiter = delimiterOf(new TextDecoder(encoding).decode(head));
  const decoder = new TextDecoderStream(encoding);
  const parser = parse({
    delimiter,
    bom: true,
    info: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
  });
  const source = createReadStream(file);
  const feed = (async () => {
    const writer = decoder.writable.getWriter();
    for await (const chunk of source) await writer.write(new Uint8Array(chunk as Buffer));
    await writer.close();
  })();
  const pump = (async () => {
    for await (const text of decoder.readable) {
      if (!parser.write(text)) await new Promise((go) => parser.once('drain', go));
    }
    parser.end();
  })();
  Promise.all([feed, pump]).catch((error: unknown) =>
    parser.destroy(error instanceof Error ? error : new Error('it cannot be read')),
  );
  let names: readonly string[] | undefined;
  let line = 1;
  try {
    for await (const { record, info } of parser as AsyncIterable<{
      readonly record: readonly string[];
      readonly info: { readonly lines: number };
    }>) {
      if (names === undefined) names = record.map(folded);
      else if (record.some((cell) => cell.trim() !== '')) yield { line, cells: cellsOf(names, record) };
      line = info.lines + 1;
    }
  } catch (cause) {
    const where = cause instanceof CsvError ? `${cause.message}` : `${(cause as Error).message}`;
    throw new UnreadableFile(`${file}: ${where}`, { cause });
  }
}

/** The names of the columns, as they are written. */
export async function columnsOf(file: string): Promise<readonly string[]> {
  const head = await headOf(file);
  const text = new TextDecoder(encodingOf(head)).decode(head);
  const parser = parse(`${text}\n`, {
    delimiter: delimiterOf(text),
    bom: true,
    to: 1,
    relax_quotes: true,
    relax_column_count: true,
  });
  for await (const record of parser as AsyncIterable<readonly string[]>)
    return record.map((name) => name.trim());
  throw new UnreadableFile(`${file} is empty: its first line must name the columns.`);
}

async function headOf(file: string): Promise<Buffer> {
  const handle = await open(file).catch((cause: unknown) => {
    throw new UnreadableFile(`${file} cannot be read: ${(cause as NodeJS.ErrnoException).code}`, { cause });
  });
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** Spreadsheets write UTF-16 with a mark; what is no UTF-8 was written by Windows in western Europe. */
function encodingOf(head: Buffer): string {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
    return 'utf-8';
  } catch {
    return 'windows-1252';
  }
}

/** The one that occurs most in the first line. */
function delimiterOf(text: string): string {
  const [first = ''] = text.split(/\r?\n/, 1);
  const unquoted = first.replace(/"[^"]*"/g, '');
  const counts = DELIMITERS.map((mark) => [unquoted.split(mark).length, mark] as const);
  return counts.toSorted(([a], [b]) => b - a)[0]?.[1] ?? ',';
}

function cellsOf(names: readonly string[], record: readonly string[]): ReadonlyMap<string, string> {
  return new Map(names.map((name, index) => [name, record[index] ?? '']));
}
