// Problems as answers: a page for people, problem details for programs (RFC 9457).
import { problemPage } from '../pages/problem.ts';
import { type HttpAnswer, page } from './answer.ts';
import { PROBLEMS, type ProblemCode } from './problem-codes.ts';
import type { HttpRequest } from './request.ts';

export type ProblemExtras = {
  /** Says more than the code's own sentence, in English. Nothing of the request's body. */
  readonly detail?: string;
  /** Beside the fields at fault. */
  readonly errors?: readonly { readonly field: string; readonly code: string; readonly detail: string }[];
  readonly headers?: Readonly<Record<string, string>>;
};

export function problem(
  request: Pick<HttpRequest, 'wantsHtml' | 'language'>,
  code: ProblemCode,
  { detail, errors, headers = {} }: ProblemExtras = {},
): HttpAnswer {
  const { status, title, detail: sentence } = PROBLEMS[code];
  if (request.wantsHtml) return page(status, problemPage(code, request.language), headers);
  const details = {
    type: 'about:blank',
    title,
    status,
    detail: detail ?? sentence,
    code,
    ...(errors ? { errors } : {}),
  };
  return {
    status,
    headers: { 'content-type': 'application/problem+json; charset=utf-8', ...headers },
    body: `${JSON.stringify(details)}\n`,
  };
}

/** @param methods those that the route has; `HEAD` and `OPTIONS` are added. */
export function methodNotAllowed(
  request: Pick<HttpRequest, 'wantsHtml' | 'language'>,
  ...methods: readonly string[]
): HttpAnswer {
  return problem(request, 'method-not-allowed', { headers: { allow: allow(...methods) } });
}

/** The value of `Allow` for a route with these methods. */
export function allow(...methods: readonly string[]): string {
  return [...methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])), 'OPTIONS'].join(
    ', ',
  );
}
