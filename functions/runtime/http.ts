// The stack around every HTTP function: request in, answer out, problems, security headers, one line of telemetry.

import middy, { type MiddlewareObj } from '@middy/core';
import httpContentNegotiation from '@middy/http-content-negotiation';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import type { Locale } from '../domain/config/config.ts';
import { type HttpAnswer, toResult, withHeaders } from './answer.ts';
import { problem } from './problem.ts';
import { type HttpRequest, type Preferred, readRequest } from './request.ts';
import type { Telemetry } from './telemetry.ts';
import { Unavailable } from './unavailable.ts';

type Asked = Context & Preferred;
type Middleware = MiddlewareObj<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Error, Asked>;

export type HttpHandler = (
  event: APIGatewayProxyEventV2,
  context: Context,
) => Promise<APIGatewayProxyStructuredResultV2>;

/** What is left of the function's time when the visitor gets an answer rather than the gateway's own error. */
const LAST_WORD_MS = 300;

export type HttpOptions = {
  /** The language of pages for a visitor who names none that imbuto speaks. */
  readonly locale: Locale;
  readonly telemetry: Telemetry;
  /** On every answer to this request, problems included: what CORS needs. An answer's own headers win. */
  readonly headers?: (request: HttpRequest) => Readonly<Record<string, string>>;
};

/** Of what `Accept` headers say, languages and media types; what is not offered is answered with what there is. */
const NEGOTIATED = { parseCharsets: false, parseEncodings: false, failOnMismatch: false } as const;

export function httpFunction(
  respond: (request: HttpRequest) => Promise<HttpAnswer>,
  { locale, telemetry, headers = () => ({}) }: HttpOptions,
): HttpHandler {
  const handler = middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Error, Asked>({
    timeoutEarlyInMillis: LAST_WORD_MS,
    timeoutEarlyResponse: () => {
      throw new Unavailable('the time of the function is up');
    },
  })
    .use(finishTelemetry(telemetry))
    .use(httpContentNegotiation(NEGOTIATED))
    .use(leaveOutBodyOfHead())
    .use(securityHeaders())
    .use(errorsAsProblems({ locale, telemetry, headers }))
    .handler(async (event, context) => {
      const request = readRequest(event, context, locale);
      return toResult(withHeaders(await respond(request), headers(request)));
    });
  return (event, context) => handler(event, context);
}

function errorsAsProblems({ locale, telemetry, headers }: Required<HttpOptions>): Middleware {
  return {
    onError: (request) => {
      const { error } = request;
      const unavailable = error instanceof Unavailable;
      telemetry.error(unavailable ? 'unavailable' : 'unexpected error', error, {
        requestId: request.context.awsRequestId,
      });
      const asked = readRequest(request.event, request.context, locale);
      const answer = unavailable
        ? problem(asked, 'unavailable', { headers: { 'retry-after': String(error.retryAfter) } })
        : problem(asked, 'internal');
      // Assigned, not returned: a return value would end the chain before what stands above it.
      request.response = toResult(withHeaders(answer, headers(asked)));
    },
  };
}

function securityHeaders(): Middleware {
  return always((request) => {
    const { response } = request;
    if (!response) return;
    response.headers = {
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'strict-origin-when-cross-origin',
      'strict-transport-security': 'max-age=31536000',
      'cache-control': 'no-store',
      ...response.headers,
    };
  });
}

function leaveOutBodyOfHead(): Middleware {
  return always(({ event, response }) => {
    if (event.requestContext?.http?.method?.toUpperCase() !== 'HEAD' || !response) return;
    response.body = '';
    delete response.isBase64Encoded;
  });
}

/** The path is not told: whoever asks may have put anything into it. */
function finishTelemetry(telemetry: Telemetry): Middleware {
  let started = 0;
  const { after, onError } = always(({ event, context, response }) => {
    telemetry.finish('answered', {
      method: event.requestContext?.http?.method ?? '',
      route: event.routeKey ?? '',
      status: response?.statusCode ?? 0,
      ms: Math.round(performance.now() - started),
      requestId: context.awsRequestId ?? '',
    });
  });
  return {
    before: () => {
      started = performance.now();
    },
    after,
    onError,
  };
}

function always(
  hook: (
    request: middy.Request<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Error, Asked>,
  ) => void,
) {
  return { after: hook, onError: hook };
}
