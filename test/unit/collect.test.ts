// The tracking API: what each call becomes, who may send it, and what is refused.
import { describe, expect, it } from 'vitest';
import { basic, collectApi, PUBLIC_KEY, SECRET_KEY } from '../support/collect-api.ts';
import { BROWSER, JSON_BODY, type Sent } from '../support/http-api.ts';

const RECEIVED = Date.UTC(2026, 2, 1, 12);

describe('a call', () => {
  it('is an event of the strongest id it carries, answered once it is queued', async () => {
    const { send } = collectApi();
    const body = {
      event: 'Trial Started',
      userId: 'u1',
      anonymousId: 'a1',
      messageId: 'm1',
      properties: { plan: 'pro', seats: 3, email: 'Anna@Example.com', nested: { a: 1 }, none: null },
    };
    const { answer, submission } = await send('/v1/track', body, { received: RECEIVED });

    expect([answer.status, answer.json()]).toEqual([200, { success: true }]);
    expect(submission).toEqual({
      ids: { email: 'anna@example.com', user: 'u1', anonymous: 'a1' },
      typed: 'Anna@Example.com',
      event: {
        id: 'p:m1',
        time: RECEIVED,
        received: RECEIVED,
        kind: 'event',
        name: 'Trial Started',
        trusted: false,
        properties: { plan: 'pro', seats: 3 },
      },
    });
  });

  it.each([
    ['t', { event: 'X' }, { kind: 'event', name: 'X' }],
    [
      'p',
      { properties: { url: 'https://s.example/pricing/?a=1#b', title: 'P' } },
      { kind: 'page', name: '/pricing', properties: { title: 'P' } },
    ],
    ['s', { name: 'Home' }, { kind: 'event', name: 'Viewed Home Screen', properties: { name: 'Home' } }],
    ['i', { traits: { plan: 'pro' } }, { kind: 'identify', name: '', properties: { plan: 'pro' } }],
    ['b', { batch: [{ type: 'track', event: 'X', userId: 'u1' }] }, { kind: 'event', name: 'X' }],
  ])('comes by its short path /v1/%s too', async (path, body, expected) => {
    const { send } = collectApi();
    const { submission } = await send(`/v1/${path}`, { userId: 'u1', ...body });
    expect(submission?.event).toMatchObject(expected);
  });

  it('is known by an e-mail in traits or in the context', async () => {
    const { send } = collectApi();
    const ids = [];
    for (const said of [
      { traits: { email: 'a@b.co' } },
      { context: { traits: { email: 'a@b.co' } } },
      { traits: { email: 'no' }, userId: 7 },
    ]) {
      ids.push((await send('/v1/identify', said)).submission?.ids);
    }
    expect(ids).toEqual([{ email: 'a@b.co' }, { email: 'a@b.co' }, { user: '7' }]);
  });

  it('is an order with its value, whatever of its properties is kept', async () => {
    const { send } = collectApi();
    const many = Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`a${n}`, 1]));
    const properties = { ...many, order_id: 'o1', revenue: 49.9, currency: 'EUR' };
    const { submission } = await send('/v1/track', { event: 'Order Completed', userId: 'u1', properties });
    expect(submission?.event.order).toEqual({ id: 'o1', value: { currency: 'EUR', minor: 4990 } });
    expect(submission?.event.properties).not.toHaveProperty('revenue');
  });

  it('brings how the visitor came', async () => {
    const { send } = collectApi();
    const fromServer = { properties: { url: 'https://s.example/', referrer: 'https://www.google.com/' } };
    expect((await send('/v1/page', { userId: 'u', ...fromServer })).submission?.event.touch).toMatchObject({
      source: 'google',
      medium: 'organic',
      landingPage: '/',
    });
    const fromBrowser = { context: { campaign: { source: 'news', medium: 'email', name: 'may' } } };
    expect(
      (await send('/v1/track', { userId: 'u', event: 'X', ...fromBrowser })).submission?.event.touch,
    ).toMatchObject({
      source: 'news',
      campaign: 'may',
    });
    const fromShop = { properties: { url: 'https://s.example/', referrer: 'https://shop.example/' } };
    expect((await send('/v1/page', { userId: 'u', ...fromShop })).submission?.event.touch).toBeUndefined();
  });

  it.each(['group', 'g'])('of %s is taken and kept by nobody', async (path) => {
    const { send, queue } = collectApi();
    const { answer } = await send(`/v1/${path}`, {
      userId: 'u1',
      groupId: 'g',
      traits: { email: 'info@firm.example' },
    });
    expect(answer.status).toBe(200);
    expect(queue.held).toEqual([]);
  });

  it('has an id of its own when its sender gave it none, and a short one for a long one', async () => {
    const { send } = collectApi();
    const ids = [];
    const long = 'node-next-1700000000000-0f3a9f0e-7a0c-4f39-9d2d-3a54b1b0a1aa';
    for (const messageId of [undefined, long, long, `${long}b`]) {
      ids.push((await send('/v1/track', { event: 'X', userId: 'u1', messageId })).submission?.event.id);
    }
    expect(ids[0]).toBe('p:random-1');
    expect(ids[1]).toMatch(/^p:#[\w-]{22}$/);
    expect(ids[2]).toBe(ids[1]);
    expect(ids[3]).not.toBe(ids[1]);
    // Nobody can say the id of another's event by saying its hash.
    const forged = await send('/v1/track', { event: 'X', userId: 'u1', messageId: ids[1]?.slice(2) });
    expect(forged.submission?.event.id).not.toBe(ids[1]);
  });
});

describe('an alias', () => {
  const event = { id: 's:m', kind: 'identify', name: 'alias', trusted: true };

  it('by the secret key makes a former e-mail address the same person, and an address as user id is an e-mail', async () => {
    const { send } = collectApi();
    const body = { previousId: ' Old@B.co ', userId: 'New@b.co', messageId: 'm' };
    const { submission } = await send('/v1/alias', body, { key: SECRET_KEY });
    expect(submission).toMatchObject({ event });
    expect([submission?.ids, submission?.typed]).toEqual([{ email: 'new@b.co' }, 'New@b.co']);
    expect(submission?.alias).toEqual([{ kind: 'email', key: 'old@b.co' }]);
  });

  it.each([
    ['/v1/alias', {}, { user: 'u1' }],
    ['/v1/a', {}, { user: 'u1' }],
    [
      '/v1/alias',
      { traits: { email: 'a@b.co' }, anonymousId: 'a1' },
      { email: 'a@b.co', user: 'u1', anonymous: 'a1' },
    ],
  ])(
    'by the secret key (%s) of any other id may mean a user id or an anonymous one',
    async (path, more, ids) => {
      const { send } = collectApi();
      const body = { previousId: 'old', userId: 'u1', messageId: 'm', ...more };
      const { submission } = await send(path, body, { key: SECRET_KEY });
      expect(submission).toMatchObject({ event });
      expect(submission?.ids).toEqual(ids);
      expect(submission?.alias).toEqual([
        { kind: 'user', key: 'old' },
        { kind: 'anonymous', key: 'old' },
      ]);
    },
  );

  it('keeps its ids out of the properties of its event', async () => {
    const { send } = collectApi();
    const body = { previousId: 'old@b.co', userId: 'u1', traits: { email: 'a@b.co' }, properties: { a: 1 } };
    const { submission } = await send('/v1/alias', body, { key: SECRET_KEY });
    expect(submission?.event).not.toHaveProperty('properties');
    expect(JSON.stringify(submission?.event)).not.toMatch(/old|u1|b\.co/);
  });

  it('by the public key says what an identify may say: that the user had this anonymous id', async () => {
    const { send } = collectApi();
    // As Segment's library for browsers calls it.
    const body = { previousId: 'a1', userId: 'u1', anonymousId: 'a1', messageId: 'm' };
    const { answer, submission } = await send('/v1/a', body);
    expect(answer.status).toBe(200);
    expect(submission?.event).toMatchObject({ ...event, id: 'p:m', trusted: false });
    expect(submission?.ids).toEqual({ user: 'u1', anonymous: 'a1' });
    expect(submission).not.toHaveProperty('alias');
  });

  it.each([
    ['an e-mail address by the public key', { previousId: 'old@b.co', userId: 'new@b.co' }, PUBLIC_KEY],
    ['nobody', { userId: 'u1' }, SECRET_KEY],
    ['somebody, for nobody', { previousId: 'old', anonymousId: 'a1' }, SECRET_KEY],
    ['somebody, for nobody, by the public key', { previousId: 'old', anonymousId: 'a1' }, PUBLIC_KEY],
    ['a text that is too long to be an id', { previousId: 'x'.repeat(201), userId: 'u1' }, SECRET_KEY],
  ])('of %s is refused', async (_, body, key) => {
    const { send, queue } = collectApi();
    expect((await send('/v1/alias', body, { key })).answer.status).toBe(400);
    expect(queue.held).toEqual([]);
  });
});

describe('the key', () => {
  const body = { event: 'X', userId: 'u1', messageId: 'm' };
  const post = async (sent: Sent) => {
    const { api, queue } = collectApi();
    const answer = await api('POST', '/v1/track', sent);
    return [answer.status, queue.held[0]?.event.trusted];
  };

  it.each([
    ['public, by Basic', { ...JSON_BODY, ...basic(PUBLIC_KEY) }, body, [200, false]],
    ['secret, by Basic', { ...JSON_BODY, ...basic(SECRET_KEY) }, body, [200, true]],
    ['public, in the body', JSON_BODY, { ...body, writeKey: PUBLIC_KEY }, [200, false]],
    ['secret, in the body', JSON_BODY, { ...body, writeKey: SECRET_KEY }, [200, true]],
    [
      'public, in the body as text',
      { 'content-type': 'text/plain;charset=UTF-8' },
      { ...body, writeKey: PUBLIC_KEY },
      [200, false],
    ],
    [
      'public, in the body in US-ASCII',
      { 'content-type': 'application/json; charset="US-ASCII"' },
      { ...body, writeKey: PUBLIC_KEY },
      [200, false],
    ],
    [
      'public, in the body with a quoted character set',
      { 'content-type': 'text/plain; charset="utf-8"' },
      { ...body, writeKey: PUBLIC_KEY },
      [200, false],
    ],
    ['public, in the body of no type', {}, { ...body, writeKey: PUBLIC_KEY }, [200, false]],
    ['wrong', { ...JSON_BODY, ...basic('wrong') }, { ...body, writeKey: PUBLIC_KEY }, [401, undefined]],
    ['empty', { ...JSON_BODY, ...basic('') }, body, [401, undefined]],
    ['absent', JSON_BODY, body, [401, undefined]],
    ['no text', JSON_BODY, { ...body, writeKey: { $ne: '' } }, [401, undefined]],
  ])('may be %s', async (_, headers, said, expected) => {
    expect(await post({ headers, body: JSON.stringify(said) })).toEqual(expected);
  });

  it('is looked up as a secret only where it is not the public one', async () => {
    const { send, secretReads } = collectApi();
    await send('/v1/track', body);
    expect(secretReads()).toBe(0);
    await send('/v1/track', body, { key: SECRET_KEY });
    expect(secretReads()).toBe(1);
  });

  it('scopes message ids: nobody with the public key can take the place of a server event', async () => {
    const { send } = collectApi();
    const seen = await send('/v1/track', body);
    const told = await send('/v1/track', body, { key: SECRET_KEY });
    expect([seen.submission?.event.id, told.submission?.event.id]).toEqual(['p:m', 's:m']);
  });
});

describe('a batch', () => {
  it('loses its bad events alone, and tells of their number and kind only', async () => {
    const { send, queue, lines } = collectApi();
    const good = (n: number) => ({ type: 'track', event: `E${n}`, userId: 'u1', messageId: `m${n}` });
    const bad = [
      null,
      'text',
      [],
      {},
      { type: 'sing', userId: 'u1' },
      { type: 'track', userId: 'u1' },
      { type: 'track', userId: 'u1', event: 'x'.repeat(201) },
      { type: 'track', event: 'Nobody' },
      { type: 'track', event: 'Nobody', userId: '  ', anonymousId: {} },
      { type: 'page', userId: 'u1' },
      { type: 'alias', userId: 'u1', previousId: 'p@b.co' },
      { ...good(8), properties: { text: 'x'.repeat(33_000) } },
    ];
    const { answer } = await send('/v1/batch', { batch: [good(1), ...bad, good(2)], sentAt: '2026-01-01' });

    expect(answer.status).toBe(200);
    expect(answer.json()).toMatchObject({
      success: true,
      dropped: bad.length,
      reasons: { 'it is not an object': 3, 'it is larger than 32 KiB': 1 },
    });
    expect(answer.text).not.toMatch(/Nobody|u1/);
    expect(queue.held.map(({ event }) => event.name)).toEqual(['E1', 'E2']);
    const told = lines.map((line) => JSON.parse(line));
    expect(told.at(-1)).toMatchObject({ EventAccepted: 2, EventDropped: bad.length });
    expect(told.find(({ message }) => message === 'events dropped')).toMatchObject({
      'it is not an object': 3,
      'it is larger than 32 KiB': 1,
    });
    expect(lines.join()).not.toMatch(/Nobody|u1/);
  });

  it('shares its context with its events, whose own wins', async () => {
    const { send, queue } = collectApi();
    const campaign = (source: string) => ({ campaign: { source } });
    const batch = [
      { type: 'track', event: 'X', userId: 'u' },
      { type: 'track', event: 'Y', userId: 'u', context: campaign('own') },
    ];
    await send('/v1/batch', { batch, context: campaign('shared') });
    expect(queue.held.map(({ event }) => event.touch?.source)).toEqual(['shared', 'own']);
  });

  it('was sent at one time, by which public clocks are put right; those of servers are believed', async () => {
    const { send, queue } = collectApi();
    const at = (ms: number) => new Date(RECEIVED + ms).toISOString();
    // A clock that is an hour ahead; the second event says otherwise, and the request is believed.
    const call = { type: 'track', event: 'X', userId: 'u', timestamp: at(3_590_000) };
    const batch = [call, { ...call, sentAt: at(0) }, { ...call, timestamp: undefined }];
    const body = { batch, sentAt: at(3_600_000) };
    await send('/v1/batch', body, { received: RECEIVED });
    await send('/v1/track', { ...call, sentAt: at(3_600_000) }, { received: RECEIVED });
    const past = { ...call, timestamp: at(-100 * 86_400_000) };
    await send('/v1/batch', { ...body, batch: [past] }, { received: RECEIVED, key: SECRET_KEY });
    expect(queue.held.map(({ event }) => event.time - RECEIVED)).toEqual([
      -10_000,
      -10_000,
      0,
      -10_000,
      -100 * 86_400_000,
    ]);
  });

  it('takes 512 KiB and events of 32 KiB each, to the byte', async () => {
    const { api, queue } = collectApi();
    const call = { type: 'track', event: 'X', userId: 'u', text: '' };
    const padded = (bytes: number, value: { text: string }) =>
      JSON.stringify({ ...value, text: 'x'.repeat(bytes - JSON.stringify(value).length) });
    const headers = { ...JSON_BODY, ...basic(PUBLIC_KEY) };
    const taken = async (path: string, body: string) => {
      const before = queue.held.length;
      const { status } = await api('POST', `/v1/${path}`, { headers, body });
      return [status, queue.held.length - before];
    };
    expect(await taken('track', padded(32 * 1024, call))).toEqual([200, 1]);
    expect(await taken('track', padded(32 * 1024 + 1, call))).toEqual([400, 0]);
    const [largest, tooLarge] = [padded(32 * 1024, call), padded(32 * 1024 + 1, call)];
    expect(await taken('batch', `{"batch":[${largest},${tooLarge},${largest}]}`)).toEqual([200, 2]);
    const full = { batch: [call], text: '' };
    expect(await taken('batch', padded(512 * 1024, full))).toEqual([200, 1]);
    expect(await taken('batch', padded(512 * 1024 + 1, full))).toEqual([413, 0]);
  });

  it('of nothing is a success that sends nothing', async () => {
    const { send, queue } = collectApi();
    queue.refuses = true;
    expect((await send('/v1/batch', { batch: [] })).answer.status).toBe(200);
  });

  it('is refused as a whole when the queue takes nothing', async () => {
    const { send, queue } = collectApi();
    queue.refuses = true;
    const { answer } = await send('/v1/batch', { batch: [{ type: 'track', event: 'X', userId: 'u' }] });
    expect(answer.status).toBe(503);
    expect(answer.headers).toMatchObject({ 'retry-after': '5', 'access-control-allow-origin': '*' });
  });
});

describe('robots', () => {
  const call = { event: 'X', userId: 'u' };
  it('are answered and not queued, whether they ask themselves or a server speaks for them', async () => {
    const { api, send, queue } = collectApi();
    const headers = {
      ...JSON_BODY,
      ...basic(PUBLIC_KEY),
      'user-agent': 'Mozilla/5.0 (compatible; Googlebot/2.1)',
    };
    expect((await api('POST', '/v1/track', { headers, body: JSON.stringify(call) })).status).toBe(200);
    const context = { userAgent: 'Mozilla/5.0 (compatible; bingbot/2.0)' };
    expect((await send('/v1/track', { ...call, context }, { key: SECRET_KEY })).answer.status).toBe(200);
    expect(queue.held).toEqual([]);
  });

  it('are not looked for among those who know the secret key', async () => {
    const { api, queue } = collectApi();
    const headers = { ...JSON_BODY, ...basic(SECRET_KEY), 'user-agent': 'My bot/1.0' };
    await api('POST', '/v1/track', { headers, body: JSON.stringify(call) });
    expect(queue.held).toHaveLength(1);
  });
});

describe('the settings', () => {
  it('tell the library for browsers to send here', async () => {
    const { api } = collectApi();
    const answer = await api('GET', `/v1/projects/${PUBLIC_KEY}/settings`, {
      headers: { origin: 'https://s.example' },
    });
    expect(answer.status).toBe(200);
    expect(answer.headers['access-control-allow-origin']).toBe('*');
    expect(answer.json().integrations).toMatchObject({
      'Segment.io': { apiKey: PUBLIC_KEY, apiHost: 'imbuto.test/v1', protocol: 'https' },
    });
  });

  it('are told for the public key only, and the secret one is never looked at', async () => {
    const { api, secretReads } = collectApi();
    expect((await api('GET', `/v1/projects/${SECRET_KEY}/settings`)).status).toBe(401);
    expect(secretReads()).toBe(0);
  });
});

describe('a browser that asks first', () => {
  it('may send from anywhere', async () => {
    const { api } = collectApi();
    const answer = await api('OPTIONS', '/v1/batch', { headers: { origin: 'https://s.example' } });
    expect(answer.status).toBe(204);
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'POST',
      'access-control-allow-headers': 'authorization, content-type, x-retry-count',
    });
    expect(answer.headers['access-control-allow-credentials']).toBeUndefined();
  });
});

const KEY = { ...JSON_BODY, ...basic(PUBLIC_KEY) };
const CALL = '{"event":"X","userId":"u"}';

const JUNK: readonly (readonly [string, string, string, Sent, number, string])[] = [
  ['an unknown call', 'POST', '/v1/sing', { headers: KEY, body: CALL }, 404, 'not-found'],
  ['a call of a prototype', 'POST', '/v1/constructor', { headers: KEY, body: CALL }, 404, 'not-found'],
  ['a deeper path', 'POST', '/v1/track/x', { headers: KEY, body: CALL }, 404, 'not-found'],
  ['GET', 'GET', '/v1/track', {}, 405, 'method-not-allowed'],
  ['DELETE', 'DELETE', '/v1/batch', {}, 405, 'method-not-allowed'],
  [
    'POST to the settings',
    'POST',
    '/v1/projects/x/settings',
    { headers: KEY, body: CALL },
    405,
    'method-not-allowed',
  ],
  ['no key', 'POST', '/v1/track', { headers: JSON_BODY, body: CALL }, 401, 'unauthorized'],
  [
    'a key in no alphabet',
    'POST',
    '/v1/track',
    { headers: { ...JSON_BODY, authorization: 'Basic %%%' }, body: CALL },
    401,
    'unauthorized',
  ],
  [
    'a bearer',
    'POST',
    '/v1/track',
    { headers: { ...JSON_BODY, authorization: 'Bearer x' }, body: CALL },
    401,
    'unauthorized',
  ],
  ['an unknown project', 'GET', '/v1/projects/x/settings', {}, 401, 'unauthorized'],
  [
    'a form',
    'POST',
    '/v1/track',
    { headers: { ...KEY, 'content-type': 'application/x-www-form-urlencoded' }, body: 'a=b' },
    415,
    'unsupported-encoding',
  ],
  [
    'zstd',
    'POST',
    '/v1/track',
    { headers: { ...KEY, 'content-encoding': 'zstd' }, body: CALL },
    415,
    'unsupported-encoding',
  ],
  [
    'JSON in another character set',
    'POST',
    '/v1/track',
    { headers: { ...KEY, 'content-type': 'application/json; charset=latin1' }, body: CALL },
    415,
    'unsupported-encoding',
  ],
  [
    'text in another character set, quoted',
    'POST',
    '/v1/batch',
    { headers: { ...KEY, 'content-type': 'text/plain;charset="ISO-8859-1"' }, body: CALL },
    415,
    'unsupported-encoding',
  ],
  [
    'a large batch',
    'POST',
    '/v1/batch',
    { headers: KEY, body: ' '.repeat(512 * 1024 + 1) },
    413,
    'too-large',
  ],
  [
    'a large call',
    'POST',
    '/v1/track',
    { headers: KEY, body: JSON.stringify({ event: 'X', userId: 'u', x: 'x'.repeat(33_000) }) },
    400,
    'malformed',
  ],
  ['half a JSON', 'POST', '/v1/track', { headers: KEY, body: '{"event":' }, 400, 'malformed'],
  ['no body', 'POST', '/v1/track', { headers: KEY, body: '' }, 400, 'malformed'],
  ['a list', 'POST', '/v1/batch', { headers: KEY, body: '[]' }, 400, 'malformed'],
  [
    'bytes that are no UTF-8',
    'POST',
    '/v1/track',
    { headers: KEY, body: Buffer.from([0x7b, 0xff]) },
    400,
    'malformed',
  ],
  [
    'a deep body',
    'POST',
    '/v1/track',
    { headers: KEY, body: `{"a":${'['.repeat(100_000)}` },
    400,
    'malformed',
  ],
  ['a batch of nothing', 'POST', '/v1/batch', { headers: KEY, body: '{}' }, 400, 'malformed'],
  ['a batch of no list', 'POST', '/v1/batch', { headers: KEY, body: '{"batch":{"0":{}}}' }, 400, 'malformed'],
  ['a call of nobody', 'POST', '/v1/track', { headers: KEY, body: '{"event":"X"}' }, 400, 'malformed'],
  ['a call of nothing', 'POST', '/v1/track', { headers: KEY, body: '{"userId":"u"}' }, 400, 'malformed'],
];

describe('junk', () => {
  it.each(JUNK)('%s (%s %s) is refused in words', async (_, method, target, sent, status, code) => {
    const { api, queue } = collectApi();
    const answer = await api(method, target, sent);
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toMatch('application/problem+json');
    expect(answer.headers['access-control-allow-origin']).toBe('*');
    expect(answer.json()).toMatchObject({ status, code, detail: expect.stringMatching(/\w+ \w+.*\.$/) });
    expect(answer.headers.allow !== undefined).toBe(status === 405);
    expect(answer.headers['www-authenticate'] !== undefined).toBe(status === 401);
    expect((await api(method, target, { ...sent, headers: { ...BROWSER, ...sent.headers } })).text).toContain(
      '<h1>',
    );
    expect(queue.held).toEqual([]);
  });
});
