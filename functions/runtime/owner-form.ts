// The body of a small form of the owner's: urlencoded, as browsers send it, or JSON.
import type { ProblemCode } from './problem-codes.ts';
import type { HttpRequest } from './request.ts';

export type OwnerForm<Name extends string> =
  | { readonly ok: true; readonly fields: Readonly<Partial<Record<Name, string>>> }
  | { readonly ok: false; readonly code: ProblemCode };

/** A few short fields: more is not meant for us. */
const MOST_BYTES = 8_192;

/** @param names the fields that are read; others, and values that are no text, are left out */
export function readOwnerForm<const Name extends string>(
  { body, headers }: Pick<HttpRequest, 'body' | 'headers'>,
  names: readonly Name[],
): OwnerForm<Name> {
  if (body.length > MOST_BYTES) return { ok: false, code: 'too-large' };
  if (headers['content-encoding'] !== undefined) return { ok: false, code: 'unsupported-encoding' };
  const type = (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  if (type === 'application/json') return readJson(body.toString('utf8'), names);
  if (type !== 'application/x-www-form-urlencoded' && body.length > 0) {
    return { ok: false, code: 'unsupported-encoding' };
  }
  const form = new URLSearchParams(body.toString('utf8'));
  return { ok: true, fields: pick(names, (name) => form.get(name)) };
}

function readJson<Name extends string>(text: string, names: readonly Name[]): OwnerForm<Name> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, code: 'malformed' };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { ok: false, code: 'malformed' };
  const fields = new Map(Object.entries(value));
  return { ok: true, fields: pick(names, (name) => fields.get(name)) };
}

function pick<Name extends string>(
  names: readonly Name[],
  read: (name: Name) => unknown,
): Readonly<Partial<Record<Name, string>>> {
  const fields: Partial<Record<Name, string>> = {};
  for (const name of names) {
    const value = read(name);
    if (typeof value === 'string') fields[name] = value;
  }
  return fields;
}
