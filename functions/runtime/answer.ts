// An HTTP answer as the use-cases give it, and how it becomes the gateway's result.
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

export type HttpAnswer = {
  readonly status: number;
  /** Names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookies?: readonly string[];
  readonly body?: string | Uint8Array;
};

/** A page and the policy that lets it, and nothing else, run. */
export type Page = { readonly html: string; readonly contentSecurityPolicy: string };

export function json(
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): HttpAnswer {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: `${JSON.stringify(value)}\n`,
  };
}

export function page(
  status: number,
  content: Page,
  headers: Readonly<Record<string, string>> = {},
): HttpAnswer {
  return {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': content.contentSecurityPolicy,
      ...headers,
    },
    body: content.html,
  };
}

export function seeOther(location: string): HttpAnswer {
  return { status: 303, headers: { location } };
}

/** The same answer with more headers; what it has already wins. */
export function withHeaders(answer: HttpAnswer, headers: Readonly<Record<string, string>>): HttpAnswer {
  return { ...answer, headers: { ...headers, ...answer.headers } };
}

export function toResult({ status, headers, cookies, body }: HttpAnswer): APIGatewayProxyStructuredResultV2 {
  const binary = body !== undefined && typeof body !== 'string';
  return {
    statusCode: status,
    headers: { ...headers },
    ...(cookies && cookies.length > 0 ? { cookies: [...cookies] } : {}),
    body: binary ? Buffer.from(body).toString('base64') : (body ?? ''),
    ...(binary ? { isBase64Encoded: true } : {}),
  };
}
