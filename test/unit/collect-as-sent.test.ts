// What clients send to the tracking API, as they send it, beside what it is taken for.
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { captureApi } from '../support/capture-api.ts';
import { basic, collectApi, PUBLIC_KEY, SECRET_KEY } from '../support/collect-api.ts';
import { JSON_BODY } from '../support/http-api.ts';

const KEY = { ...JSON_BODY, ...basic(PUBLIC_KEY) };
const CALL = { event: 'X', userId: 'u' };
const CALL_JSON = JSON.stringify(CALL);
const BATCH_JSON = JSON.stringify({ batch: [{ type: 'track', ...CALL }] });
const KIB = 1024;

describe('a compressed body', () => {
  it.each([
    ['gzip', gzipSync(CALL_JSON), 200],
    ['GZip', gzipSync(CALL_JSON), 200],
    ['x-gzip', gzipSync(CALL_JSON), 200],
    ['deflate', deflateSync(CALL_JSON), 200],
    ['deflate', deflateRawSync(CALL_JSON), 200],
    ['br', brotliCompressSync(CALL_JSON), 200],
    ['identity', Buffer.from(CALL_JSON), 200],
    ['identity, gzip', gzipSync(CALL_JSON), 200],
    ['', Buffer.from(CALL_JSON), 200],
    ['zstd', Buffer.from(CALL_JSON), 415],
    ['compress', Buffer.from(CALL_JSON), 415],
    ['constructor', Buffer.from(CALL_JSON), 415],
    ['gzip, gzip', gzipSync(gzipSync(CALL_JSON)), 415],
    ['gzip', Buffer.from(CALL_JSON), 400],
    ['gzip', gzipSync(CALL_JSON).subarray(0, 20), 400],
    ['gzip', Buffer.alloc(0), 400],
    ['deflate', Buffer.from(CALL_JSON), 400],
    ['br', gzipSync(CALL_JSON), 400],
  ])('in %j is answered as it deserves (row %#)', async (encoding, body, status) => {
    const { api, queue } = collectApi();
    const answer = await api('POST', '/v1/track', {
      headers: { ...KEY, 'content-encoding': encoding },
      body,
    });
    expect(answer.status).toBe(status);
    expect(queue.held.map(({ event }) => event.name)).toEqual(status === 200 ? ['X'] : []);
    expect(answer.headers['accept-encoding']).toBe(
      status === 415 ? 'gzip, deflate, br, identity' : undefined,
    );
  });

  it.each(['track', 't', 'page', 'screen', 'identify', 'group', 'alias', 'batch', 'import'])(
    'is taken by /v1/%s',
    async (path) => {
      const { api } = collectApi();
      const said = { ...CALL, previousId: 'a', properties: { path: '/' }, batch: [] };
      const headers = { ...KEY, 'content-encoding': 'gzip' };
      const { status } = await api('POST', `/v1/${path}`, { headers, body: gzipSync(JSON.stringify(said)) });
      expect(status).toBe(200);
    },
  );

  it('may be as long as a plain one, to the byte', async () => {
    const { api } = collectApi();
    const padded = (bytes: number) => `${BATCH_JSON}${' '.repeat(bytes - BATCH_JSON.length)}`;
    for (const [encoding, compress] of COMPRESSIONS) {
      const headers = { ...KEY, 'content-encoding': encoding };
      const send = async (bytes: number) =>
        (await api('POST', '/v1/batch', { headers, body: compress(padded(bytes)) })).status;
      expect([await send(512 * KIB), await send(512 * KIB + 1)]).toEqual([200, 413]);
    }
  });

  it('of one call is measured as it was before', async () => {
    const { api } = collectApi();
    const body = gzipSync(JSON.stringify({ ...CALL, text: 'x'.repeat(33_000) }));
    const { status } = await api('POST', '/v1/track', {
      headers: { ...KEY, 'content-encoding': 'gzip' },
      body,
    });
    expect(status).toBe(400);
  });
});

const COMPRESSIONS: readonly (readonly [string, (body: string | Buffer) => Buffer])[] = [
  ['gzip', (body) => gzipSync(body, { level: 1 })],
  ['deflate', (body) => deflateSync(body, { level: 1 })],
  ['br', (body) => brotliCompressSync(body, { params: { 1: 1 } })],
];

describe('an address', () => {
  it.each([
    ['/v1/import/', BATCH_JSON],
    ['/v1/batch/', BATCH_JSON],
    ['/v1/t/', CALL_JSON],
  ])('%s takes calls', async (path, body) => {
    const { api, queue } = collectApi();
    expect((await api('POST', path, { headers: KEY, body })).status).toBe(200);
    expect(queue.held).toHaveLength(1);
  });

  it('of the settings may end in a slash', async () => {
    const { api } = collectApi();
    expect((await api('GET', `/v1/projects/${PUBLIC_KEY}/settings/`)).status).toBe(200);
  });

  it.each([
    ['GET', '/f/ebook/', 200],
    ['GET', '/f/nothing/', 404],
    ['GET', '/health/', 200],
    ['GET', '/thanks/', 200],
    ['GET', '/f/', 404],
  ])('of capture too: %s %s is answered %i', async (method, path, status) => {
    const { api } = captureApi();
    expect((await api(method, path)).status).toBe(status);
  });

  it('of a form with a final slash takes it', async () => {
    const { api, queue } = captureApi();
    const origin = 'https://anyone.example';
    const headers = { ...JSON_BODY, origin };
    const body = '{"email":"anna@example.com"}';
    const answer = await api('POST', '/f/ebook/', { headers, body });
    expect([answer.status, answer.headers['access-control-allow-origin']]).toEqual([202, '*']);
    expect(queue.held).toHaveLength(1);
    expect((await api('POST', '/f/guarded/', { headers, body })).status).toBe(403);
  });
});

const ALWAYS = 'authorization, content-type, x-retry-count';

describe('a browser that asks first', () => {
  it.each([
    [undefined, ALWAYS],
    ['', ALWAYS],
    ['content-type', ALWAYS],
    ['Sentry-Trace, Baggage', `${ALWAYS}, sentry-trace, baggage`],
    ['traceparent,tracestate,x-requested-with', `${ALWAYS}, traceparent, tracestate, x-requested-with`],
    ['AnonymousId, X-Retry-Count', `${ALWAYS}, anonymousid`],
    ['x-datadog-trace-id, not a name, x\u0000y, "quoted", *', `${ALWAYS}, x-datadog-trace-id, *`],
  ])('for %j may send %s', async (asked, allowed) => {
    const { api } = collectApi();
    const headers = {
      origin: 'https://s.example',
      'access-control-request-method': 'POST',
      ...(asked === undefined ? {} : { 'access-control-request-headers': asked }),
    };
    const answer = await api('OPTIONS', '/v1/batch', { headers });
    expect([answer.status, answer.headers['access-control-allow-headers']]).toEqual([204, allowed]);
  });

  it('is not answered at any length', async () => {
    const { api } = collectApi();
    const asked = Array.from({ length: 2_000 }, (_, n) => `x-${n}`).join(',');
    const answer = await api('OPTIONS', '/v1/t', { headers: { 'access-control-request-headers': asked } });
    expect(answer.headers['access-control-allow-headers']?.length).toBeLessThan(1_500);
  });

  it('is told the same of a form', async () => {
    const { api } = captureApi();
    const headers = {
      origin: 'https://shop.example',
      'access-control-request-headers': 'traceparent,baggage',
    };
    const answer = await api('OPTIONS', '/f/guarded', { headers });
    expect(answer.headers['access-control-allow-headers']).toBe(
      'content-type, idempotency-key, traceparent, baggage',
    );
    expect((await api('OPTIONS', '/f/guarded', { headers: { origin: 'https://evil.example' } })).status).toBe(
      403,
    );
  });
});

/** [the page's origin, what it may read, whether with credentials] */
const ORIGINS: readonly (readonly [string | undefined, string | undefined, boolean])[] = [
  ['https://shop.example', 'https://shop.example', true],
  ['https://anyone.example', '*', false],
  ['http://shop.example', '*', false],
  ['https://shop.example.evil.example', '*', false],
  ['null', '*', false],
  [undefined, '*', false],
];

describe('a page that sends with credentials', () => {
  it.each(ORIGINS)('from %s reads an answer for %s, with them: %s', async (origin, allowed, credentials) => {
    const { api } = collectApi();
    const headers = { ...KEY, ...(origin === undefined ? {} : { origin }) };
    for (const [method, target] of [
      ['OPTIONS', '/v1/track'],
      ['POST', '/v1/track'],
      ['GET', `/v1/projects/${PUBLIC_KEY}/settings`],
      ['POST', '/v1/sing'],
    ] as const) {
      const answer = await api(method, target, { headers, body: method === 'POST' ? CALL_JSON : '' });
      expect(answer.headers['access-control-allow-origin']).toBe(allowed);
      expect(answer.headers['access-control-allow-credentials']).toBe(credentials ? 'true' : undefined);
      expect(answer.headers.vary).toBe('origin');
    }
  });

  it.each([
    ['ebook', 'https://anyone.example', '*', undefined],
    ['guarded', 'https://shop.example', 'https://shop.example', 'true'],
    ['guarded', 'https://imbuto.test', 'https://imbuto.test', undefined],
    ['guarded', 'null', 'null', undefined],
  ])('sends the form %s from %s', async (form, origin, allowed, credentials) => {
    const { api } = captureApi();
    const headers = { ...JSON_BODY, origin };
    const answer = await api('POST', `/f/${form}`, { headers, body: '{"email":"anna@example.com"}' });
    expect(answer.status).toBe(202);
    expect(answer.headers['access-control-allow-origin']).toBe(allowed);
    expect(answer.headers['access-control-allow-credentials']).toBe(credentials);
  });
});

describe('a beacon', () => {
  it.each(['application/json', 'application/json;charset=utf-8', 'text/plain;charset=UTF-8', ''])(
    'whose Blob is of the type %j is taken',
    async (type) => {
      const { api, queue } = collectApi();
      const headers = { origin: 'https://shop.example', ...(type === '' ? {} : { 'content-type': type }) };
      const body = JSON.stringify({ ...CALL, writeKey: PUBLIC_KEY });
      expect((await api('POST', '/v1/track/', { headers, body })).status).toBe(200);
      expect(queue.held).toHaveLength(1);
    },
  );
});

const PLACEHOLDERS = [
  'undefined',
  'Undefined',
  'null',
  'NULL',
  'nil',
  'None',
  'NaN',
  'n/a',
  '(not set)',
  'anonymous',
  'Anonymous',
  'guest',
  'unknown',
  'true',
  'False',
  '[object Object]',
  '[]',
  '{}',
  '',
  '  ',
  '\u200b',
  '\u200bnull\ufeff',
  '"null"',
  "'undefined'",
  '0',
  0,
  '000',
  '-1',
  -1,
  '00000000-0000-0000-0000-000000000000',
  '{00000000-0000-0000-0000-000000000000}',
  '00000000000000000000000000000000',
  'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF',
  '{{user_id}}',
  '{{ user.id }}',
  '{{{id}}}',
  '$\u007buserId}',
  '#{user.id}',
  '{user_id}',
  '%USER_ID%',
  '%%emailaddr%%',
  '<%= user.id %>',
  '<user_id>',
  '[USER_ID]',
  '*|UNIQID|*',
  'user_id',
  'email',
  'E-Mail',
  'na',
  'NA',
  'customer_id',
  'customerId',
  'client-id',
  'Your User ID',
  'visitor',
  'not logged in',
  'not_logged_in',
  'Anonymous User',
  'anonymousUser',
  'Guest user',
  'no user',
  'no value',
  'utente anonimo',
  'Ospite',
  'utente non registrato',
  'Гость',
  'не авторизован',
  'nicht angemeldet',
  'Gast',
  'Invité',
  'non connecté',
  'usuario anónimo',
  'invitado',
  'undefined-undefined',
  'null null',
  'undefined_null',
  'NaN.NaN',
  '[[user_id]]',
  '__USER_ID__',
  '##USER_ID##',
  '#user_id#',
  '@@user@@',
  '$user_id',
  '$user->id',
  '$(user_id)',
  ':user_id',
  '{$user.id}',
  '{!Contact.Id}',
  '{% user.id %}',
  '<?= $id ?>',
  '<user id/>',
  '«user»',
  '%%=v(@id)=%%',
  '%7B%7BUserId%7D%7D',
  '%257B%257BUserId%257D%257D',
  '%5BUSER_ID%5D',
  '%24%7Bid%7D',
  true,
  null,
  [],
  {},
];

const IDS = [
  'u1',
  '1',
  1,
  '10',
  '-2',
  '00000000-0000-0000-0000-000000000001',
  '{3F2504E0-4F89-11D3-9A0C-0305E82C3301}',
  'nullable',
  'none-of-this',
  'Guest House',
  'a',
  'e',
  'me',
  'no',
  'client',
  'user-17',
  'visitor 2',
  'Anna Guest',
  '$1',
  '$device:18f3',
  '__anna_1__',
  '#1001',
  'caf%C3%A9',
  '100%25',
  'anonymous-42',
  'user{1}',
  '50%',
  'test',
  'anna@example.com',
  '{"id":1}',
];

describe('an id', () => {
  it.each(PLACEHOLDERS)('%j is one of nobody: the next one counts', async (id) => {
    const { send } = collectApi();
    const ids = async (said: object) => (await send('/v1/track', { event: 'X', ...said })).submission?.ids;
    expect(await ids({ userId: id, anonymousId: 'a1' })).toEqual({ anonymous: 'a1' });
    expect(await ids({ userId: 'u1', anonymousId: id })).toEqual({ user: 'u1' });
    expect(await ids({ userId: id, anonymousId: id, traits: { email: 'a@b.co' } })).toEqual({
      email: 'a@b.co',
    });
  });

  it.each(PLACEHOLDERS)('%j alone drops its call, and no other', async (id) => {
    const { send, queue } = collectApi();
    const bad = { type: 'track', event: 'Bad', userId: id, anonymousId: id };
    const batch = [bad, { ...bad, event: 'Good', userId: 'u1' }];
    expect((await send('/v1/batch', { batch })).answer.status).toBe(200);
    expect(queue.held.map(({ event, ids }) => [event.name, ids])).toEqual([['Good', { user: 'u1' }]]);
    expect((await send('/v1/track', bad)).answer.status).toBe(400);
  });

  it.each(PLACEHOLDERS)('%j is nobody by an alias either', async (id) => {
    for (const key of [PUBLIC_KEY, SECRET_KEY]) {
      const { send, queue } = collectApi();
      expect((await send('/v1/alias', { userId: 'u1', previousId: id }, { key })).answer.status).toBe(400);
      expect((await send('/v1/alias', { userId: id, previousId: 'u1' }, { key })).answer.status).toBe(400);
      expect(queue.held).toEqual([]);
    }
  });

  it.each(IDS)('%j is somebody', async (id) => {
    const { send } = collectApi();
    const { submission } = await send('/v1/track', { event: 'X', userId: id, anonymousId: id });
    expect(submission?.ids).toEqual({ user: String(id), anonymous: String(id) });
  });

  it.each([
    ['undefined', 'p:random-1'],
    ['{{messageId}}', 'p:random-1'],
    ['0', 'p:0'],
    [0, 'p:0'],
    ['true', 'p:true'],
  ])('%j of a message is %s: any but none can be one', async (messageId, id) => {
    const { send } = collectApi();
    expect((await send('/v1/track', { event: 'X', userId: 'u', messageId })).submission?.event.id).toBe(id);
  });
});

const AT = Date.UTC(2026, 10, 1, 9);
const LATER = AT + 86_400_000;

const TIMES: readonly (readonly [unknown, number])[] = [
  [AT, AT],
  [String(AT), AT],
  [AT / 1000, AT],
  [String(AT / 1000), AT],
  [AT / 1000 + 0.25, AT + 250],
  [`${AT / 1000}.250`, AT + 250],
  [AT + 0.4, AT],
  ['2026-11-01T09:00:00Z', AT],
  ['2026-11-01t09:00:00z', AT],
  ['2026-11-01 09:00:00', AT],
  ['2026-11-01 09:00', AT],
  ['2026-11-01 09:00:00 UTC', AT],
  ['2026-11-01 10:00:00 +0100', AT],
  ['2026-11-01 10:00:00.000000+01:00', AT],
  ['2026-11-01 10:00:00+01', AT],
  ['2026-11-01T05:30:00-03:30', AT],
  ['2026-11-01T09:00:00,5Z', AT + 500],
  ['2026-11-01T09:00:00.123456789Z', AT + 123],
  ['2026-10-31T24:00:00Z', AT - 9 * 3_600_000],
  ['2026-11-01', AT - 9 * 3_600_000],
  ['Sun, 01 Nov 2026 10:00:00 +0100', AT],
  ['Sun, 1 Nov 2026 09:00:00 GMT', AT],
  ['01 Nov 2026 09:00 UT', AT],
  ['Sun, 01 Nov 2026 04:00:00 EST', AT],
  ['Sun, 01 Nov 2026 10:00:00 +0100 (CET)', AT],
  ['Sun, 01 Nov 2026 09:00:00', AT],
  ['20261101T090000Z', AT],
  ['20261101T100000+0100', AT],
  ['20261101T090000.250Z', AT + 250],
  ['2026/11/01 09:00:00', AT],
  ['2026/11/1', AT - 9 * 3_600_000],
  ['2026-11-01T10:00:00+01:00[Europe/Rome]', AT],
  ['2026-11-01 10:00:00 +0100 CET', AT],
  ['2026-11-01 10:00:00 CET', AT],
  ['Sun Nov 01 2026 10:00:00 GMT+0100 (CET)', AT],
  ['Sun Nov 01 2026 10:00:00 GMT+0100 (Central European Standard Time)', AT],
  ['Sun Nov 01 2026 09:00:00 GMT', AT],
  ['Sun Nov  1 09:00:00 2026', AT],
  ['Sun Nov 01 10:00:00 CET 2026', AT],
  ['Sun Nov 1 09:00:00 UTC 2026', AT],
  [`/Date(${AT})/`, AT],
  [`/Date(${AT}+0100)/`, AT],
  [AT * 1000, AT],
  [String(AT * 1000 + 999), AT],
  [AT * 1_000_000, AT],
  [`${AT}123456`, AT],
];

const NO_TIMES = [
  '0001-01-01T00:00:00Z',
  '1900-01-01',
  '1970-01-01 01:00:00',
  '2026-02-30',
  '2026-02-30T10:00:00Z',
  '2026-11-01T25:00:00Z',
  '2026-11-01T24:00:01Z',
  '2026-11-01T10:60:00Z',
  '2026-11-01T10:00:00+99:00',
  '2026-11-01T',
  '32 Nov 2026 09:00:00 GMT',
  'Sun, 01 Foo 2026 09:00:00 GMT',
  '01/11/2026',
  '20261101',
  20261101,
  '20261301T100000Z',
  '2026/11-01',
  '2026-11-01 10:00:00 XYZ',
  '2026-11-01T10:00:00[Europe/Rome]',
  '/Date(0)/',
  'Sun Nov 01 10:00:00 XYZ 2026',
  'Sun Nov 01 2026 10:00:00 2026',
  0,
  'now',
  '1 Nov 2026',
];

describe('a time from a server', () => {
  it.each(TIMES)('%j is what it says', async (timestamp, time) => {
    const { send } = collectApi();
    const { submission } = await send(
      '/v1/track',
      { ...CALL, timestamp },
      { key: SECRET_KEY, received: LATER },
    );
    expect(submission?.event.time).toBe(time);
    expect(submission?.event).not.toHaveProperty('flags');
  });

  it.each(NO_TIMES)('%j is none: the event is of its arrival, and flagged', async (timestamp) => {
    const { send } = collectApi();
    const said = { ...CALL, timestamp };
    const { submission } = await send('/v1/track', said, { key: SECRET_KEY, received: LATER });
    expect(submission?.event).toMatchObject({
      time: LATER,
      flags: { reasons: ['time-unreadable'], source: 'secret' },
    });
  });
});

describe('two events of a browser with a right clock', () => {
  it.each([15, 60, 3 * 24 * 60])(
    'keep their order where the first was held for %d minutes',
    async (minutes) => {
      const { send, queue } = collectApi();
      const iso = (before: number) => new Date(AT - before * 60_000).toISOString();
      const page = { userId: 'u', properties: { path: '/' }, timestamp: iso(minutes), sentAt: iso(minutes) };
      const signedUp = { userId: 'u', event: 'Signup', timestamp: iso(minutes - 5), sentAt: iso(0) };
      await send('/v1/track', signedUp, { received: AT });
      await send('/v1/page', page, { received: AT });
      expect(queue.held.map(({ event }) => event.time)).toEqual([
        AT - (minutes - 5) * 60_000,
        AT - minutes * 60_000,
      ]);
    },
  );
});

describe('letters that are lost', () => {
  const json = (text: string) => Buffer.from(text, 'latin1');
  const [half, whole] = ['\\ud83d', '\\ufffd'];
  const calls: readonly (readonly [string, Buffer])[] = [
    ['an event’s name', json('{"userId":"u","event":"Caf\xe9"}')],
    ['half a character in it', json(`{"userId":"u","event":"Buy ${half}"}`)],
    ['a property', json('{"userId":"u","event":"X","properties":{"name":"Jos\xe9"}}')],
    ['an escaped letter of it', json(`{"userId":"u","event":"X","properties":{"name":"Jos${whole}"}}`)],
    [
      'half a character of a trait',
      json(`{"userId":"u","event":"X","type":"identify","traits":{"name":"a${half}"}}`),
    ],
    ['an id', json('{"userId":"Jos\xe9","event":"X"}')],
    ['the name of a property', json('{"userId":"u","event":"X","properties":{"pr\xe9nom":"A"}}')],
  ];
  const types = ['application/json', 'text/plain'];

  it.each(calls.flatMap(([what, body]) => types.map((type) => [what, type, body] as const)))(
    'in %s of %s are refused',
    async (_, type, body) => {
      const { api, queue } = collectApi();
      const call = body.includes('identify') ? 'identify' : 'track';
      const answer = await api('POST', `/v1/${call}`, {
        headers: { 'content-type': type, ...basic(PUBLIC_KEY) },
        body,
      });
      expect(answer.status).toBe(400);
      expect(answer.json().detail).toMatch(/UTF-8/);
      expect(queue.held).toEqual([]);
    },
  );

  it.each(calls)('in %s are refused alone in a batch, and told of', async (_, body) => {
    const { api, queue, missed } = collectApi();
    const said = body.toString('latin1').replace('{', '{"type":"track",');
    const sent = (batch: string) =>
      api('POST', '/v1/batch', {
        headers: { ...JSON_BODY, ...basic(PUBLIC_KEY) },
        body: Buffer.from(`{"batch":[${batch}]}`, 'latin1'),
      });
    const refused = await sent(said);
    expect(refused.status).toBe(400);
    const [, alone] = /^The call is not taken: (.*)\.$/.exec(String(refused.json().detail)) ?? [];
    const answer = await sent(`${said},{"type":"track","event":"Good","userId":"u"}`);
    expect([answer.status, answer.json()]).toEqual([
      200,
      { success: true, dropped: 1, reasons: { [String(alone)]: 1 } },
    ]);
    expect(queue.held.map(({ event }) => event.name)).toEqual(['Good']);
    expect(missed.map(({ reason }) => reason)).toEqual(['call-letters-lost', 'call-letters-lost']);
  });

  it('in a compressed body, which comes as bytes, are refused as such', async () => {
    const { api } = collectApi();
    const body = gzipSync(json('{"userId":"u","event":"Caf\xe9"}'));
    const headers = { ...JSON_BODY, 'content-encoding': 'gzip', ...basic(PUBLIC_KEY) };
    const answer = await api('POST', '/v1/track', { headers, body });
    expect([answer.status, answer.json().detail]).toEqual([400, expect.stringContaining('UTF-8')]);
  });

  it('are none behind a byte order mark', async () => {
    const { api } = collectApi();
    const body = Buffer.from('\ufeff{"userId":"u","event":"X"}');
    const headers = { 'content-type': '', ...basic(PUBLIC_KEY) };
    expect((await api('POST', '/v1/track', { headers, body })).status).toBe(200);
  });

  it('of a page’s own title cost no view', async () => {
    const { send } = collectApi();
    const { submission } = await send('/v1/page', {
      userId: 'u',
      properties: { path: '/', title: 'Caf\ufffd', a: 1 },
    });
    expect(submission?.event.properties).toEqual({ a: 1 });
  });

  it('beside what is kept harm nothing', async () => {
    const { send } = collectApi();
    const said = { userId: 'u', event: 'X', context: { page: { title: 'Caf\ufffd' }, device: 'a\ud83d' } };
    expect((await send('/v1/track', said)).answer.status).toBe(200);
  });
});

/** [what is said, the e-mail by which the lead is known] */
const EMAILS: readonly (readonly [object, string | undefined])[] = [
  [{ traits: { email: 'a@b.co' } }, 'a@b.co'],
  [{ traits: { Email: 'a@b.co' } }, 'a@b.co'],
  [{ traits: { EMAIL: ' A@B.co ' } }, 'a@b.co'],
  [{ context: { traits: { eMail: 'a@b.co' } } }, 'a@b.co'],
  [{ properties: { Email: 'a@b.co' } }, 'a@b.co'],
  [{ traits: { EMAIL: 'second@b.co', email: 'first@b.co' } }, 'first@b.co'],
  [{ traits: { EMAIL: 'second@b.co', email: 'none' } }, 'second@b.co'],
  [{ traits: { EMAIL: 'b@b.co', Email: 'a@b.co' } }, 'a@b.co'],
  [{ traits: { Email: 'a@b.co', EMAIL: 'b@b.co' } }, 'a@b.co'],
  [{ traits: { email: '\u200ba@b.co\ufeff' } }, 'a@b.co'],
  [{ traits: { email: 'x@ПРИМЕР.РФ' } }, 'x@xn--e1afmkfd.xn--p1ai'],
  [{ traits: { email: 'x@пример.рф' } }, 'x@xn--e1afmkfd.xn--p1ai'],
  [{ traits: { email: 'x@xn--e1afmkfd.xn--p1ai' } }, 'x@xn--e1afmkfd.xn--p1ai'],
  [{ traits: { emails: 'a@b.co', 'e-mail': 'a@b.co', 'ema\u0131l': 'a@b.co' } }, undefined],
];

describe('an e-mail', () => {
  it.each(EMAILS)('in %j is %s', async (said, email) => {
    const { send } = collectApi();
    const { submission } = await send('/v1/track', { event: 'X', userId: 'u', ...said });
    expect(submission?.ids).toEqual({ user: 'u', ...(email === undefined ? {} : { email }) });
  });

  it('is in no property, however its name is written', async () => {
    const { send, queue } = collectApi();
    const said = { email: 'a@b.co', Email: 'b@b.co', EMAIL: 'c@b.co', plan: 'pro' };
    await send('/v1/track', { event: 'X', userId: 'u', properties: said });
    await send('/v1/identify', { userId: 'u', traits: said });
    await send('/v1/page', { userId: 'u', properties: { ...said, path: '/' } });
    await send('/v1/screen', { userId: 'u', properties: said });
    expect(queue.held.map(({ event }) => event.properties)).toEqual(Array(4).fill({ plan: 'pro' }));
  });
});

/** What is answered where so many calls are beyond the limits of a request. */
const leftOut = (n: number) => ({
  success: true,
  dropped: n,
  reasons: { 'it is beyond what one request may bring': n },
});
const TOO_LARGE = { success: true, dropped: 1, reasons: { 'it is larger than 32 KiB': 1 } };

describe('a batch of many calls', () => {
  const calls = (n: number) =>
    Array.from({ length: n }, (_, at) => ({ type: 'track', event: `E${at}`, userId: 'u' }));

  it.each([
    [PUBLIC_KEY, 500, 500, { success: true }],
    [PUBLIC_KEY, 501, 500, leftOut(1)],
    [PUBLIC_KEY, 3_000, 500, leftOut(2_500)],
    [SECRET_KEY, 2_500, 2_500, { success: true }],
    [SECRET_KEY, 2_600, 2_500, leftOut(100)],
  ])('with the %s of %i: %i are taken, the first ones', async (key, sent, taken, said) => {
    const { send, queue, lines } = collectApi();
    const { answer } = await send('/v1/batch', { batch: calls(sent) }, { key });
    expect([answer.status, answer.json()]).toEqual([200, said]);
    expect(queue.held.map(({ event }) => event.name)).toEqual(calls(taken).map(({ event }) => event));
    const dropped = lines.map((line) => JSON.parse(line)).find(({ message }) => message === 'events dropped');
    expect(dropped?.['it is beyond what one request may bring']).toBe(
      sent === taken ? undefined : sent - taken,
    );
  });
});

describe('a context that a batch shares', () => {
  const taken = async (batch: readonly object[], context: object) => {
    const { send, queue } = collectApi();
    const { answer } = await send('/v1/batch', { batch, context }, { key: SECRET_KEY });
    return [answer.status, answer.json(), queue.held.length];
  };
  const call = { type: 'track', event: 'X', userId: 'u' };
  const sizeOf = (value: object) => JSON.stringify(value).length;
  /** A call, or a context, of so many bytes of JSON. */
  const padded = (value: object, bytes: number) => {
    const text = { ...value, text: '' };
    return { ...text, text: 'x'.repeat(bytes - sizeOf(text)) };
  };

  it.each([
    ['none of its own', call],
    ['an empty one', { ...call, context: {} }],
    ['one with another part', { ...call, context: { locale: 'it' } }],
    ['one with the same part', { ...call, context: { text: 'y' } }],
  ])('counts with each call that has %s, to 32 KiB in all', async (_, own) => {
    const shared = padded({}, 30_000);
    const merged = { ...own, context: { ...shared, ...('context' in own ? own.context : {}) } };
    const room = 32 * KIB - sizeOf(merged) - ',"more":""'.length;
    const filled = (bytes: number) => ({ ...own, more: 'x'.repeat(bytes) });
    // The last byte may be the comma between two parts.
    expect(await taken([filled(room - 1)], shared)).toEqual([200, { success: true }, 1]);
    expect(await taken([filled(room + 1), call], shared)).toEqual([200, TOO_LARGE, 1]);
  });

  it('is added to calls until they come to 1 MiB; those that share nothing are not left out for it', async () => {
    const shared = padded({}, 20_000);
    expect(await taken(Array(52).fill(call), shared)).toEqual([200, { success: true }, 52]);
    expect(await taken(Array(60).fill(call), shared)).toEqual([200, leftOut(8), 52]);
    const apart = { ...call, context: { text: '' } };
    const [status, , held] = await taken([...Array(60).fill(call), ...Array(5).fill(apart)], shared);
    expect([status, held]).toEqual([200, 57]);
  });

  it('that is nested too deep, or larger than an event, leaves no call that it is added to', async () => {
    const { api, queue } = collectApi();
    const deep = `${'{"a":'.repeat(60_000)}1${'}'.repeat(60_000)}`;
    const body = `{"batch":[${JSON.stringify({ type: 'track', ...CALL })}],"context":{"deep":${deep}}}`;
    expect((await api('POST', '/v1/batch', { headers: KEY, body })).status).toBe(200);
    expect(queue.held).toEqual([]);
    expect(await taken([call], padded({}, 40_000))).toEqual([200, TOO_LARGE, 0]);
  });

  it('gives each part that an event does not say itself', async () => {
    const { send, queue } = collectApi();
    const context = {
      traits: { email: 'a@b.co', plan: 'pro' },
      page: { path: '/shared', referrer: 'https://www.google.com/' },
      campaign: { source: 'news' },
      userAgent: 'Mozilla/5.0 (compatible; bingbot/2.0)',
    };
    const human = { userAgent: 'Mozilla/5.0 (X11; Linux x86_64) Firefox/149.0' };
    const batch = [
      { type: 'page', context: human },
      { type: 'page', context: { ...human, page: { path: '/own' }, traits: { email: 'c@d.co' } } },
      { type: 'page', context: { ...human, traits: {} }, userId: 'u', properties: { path: '/said' } },
      { type: 'page' },
    ];
    await send('/v1/batch', { batch, context });
    expect(queue.held.map(({ ids, event }) => [ids, event.name, event.touch?.source])).toEqual([
      [{ email: 'a@b.co' }, '/shared', 'news'],
      [{ email: 'c@d.co' }, '/own', 'news'],
      [{ user: 'u' }, '/said', 'news'],
    ]);
  });
});

describe('JSON by a type that its sender did not choose', () => {
  it.each([
    ['application/x-www-form-urlencoded', CALL_JSON, 200],
    ['application/octet-stream', CALL_JSON, 200],
    ['application/x-www-form-urlencoded', 'event=X&userId=u', 415],
    ['application/x-www-form-urlencoded', '{"event":', 415],
    ['application/octet-stream', '\u0000', 415],
    ['multipart/form-data; boundary=x', CALL_JSON, 415],
    ['application/xml', CALL_JSON, 415],
  ])('%s, of %j, is answered %i', async (type, said, status) => {
    for (const coding of ['identity', 'gzip']) {
      const { api, queue } = collectApi();
      const headers = { ...basic(PUBLIC_KEY), 'content-type': type, 'content-encoding': coding };
      const body = coding === 'gzip' ? gzipSync(said) : said;
      expect((await api('POST', '/v1/track', { headers, body })).status).toBe(status);
      expect(queue.held).toHaveLength(status === 200 ? 1 : 0);
    }
  });
});
