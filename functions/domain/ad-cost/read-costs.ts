// Reads a file of ad costs: all of it, or nothing, with the lines and columns at fault.
import type { ChannelsConfig } from '../config/config.ts';
import { minorDigits } from '../currency.ts';
import { plainText } from '../event/plain-text.ts';
import { nameSource } from '../touch/source.ts';
import { type AdCost, type CostFault, type CostFaultCode, NONE } from './ad-cost.ts';
import { isNothing, NO_CURRENCY, readCost } from './cost-amount.ts';
import { type DayReading, orderOf, readDay, settleDay } from './cost-day.ts';
import { type Columns, findColumns, nameOf, rankOf } from './find-columns.ts';
import {
  type DateOrder,
  type Field,
  type FileFormat,
  FORMATS,
  type Network,
  PLAIN_FILE,
} from './networks.ts';
import { type Line, readTable } from './read-table.ts';

export type CostOptions = {
  /** Absent: the plain form. */
  readonly like?: Network;
  /** ISO 4217, where the file names no currency. */
  readonly currency?: string;
  readonly dates?: DateOrder;
  /** Instead of the network's, or where the plain form has no column of it. */
  readonly source?: string;
  /** The `utm_campaign` of campaigns that the network names otherwise. */
  readonly map: ReadonlyMap<string, string>;
  readonly channels?: ChannelsConfig;
};

export type CostsRead =
  /** One for each day, campaign and currency; `rows` of the file. */
  | { readonly ok: true; readonly costs: readonly AdCost[]; readonly rows: number }
  | { readonly ok: false; readonly faults: readonly CostFault[] };

const MOST_FAULTS = 20;
/** Of days, for each source and currency: three years of one network. */
export const MOST_DAYS = 1_100;
/** Of one day, source and currency: with the longest names they still are one item. */
export const MOST_CAMPAIGNS = 300;

export function readCosts(text: string, options: CostOptions): CostsRead {
  const format = options.like === undefined ? PLAIN_FILE : FORMATS[options.like];
  const table = readTable(text, rankOf(format));
  if (!table.ok) return refused({ line: table.line, code: 'unreadable', text: table.text });
  const found = findColumns(table.lines, format);
  if (!found.ok) return found;
  const file = new CostFile(format, found.columns, options);
  const rows = table.lines.filter((line) => line.line > found.columns.line && !file.isSummary(line));
  if (rows.length === 0) {
    return refused({
      line: found.columns.line,
      code: 'empty',
      text: `No row follows the columns. ${format.fix}`,
    });
  }
  return file.read(rows);
}

function refused(fault: CostFault): CostsRead {
  return { ok: false, faults: [fault] };
}

class CostFile {
  readonly #format: FileFormat;
  readonly #columns: Columns;
  readonly #options: CostOptions;
  readonly #faults: CostFault[] = [];
  /** By what the rows say, which is seldom more than one. */
  readonly #sources = new Map<string, string>();

  constructor(format: FileFormat, columns: Columns, options: CostOptions) {
    this.#format = format;
    this.#columns = columns;
    this.#options = options;
  }

  /** Totals and notes, which exports put above or below: they are of no day. */
  isSummary({ cells }: Line): boolean {
    const day = this.#cell(cells, 'day');
    if (readDay(day) !== undefined) return false;
    const first = cells.find((cell) => cell !== '') ?? '';
    return SUMMARY.test(first) || (isNothing(day) && isNothing(this.#cell(cells, 'campaign')));
  }

  read(rows: readonly Line[]): CostsRead {
    const days = rows.map(({ cells }) => readDay(this.#cell(cells, 'day')));
    const order =
      this.#options.dates ?? this.#format.dates ?? orderOf(days.filter((day) => day !== undefined));
    const costs = new Map<string, AdCost>();
    const campaigns = new Map<string, number>();
    for (const [at, row] of rows.entries()) {
      const cost = this.#readRow(row, days[at], order);
      if (this.#faults.length >= MOST_FAULTS) break;
      if (cost === undefined) continue;
      const place = `${cost.day} ${cost.currency} ${cost.source}`;
      const key = `${place} ${cost.campaign}`;
      const before = costs.get(key);
      const minor = (before?.minor ?? 0) + cost.minor;
      if (!Number.isSafeInteger(minor))
        this.#blame(row, 'cost', 'amount', 'The sum of the day is too large.');
      costs.set(key, { ...cost, minor });
      if (before === undefined) campaigns.set(place, (campaigns.get(place) ?? 0) + 1);
      if (campaigns.get(place) === MOST_CAMPAIGNS + 1)
        this.#blame(row, 'campaign', 'too-much', `A day has more than ${MOST_CAMPAIGNS} campaigns.`);
      if (campaigns.size > MOST_DAYS) {
        this.#blame(row, 'day', 'too-much', `A file has at most ${MOST_DAYS} days: send it in parts.`);
        break;
      }
    }
    if (this.#faults.length > 0) return { ok: false, faults: this.#faults };
    return { ok: true, costs: [...costs.values()], rows: rows.length };
  }

  #readRow(row: Line, day: DayReading | undefined, order: DateOrder | undefined): AdCost | undefined {
    const before = this.#faults.length;
    if (row.cells.slice(this.#columns.width).some((cell) => cell !== '')) {
      const text =
        'It has more values than there are columns: put amounts and names that hold a comma in quotation marks.';
      this.#faults.push({ line: row.line, code: 'too-many-values', text });
      return undefined;
    }
    const settled = this.#settleDay(row, day, order);
    const campaign = this.#campaign(row);
    const source = this.#source(row);
    const money = this.#money(row);
    if (this.#faults.length > before || !settled || !campaign || !source || !money) return undefined;
    return { day: settled, source, ...campaign, ...money };
  }

  #settleDay(row: Line, reading: DayReading | undefined, order: DateOrder | undefined): string | undefined {
    const day = reading && settleDay(reading, order);
    if (day === undefined) {
      this.#blame(row, 'day', 'day', 'It is no day: write it like 2026-12-31.');
      return undefined;
    }
    if (day === 'open') {
      this.#blame(
        row,
        'day',
        'day',
        'It could be day and month or month and day: say which, --dates dmy or mdy.',
      );
      return undefined;
    }
    const until = this.#columns.fields.until && readDay(this.#cell(row.cells, 'until'));
    if (until !== undefined && this.#isRange() && settleDay(until, order) !== day)
      this.#blame(row, 'day', 'day', `The row is of several days. ${this.#format.fix}`);
    return day;
  }

  /** Meta writes the range of the whole report beside a column of days; without that column the range is all there is. */
  #isRange(): boolean {
    return RANGE.test(this.#columns.fields.day?.name ?? '');
  }

  #campaign(row: Line): Pick<AdCost, 'campaign' | 'as'> | undefined {
    const said = this.#cell(row.cells, 'campaign');
    if (isNothing(said) && this.#options.like === undefined) return { campaign: NONE };
    const campaign = plainText(said);
    if (campaign === undefined) {
      this.#blame(
        row,
        'campaign',
        'campaign',
        'It names no campaign, or an e-mail address, which no report shows.',
      );
      return undefined;
    }
    const as = this.#options.map.get(campaign);
    return { campaign, ...(as === undefined || as === campaign ? {} : { as }) };
  }

  #source(row: Line): string | undefined {
    const { source, channels } = this.#options;
    const said = source ?? this.#format.source ?? this.#cell(row.cells, 'source');
    const known = isNothing(said) ? NONE : this.#sources.get(said);
    if (known !== undefined) return known;
    const name = plainText(said)?.toLowerCase();
    if (name === undefined) {
      this.#blame(row, 'source', 'source', 'It is no source, like google or facebook.');
      return undefined;
    }
    const named = nameSource(name, channels).name;
    this.#sources.set(said, named);
    return named;
  }

  #money(row: Line): Pick<AdCost, 'currency' | 'minor'> | undefined {
    const { fields, currency } = this.#columns;
    const cell = this.#cell(row.cells, 'cost');
    const written = fields.currency === undefined ? '' : this.#cell(row.cells, 'currency').toUpperCase();
    if (!isNothing(written) && minorDigits(written) === undefined) {
      this.#blame(row, 'currency', 'currency', 'It is no code of ISO 4217, like EUR.');
      return undefined;
    }
    const said = isNothing(written) ? (currency ?? this.#options.currency) : written;
    if (this.#format.hasEmptyCosts && isNothing(cell)) {
      if (said === undefined) this.#blame(row, 'cost', 'currency', NO_CURRENCY);
      return said === undefined ? undefined : { currency: said, minor: 0 };
    }
    const read = readCost(cell, said);
    if (read.ok) return read.money;
    this.#blame(row, 'cost', read.code, read.text);
    return undefined;
  }

  #cell(cells: readonly string[], field: Field): string {
    return cells[this.#columns.fields[field]?.index ?? -1] ?? '';
  }

  #blame({ line }: Line, field: Field, code: CostFaultCode, text: string): void {
    const column = this.#columns.fields[field];
    const named = column && { name: column.name, position: column.index + 1 };
    this.#faults.push({ line, column: named ?? { name: nameOf(this.#format, field) }, code, text });
  }
}

const SUMMARY = /^(?:(?:grand )?total(?:e|s|i)?|итого|всего)(?![\p{L}\d])|^©/iu;
/** Names of columns that begin a range of days. */
const RANGE = /^(?:reporting starts|дата начала|start date)/i;
