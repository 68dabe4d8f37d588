// The answers to a key with which nothing is taken or told.
import type { HttpAnswer } from '../runtime/answer.ts';
import { problem } from '../runtime/problem.ts';
import type { HttpRequest } from '../runtime/request.ts';

const CHALLENGE = { 'www-authenticate': 'Basic realm="imbuto", charset="UTF-8"' } as const;

export function unknownKey(request: HttpRequest): HttpAnswer {
  return problem(request, 'unauthorized', { headers: CHALLENGE });
}

export function closedKey(request: HttpRequest): HttpAnswer {
  const detail =
    'This key is closed and nothing was taken: use the one that the home page of this imbuto shows.';
  return problem(request, 'forbidden', { detail });
}
