// From where a form may be posted: a filter for nuisance from other sites' browsers, not security.
import type { FormConfig } from '../domain/config/config.ts';
import { allowedHeaders, withCredentials } from '../runtime/cors.ts';
import type { HttpRequest } from '../runtime/request.ts';

type Asked = Pick<HttpRequest, 'headers' | 'address'>;

/** imbuto's own origin, `null` (a file, a sandboxed frame) and none pass everywhere. */
export function originPasses({ origins }: FormConfig, { headers, address }: Asked): boolean {
  const { origin } = headers;
  if (origins === undefined || origin === undefined || origin === 'null') return true;
  return origins.includes(origin) || hostOf(origin) === hostOf(address);
}

/** What lets a script on another site's page read the answer. */
export function corsHeaders(form: FormConfig, request: Asked): Readonly<Record<string, string>> {
  const { origin } = request.headers;
  if (form.origins === undefined) return { 'access-control-allow-origin': '*' };
  if (origin === undefined || !originPasses(form, request)) return { vary: 'origin' };
  return form.origins.includes(origin)
    ? withCredentials(origin)
    : { 'access-control-allow-origin': origin, vary: 'origin' };
}

/** The rest of what a browser asks before a script may post. */
export function preflightHeaders(request: Pick<HttpRequest, 'headers'>): Readonly<Record<string, string>> {
  return {
    'access-control-allow-methods': 'GET, HEAD, POST',
    'access-control-allow-headers': allowedHeaders(request, ['content-type', 'idempotency-key']),
    'access-control-max-age': '86400',
  };
}

/** Without the scheme: what ends TLS in front of us may speak plain http to us. */
function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
