// Which route of an HTTP API a request takes.

export type Match<Target> = {
  readonly routeKey: string;
  readonly target: Target;
  /** What stands in the braces, decoded. */
  readonly parameters: Readonly<Record<string, string>>;
};

type Route<Target> = {
  readonly routeKey: string;
  readonly target: Target;
  readonly method: string;
  readonly segments: readonly string[];
};

export type Router<Target> = (method: string, path: string) => Match<Target> | undefined;

/**
 * The most specific route wins: segment by segment a literal before a `{variable}` before a greedy `{variable+}`,
 * then a method of its own before `ANY`, and `$default` last.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
 */
export function createRouter<Target>(
  routes: readonly { readonly routeKey: string; readonly target: Target }[],
): Router<Target> {
  const fallback = routes.find(({ routeKey }) => routeKey === '$default');
  const ordered = routes
    .filter(({ routeKey }) => routeKey !== '$default')
    .map(({ routeKey, target }): Route<Target> => {
      const [method = '', path = ''] = routeKey.split(' ');
      return { routeKey, target, method, segments: segmentsOf(path) };
    })
    .sort((a, b) => (rank(a) < rank(b) ? -1 : 1));

  return (method, path) => {
    const segments = segmentsOf(path);
    for (const route of ordered) {
      if (route.method !== 'ANY' && route.method !== method) continue;
      const parameters = matchSegments(route.segments, segments);
      if (parameters) return { routeKey: route.routeKey, target: route.target, parameters };
    }
    return fallback && { ...fallback, parameters: {} };
  };
}

function segmentsOf(path: string): readonly string[] {
  return path.replace(/^\//, '').split('/');
}

function rank({ segments, method }: Route<unknown>): string {
  const weights = segments.map((segment) =>
    segment.endsWith('+}') ? '2' : segment.startsWith('{') ? '1' : '0',
  );
  // A greedy segment is weighed after every longer path; a shorter path never competes with a longer one otherwise.
  return `${weights.join('')}${method === 'ANY' ? '1' : '0'}`;
}

function matchSegments(
  wanted: readonly string[],
  segments: readonly string[],
): Readonly<Record<string, string>> | undefined {
  const parameters: Record<string, string> = {};
  for (const [index, segment] of wanted.entries()) {
    const found = segments[index];
    if (found === undefined) return undefined;
    if (segment.endsWith('+}')) {
      const rest = segments.slice(index).join('/');
      if (rest === '') return undefined;
      parameters[segment.slice(1, -2)] = rest;
      return parameters;
    }
    if (segment.startsWith('{')) {
      if (found === '') return undefined;
      parameters[segment.slice(1, -1)] = found;
    } else if (segment !== found) return undefined;
  }
  return segments.length === wanted.length ? parameters : undefined;
}
