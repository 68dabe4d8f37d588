// The items of what was not taken of requests: one a local day, with a count for each reason and source.
import type { RequestReason } from '../domain/quality/reason.ts';
import type { Source } from '../domain/quality/source.ts';
import { type Attribute, attributesOf, VERSION } from './door-item.ts';

/** Something that a request brought and that was not taken. */
export type Missed = { readonly reason: RequestReason; readonly source: Source };

export type DayMissed = {
  /** A local day. */
  readonly day: string;
  /** By `<reason>:<source>`. */
  readonly counts: ReadonlyMap<string, number>;
};

/** Kept as long as what forms and keys took. */
export const MISSED_DAYS = 400;
const DAY_MS = 86_400_000;
/** So many names fit an update; what a request brings beyond is counted with its key alone. */
const MOST_NAMES = 50;

export function missedKey(day: string): { readonly pk: { readonly S: string } } {
  return { pk: { S: `missed#${day}` } };
}

/** By reason and source. */
export function tallyMissed(missed: readonly Missed[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { reason, source } of missed) {
    const whole = `${reason}:${source}`;
    const name = counts.has(whole) || counts.size < MOST_NAMES ? whole : whole.replace(/ .*/, '');
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

/** For `UpdateItem`. @param now ms since the epoch */
export function missedUpdate(TableName: string, { day, counts }: DayMissed, now: number): object {
  const entries = [...counts];
  const expires = (Math.floor(now / DAY_MS) + MISSED_DAYS) * (DAY_MS / 1_000);
  return {
    TableName,
    Key: missedKey(day),
    UpdateExpression: `SET f = :f, x = :x ADD ${entries.map((_, at) => `#${at} :${at}`).join(', ')}`,
    ExpressionAttributeNames: Object.fromEntries(entries.map(([name], at) => [`#${at}`, name])),
    ExpressionAttributeValues: {
      ':f': { N: VERSION },
      ':x': { N: String(expires) },
      ...Object.fromEntries(entries.map(([, n], at) => [`:${at}`, { N: String(n) }])),
    },
  };
}

/** @throws UnreadableDoor */
export function missedIn(item: Readonly<Record<string, Attribute>>): DayMissed {
  const attributes = attributesOf({ Item: item }, 'Item') ?? {};
  const counts = Object.entries(attributes).flatMap(([name, { N }]): [string, number][] =>
    name.includes(':') && Number.isSafeInteger(Number(N)) ? [[name, Number(N)]] : [],
  );
  return { day: attributes.pk?.S?.slice(attributes.pk.S.indexOf('#') + 1) ?? '', counts: new Map(counts) };
}
