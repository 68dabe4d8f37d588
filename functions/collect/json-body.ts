// The body of a tracking call: JSON, whatever harmless type a browser names for it.
import { readMediaType } from '../runtime/media-type.ts';
import type { ProblemExtras } from '../runtime/problem.ts';
import type { HttpRequest } from '../runtime/request.ts';
import { isRecord, type Json } from './calls.ts';

export type JsonReading =
  | { readonly kind: 'read'; readonly body: Json }
  | { readonly kind: 'malformed' | 'too-large' | 'unsupported-encoding'; readonly extras?: ProblemExtras };

const MAX_BODY_BYTES = 512 * 1024;

/** `text/plain` spares a browser the preflight; a beacon may name no type at all. */
const TYPES = /^(?:|text\/plain|application\/(?:[a-z0-9.-]+\+)?json)$/;

export function readJsonBody({ headers, body }: Pick<HttpRequest, 'headers' | 'body'>): JsonReading {
  const { type, isUtf8 } = readMediaType(headers['content-type']);
  if (headers['content-encoding'] !== undefined || !isUtf8 || !TYPES.test(type)) {
    const accepted = { 'accept-encoding': 'identity', 'accept-post': 'application/json, text/plain' };
    return { kind: 'unsupported-encoding', extras: { headers: accepted } };
  }
  if (body.length > MAX_BODY_BYTES) return { kind: 'too-large' };
  try {
    const parsed: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
    if (isRecord(parsed)) return { kind: 'read', body: parsed };
  } catch {
    // Answered below: the error would quote what was sent.
  }
  return { kind: 'malformed', extras: { detail: 'The body must be one JSON object.' } };
}
