// What a browser is told before and after a script on another site's page sends something (https://fetch.spec.whatwg.org/#http-cors-protocol).
import type { HttpRequest } from './request.ts';

const MAX_LENGTH = 1_000;
const TOKEN = /^[a-z0-9!#$%&'*+.^_`|~-]+$/;

/**
 * The value of `Access-Control-Allow-Headers`: those that a route looks at, and whatever else the browser asks for.
 * Tools for tracing and monitoring add headers of their own to what a page sends (`sentry-trace`, `baggage`,
 * `traceparent`); they change nothing here, and one that was not allowed would lose the request.
 */
export function allowedHeaders({ headers }: Pick<HttpRequest, 'headers'>, known: readonly string[]): string {
  const asked = (headers['access-control-request-headers'] ?? '').slice(0, MAX_LENGTH).toLowerCase();
  const names = asked
    .split(',')
    .map((name) => name.trim())
    .filter((name) => TOKEN.test(name));
  return [...new Set([...known, ...names])].join(', ');
}

/**
 * For answers to the pages of all sites, without cookies; with them (`credentials: 'include'`, a beacon of JSON) to
 * those of the named origins. No cookie is looked at: what tells who sends stands in the request itself.
 */
export function openTo(
  origins: readonly string[],
  { headers: { origin } }: Pick<HttpRequest, 'headers'>,
): Readonly<Record<string, string>> {
  if (origins.length === 0) return { 'access-control-allow-origin': '*' };
  if (origin === undefined || !origins.includes(origin))
    return { 'access-control-allow-origin': '*', vary: 'origin' };
  return withCredentials(origin);
}

/** For an origin that the configuration names. */
export function withCredentials(origin: string): Readonly<Record<string, string>> {
  return {
    'access-control-allow-origin': origin,
    'access-control-allow-credentials': 'true',
    vary: 'origin',
  };
}
