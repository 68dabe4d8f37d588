// What a lead did as CSV: one row an event, newest first.
import { COMMA, csv, type Value } from '../csv.ts';
import type { TimelineEntry } from './profile.ts';

const COLUMNS = [
  ...['at', 'kind', 'name', 'trusted', 'channel', 'source', 'medium', 'campaign', 'term', 'content'],
  ...['click_id', 'landing_page', 'referrer', 'order', 'refund', 'update', 'currency', 'value_minor'],
  ...['variant', 'properties', 'first_properties', 'event', 'received', 'record'],
] as const;

/** Properties are one cell of JSON: their names are the senders', and there may be thousands. */
export function timelineCsv(timeline: readonly TimelineEntry[], dialect = COMMA): string {
  return csv([COLUMNS, ...timeline.map(rowOf)], dialect);
}

function rowOf(entry: TimelineEntry): readonly Value[] {
  const { at, kind, record, touch = {} } = entry;
  const { channel, source, medium, campaign, term, content, clickId, landingPage, referrer } = touch;
  const came = [channel, source, medium, campaign, term, content, clickId, landingPage, referrer];
  const cells = came.map((part) => part ?? null);
  if (entry.kind === 'touch') {
    const rest = COLUMNS.slice(4 + cells.length, -1).map(() => null);
    return [at, kind, null, String(entry.trusted), ...cells, ...rest, record];
  }
  const { name, trusted, order, variant, properties, firstProperties, event, received } = entry;
  return [
    ...[at, kind, name, String(trusted)],
    ...cells,
    order?.id ?? null,
    order === undefined ? null : String(order.refund === true),
    order === undefined ? null : String(order.update === true),
    order?.value?.currency ?? null,
    order?.value?.minor ?? null,
    variant ?? null,
    properties === undefined ? null : JSON.stringify(properties),
    firstProperties === undefined ? null : JSON.stringify(firstProperties),
    ...[event, received, record],
  ];
}
