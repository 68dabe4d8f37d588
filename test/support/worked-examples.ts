// Reads the worked examples out of a page of the documentation: drawn funnels and, below each, tables of leads.
import type { FunnelConfig, Order } from '../../functions/domain/config/config.ts';
import { windowMs } from '../../functions/domain/config/duration.ts';
import type { LeadEvent } from '../../functions/domain/event/event.ts';
import type { Cells } from '../../functions/domain/funnel/cells.ts';
import { type Drawing, readDrawing, readTimeLine } from './worked-notation.ts';
import { readOutcome } from './worked-outcome.ts';

/** One row of a table under one order. */
export type WorkedExample = {
  /** Where it stands in the file, from 1. */
  readonly line: number;
  readonly name: string;
  readonly order: Order;
  readonly timezone: string;
  readonly funnels: readonly FunnelConfig[];
  readonly events: readonly LeadEvent[];
  /** By funnel: all that the lead counts. */
  readonly outcomes: ReadonlyMap<string, Cells>;
};

const HEADING = '## Worked examples';
const FENCE = '```funnel';
const COLUMNS = ['example', 'order', 'window', 'events'];
const ORDERS: readonly string[] = ['reached', 'any', 'ordered', 'strict'] satisfies readonly Order[];

type Line = { readonly text: string; readonly number: number };

/** @throws SyntaxError with file and line for what cannot be read, a table without rows, and a drawing without a table */
export function readWorkedExamples(markdown: string, file: string): readonly WorkedExample[] {
  const at = <T>(line: Line, read: () => T): T => {
    try {
      return read();
    } catch (error) {
      throw new SyntaxError(`${file}:${line.number}: ${error instanceof Error ? error.message : error}`);
    }
  };
  const examples: WorkedExample[] = [];
  let drawing: (Drawing & { readonly line: Line; tables: number }) | undefined;
  const finish = (): void => {
    const drawn = drawing;
    if (drawn?.tables === 0) at(drawn.line, () => refuse('a drawing without a table'));
  };
  for (const [first = NO_LINE, ...rest] of blocksOf(sectionOf(markdown, file))) {
    if (first.text === FENCE) {
      finish();
      const drawn = at(first, () => readDrawing(rest.slice(0, -1).map(({ text }) => text)));
      drawing = { ...drawn, line: first, tables: 0 };
    } else {
      const drawn = drawing ?? at(first, () => refuse('a table without a drawing above it'));
      drawn.tables++;
      at(first, () => checkHead(first, drawn, rest));
      for (const row of rest.slice(1)) examples.push(...at(row, () => readRow(row, drawn)));
    }
  }
  finish();
  return examples;
}

const NO_LINE: Line = { text: '', number: 0 };

function refuse(what: string): never {
  throw new SyntaxError(what);
}

/** The lines from the heading to the next one of its rank. */
function sectionOf(markdown: string, file: string): readonly Line[] {
  const lines = markdown.split('\n').map((text, index): Line => ({ text, number: index + 1 }));
  const start = lines.findIndex(({ text }) => text === HEADING);
  if (start < 0) throw new SyntaxError(`${file}: has no "${HEADING}"`);
  const end = lines.findIndex(({ text }, index) => index > start && text.startsWith('## '));
  return lines.slice(start + 1, end < 0 ? lines.length : end);
}

/** Drawings, from fence to fence, and tables, from their heads to their last rows. */
function blocksOf(lines: readonly Line[]): readonly (readonly Line[])[] {
  const blocks: Line[][] = [];
  let open: Line[] | undefined;
  for (const line of lines) {
    const isDrawn = open?.[0]?.text === FENCE;
    if (isDrawn || (open !== undefined && line.text.startsWith('|'))) {
      open?.push(line);
      if (isDrawn && line.text === '```') open = undefined;
    } else if (line.text === FENCE || line.text.startsWith('|')) {
      open = [line];
      blocks.push(open);
    } else open = undefined;
  }
  return blocks;
}

function cellsOf({ text }: Line): readonly string[] {
  if (!/^\|.*\|$/.test(text)) throw new SyntaxError('a row begins and ends with a bar');
  return text
    .slice(1, -1)
    .split('|')
    .map((cell) => cell.trim());
}

function checkHead(head: Line, { funnels }: Drawing, [rule, ...rows]: readonly Line[]): void {
  const wanted = [...COLUMNS, ...funnels.map(({ id }) => id)];
  if (cellsOf(head).join() !== wanted.join())
    throw new SyntaxError(`the columns must be ${wanted.join(', ')}`);
  if (rule === undefined || !cellsOf(rule).every((cell) => /^-+$/.test(cell))) {
    throw new SyntaxError('a line of dashes follows the head');
  }
  if (rows.length === 0) throw new SyntaxError('a table without rows');
}

function readRow(row: Line, { funnels, timezone }: Drawing): readonly WorkedExample[] {
  const [name = '', orders = '', window = '', line = '', ...outcomes] = cellsOf(row);
  if (outcomes.length !== funnels.length) throw new SyntaxError('a row has a cell in each column');
  const width = windowMs(window) ?? refuse(`"${window}" is no window`);
  const events = readTimeLine(line.replace(/^`(.*)`$/, '$1'));
  const counted = new Map(
    funnels.map((funnel, index) => [funnel.id, readOutcome(outcomes[index] ?? '', funnel)]),
  );
  return orders.split(', ').map((order): WorkedExample => {
    if (!isOrder(order)) throw new SyntaxError(`"${order}" is no order`);
    return {
      line: row.number,
      name,
      order,
      timezone,
      funnels: funnels.map((one) => ({ ...one, kind: 'sales', order, windowMs: width })),
      events,
      outcomes: counted,
    };
  });
}

function isOrder(text: string): text is Order {
  return ORDERS.includes(text);
}
