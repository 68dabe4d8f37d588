// An HTTP request as the use-cases see it, read from the gateway's event (payload 2.0).
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { parseCookie } from 'cookie';
import type { Locale } from '../domain/config/config.ts';
import { chooseLanguage } from './language.ts';

export type HttpRequest = {
  /** Upper case; a HEAD is shown as the GET that it stands for. */
  readonly method: string;
  /** The answer is read without its body. */
  readonly isHead: boolean;
  /** Without final slashes, which make no difference. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** The query as it came, with its `?`; empty without one. */
  readonly search: string;
  /** Names in lower case; values of repeated headers joined by commas. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly cookies: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
  /** imbuto's own address as this visitor sees it, e.g. `https://example.com`. */
  readonly address: string;
  /** The media types that `Accept` names, in lower case, the best first. */
  readonly accepts: readonly string[];
  /** True when `Accept` names `text/html`: a page or a redirect is wanted, else data. */
  readonly wantsHtml: boolean;
  /** The visitor's language of those that imbuto speaks, else the configured one. */
  readonly language: Locale;
  /** The address from which it came, or that of the last proxy; empty where the gateway does not say. */
  readonly from: string;
  /** When it came in, ms since the epoch. */
  readonly received: number;
};

/** What the header names say of the wishes of who asks, as middy's negotiation reads them. */
export type Preferred = {
  readonly preferredLanguages?: readonly string[];
  readonly preferredMediaTypes?: readonly string[];
};

export function readRequest(
  event: APIGatewayProxyEventV2,
  { preferredLanguages = [], preferredMediaTypes = [] }: Preferred,
  locale: Locale,
): HttpRequest {
  const headers = lowerCaseNames(event.headers);
  const query = new URLSearchParams(event.rawQueryString ?? '');
  const accepts = preferredMediaTypes.map((type) => type.toLowerCase());
  const method = (event.requestContext?.http?.method ?? 'GET').toUpperCase();
  const { timeEpoch, http } = event.requestContext ?? {};
  return {
    method: method === 'HEAD' ? 'GET' : method,
    isHead: method === 'HEAD',
    path: (event.rawPath ?? '').replace(/\/+$/, '') || '/',
    query,
    search: event.rawQueryString ? `?${event.rawQueryString}` : '',
    headers,
    cookies: parseCookie((event.cookies ?? []).join('; ')),
    body: Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8'),
    address: ownAddress(headers),
    accepts,
    wantsHtml: accepts.includes('text/html'),
    language: chooseLanguage(query.get('_lang'), preferredLanguages, locale),
    from: http?.sourceIp ?? '',
    received: Number.isSafeInteger(timeEpoch) ? timeEpoch : Date.now(),
  };
}

function lowerCaseNames(headers: APIGatewayProxyEventV2['headers']): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
  );
}

/** The gateway says how it was reached; a host that is none (only its sender can send one) becomes `localhost`. */
function ownAddress(headers: Readonly<Record<string, string | undefined>>): string {
  const host = /^[a-z0-9.-]+(:\d{1,5})?$|^\[[0-9a-f:.]+\](:\d{1,5})?$/i.test(headers.host ?? '')
    ? (headers.host as string).toLowerCase()
    : 'localhost';
  const forwarded = headers['x-forwarded-proto'];
  const local = /^(localhost|127\.|\[::1\])/.test(host);
  const scheme = forwarded === 'http' || forwarded === 'https' ? forwarded : local ? 'http' : 'https';
  return `${scheme}://${host}`;
}
