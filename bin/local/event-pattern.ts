// EventBridge's event patterns, as far as they name values: which events a rule takes.
import type { Json, JsonObject } from './template/template.ts';

/** At each field the values that match, one of which must be there, or the pattern of what is below. */
export type EventPattern = {
  readonly [field: string]: readonly (string | number | boolean)[] | EventPattern;
};

/** A filter that is not reproduced, such as a prefix. */
export class UnknownPattern extends Error {
  override readonly name = 'UnknownPattern';
}

/** @throws UnknownPattern naming the field */
export function parsePattern(value: Json | undefined, path = 'EventPattern'): EventPattern {
  if (!isObject(value)) throw new UnknownPattern(`${path} is no pattern`);
  return Object.fromEntries(
    Object.entries(value).map(([field, below]) => {
      const place = `${path}.${field}`;
      return [
        field,
        Array.isArray(below) ? below.map((one) => plain(one, place)) : parsePattern(below, place),
      ];
    }),
  );
}

function plain(value: Json, path: string): string | number | boolean {
  if (typeof value === 'object')
    throw new UnknownPattern(`${path} has a filter that is more than a value, which is not reproduced`);
  return value;
}

/** A field that is a list in the event matches by any of its values. */
export function matches(pattern: EventPattern, event: JsonObject): boolean {
  return Object.entries(pattern).every(([field, wanted]) => {
    const value = event[field];
    if (!Array.isArray(wanted)) return isObject(value) && matches(wanted as EventPattern, value);
    return [value].flat().some((one) => wanted.some((each) => each === one));
  });
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
