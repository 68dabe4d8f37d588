// One row of a file as the cost that it tells, or what of it is at fault, by line and column.
import type { ChannelsConfig } from '../config/config.ts';
import { minorDigits } from '../currency.ts';
import { plainText } from '../event/plain-text.ts';
import { nameSource } from '../touch/source.ts';
import { type AdCost, type CostFault, type CostFaultCode, NONE } from './ad-cost.ts';
import { isNothing, NO_CURRENCY, readCost } from './cost-amount.ts';
import { type DayReading, readDay, settleDay } from './cost-day.ts';
import { type Columns, nameOf } from './find-columns.ts';
import type { DateOrder, Field, FileFormat, Network } from './networks.ts';
import type { Line } from './read-table.ts';

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

export class RowReader {
  readonly #format: FileFormat;
  readonly #columns: Columns;
  readonly #options: CostOptions;
  readonly faults: CostFault[] = [];
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

  dayOf({ cells }: Line): DayReading | undefined {
    return readDay(this.#cell(cells, 'day'));
  }

  /** Undefined where it is at fault. @param order of day and month, where the file settles it */
  read(row: Line, order: DateOrder | undefined): AdCost | undefined {
    const before = this.faults.length;
    if (row.cells.slice(this.#columns.width).some((cell) => cell !== '')) {
      const text =
        'It has more values than there are columns: put amounts and names that hold a comma in quotation marks.';
      this.faults.push({ line: row.line, code: 'too-many-values', text });
      return undefined;
    }
    const settled = this.#settleDay(row, order);
    const campaign = this.#campaign(row);
    const source = this.#source(row);
    const money = this.#money(row);
    if (this.faults.length > before || !settled || !campaign || !source || !money) return undefined;
    return { day: settled, source, ...campaign, ...money };
  }

  #settleDay(row: Line, order: DateOrder | undefined): string | undefined {
    const reading = this.dayOf(row);
    const day = reading && settleDay(reading, order);
    if (day === undefined) {
      this.blame(row, 'day', 'day', 'It is no day: write it like 2026-12-31.');
      return undefined;
    }
    if (day === 'open') {
      this.blame(
        row,
        'day',
        'day',
        'It could be day and month or month and day: say which, --dates dmy or mdy.',
      );
      return undefined;
    }
    const until = this.#columns.fields.until && readDay(this.#cell(row.cells, 'until'));
    if (until !== undefined && this.#isRange() && settleDay(until, order) !== day)
      this.blame(row, 'day', 'day', `The row is of several days. ${this.#format.fix}`);
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
      this.blame(
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
      this.blame(row, 'source', 'source', 'It is no source, like google or facebook.');
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
      this.blame(row, 'currency', 'currency', 'It is no code of ISO 4217, like EUR.');
      return undefined;
    }
    const said = isNothing(written) ? (currency ?? this.#options.currency) : written;
    if (this.#format.hasEmptyCosts && isNothing(cell)) {
      if (said === undefined) this.blame(row, 'cost', 'currency', NO_CURRENCY);
      return said === undefined ? undefined : { currency: said, minor: 0 };
    }
    const read = readCost(cell, said);
    if (read.ok) return read.money;
    this.blame(row, 'cost', read.code, read.text);
    return undefined;
  }

  #cell(cells: readonly string[], field: Field): string {
    return cells[this.#columns.fields[field]?.index ?? -1] ?? '';
  }

  blame({ line }: Line, field: Field, code: CostFaultCode, text: string): void {
    const column = this.#columns.fields[field];
    const named = column && { name: column.name, position: column.index + 1 };
    this.faults.push({ line, column: named ?? { name: nameOf(this.#format, field) }, code, text });
  }
}

const SUMMARY = /^(?:(?:grand )?total(?:e|s|i)?|итого|всего)(?![\p{L}\d])|^©/iu;
/** Names of columns that begin a range of days. */
const RANGE = /^(?:reporting starts|дата начала|start date)/i;
