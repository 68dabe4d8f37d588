// The calls that one row makes, or why it makes none.
import { createHash } from 'node:crypto';
import type { Calendar } from '../../../functions/domain/calendar.ts';
import type { Config } from '../../../functions/domain/config/config.ts';
import { readEmail } from '../../../functions/domain/event/email.ts';
import { OF_PAST } from '../../../functions/domain/tell/past.ts';
import type { RowMapping, Translated } from './mapping.ts';
import { type DateOrder, readRowTime } from './row-time.ts';
import { cellOf, folded, type Row } from './rows.ts';

/** One call of the tracking API, as it is sent in a batch. */
export type Call = { readonly type: string; readonly messageId: string } & Readonly<Record<string, unknown>>;

export type RowReading =
  | { readonly kind: 'call'; readonly call: Call; readonly time: number | undefined }
  /** The mapping does not mean this row. */
  | { readonly kind: 'skipped' }
  | { readonly kind: 'fault'; readonly why: string };

export type RowRules = {
  readonly config: Pick<Config, 'forms'>;
  readonly calendar: Calendar;
  readonly dates: DateOrder | undefined;
};

export function readRow(
  row: Row,
  mapping: RowMapping & { readonly email: NonNullable<RowMapping['email']> },
  rules: RowRules,
): RowReading {
  const { only = {}, form, event, order, time } = mapping;
  const isMeant = Object.entries(only).every(([name, values]) =>
    values.some((value) => folded(value) === folded(cellOf(row, name))),
  );
  if (!isMeant) return { kind: 'skipped' };
  const written = cellOf(row, mapping.email);
  const email = readEmail(written);
  if (email === undefined)
    return fault(written === '' ? 'it has no e-mail address' : 'its e-mail address is none');
  const said = time === undefined ? '' : cellOf(row, time);
  if (said === '' && event !== undefined && time !== undefined) return { kind: 'skipped' };
  const at = said === '' ? undefined : readRowTime(said, rules.calendar, rules.dates);
  if (at?.kind === 'unreadable') return fault('its time cannot be read');
  if (at?.kind === 'two-readings')
    return fault('its date has two readings: add --dates dmy (day first) or --dates mdy');
  const fields = fieldsOf(row, mapping);
  const what =
    form !== undefined
      ? { type: 'form', form, fields: { ...fields, [emailFieldOf(rules.config, form)]: written } }
      : event !== undefined
        ? {
            type: 'track',
            event,
            context: { traits: { email: written } },
            properties: { ...fields, ...(order === undefined ? {} : orderOf(row, order)) },
          }
        : { type: 'identify', traits: { ...fields, email: written } };
  const touch = touchOf(row, mapping);
  const call = {
    ...what,
    ...(at === undefined ? {} : { timestamp: new Date(at.time).toISOString() }),
    ...(touch === undefined ? {} : { context: { ...('context' in what ? what.context : {}), ...touch } }),
  };
  return { kind: 'call', call: { ...call, messageId: messageIdOf(call) }, time: at?.time };
}

function fieldsOf(row: Row, { fields = {} }: RowMapping): Readonly<Record<string, string>> {
  const entries = Object.entries(fields).map(([name, column]) => [name, cellOf(row, column)] as const);
  return Object.fromEntries(entries.filter(([, text]) => text !== ''));
}

function orderOf(row: Row, { id, revenue, currency }: NonNullable<RowMapping['order']>): object {
  const [order, value, money] = [id, revenue, currency].map((column) =>
    column === undefined ? '' : cellOf(row, column),
  );
  return {
    ...(order ? { order_id: order } : {}),
    ...(value ? { revenue: value } : {}),
    ...(money ? { currency: money } : {}),
  };
}

function touchOf(row: Row, { touch = {} }: RowMapping): object | undefined {
  const said = Object.fromEntries(
    Object.entries(touch).flatMap(([name, column]) => {
      const text = column === undefined ? '' : translatedCell(row, column);
      return text === '' ? [] : [[name, text] as const];
    }),
  );
  if (Object.keys(said).length === 0) return undefined;
  const { campaign, page, referrer, ...tags } = said;
  return {
    campaign: { ...tags, ...(campaign === undefined ? {} : { name: campaign }) },
    page: {
      ...(page === undefined ? {} : { url: page }),
      ...(referrer === undefined ? {} : { referrer }),
    },
  };
}

function translatedCell(row: Row, column: Translated): string {
  if (typeof column === 'string' || Array.isArray(column)) return cellOf(row, column);
  const text = folded(cellOf(row, column.column));
  return Object.entries(column.values).find(([value]) => folded(value) === text)?.[1] ?? '';
}

function emailFieldOf({ forms }: RowRules['config'], id: string): string {
  return forms.find((form) => form.id === id)?.fields.find(({ type }) => type === 'email')?.name ?? 'email';
}

/** The same row under the same mapping is the same event, whichever file it stands in. As long as an id that is kept as it is said. */
function messageIdOf(call: object): string {
  const hash = createHash('sha256').update(JSON.stringify(call)).digest('base64url');
  return `${OF_PAST}${hash.slice(0, 19)}`;
}

function fault(why: string): RowReading {
  return { kind: 'fault', why };
}
