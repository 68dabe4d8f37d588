// The stack around every HTTP function.
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { json, page } from '../../functions/runtime/answer.ts';
import { httpFunction } from '../../functions/runtime/http.ts';
import type { HttpRequest } from '../../functions/runtime/request.ts';
import { createTelemetry } from '../../functions/runtime/telemetry.ts';
import { Unavailable } from '../../functions/runtime/unavailable.ts';
import { BROWSER, testApi } from '../support/http-api.ts';

type Respond = Parameters<typeof httpFunction>[0];

function stack(respond: Respond) {
  const lines: string[] = [];
  const telemetry = createTelemetry('test', (line) => lines.push(line));
  const headers = () => ({ 'x-always': 'yes' });
  const handler = httpFunction(respond, { locale: 'it', telemetry, headers });
  return { handler, api: testApi({ $default: handler }), lines: () => lines.map((line) => JSON.parse(line)) };
}

describe('a request', () => {
  it.each([
    ['it-IT,it;q=0.9,en;q=0.8', 'it'],
    ['en;q=0.1, ru;q=0.9', 'ru'],
    ['ru;q=0, de', 'it'],
    ['de, *;q=0.5', 'it'],
    [',,;;q=', 'it'],
    [undefined, 'it'],
  ])('with Accept-Language %s is answered in %s', async (header, expected) => {
    const { api } = stack(async ({ language }) => json(200, { language }));
    const headers = header === undefined ? {} : { 'accept-language': header };
    expect((await api('GET', '/', { headers })).json().language).toBe(expected);
  });

  it.each([
    ['text/html,application/xhtml+xml;q=0.9,*/*;q=0.8', true],
    ['application/json, text/html;q=0.1', true],
    ['TEXT/HTML', true],
    ['text/html;q=0', false],
    ['text/*, */*', false],
    [undefined, false],
  ])('with Accept %s wants a page: %s', async (header, expected) => {
    const { api } = stack(async ({ wantsHtml }) => json(200, { wantsHtml }));
    const headers = header === undefined ? {} : { accept: header };
    expect((await api('GET', '/', { headers })).json().wantsHtml).toBe(expected);
  });

  it('is read once, as the use-cases want it', async () => {
    let seen: HttpRequest | undefined;
    const { api } = stack(async (request) => {
      seen = request;
      return json(200, {});
    });
    const headers = {
      host: 'Example.com:8080',
      Cookie: 'session=a=b; other=c',
      'X-Language': 'x',
    };
    await api('HEAD', '/a%20b?x=1&x=2', { headers, body: Buffer.from([0xff, 0x00]), received: 1234 });
    expect(seen).toMatchObject({
      method: 'GET',
      isHead: true,
      path: '/a b',
      cookies: { session: 'a=b', other: 'c' },
      address: 'https://example.com:8080',
      wantsHtml: false,
      language: 'it',
      received: 1234,
    });
    expect(seen?.query.getAll('x')).toEqual(['1', '2']);
    expect([...(seen?.body ?? [])]).toEqual([0xff, 0x00]);
  });

  it('that lacks nearly everything is answered too', async () => {
    const { handler } = stack(async ({ path, address }) => json(200, { path, address }));
    const answer = await handler({} as never, {} as never);
    expect(answer.statusCode).toBe(200);
    expect(JSON.parse(answer.body ?? '')).toEqual({ path: '/', address: 'http://localhost' });
  });

  it.each(['evil.example/path', 'a b', '"><script>', ''])(
    'with %j as host has no say in addresses',
    async (host) => {
      const { api } = stack(async ({ address }) => json(200, { address }));
      expect((await api('GET', '/', { headers: { host } })).json().address).toBe('https://localhost');
    },
  );
});

describe('an answer', () => {
  it('bears safe headers, of which its own win', async () => {
    const { api } = stack(async () =>
      page(
        200,
        { html: '<p>', contentSecurityPolicy: "default-src 'self'" },
        { 'cache-control': 'max-age=1' },
      ),
    );
    expect((await api('GET', '/')).headers).toMatchObject({
      'content-security-policy': "default-src 'self'",
      'cache-control': 'max-age=1',
      'x-content-type-options': 'nosniff',
      'x-always': 'yes',
    });
  });

  it('may be bytes and set cookies', async () => {
    const { handler } = stack(async () => ({
      status: 200,
      body: Uint8Array.of(1, 2, 255),
      cookies: ['a=1', 'b=2'],
    }));
    expect(await handler({} as never, {} as never)).toMatchObject({
      body: 'AQL/',
      isBase64Encoded: true,
      cookies: ['a=1', 'b=2'],
    });
  });

  it('is told in one line that holds no address', async () => {
    const { api, lines } = stack(async () => json(200, {}));
    await api('GET', '/anna@example.com?email=anna@example.com');
    expect(lines()).toHaveLength(1);
    expect(lines()[0]).toMatchObject({
      message: 'answered',
      method: 'GET',
      status: 200,
      requestId: 'request',
    });
    expect(JSON.stringify(lines())).not.toContain('anna');
  });
});

describe('what goes wrong', () => {
  it('unexpectedly is a problem without a word of the error', async () => {
    const { api, lines } = stack(async () => {
      throw new Error('anna@example.com');
    });
    const answer = await api('POST', '/');
    expect(answer.status).toBe(500);
    expect(answer.headers).toMatchObject({
      'content-type': 'application/problem+json; charset=utf-8',
      'x-always': 'yes',
    });
    expect(answer.json()).toMatchObject({ status: 500, code: 'internal' });
    expect(answer.text + JSON.stringify(lines())).not.toContain('anna');
    expect(lines().map(({ message }) => message)).toEqual(['unexpected error', 'answered']);
    expect((await api('GET', '/', { headers: BROWSER })).text).toContain('Qualcosa è andato storto');
  });

  it('for a while only is a 503 that says when to come again', async () => {
    const { api } = stack(async () => {
      throw new Unavailable('not now', { retryAfter: 9 });
    });
    const answer = await api('GET', '/');
    expect([answer.status, answer.headers['retry-after']]).toEqual([503, '9']);
  });

  it('because time runs out is a 503 rather than an error of the gateway', async () => {
    const { handler } = stack(async () => {
      await setTimeout(5_000);
      return json(200, {});
    });
    const context = { getRemainingTimeInMillis: () => 350 };
    const started = Date.now();
    expect((await handler({} as never, context as never)).statusCode).toBe(503);
    expect(Date.now() - started).toBeLessThan(2_000);
  });
});
