// A picture as an answer.
import type { HttpAnswer } from './answer.ts';

export function svgAnswer(body: string): HttpAnswer {
  return {
    status: 200,
    headers: {
      'content-type': 'image/svg+xml; charset=utf-8',
      // The picture brings a style sheet of its own along, and nothing else.
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    },
    body,
  };
}
