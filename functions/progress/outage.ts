// Whether an error says that the table does not answer, which is no message's fault.
import { ReadsThrottled } from '../store/read-items.ts';

/** What Node calls a connection that was not made, or was lost. */
const NETWORK: ReadonlySet<unknown> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
]);

/** What a service calls a request that it will never take: the message that leads to it fails alone. */
const INVALID: ReadonlySet<string> = new Set(['ValidationException', 'SerializationException']);

/** A service that answers with an error, a connection that fails, or a table that is throttled. */
export function isOutage(error: unknown): boolean {
  if (!(error instanceof Error) || INVALID.has(error.name)) return false;
  if (error instanceof ReadsThrottled) return true;
  if (error.name === 'TimeoutError' || error.name === 'AbortError') return true;
  return '$metadata' in error || ('code' in error && NETWORK.has(error.code));
}
