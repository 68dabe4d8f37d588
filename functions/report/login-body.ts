// The body of the log-in form: urlencoded, as browsers send it, or JSON.
import type { ProblemCode } from '../runtime/problem-codes.ts';
import type { HttpRequest } from '../runtime/request.ts';

const FIELDS = ['token', 'next', '_mark'] as const;
type Fields = Readonly<Partial<Record<(typeof FIELDS)[number], string>>>;

export type LoginBody =
  | { readonly ok: true; readonly fields: Fields }
  | { readonly ok: false; readonly code: ProblemCode };

/** A token, a path and a mark: more is not meant for us. */
const MOST_BYTES = 8_192;

export function readLoginBody({ body, headers }: Pick<HttpRequest, 'body' | 'headers'>): LoginBody {
  if (body.length > MOST_BYTES) return { ok: false, code: 'too-large' };
  if (headers['content-encoding'] !== undefined) return { ok: false, code: 'unsupported-encoding' };
  const type = (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  if (type === 'application/json') return readJson(body.toString('utf8'));
  if (type !== 'application/x-www-form-urlencoded' && body.length > 0) {
    return { ok: false, code: 'unsupported-encoding' };
  }
  const form = new URLSearchParams(body.toString('utf8'));
  return { ok: true, fields: pick((name) => form.get(name)) };
}

function readJson(text: string): LoginBody {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, code: 'malformed' };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { ok: false, code: 'malformed' };
  const fields = new Map(Object.entries(value));
  return { ok: true, fields: pick((name) => fields.get(name)) };
}

function pick(read: (name: string) => unknown): Fields {
  return Object.fromEntries(
    FIELDS.map((name) => [name, read(name)]).filter(([, value]) => typeof value === 'string'),
  );
}
