// The routes of a function: which one a path is of, and the answers to methods that it does not have.
import type { HttpAnswer } from './answer.ts';
import { allow, methodNotAllowed } from './problem.ts';
import type { HttpRequest } from './request.ts';

export type Method = 'GET' | 'POST';

/** By method what answers; `HEAD` is answered as `GET`, and `OPTIONS` by the router. */
export type Route<Handler> = Readonly<Partial<Record<Method, Handler>>>;

/** By name: what stands in the place of `:name`, as it stands in the path. */
export type PathParameters = Readonly<Record<string, string | undefined>>;

export type FoundRoute<Handler, More = object> = {
  readonly route: Route<Handler> & More;
  readonly parameters: PathParameters;
};

/**
 * Finds the route of a path.
 * @param routes by pattern, as in `/leads/:id/erase`; of several that match, the first is taken (https://urlpattern.spec.whatwg.org/)
 */
export function router<Handler, More = object>(
  routes: Readonly<Record<string, Route<Handler> & More>>,
): (path: string) => FoundRoute<Handler, More> | undefined {
  const patterns = Object.entries(routes).map(
    ([pathname, route]) => [new URLPattern({ pathname }), route] as const,
  );
  return (path) => {
    for (const [pattern, route] of patterns) {
      const match = pattern.exec({ pathname: path });
      if (match !== null) return { route, parameters: match.pathname.groups };
    }
    return undefined;
  };
}

/**
 * What answers a request, or the answer itself: to `OPTIONS`, and to a method that the route does not have (`405`).
 * @param preflight makes further headers of the answer to `OPTIONS`
 */
export function handlerOf<Handler>(
  route: Route<Handler>,
  request: HttpRequest,
  preflight: () => Readonly<Record<string, string>> = () => ({}),
): { readonly handler: Handler } | { readonly answer: HttpAnswer } {
  const handler = METHODS.includes(request.method as Method) ? route[request.method as Method] : undefined;
  if (handler !== undefined) return { handler };
  const methods = METHODS.filter((method) => route[method] !== undefined);
  if (request.method === 'OPTIONS') {
    return { answer: { status: 204, headers: { allow: allow(...methods), ...preflight() } } };
  }
  return { answer: methodNotAllowed(request, ...methods) };
}

const METHODS: readonly Method[] = ['GET', 'POST'];
