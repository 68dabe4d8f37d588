// The body of a tracking call: JSON, whatever harmless type a browser names for it.
import { parseExact } from '../domain/text/exact-json.ts';
import { UTF_8 } from '../domain/text/letters.ts';
import { decodeBody, READ_ENCODINGS } from '../runtime/content-encoding.ts';
import { readMediaType } from '../runtime/media-type.ts';
import type { ProblemExtras } from '../runtime/problem.ts';
import type { HttpRequest } from '../runtime/request.ts';
import { isRecord, type Json } from './json.ts';

export type JsonReading =
  /** `bytes`: the length of the JSON text. */
  | { readonly kind: 'read'; readonly body: Json; readonly bytes: number }
  | { readonly kind: 'malformed' | 'too-large' | 'unsupported-encoding'; readonly extras?: ProblemExtras };

const MAX_BODY_BYTES = 512 * 1024;

/** `text/plain` spares a browser the preflight; a beacon may name no type at all. */
const TYPES = /^(?:|text\/plain|application\/(?:[a-z0-9.-]+\+)?json)$/;

/** What HTTP libraries name where their caller names nothing: RudderStack's client for Node, of the JSON that it has compressed. */
const NAMED_BY_DEFAULT = /^application\/(?:x-www-form-urlencoded|octet-stream)$/;

const UNSUPPORTED: JsonReading = {
  kind: 'unsupported-encoding',
  extras: {
    headers: { 'accept-encoding': READ_ENCODINGS, 'accept-post': 'application/json, text/plain' },
  },
};

const NOT_UTF_8: JsonReading = {
  kind: 'malformed',
  extras: { detail: 'The body is not UTF-8, in which JSON is written.' },
};

export function readJsonBody({ headers, body }: Pick<HttpRequest, 'headers' | 'body'>): JsonReading {
  const { type, isUtf8 } = readMediaType(headers['content-type']);
  const isByDefault = NAMED_BY_DEFAULT.test(type);
  if (!isUtf8 || !(isByDefault || TYPES.test(type))) return UNSUPPORTED;
  const decoded = decodeBody(body, headers['content-encoding'], MAX_BODY_BYTES);
  if (decoded.kind === 'unsupported-encoding') return UNSUPPORTED;
  if (decoded.kind === 'too-large') return { kind: 'too-large' };
  if (decoded.kind !== 'decoded')
    return { kind: 'malformed', extras: { detail: 'The body is not what its `Content-Encoding` says.' } };
  const text = textOf(decoded.body);
  if (text === undefined) return isByDefault ? UNSUPPORTED : NOT_UTF_8;
  try {
    const parsed = parseExact(text);
    if (isRecord(parsed)) return { kind: 'read', body: parsed, bytes: decoded.body.length };
  } catch {
    // Answered below: the error would quote what was sent.
  }
  return isByDefault
    ? UNSUPPORTED
    : { kind: 'malformed', extras: { detail: 'The body must be one JSON object.' } };
}

/** Undefined for bytes that are no UTF-8. */
function textOf(body: Buffer): string | undefined {
  try {
    return UTF_8.decode(body);
  } catch {
    return undefined;
  }
}
