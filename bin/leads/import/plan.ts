// What an import is to do: the mapping that was given or found, checked against the file and the configuration.
import { Calendar } from '../../../functions/domain/calendar.ts';
import type { Config, FormConfig } from '../../../functions/domain/config/config.ts';
import {
  BadMapping,
  type Column,
  EMAIL_COLUMNS,
  type Mapping,
  type RowMapping,
  TIME_COLUMNS,
} from './mapping.ts';
import type { DateOrder } from './row-time.ts';
import { columnsOf, folded } from './rows.ts';

/** What the command line says of it. */
export type ImportFlags = {
  readonly form?: string;
  readonly event?: string;
  readonly email?: string;
  readonly time?: string;
  /** Each `<field>=<column>`. */
  readonly field: readonly string[];
  readonly timezone?: string;
  readonly dates?: string;
};

export type Plan = {
  readonly file: string;
  readonly calendar: Calendar;
  readonly dates: DateOrder | undefined;
  readonly rows: readonly (RowMapping & { readonly email: Column })[];
  /** Columns of the file of which nothing is taken. */
  readonly unused: readonly string[];
};

/** @throws BadMapping saying what to add or change */
export async function planImport(
  file: string,
  mapping: Mapping,
  flags: ImportFlags,
  config: Config,
): Promise<Plan> {
  const columns = await columnsOf(file);
  const timezone = flags.timezone ?? mapping.timezone ?? config.timezone;
  const dates = flags.dates ?? mapping.dates;
  if (dates !== undefined && dates !== 'dmy' && dates !== 'mdy')
    throw new BadMapping(`--dates ${dates}: it is dmy (day first) or mdy (month first).`);
  const rows = mapping.rows.map((row) => completed(row, flags, config, columns));
  const used = new Set(rows.flatMap(columnsOfRow).map(folded));
  const unused = columns.filter((name) => !used.has(folded(name)));
  return { file, calendar: calendarOf(timezone), dates, rows, unused };
}

function columnsOfRow(row: RowMapping): readonly string[] {
  const { email, time, fields = {}, touch = {}, order, only = {} } = row;
  const translated = Object.values(touch).map((one) =>
    typeof one === 'object' && 'column' in one ? one.column : one,
  );
  const said = [email, time, order?.id, order?.revenue, order?.currency];
  return [...said, ...Object.values(fields), ...translated, ...Object.keys(only)]
    .flat()
    .filter((name) => name !== undefined);
}

function calendarOf(timezone: string): Calendar {
  try {
    return new Calendar(timezone);
  } catch (cause) {
    throw new BadMapping(`--timezone ${timezone}: there is no such zone. Write it like Europe/Rome.`, {
      cause,
    });
  }
}

function completed(
  row: RowMapping,
  flags: ImportFlags,
  config: Config,
  columns: readonly string[],
): Plan['rows'][number] {
  const form = flags.form ?? row.form;
  const event = flags.event ?? (flags.form === undefined ? row.event : undefined);
  if (form !== undefined && event !== undefined)
    throw new BadMapping('A row is told as a form or as an event: give --form or --event, not both.');
  const known = form === undefined ? undefined : formOf(config, form);
  const email = flags.email ?? row.email ?? firstOf(EMAIL_COLUMNS, columns);
  if (email === undefined)
    throw new BadMapping(`No column looks like an e-mail address: add --email "<column>".${named(columns)}`);
  const time = flags.time ?? row.time ?? firstOf(TIME_COLUMNS, columns);
  const fields = {
    ...(known === undefined ? {} : fieldsFound(known, columns)),
    ...row.fields,
    ...fieldsSaid(flags),
  };
  const { form: _f, event: _e, ...rest } = row;
  const whole = {
    ...rest,
    email,
    ...(time === undefined ? {} : { time }),
    ...(form === undefined ? {} : { form }),
    ...(event === undefined ? {} : { event }),
    fields: inFile(known === undefined ? fields : declaredOnly(known, fields), columns),
  };
  const missing = columnsIn(whole, flags).filter(
    (name) => !columns.some((one) => folded(one) === folded(name)),
  );
  if (missing.length > 0)
    throw new BadMapping(
      `The file has no column ${missing.map((name) => `"${name}"`).join(', ')}.${named(columns)}`,
    );
  return whole;
}

function named(columns: readonly string[]): string {
  return ` Its columns are ${columns.map((name) => `"${name}"`).join(', ')}.`;
}

function formOf({ forms }: Config, id: string): FormConfig {
  const form = forms.find((one) => one.id === id);
  if (form !== undefined) return form;
  throw new BadMapping(
    `There is no form "${id}". The configured ones are ${forms.map((one) => one.id).join(', ')}.`,
  );
}

function firstOf(candidates: readonly string[], columns: readonly string[]): string | undefined {
  return candidates.flatMap((name) => columns.find((one) => folded(one) === folded(name)) ?? []).at(0);
}

/** A form's fields under the columns that bear their names, labels or aliases. */
function fieldsFound({ fields }: FormConfig, columns: readonly string[]): Readonly<Record<string, Column>> {
  return Object.fromEntries(
    fields
      .filter(({ type }) => type !== 'email')
      .flatMap((field) => {
        const column = firstOf([field.name, ...labelsOf(field), ...(field.aliases ?? [])], columns);
        return column === undefined ? [] : [[field.name, column]];
      }),
  );
}

function labelsOf(field: FormConfig['fields'][number]): readonly string[] {
  // A form tool heads the column of a consent with its wording.
  const said = field.type === 'consent' ? [field.text] : 'label' in field ? [field.label] : [];
  return said.flatMap((one) => (typeof one === 'string' ? one : Object.values(one ?? {})));
}

function fieldsSaid({ field }: ImportFlags): Readonly<Record<string, Column>> {
  return Object.fromEntries(
    field.map((said) => {
      const at = said.indexOf('=');
      if (at < 1) throw new BadMapping(`--field "${said}": write it as <field>=<column>.`);
      return [said.slice(0, at), said.slice(at + 1)];
    }),
  );
}

/** A form takes its own fields, and beside a consent the version of its wording. */
function declaredOnly(
  { fields }: FormConfig,
  said: Readonly<Record<string, Column>>,
): Readonly<Record<string, Column>> {
  return Object.fromEntries(
    Object.entries(said).filter(([name]) =>
      fields.some((field) => field.name === name || `${field.name}.version` === name),
    ),
  );
}

/** Of fields that an export may have or not, those that this one has; what the command line says is missed below. */
function inFile(
  fields: Readonly<Record<string, Column>>,
  columns: readonly string[],
): Readonly<Record<string, Column>> {
  const isThere = (name: string): boolean => columns.some((one) => folded(one) === folded(name));
  return Object.fromEntries(
    Object.entries(fields).flatMap(([field, said]): readonly (readonly [string, Column])[] => {
      if (typeof said === 'string') return isThere(said) ? [[field, said]] : [];
      const left = said.filter(isThere);
      return left.length > 0 ? [[field, left]] : [];
    }),
  );
}

/** The columns without which the mapping is a mistake; others may be missing in one export and not in another. */
function columnsIn(row: RowMapping & { readonly email: Column }, flags: ImportFlags): readonly string[] {
  const { email, time, order, only = {} } = row;
  const needed = [email, time, order?.id, order?.revenue, order?.currency, ...Object.keys(only)];
  return [...needed, ...Object.values(fieldsSaid(flags))].flatMap((one) => one ?? []);
}
