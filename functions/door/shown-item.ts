// The items of what was shown of forms with variants: one a form and week, with a count for each local day and variant.
import { addDays, weekdayOf } from '../domain/calendar.ts';
import type { DayShown } from '../domain/variants/shown.ts';
import { type Attribute, attributesOf, VERSION } from './door-item.ts';

/** A local day on which a variant of a form was shown. */
export type Shown = { readonly form: string; readonly variant: string; readonly day: string };

type Key = { readonly pk: { readonly S: string } };

/** As long as variants are compared, and the weeks at either end. */
const DAYS_KEPT = 3 * 365 + 14;
const DAY_S = 86_400;

/** A week's item stays below 1 KB, which is what an update of it costs by. */
function shownKey(form: string, day: string): Key {
  return { pk: { S: `shown#${form}#${addDays(day, -weekdayOf(day))}` } };
}

/** The items that hold days in a row. */
export function shownKeys(form: string, days: readonly string[]): readonly Key[] {
  const keys = days.map((day) => shownKey(form, day));
  return [...new Map(keys.map((key) => [key.pk.S, key])).values()];
}

/** Adds one, for `UpdateItem`. */
export function shownUpdate(TableName: string, { form, variant, day }: Shown): object {
  const expires = Date.parse(`${day}T00:00:00Z`) / 1_000 + DAYS_KEPT * DAY_S;
  return {
    TableName,
    Key: shownKey(form, day),
    UpdateExpression: 'SET f = :f, x = :x ADD #n :n',
    ExpressionAttributeNames: { '#n': nameOf(day, variant) },
    ExpressionAttributeValues: {
      ':f': { N: VERSION },
      ':x': { N: String(expires) },
      ':n': { N: '1' },
    },
    ReturnValues: 'ALL_NEW',
  };
}

/** How often it was shown on that day, of the answer to an update. @throws UnreadableDoor */
export function shownInAnswer(answer: unknown, { variant, day }: Shown): number {
  return Number(attributesOf(answer, 'Attributes')?.[nameOf(day, variant)]?.N ?? 0);
}

/** @throws UnreadableDoor */
export function shownIn(item: Readonly<Record<string, Attribute>>): readonly DayShown[] {
  const attributes = Object.entries(attributesOf({ Item: item }, 'Item') ?? {});
  return attributes.flatMap(([name, { N }]) => {
    const [day = '', variant] = name.split(':');
    return variant === undefined ? [] : [{ day, variant, times: Number(N) }];
  });
}

function nameOf(day: string, variant: string): string {
  return `${day}:${variant}`;
}
