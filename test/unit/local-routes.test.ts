// Which route of the HTTP API a request takes.
import { describe, expect, it } from 'vitest';
import { createRouter } from '../../bin/local/gateway/routes.ts';
import { createThrottle } from '../../bin/local/gateway/throttle.ts';

describe('routes', () => {
  // Given from the least specific on: the order of a template means nothing.
  const keys = [
    '$default',
    'ANY /{proxy+}',
    'ANY /pets/{proxy+}',
    'ANY /pets/{id}',
    'GET /pets/{id}',
    'GET /pets/{id}/{part}',
    'GET /pets/dog',
    'ANY /',
  ];
  const router = createRouter(keys.map((routeKey) => ({ routeKey, target: routeKey })));

  it.each([
    ['GET', '/pets/dog', 'GET /pets/dog', {}],
    ['POST', '/pets/dog', 'ANY /pets/{id}', { id: 'dog' }],
    ['GET', '/pets/cat', 'GET /pets/{id}', { id: 'cat' }],
    ['HEAD', '/pets/cat', 'ANY /pets/{id}', { id: 'cat' }],
    ['GET', '/pets/cat/tail', 'GET /pets/{id}/{part}', { id: 'cat', part: 'tail' }],
    ['PUT', '/pets/cat/tail', 'ANY /pets/{proxy+}', { proxy: 'cat/tail' }],
    ['GET', '/pets/cat/', 'ANY /pets/{proxy+}', { proxy: 'cat/' }],
    ['GET', '/pets/', 'ANY /{proxy+}', { proxy: 'pets/' }],
    ['GET', '/other', 'ANY /{proxy+}', { proxy: 'other' }],
    ['GET', '/', 'ANY /', {}],
  ])('%s %s takes %s', (method, path, routeKey, parameters) => {
    expect(router(method, path)).toEqual({ routeKey, target: routeKey, parameters });
  });

  it('end at $default, and without it nowhere', () => {
    const only = [{ routeKey: 'GET /a', target: 1 }];
    expect(createRouter([...only, { routeKey: '$default', target: 2 }])('POST', '/a')?.target).toBe(2);
    expect(createRouter(only)('POST', '/a')).toBeUndefined();
  });
});

describe('a throttle', () => {
  it('lets a burst pass, then its rate', () => {
    const passes = createThrottle({ rate: 2, burst: 3 });
    expect([0, 0, 0, 0, 499, 500, 501, 1_000].map(passes)).toEqual([
      true,
      true,
      true,
      false,
      false,
      true,
      false,
      true,
    ]);
  });

  it('saves up no more than a burst', () => {
    const passes = createThrottle({ rate: 100, burst: 2 });
    expect([60_000, 60_000, 60_000].map(passes)).toEqual([true, true, false]);
  });
});
