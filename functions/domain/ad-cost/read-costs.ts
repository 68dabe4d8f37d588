// Reads a file of ad costs: all of it, or nothing, with the lines and columns at fault.
import type { AdCost, CostFault } from './ad-cost.ts';
import { orderOf } from './cost-day.ts';
import { findColumns, rankOf } from './find-columns.ts';
import { FORMATS, PLAIN_FILE } from './networks.ts';
import { type CostOptions, RowReader } from './read-row.ts';
import { type Line, readTable } from './read-table.ts';

export type CostsRead =
  /** One for each day, campaign and currency; `rows` of the file. */
  | { readonly ok: true; readonly costs: readonly AdCost[]; readonly rows: number }
  | { readonly ok: false; readonly faults: readonly CostFault[] };

const MOST_FAULTS = 20;
/** Of days, for each source and currency: as many as a report has. */
const MOST_DAYS = 800;
/** Of one day, source and currency: with the longest names they still are one item. */
const MOST_CAMPAIGNS = 300;

export function readCosts(text: string, options: CostOptions): CostsRead {
  const format = options.like === undefined ? PLAIN_FILE : FORMATS[options.like];
  const table = readTable(text, rankOf(format));
  if (!table.ok) return refused({ line: table.line, code: 'unreadable', text: table.text });
  const found = findColumns(table.lines, format);
  if (!found.ok) return found;
  const reader = new RowReader(format, found.columns, options);
  const rows = table.lines.filter((line) => line.line > found.columns.line && !reader.isSummary(line));
  if (rows.length === 0) {
    return refused({
      line: found.columns.line,
      code: 'empty',
      text: `No row follows the columns. ${format.fix}`,
    });
  }
  const days = rows.flatMap((row) => reader.dayOf(row) ?? []);
  return sumUp(rows, reader, options.dates ?? format.dates ?? orderOf(days));
}

function refused(fault: CostFault): CostsRead {
  return { ok: false, faults: [fault] };
}

function sumUp(rows: readonly Line[], reader: RowReader, order: CostOptions['dates']): CostsRead {
  const costs = new Map<string, AdCost>();
  const campaigns = new Map<string, number>();
  for (const row of rows) {
    const cost = reader.read(row, order);
    if (reader.faults.length >= MOST_FAULTS) break;
    if (cost === undefined) continue;
    const place = `${cost.day} ${cost.currency} ${cost.source}`;
    const key = `${place} ${cost.campaign}`;
    const before = costs.get(key);
    const minor = (before?.minor ?? 0) + cost.minor;
    if (!Number.isSafeInteger(minor)) reader.blame(row, 'cost', 'amount', 'The sum of the day is too large.');
    costs.set(key, { ...cost, minor });
    if (before !== undefined) continue;
    const count = (campaigns.get(place) ?? 0) + 1;
    campaigns.set(place, count);
    if (count === MOST_CAMPAIGNS + 1)
      reader.blame(row, 'campaign', 'too-much', `A day has more than ${MOST_CAMPAIGNS} campaigns.`);
    if (campaigns.size > MOST_DAYS) {
      reader.blame(row, 'day', 'too-much', `A file has at most ${MOST_DAYS} days: send it in parts.`);
      break;
    }
  }
  if (reader.faults.length > 0) return { ok: false, faults: reader.faults };
  return { ok: true, costs: [...costs.values()], rows: rows.length };
}
