// The local host's HTTP API, with functions that only show what reached them: what AWS does to requests and answers.
import { request as httpRequest } from 'node:http';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type HostHere, removeDirectory, startHostHere, temporaryDirectory } from '../support/host.ts';
import { tinyStack } from '../support/tiny-stack.ts';

const ECHO = `
  let calls = 0;
  exports.handler = async (event, context) => {
    calls += 1;
    return { statusCode: 200, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({
      event, calls, pid: process.pid, environment: process.env, cwd: process.cwd(),
      context: { ...context, left: context.getRemainingTimeInMillis() } }) };
  };`;
const ODD = `
  exports.handler = async (event) => {
    switch (event.pathParameters.what) {
      case 'throws': throw new TypeError('the secret is ' + event.headers.secret);
      case 'hangs': return new Promise(() => {});
      case 'spins': for (;;) {}
      case 'exits': process.exit(3);
      case 'large': return { statusCode: 200, body: 'x'.repeat(7_000_000) };
      case 'plain': return { hello: 'world' };
      case 'untyped': return { statusCode: 201, body: 'text' };
      case 'cookies': return { statusCode: 303, headers: { Location: '/thanks', 'x-n': 7 }, cookies: ['a=1; HttpOnly', 'b=2'] };
      case 'binary': return { statusCode: 200, isBase64Encoded: true, headers: { 'content-type': 'image/png' }, body: 'iVBORw0KGgo=' };
      case 'logs': console.log(JSON.stringify({ level: 'warn', message: 'ThingHappened', form: 'ebook' })); return {};
      default: return { statusCode: 'wrong' };
    }
  };`;

describe('the HTTP API', () => {
  const data = temporaryDirectory();
  let host: HostHere;
  beforeAll(async () => {
    host = await startHostHere(
      tinyStack({
        functions: { Echo: ECHO, Odd: ODD },
        routes: {
          'ANY /f/{form}': 'Echo',
          'ANY /v1/{proxy+}': 'Echo',
          'GET /f/fixed': 'Odd',
          'ANY /odd/{what}': 'Odd',
          $default: 'Echo',
        },
        functionProperties: {
          Echo: {
            Environment: {
              Variables: { STACK: { Ref: 'AWS::StackId' }, API: { 'Fn::GetAtt': ['Api', 'ApiEndpoint'] } },
            },
          },
          Odd: { Timeout: 1 },
        },
      }),
      data,
    );
  });
  afterAll(async () => {
    await host?.stop();
    removeDirectory(data);
  });

  type Echo = {
    readonly event: APIGatewayProxyEventV2;
    readonly environment: Readonly<Record<string, string>>;
    readonly context: { readonly left: number; readonly awsRequestId: string; readonly functionName: string };
    readonly cwd: string;
  };
  async function echo(path: string, init?: RequestInit): Promise<Echo> {
    const response = await fetch(host.url + path, init);
    expect(response.status).toBe(200);
    return (await response.json()) as Echo;
  }

  it('gives a form of a browser to the function in base64', async () => {
    const { event } = await echo('/f/ebook', {
      method: 'POST',
      body: new URLSearchParams({ email: 'a@example.com' }),
    });
    expect(event.isBase64Encoded).toBe(true);
    expect(Buffer.from(event.body ?? '', 'base64').toString()).toBe('email=a%40example.com');
  });

  it.each([
    'application/json',
    'text/plain',
    'application/vnd.api+json; charset=utf-8',
    'application/xml',
    'application/javascript',
  ])('gives %s as text', async (type) => {
    const { event } = await echo('/v1/track', {
      method: 'POST',
      headers: { 'content-type': type },
      body: '{"ü":1}',
    });
    expect([event.isBase64Encoded, event.body]).toEqual([false, '{"ü":1}']);
  });

  it.each([
    ['multipart/form-data; boundary=x', {}],
    ['application/octet-stream', {}],
    ['application/json', { 'content-encoding': 'gzip' }],
  ])('gives %s %o in base64', async (type, more) => {
    const { event } = await echo('/v1/track', {
      method: 'POST',
      headers: { 'content-type': type, ...more },
      body: 'body',
    });
    expect([event.isBase64Encoded, event.body]).toEqual([true, 'Ym9keQ==']);
  });

  it('lowers header names, joins repeated ones, and takes cookies out', async () => {
    const { event } = await echo('/f/a?x=1&x=2&y=%20', {
      headers: [
        ['X-Twice', 'one'],
        ['X-Twice', 'two'],
        ['Cookie', 'a=1; b=2'],
      ],
    });
    expect(event.headers['x-twice']).toMatch(/^one, ?two$/);
    expect(event.headers.cookie).toBeUndefined();
    expect(event.cookies).toEqual(['a=1', 'b=2']);
    expect(event.rawQueryString).toBe('x=1&x=2&y=%20');
    expect(event.queryStringParameters).toEqual({ x: '1,2', y: ' ' });
    expect(event.version).toBe('2.0');
    expect(event.headers['x-forwarded-proto']).toBe('http');
  });

  it.each([
    ['GET', '/f/ebook', 'ANY /f/{form}', { form: 'ebook' }],
    ['OPTIONS', '/f/ebook', 'ANY /f/{form}', { form: 'ebook' }],
    ['DELETE', '/f/fixed', 'ANY /f/{form}', { form: 'fixed' }],
    ['GET', '/f/caff%C3%A8', 'ANY /f/{form}', { form: 'caffè' }],
    ['GET', '/f/', '$default', undefined],
    ['GET', '/f/a/b', '$default', undefined],
    ['POST', '/v1/projects/key/settings', 'ANY /v1/{proxy+}', { proxy: 'projects/key/settings' }],
    ['GET', '/v1/', '$default', undefined],
    ['GET', '/', '$default', undefined],
  ])('routes %s %s to %s', async (method, path, routeKey, parameters) => {
    const { event } = await echo(path, { method });
    expect(event.routeKey).toBe(routeKey);
    expect(event.pathParameters).toEqual(parameters);
    expect(event.requestContext.http.method).toBe(method);
  });

  it('passes HEAD to the function and its answer on without a body', async () => {
    const response = await fetch(`${host.url}/f/ebook`, { method: 'HEAD' });
    expect(response.status).toBe(200);
    expect(Number(response.headers.get('content-length'))).toBeGreaterThan(0);
  });

  it('gives functions the environment of the template and of Lambda, and nothing of this machine', async () => {
    process.env.IMBUTO_TEST_LEAK = 'leaked';
    const { environment, cwd, context } = await echo('/f/ebook');
    expect(environment.STACK).toMatch(
      /^arn:aws:cloudformation:eu-west-1:000000000000:stack\/tiny\/[0-9a-f-]{36}$/,
    );
    expect(environment.API).toBe(host.url);
    expect(environment.LAMBDA_TASK_ROOT).toBe(cwd);
    expect(environment.AWS_LAMBDA_FUNCTION_MEMORY_SIZE).toBe('128');
    expect(environment.AWS_ENDPOINT_URL_SQS).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(environment.IMBUTO_TEST_LEAK).toBeUndefined();
    expect(environment.HOME).toBeUndefined();
    expect(context.left).toBeGreaterThan(2_000);
    expect(context.left).toBeLessThanOrEqual(3_000);
    expect(context.awsRequestId).toMatch(/^[0-9a-f-]{36}$/);
    expect(context.functionName).toBe('tiny-Echo');
  });

  it.each([
    ['large headers', 'GET', { 'x-large': 'x'.repeat(10_241) }, undefined, 431],
    [
      'a body beyond the gateway’s 10 MB',
      'POST',
      { 'content-type': 'text/plain' },
      'x'.repeat(10_485_761),
      413,
    ],
    ['a body beyond Lambda’s 6 MB', 'POST', { 'content-type': 'text/plain' }, 'x'.repeat(6_300_000), 413],
    [
      'a body that is too large only in base64',
      'POST',
      { 'content-type': 'image/png' },
      'x'.repeat(4_800_000),
      413,
    ],
  ] as const)('refuses %s', async (_what, method, headers, body, status) => {
    const response = await fetch(`${host.url}/f/a`, { method, headers, ...(body ? { body } : {}) });
    expect(response.status).toBe(status);
    expect(await response.json()).toHaveProperty('message');
  });

  it('takes what is just below these limits', async () => {
    await echo('/f/a', { headers: { 'x-large': 'x'.repeat(9_800) } });
    const { event } = await echo('/f/a', {
      method: 'POST',
      headers: { 'content-type': 'image/png' },
      body: 'x'.repeat(2_000_000),
    });
    expect(event.isBase64Encoded).toBe(true);
  });

  it.each(['throws', 'hangs', 'spins', 'exits', 'large', 'malformed'])(
    'answers 500 when a function %s, and goes on',
    async (what) => {
      const response = await fetch(`${host.url}/odd/${what}`, { headers: { secret: 'rosebud' } });
      expect([response.status, await response.json()]).toEqual([500, { message: 'Internal Server Error' }]);
      expect((await fetch(`${host.url}/odd/plain`)).status).toBe(200);
    },
  );

  it('says which function failed, and nothing of what it was given', async () => {
    await fetch(`${host.url}/odd/throws`, { headers: { secret: 'rosebud' } });
    expect(host.said()).toMatch(/^odd +│ error TypeError$/m);
    expect(host.said()).toMatch(/^odd +│ error Sandbox\.Timedout: Task timed out after 1\.00 seconds$/m);
    expect(host.said()).not.toContain('rosebud');
  });

  it('prints what functions log, with who said it', async () => {
    await fetch(`${host.url}/odd/logs`);
    expect(host.said()).toMatch(/^odd +│ warn {2}ThingHappened form=ebook$/m);
  });

  it('reads answers as the gateway does', async () => {
    const plain = await fetch(`${host.url}/odd/plain`);
    expect([plain.headers.get('content-type'), await plain.json()]).toEqual([
      'application/json',
      { hello: 'world' },
    ]);
    const untyped = await fetch(`${host.url}/odd/untyped`);
    expect([untyped.status, untyped.headers.get('content-type'), await untyped.text()]).toEqual([
      201,
      'text/plain;charset=UTF-8',
      'text',
    ]);
    const cookies = await fetch(`${host.url}/odd/cookies`, { redirect: 'manual' });
    expect([cookies.status, cookies.headers.getSetCookie(), cookies.headers.get('x-n')]).toEqual([
      303,
      ['a=1; HttpOnly', 'b=2'],
      '7',
    ]);
    const binary = await fetch(`${host.url}/odd/binary`);
    expect(Buffer.from(await binary.arrayBuffer()).toString('hex')).toBe('89504e470d0a1a0a');
  });

  it('runs several requests of one function at once, and no more than it has room for', async () => {
    const answers = await Promise.all(
      Array.from(
        { length: 40 },
        async () => (await (await fetch(`${host.url}/f/a`)).json()) as { readonly pid: number },
      ),
    );
    expect(new Set(answers.map(({ pid }) => pid)).size).toBeLessThanOrEqual(8);
  });

  it('answers on both addresses of localhost where there are two', async () => {
    const port = new URL(host.url).port;
    expect((await fetch(`http://127.0.0.1:${port}/health`)).status).toBe(200);
    const second = await fetch(`http://[::1]:${port}/health`).catch((error: Error) => error);
    if (second instanceof Response) expect(second.status).toBe(200);
    else expect(String(second.cause)).toMatch(/EADDRNOTAVAIL|EAFNOSUPPORT/);
  });

  it('survives a visitor who goes away in the middle of a form', async () => {
    await new Promise<void>((resolve) => {
      const request = httpRequest(`${host.url}/f/a`, {
        method: 'POST',
        headers: { 'content-length': 1_000 },
      });
      request.on('error', () => resolve());
      request.write('half');
      setTimeout(() => request.destroy(new Error('gone')), 50);
    });
    expect((await fetch(`${host.url}/health`)).status).toBe(200);
  });
});

describe('a throttled stage', () => {
  const data = temporaryDirectory();
  let host: HostHere;
  beforeAll(async () => {
    host = await startHostHere(
      tinyStack({
        functions: { Echo: 'exports.handler = async () => ({ statusCode: 200 });' },
        routes: { 'GET /slow': 'Echo', 'GET /other': 'Echo', 'GET /fast': 'Echo' },
        stage: {
          DefaultRouteSettings: { ThrottlingRateLimit: 1, ThrottlingBurstLimit: 5 },
          RouteSettings: { 'GET /fast': { ThrottlingRateLimit: 1_000, ThrottlingBurstLimit: 1_000 } },
        },
      }),
      data,
    );
  });
  afterAll(async () => {
    await host?.stop();
    removeDirectory(data);
  });

  it('turns away with 429 what is beyond its burst, route by route', async () => {
    const statuses = async (path: string): Promise<readonly number[]> =>
      await Promise.all(Array.from({ length: 20 }, async () => (await fetch(host.url + path)).status));
    const slow = await statuses('/slow');
    expect(slow.filter((status) => status === 200).length).toBeLessThanOrEqual(6);
    expect(slow).toContain(429);
    expect((await fetch(`${host.url}/other`)).status).toBe(200);
    expect(new Set(await statuses('/fast'))).toEqual(new Set([200]));
  });
});
