// The fields of a form that was sent as JSON: lists are several values, objects what PHP's brackets say.
import type { SentValue } from '../domain/event/sent.ts';

type Field = readonly [string, SentValue];

/** What no form of ours asks for lies deeper. */
const DEEPEST = 3;

/** @throws TypeError for what is no object */
export function jsonFields(body: unknown): readonly Field[] {
  if (!isRecord(body)) throw new TypeError('not an object');
  return Object.entries(body).flatMap(([name, value]) => fieldsOf(name, value, 1));
}

/** `{ contact: { email } }` is `contact[email]`, and under its own name a value that is no text. */
function fieldsOf(name: string, value: unknown, depth: number): readonly Field[] {
  if (value === null) return [];
  if (Array.isArray(value))
    return value.flatMap((each: unknown) => (each === null ? [] : [[name, scalarOf(each)]]));
  const inner =
    isRecord(value) && depth < DEEPEST
      ? Object.entries(value).flatMap(([key, each]) => fieldsOf(`${name}[${key}]`, each, depth + 1))
      : [];
  return [[name, scalarOf(value)], ...inner];
}

function scalarOf(value: unknown): SentValue {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
