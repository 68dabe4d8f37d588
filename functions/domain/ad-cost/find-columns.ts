// Where the columns stand: the line that names them, below the titles that exports begin with.
import { minorDigits } from '../currency.ts';
import type { CostFault } from './ad-cost.ts';
import { type Field, type FileFormat, REQUIRED } from './networks.ts';
import { HEAD_LINES, type Line } from './read-table.ts';

export type Column = {
  /** As it is published. */
  readonly name: string;
  /** From 0. */
  readonly index: number;
};

export type Columns = {
  /** The line that names them. */
  readonly line: number;
  /** How many columns it names. */
  readonly width: number;
  readonly fields: Readonly<Partial<Record<Field, Column>>>;
  /** What the name of the column of costs says, as in `Amount spent (EUR)`. */
  readonly currency?: string;
};

export type Found =
  | { readonly ok: true; readonly columns: Columns }
  | { readonly ok: false; readonly faults: readonly CostFault[] };

/** How many of a format's columns a line names. */
export function rankOf(format: FileFormat): (cells: readonly string[]) => number {
  const known = new Set(Object.values(format.columns).flatMap((names) => names.map(folded)));
  return (cells) => cells.filter((cell) => known.has(folded(withoutCurrency(cell).name))).length;
}

export function findColumns(lines: readonly Line[], format: FileFormat): Found {
  const rank = rankOf(format);
  const ranked = lines.slice(0, HEAD_LINES).map((line) => [line, rank(line.cells)] as const);
  const [head] = ranked.toSorted(([, a], [, b]) => b - a);
  if (head === undefined || head[1] === 0) {
    const names = REQUIRED.map((field) => `"${nameOf(format, field)}"`).join(', ');
    const text = `None of the first ${HEAD_LINES} lines names the columns ${names}. ${format.fix}`;
    return { ok: false, faults: [{ line: 1, code: 'no-columns', text }] };
  }
  const [{ line, cells }] = head;
  const faults: CostFault[] = [];
  const fields: Partial<Record<Field, Column>> = {};
  for (const [field, names] of entriesOf(format)) {
    for (const name of names) {
      const places = cells.flatMap((cell, index) =>
        folded(withoutCurrency(cell).name) === folded(name) ? [index] : [],
      );
      const [index, second] = places;
      if (index === undefined) continue;
      if (second !== undefined) {
        const column = { name, position: second + 1 };
        faults.push({ line, column, code: 'column-twice', text: 'It is there twice: leave one out.' });
      }
      fields[field] = { name, index };
      break;
    }
  }
  for (const field of REQUIRED) {
    if (fields[field] !== undefined) continue;
    const column = { name: nameOf(format, field) };
    faults.push({ line, column, code: 'missing-column', text: `It is missing. ${format.fix}` });
  }
  if (faults.length > 0) return { ok: false, faults };
  const { currency } = withoutCurrency(cells[fields.cost?.index ?? -1] ?? '');
  return {
    ok: true,
    columns: { line, width: cells.length, fields, ...(currency === undefined ? {} : { currency }) },
  };
}

/** The first published name of a column. */
export function nameOf({ columns }: FileFormat, field: Field): string {
  return columns[field]?.[0] ?? field;
}

function entriesOf({ columns }: FileFormat): readonly (readonly [Field, readonly string[]])[] {
  const fields: readonly Field[] = ['day', 'until', 'campaign', 'cost', 'currency', 'source'];
  return fields.map((field) => [field, columns[field] ?? []] as const);
}

/** `Amount spent (EUR)` is `Amount spent`, in euros. */
function withoutCurrency(cell: string): { readonly name: string; readonly currency?: string } {
  const [, name = '', code = ''] = /^(.*\S) ?\(([A-Za-z]{3})\)$/.exec(cell) ?? [];
  const currency = code.toUpperCase();
  return minorDigits(currency) === undefined ? { name: cell } : { name, currency };
}

function folded(name: string): string {
  return name.normalize('NFC').trim().toLowerCase();
}
