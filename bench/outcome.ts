// What a benchmark gives: tables for people, the same figures as data, and whether aims hold.

export type Row = readonly (string | number)[];

export type Table = {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly Row[];
  /** What the figures assume and what they are made of. */
  readonly notes?: readonly string[];
};

/** At most or at least so much. */
export type Aim = { readonly what: string; readonly found: number; readonly unit: string } & (
  | { readonly most: number }
  | { readonly least: number }
);

export type Outcome = {
  readonly tables: readonly Table[];
  readonly aims: readonly Aim[];
  readonly data: unknown;
};

/** Says what is under way. */
export type Tell = (what: string) => void;

export type Options = {
  /** How many leads are recounted. */
  readonly leads: number;
  /** How many contacts the list holds. */
  readonly contacts: number;
};

export type Benchmark = (tell: Tell, options: Options) => Promise<Outcome>;

export function isHeld(aim: Aim): boolean {
  return 'most' in aim ? aim.found <= aim.most : aim.found >= aim.least;
}

export function render({ tables, aims }: Outcome): string {
  const parts = tables.map(renderTable);
  if (aims.length > 0) {
    const rows = aims.map(
      (one): Row => [
        one.what,
        `${rounded(one.found)} ${one.unit}`,
        'most' in one
          ? `at most ${rounded(one.most)} ${one.unit}`
          : `at least ${rounded(one.least)} ${one.unit}`,
        verdict(one),
      ],
    );
    parts.push(renderTable({ title: 'Aims', head: ['', 'found', 'aim', ''], rows }));
  }
  return parts.join('\n');
}

function verdict(aim: Aim): string {
  if (isHeld(aim)) return 'held';
  const by = 'most' in aim ? aim.found - aim.most : aim.least - aim.found;
  return `MISSED by ${rounded(by)} ${aim.unit}`;
}

/** The first column to the left, the others to the right. */
function renderTable({ title, head, rows, notes = [] }: Table): string {
  const cells = [head, ...rows].map((row) =>
    row.map((cell) => (typeof cell === 'number' ? rounded(cell) : cell)),
  );
  const widths = head.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const lines = cells.map((row) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
  const [first = '', ...others] = lines;
  const rule = '-'.repeat(widths.reduce((sum, width) => sum + width + 2, -2));
  return [title, '', first, rule, ...others, ...notes.flatMap((note) => ['', ...wrap(note)]), ''].join('\n');
}

/** Three digits that say something. */
function rounded(value: number): string {
  if (Number.isInteger(value)) return value.toLocaleString('en');
  const size = Math.abs(value);
  return value.toLocaleString('en', {
    maximumFractionDigits: size < 0.1 ? 4 : size < 10 ? 2 : size < 100 ? 1 : 0,
  });
}

const WIDTH = 110;

function wrap(text: string): readonly string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line !== '' && line.length + word.length + 1 > WIDTH) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines;
}
