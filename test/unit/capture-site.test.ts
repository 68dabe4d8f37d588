// The routes around the forms: home, thanks, health, CORS, and junk sent to any of them.
import { describe, expect, it } from 'vitest';
import { captureApi } from '../support/capture-api.ts';
import { BROWSER, FORM, JSON_BODY, type Sent } from '../support/http-api.ts';

const ANNA = 'email=anna%40example.com';

describe('the pages around the forms', () => {
  it('list the forms at the root', async () => {
    const { api } = captureApi();
    const page = await api('GET', '/', { headers: { ...BROWSER, 'accept-language': 'it' } });
    expect(page.text).toContain('<a href="/f/ebook">L&#39;e-book</a>');
    expect(page.text).toContain('<a href="/reports">');
    const { forms } = (await api('GET', '/')).json();
    expect(forms).toContainEqual({ id: 'ebook', title: 'The e-book', url: 'https://imbuto.test/f/ebook' });
  });

  it('thank in the language of the visitor', async () => {
    const { api } = captureApi();
    const page = await api('GET', '/thanks', { headers: { ...BROWSER, 'accept-language': 'ru' } });
    expect(page.status).toBe(200);
    expect(page.text).toContain('<h1>Спасибо</h1>');
  });

  it('say whether a submission can be taken', async () => {
    const { api, queue } = captureApi();
    expect((await api('GET', '/health')).json()).toEqual({ status: 'ok', pending: 0, setAside: 2 });
    queue.refuses = true;
    const answer = await api('GET', '/health');
    expect(answer.status).toBe(503);
    expect(answer.headers['retry-after']).toBeDefined();
  });

  it('answer HEAD like GET without a body', async () => {
    const { api } = captureApi();
    for (const target of ['/f/ebook', '/', '/thanks', '/health']) {
      const answer = await api('HEAD', target, { headers: BROWSER });
      expect([answer.status, answer.text]).toEqual([200, '']);
      expect(answer.headers['content-type']).toMatch('text/html');
    }
  });

  it.each([
    ['/reports/?format=json', '/reports?format=json'],
    ['/leads//', '/leads'],
    ['/login/', '/login'],
    ['/logout/', '/logout'],
  ])('send %s, which the gateway knows no route of, to %s', async (asked, location) => {
    const { api } = captureApi();
    for (const method of ['GET', 'POST']) {
      const answer = await api(method, asked);
      expect([answer.status, answer.headers.location]).toEqual([308, location]);
    }
  });

  it('bear headers that keep browsers from guessing and from keeping', async () => {
    const { api } = captureApi();
    for (const target of ['/', '/nothing', '/f/ebook']) {
      expect((await api('GET', target)).headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
        'content-security-policy': expect.stringContaining("default-src 'none'"),
      });
    }
  });
});

describe('a script on another site', () => {
  const post = (origin: string | undefined): Sent => ({
    headers: { ...FORM, ...(origin === undefined ? {} : { origin }) },
    body: ANNA,
  });

  it.each([
    ['ebook', 'https://anyone.example', 202, '*'],
    ['guarded', 'https://shop.example', 202, 'https://shop.example'],
    ['guarded', 'https://imbuto.test', 202, 'https://imbuto.test'],
    ['guarded', 'null', 202, 'null'],
    ['guarded', undefined, 202, undefined],
    ['guarded', 'https://anyone.example', 403, undefined],
    ['guarded', 'https://shop.example.evil.example', 403, undefined],
    ['guarded', 'http://shop.example', 403, undefined],
    ['guarded', 'junk', 403, undefined],
  ])('that posts %s from %s gets %i', async (form, origin, status, allowed) => {
    const { api, queue } = captureApi();
    const answer = await api('POST', `/f/${form}`, post(origin));
    expect(answer.status).toBe(status);
    expect(answer.headers['access-control-allow-origin']).toBe(allowed);
    expect(queue.held).toHaveLength(status === 202 ? 1 : 0);
  });

  it('can read what was wrong with its fields, and that the queue is full', async () => {
    const { api, queue } = captureApi();
    const headers = { ...JSON_BODY, origin: 'https://shop.example' };
    const invalid = await api('POST', '/f/guarded', { headers, body: '{}' });
    expect([invalid.status, invalid.headers['access-control-allow-origin']]).toEqual([
      422,
      'https://shop.example',
    ]);
    queue.refuses = true;
    const full = await api('POST', '/f/guarded', { headers, body: '{"email":"anna@example.com"}' });
    expect([full.status, full.headers['access-control-allow-origin']]).toEqual([503, 'https://shop.example']);
  });

  it('asks first, and is told what it may send', async () => {
    const { api } = captureApi();
    const ask = (origin: string) =>
      api('OPTIONS', '/f/guarded', { headers: { origin, 'access-control-request-method': 'POST' } });
    const yes = await ask('https://shop.example');
    expect(yes.status).toBe(204);
    expect(yes.headers).toMatchObject({
      'access-control-allow-origin': 'https://shop.example',
      'access-control-allow-methods': 'GET, HEAD, POST',
      'access-control-allow-headers': 'content-type, idempotency-key',
      vary: 'origin',
    });
    expect((await ask('https://anyone.example')).status).toBe(403);
  });
});

const LARGE = 256 * 1024;

/** [what, method, target, what is sent, status, code] */
const JUNK: readonly (readonly [string, string, string, Sent, number, string])[] = [
  ['an unknown form', 'GET', '/f/nothing', {}, 404, 'unknown-form'],
  ['a post to an unknown form', 'POST', '/f/nothing', { headers: FORM, body: ANNA }, 404, 'unknown-form'],
  ['a form of a prototype', 'POST', '/f/constructor', { headers: FORM, body: ANNA }, 404, 'unknown-form'],
  ['a broken escape', 'GET', '/f/%zz', {}, 404, 'unknown-form'],
  ['a form with a path behind', 'GET', '/f/ebook/x', {}, 404, 'not-found'],
  ['a way up', 'GET', '/f/../../etc/passwd', {}, 404, 'not-found'],
  ['an unknown page', 'GET', '/nothing', {}, 404, 'not-found'],
  ['a page that is not built', 'POST', '/leads/search', { headers: JSON_BODY, body: '{}' }, 404, 'not-found'],
  ['PUT', 'PUT', '/f/ebook', { headers: FORM, body: ANNA }, 405, 'method-not-allowed'],
  ['DELETE', 'DELETE', '/f/ebook', {}, 405, 'method-not-allowed'],
  ['a word as a method', 'BREW', '/f/ebook', {}, 405, 'method-not-allowed'],
  ['POST to a page', 'POST', '/thanks', { headers: FORM, body: ANNA }, 405, 'method-not-allowed'],
  ['PATCH to health', 'PATCH', '/health', {}, 405, 'method-not-allowed'],
  [
    'a large body',
    'POST',
    '/f/ebook',
    { headers: FORM, body: `${ANNA}&x=${'x'.repeat(LARGE)}` },
    413,
    'too-large',
  ],
  ['no type', 'POST', '/f/ebook', { body: ANNA }, 415, 'unsupported-encoding'],
  [
    'a text',
    'POST',
    '/f/ebook',
    { headers: { 'content-type': 'text/plain' }, body: ANNA },
    415,
    'unsupported-encoding',
  ],
  [
    'XML',
    'POST',
    '/f/ebook',
    { headers: { 'content-type': 'application/xml' }, body: '<a/>' },
    415,
    'unsupported-encoding',
  ],
  [
    'gzip',
    'POST',
    '/f/ebook',
    { headers: { ...FORM, 'content-encoding': 'gzip' }, body: ANNA },
    415,
    'unsupported-encoding',
  ],
  [
    'another alphabet',
    'POST',
    '/f/ebook',
    { headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-16' }, body: ANNA },
    415,
    'unsupported-encoding',
  ],
  ['no form', 'POST', '/f/ebook', { headers: FORM, body: '' }, 422, 'invalid-fields'],
  ['no e-mail', 'POST', '/f/ebook', { headers: FORM, body: 'email=anna' }, 422, 'invalid-fields'],
  [
    'bytes that are not of the charset that they are said to be',
    'POST',
    '/f/ebook',
    {
      headers: { 'content-type': `${FORM['content-type']}; charset=utf-8` },
      body: Buffer.from([0x61, 0x3d, 0xff, 0xfe]),
    },
    400,
    'malformed',
  ],
  ['half a JSON', 'POST', '/f/ebook', { headers: JSON_BODY, body: '{"email":' }, 400, 'malformed'],
  ['a list as JSON', 'POST', '/f/ebook', { headers: JSON_BODY, body: '[]' }, 400, 'malformed'],
  ['null as JSON', 'POST', '/f/ebook', { headers: JSON_BODY, body: 'null' }, 400, 'malformed'],
  ['nothing as JSON', 'POST', '/f/ebook', { headers: JSON_BODY, body: '' }, 400, 'malformed'],
  ['a deep JSON', 'POST', '/f/ebook', { headers: JSON_BODY, body: '['.repeat(200_000) }, 400, 'malformed'],
  [
    'an object as e-mail',
    'POST',
    '/f/ebook',
    { headers: JSON_BODY, body: '{"email":{"a":1}}' },
    422,
    'invalid-fields',
  ],
  [
    'parts without a boundary',
    'POST',
    '/f/ebook',
    { headers: { 'content-type': 'multipart/form-data' }, body: 'x' },
    400,
    'malformed',
  ],
  [
    'parts that do not end',
    'POST',
    '/f/ebook',
    {
      headers: { 'content-type': 'multipart/form-data; boundary=b' },
      body: '--b\r\nContent-Disposition: form-data; name="email"\r\n\r\nx',
    },
    400,
    'malformed',
  ],
];

describe('junk', () => {
  it.each(JUNK)(
    '%s (%s %s) is refused in words, to programs and to people',
    async (_, method, target, sent, status, code) => {
      const { api, queue } = captureApi();
      const answer = await api(method, target, sent);
      expect(answer.status).toBe(status);
      expect(answer.headers['content-type']).toMatch('application/problem+json');
      expect(answer.json()).toMatchObject({ type: 'about:blank', status, code });
      expect(answer.json().detail).toMatch(/\w+ \w+.*\.$/);
      expect(answer.headers.allow !== undefined).toBe(status === 405);

      const page = await api(method, target, { ...sent, headers: { ...BROWSER, ...sent.headers } });
      expect(page.status).toBe(status);
      expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
      expect(page.text).toMatch(/<h1>.+<\/h1>/);
      expect(queue.held).toEqual([]);
    },
  );
});
