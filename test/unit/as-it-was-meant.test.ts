// What the world sends, and what becomes of it: one row a case, from the request by its own route to what the owner sees.
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import {
  browser,
  FUNNEL,
  form,
  multipart,
  NOW,
  preflight,
  type Row,
  rows,
  SHOP,
  server,
  zipped,
} from '../support/as-it-was-meant.ts';
import { basic, collectApi, PUBLIC_KEY } from '../support/collect-api.ts';
import { JSON_BODY } from '../support/http-api.ts';
import { toldOfChannels } from '../support/tell-channel.ts';

const X = { event: 'X', userId: 'u' };
const X_IN_BATCH = { batch: [{ type: 'track', ...X }] };
const latin = (text: string) => Buffer.from(text, 'latin1');
/** Ирина in windows-1251. */
const IRINA = Buffer.from([0xc8, 0xf0, 0xe8, 0xed, 0xe0]);
const IRINA_PERCENT = '%C8%F0%E8%ED%E0';
const answered = (fields: object) => ({ leads: [{ answered: fields }] });
const from = (touch: object) => ({ leads: [{ from: touch }] });
const U_DID_X = [{ ids: 'user u', did: ['X'] }];
const ANNA = 'email=anna@example.com';
const JSON_ANNA = '{"email":"anna@example.com"}';
const ANNA_ASKED = [{ ids: 'email anna@example.com', did: ['ebook'] }];

describe('official clients', () => {
  rows(
    ['gzip on /v1/batch, with the public key', [zipped(browser('batch', X_IN_BATCH))], { leads: U_DID_X }],
    ['gzip on /v1/batch, with the secret key', [zipped(server('batch', X_IN_BATCH))], { leads: U_DID_X }],
    ['POST /v1/import', [server('import', X_IN_BATCH)], { leads: U_DID_X }],
    [
      'the header AnonymousId, of which the browser asks first',
      [
        preflight('/v1/track', 'anonymousid,authorization,content-type'),
        browser('track', X, { headers: { AnonymousId: 'YTE=', origin: SHOP } }),
      ],
      {
        answers: [204, 200],
        headers: { 'access-control-allow-headers': expect.stringContaining('anonymousid') },
        leads: U_DID_X,
      },
    ],
  );

  const MIB = 1024 * 1024;
  const zeros = (megabytes: number) => Buffer.alloc(megabytes * MIB);
  it.each([
    ['gzip', '1 MB', gzipSync(zeros(1))],
    ['deflate', '64 MB', deflateSync(zeros(64), { level: 1 })],
    ['br', '64 MB', brotliCompressSync(zeros(64), { params: { 1: 1 } })],
    ['gzip', '400 MB', Buffer.concat(Array(400).fill(gzipSync(zeros(1))))],
    ['gzip', '1 GB', Buffer.concat(Array(1024).fill(gzipSync(zeros(1))))],
  ])('a bomb in %s of %s is refused in under 50 ms of CPU', async (encoding, _, body) => {
    const { api, queue } = collectApi();
    const headers = { ...JSON_BODY, ...basic(PUBLIC_KEY), 'content-encoding': encoding };
    const took: number[] = [];
    for (let n = 0; n < 3; n++) {
      // Of this thread, which unpacks, and the least of three: other programs take of the processor's caches.
      const begun = process.threadCpuUsage();
      const { status } = await api('POST', '/v1/batch', { headers, body });
      const { user, system } = process.threadCpuUsage(begun);
      took.push((user + system) / 1000);
      expect(status).toBe(413);
    }
    expect(queue.held).toEqual([]);
    expect(Math.min(...took)).toBeLessThan(50);
  });
});

describe('a browser', () => {
  const traced = 'sentry-trace,baggage,traceparent,x-requested-with';
  const allowed = { 'access-control-allow-headers': expect.stringContaining(traced.replaceAll(',', ', ')) };
  const withCredentials = {
    'access-control-allow-origin': SHOP,
    'access-control-allow-credentials': 'true',
    vary: expect.stringContaining('origin'),
  };
  const traces = { traceparent: '00-1-2-01', 'sentry-trace': '1-2-1', baggage: 'a=b' };
  const ajax = { ...traces, 'x-requested-with': 'XMLHttpRequest' };
  const fetched = { headers: { ...JSON_BODY, origin: SHOP } };
  rows(
    [
      'a preflight that asks for sentry-trace, baggage, traceparent, x-requested-with',
      [preflight('/v1/track', traced), browser('track', X, { headers: { ...ajax, origin: SHOP } })],
      { answers: [204, 200], headers: allowed, leads: U_DID_X },
    ],
    [
      'the same for a form',
      [preflight('/f/ebook', traced), form(JSON_ANNA, { headers: { ...JSON_BODY, ...ajax, origin: SHOP } })],
      { answers: [204, 202], headers: allowed, leads: ANNA_ASKED },
    ],
    [
      "credentials: 'include', from a site of the owner",
      [preflight('/v1/track', 'content-type'), browser('track', X, { headers: { origin: SHOP } })],
      { answers: [204, 200], headers: withCredentials, leads: U_DID_X },
    ],
    [
      'the same with a form, as sendBeacon sends a Blob of JSON too',
      [preflight('/f/ours', 'content-type'), form(JSON_ANNA, { to: '/f/ours', ...fetched })],
      {
        answers: [204, 202],
        headers: withCredentials,
        leads: [{ ids: 'email anna@example.com', did: ['ours'] }],
      },
    ],
    [
      'what it reads of the answer itself, with credentials',
      [form(JSON_ANNA, { to: '/f/ours', ...fetched })],
      { headers: withCredentials },
    ],
    [
      'sendBeacon with a Blob of JSON, which is sent with credentials and asks first',
      [
        preflight('/v1/track', 'content-type'),
        { ...browser('track', { ...X, writeKey: PUBLIC_KEY }), headers: { ...JSON_BODY, origin: SHOP } },
      ],
      { answers: [204, 200], headers: withCredentials, leads: U_DID_X },
    ],
    [
      'sendBeacon with a text, from any site: nothing is asked first',
      [
        {
          ...browser('track', { ...X, writeKey: PUBLIC_KEY }),
          headers: { 'content-type': 'text/plain;charset=UTF-8', origin: 'https://any.example' },
        },
      ],
      { leads: U_DID_X },
    ],
    [
      'JSON as text/plain to a form',
      [form(JSON_ANNA, { headers: { 'content-type': 'text/plain;charset=UTF-8', origin: SHOP } })],
      { leads: ANNA_ASKED },
    ],
    [
      'a trailing slash',
      [browser('track/', X), form(ANNA, { to: '/f/ebook/' })],
      { leads: [{ ids: 'email anna@example.com' }, { ids: 'user u' }] },
    ],
    [
      'Content-Encoding: identity',
      [
        browser('track', X, { headers: { 'content-encoding': 'identity' } }),
        form(ANNA, { headers: { 'content-encoding': 'identity' } }),
      ],
      { leads: [{ ids: 'email anna@example.com' }, { ids: 'user u' }] },
    ],
  );
});

describe('a placeholder is nobody', () => {
  const track = (anonymousId: string, userId: string) =>
    browser('track', { event: 'X', anonymousId, userId });
  rows(
    [
      '"userId": "undefined" from two browsers',
      [track('a1', 'undefined'), track('a2', 'undefined')],
      {
        leads: [
          { ids: 'anonymous a1', flags: ['id-placeholder'] },
          { ids: 'anonymous a2', flags: ['id-placeholder'] },
        ],
        quality: { 'id-placeholder': 2 },
      },
    ],
    [
      'alias { "userId": "a", "previousId": "null" }',
      [
        browser('track', { event: 'X', userId: 'a' }),
        browser('alias', { userId: 'a', previousId: 'null' }),
        server('alias', { userId: 'b', previousId: 'null' }),
        browser('track', { event: 'X', userId: 'b' }),
      ],
      {
        answers: [200, 400, 400, 200],
        leads: [{ ids: 'user a' }, { ids: 'user b' }],
        quality: { 'alias-refused': 2 },
      },
    ],
  );
});

describe('strangers', () => {
  const customers = Array.from({ length: 20 }, (_, n) => `u${String(n).padStart(2, '0')}`);
  const day = 86_400_000;
  const order = (userId: string) => {
    const properties = { order_id: `o-${userId}`, revenue: 10, currency: 'EUR' };
    const timestamp = new Date(NOW - day).toISOString();
    return server('track', { event: 'Order Completed', userId, timestamp, properties }, { at: NOW - day });
  };
  const claim = (userId: string) => {
    const timestamp = new Date(NOW - 10 * day).toISOString();
    return browser('identify', { userId, timestamp, traits: { email: 'thief@example.com' } });
  };
  const told = (userId: string) => server('identify', { userId, traits: { email: `${userId}@example.com` } });
  const [first = '', ...others] = customers;
  rows(
    [
      '20 customers of the secret key, each given one e-mail with the public key: at most one moves',
      [...customers.map(order), ...customers.map(claim)],
      {
        leads: [
          { ids: `email thief@example.com, user ${first}`, left: { [`o-${first}`]: '10 EUR' } },
          ...others.map((id) => ({ ids: `user ${id}`, left: { [`o-${id}`]: '10 EUR' } })),
        ],
        report: { stages: [0, 0, 20], booked: '20 of 200 EUR' },
      },
    ],
    [
      'the same, repaired with the secret key',
      [...customers.map(order), ...customers.map(claim), ...customers.map(told)],
      {
        leads: [
          { ids: 'email thief@example.com' },
          ...customers.map((id) => ({
            ids: `email ${id}@example.com, user ${id}`,
            left: { [`o-${id}`]: '10 EUR' },
          })),
        ],
        report: { stages: [0, 0, 20], booked: '20 of 200 EUR' },
      },
    ],
  );
});

describe('a time from a server', () => {
  const at = (timestamp: unknown) => [server('track', { ...X, timestamp })];
  const nine = { leads: [{ at: ['2026-11-01T09:00:00.000Z'] }], quality: {} };
  const ten = { leads: [{ at: ['2026-11-01T10:00:00.000Z'] }], quality: {} };
  const unread = {
    leads: [{ at: [new Date(NOW).toISOString()], flags: ['time-unreadable'] }],
    quality: { 'time-unreadable': 1 },
  };
  rows(
    ['"timestamp": 1793527200', at(1793527200), ten],
    ['the same in milliseconds', at(1793527200000), ten],
    ['milliseconds as text', at('1793527200000'), ten],
    ['seconds as text', at('1793527200'), ten],
    ['"2026-11-01 10:00:00"', at('2026-11-01 10:00:00'), ten],
    ['"Sun, 01 Nov 2026 10:00:00 +0100"', at('Sun, 01 Nov 2026 10:00:00 +0100'), nine],
    ['"yesterday", which cannot be read', at('yesterday'), unread],
    ['"2026-02-30", which is no day', at('2026-02-30'), unread],
    ['"0001-01-01T00:00:00Z", which programs have for no time', at('0001-01-01T00:00:00Z'), unread],
    ['"1970-01-01T00:00:00Z", likewise', at('1970-01-01T00:00:00Z'), unread],
    [
      'a time to come, which is brought within bounds',
      at('2030-01-01'),
      { leads: [{ flags: ['time-clamped'] }], quality: { 'time-clamped': 1 } },
    ],
  );
});

describe('events of one browser keep their order', () => {
  const iso = (ms: number) => new Date(ms).toISOString();
  const view = (time: number, at: number) => {
    const said = { userId: 'u', properties: { path: '/' }, timestamp: iso(time), sentAt: iso(time) };
    return browser('page', said, { at });
  };
  const signUp = (time: number, at: number) =>
    browser('track', { event: 'Signup', userId: 'u', timestamp: iso(time), sentAt: iso(time) }, { at });
  const T = NOW - 60_000;
  const inOrder = { leads: [{ did: ['/', 'Signup'] }] };
  rows(
    [
      'a page of T-5 s that arrives at T+10 s, then Signup sent and received at T',
      [signUp(T, T), view(T - 5_000, T + 10_000)],
      inOrder,
    ],
    [
      'the same by a clock that is two minutes ahead, the page held for five',
      [signUp(T + 120_000, T), view(T + 115_000, T + 295_000)],
      inOrder,
    ],
    [
      'the same by a clock that is an hour ahead',
      [signUp(T + 3_600_000, T), view(T + 3_600_000 - 5_000, T + 10_000)],
      inOrder,
    ],
    [
      'the same by a clock that is five and a half hours behind',
      [signUp(T - 19_800_000, T), view(T - 19_800_000 - 5_000, T + 10_000)],
      inOrder,
    ],
    [
      'the same by a clock that is a year behind',
      [signUp(T - 365 * 86_400_000, T), view(T - 365 * 86_400_000 - 5_000, T + 10_000)],
      inOrder,
    ],
  );
});

/** Also the property in test/property/every-view.test.ts: 10,000 random visits, whatever arrives first. */
describe('no view is swallowed', () => {
  const at = (clock: string) => ({ userId: 'u', timestamp: `2026-11-01T${clock}Z` });
  const view = (path: string, clock: string) => server('page', { ...at(clock), properties: { path } });
  const docs = [view('/docs', '09:00:00'), view('/pricing', '10:00:00'), view('/docs', '11:00:00')];
  const visit = [
    server('track', { event: 'onboarding', ...at('13:01:00') }),
    view('/p', '13:10:00'),
    view('/p', '13:10:00'),
    view('/p', '13:11:00'),
  ];
  const through = (order: string, ...on: readonly object[]) => ({
    funnels: [{ ...FUNNEL, order, stages: on.map((one, n) => ({ id: `s${n}`, on: [one] })) }],
  });
  const toDocs = [{ page: '/pricing' }, { page: '/docs' }];
  const again = [{ event: 'onboarding' }, { page: '/p' }, { page: '/p' }];
  const all = (n: number) => ({ report: { stages: Array(n).fill(1) } });
  rows(
    ['/docs, /pricing, /docs in ordered /pricing -> /docs', docs, all(2), through('ordered', ...toDocs)],
    ['the same in strict', docs, all(2), through('strict', ...toDocs)],
    ['the same, the last view first', docs.toReversed(), all(2), through('ordered', ...toDocs)],
    ['onboarding, /p, /p, /p in ordered [onboarding, /p, /p]', visit, all(3), through('ordered', ...again)],
    ['the same in strict', visit, all(3), through('strict', ...again)],
    ['the same, the last view first', visit.toReversed(), all(3), through('ordered', ...again)],
  );
});

describe('letters', () => {
  const cyrillic = '&utm_source=yandex&utm_medium=cpc&utm_campaign=%E2%E5%F1%ED%E0';
  const spring = from({ campaign: 'весна', source: 'yandex', channel: 'Paid Search' });
  const russian = { locale: 'ru' };
  const charset = { 'content-type': 'application/x-www-form-urlencoded; charset=windows-1251' };
  const guessed = { 'letters-guessed': 1 };
  const jose = { ...answered({ name: 'José' }), quality: guessed };
  const irina = answered({ name: 'Ирина' });
  rows(
    ['email=a%40example.com&name=Jos%E9', [form('email=a%40example.com&name=Jos%E9')], jose],
    ['the same multipart', [multipart(['email', 'a@example.com'], ['name', latin('José')])], jose],
    ['Cyrillic of windows-1251', [form(`${ANNA}&name=${IRINA_PERCENT}`)], irina, russian],
    ['the same multipart', [multipart(['email', 'a@example.com'], ['name', IRINA])], irina, russian],
    [
      'a page with accept-charset="windows-1251", and no word of it',
      [form(Buffer.concat([latin(`${ANNA}&name=`), IRINA]))],
      { ...irina, quality: guessed },
      russian,
    ],
    ['_charset_', [form(`${ANNA}&_charset_=windows-1251&name=${IRINA_PERCENT}`)], { ...irina, quality: {} }],
    [
      'a declared charset',
      [form(`${ANNA}&name=${IRINA_PERCENT}`, { headers: charset })],
      { ...irina, quality: {} },
    ],
    ['utm values in windows-1251, in fields', [form(`${ANNA}${cyrillic}`)], spring, russian],
    [
      'the same in the address of the page',
      [form(`${ANNA}&_page=${encodeURIComponent(`${SHOP}/?${cyrillic}`)}`)],
      spring,
      russian,
    ],
    [
      'the same in a call',
      [browser('page', { userId: 'u', context: { page: { path: '/', search: `?${cyrillic}` } } })],
      spring,
      russian,
    ],
  );
});

describe('no consent is given by', () => {
  const refused = ['undefined', 'null', 'n', 'nein', 'I do not agree', 'no', 'false', '0', 'off', ''];
  rows(
    ...refused.map((word): Row => {
      const body = `${ANNA}&newsletter=${encodeURIComponent(word)}`;
      return [JSON.stringify(word), [form(body)], answered({ newsletter: false })];
    }),
  );
});

describe('a consent is given by', () => {
  const given = ['on', 'true', '1', 'yes', 'sì', 'да'];
  rows(
    ...given.map((word): Row => {
      const body = `${ANNA}&newsletter=${encodeURIComponent(word)}`;
      return [JSON.stringify(word), [form(body)], answered({ newsletter: true })];
    }),
  );
});

describe('a form that is corrected', () => {
  const first = form(`${ANNA}&_id=1&phone=333`, { at: NOW - 60_000 });
  const then = form(`${ANNA}&_id=1&phone=3331234567&newsletter=on`);
  const corrected = {
    leads: [
      {
        did: ['ebook'],
        at: [new Date(NOW - 60_000).toISOString()],
        answered: { phone: '3331234567', newsletter: true },
        before: { phone: '333', newsletter: false },
      },
    ],
    report: { stages: [0, 1, 0] },
  };
  rows(
    ['counts once, with the later answers, and shows both', [first, then], corrected],
    ['whichever arrives first in the queue', [first, then, first, then], corrected],
  );
});

describe('answers', () => {
  const json = (said: object) =>
    form(JSON.stringify({ email: 'anna@example.com', ...said }), { headers: JSON_BODY });
  const italian = { locale: 'it' };
  const budget = (text: string) => [form(`${ANNA}&budget=${encodeURIComponent(text)}`)];
  rows(
    ['the same name twice', [form(`${ANNA}&topics=a&topics=b`)], answered({ topics: 'a\nb' })],
    ['the same of a select', [form(`${ANNA}&sizes=l&sizes=s`)], answered({ sizes: 's\nl' })],
    ['topics[]=a&topics[]=b', [form(`${ANNA}&topics[]=a&topics[]=b`)], answered({ topics: 'a\nb' })],
    ['a JSON array', [json({ topics: ['a', 'b'] })], answered({ topics: 'a\nb' })],
    ['contact[email]', [form('contact[email]=anna@example.com')], { leads: ANNA_ASKED }],
    ['First Name', [form(`${ANNA}&First+Name=Anna`)], answered({ name: 'Anna' })],
    ['имя', [form(`${ANNA}&${encodeURIComponent('имя')}=Anna`)], answered({ name: 'Anna' })],
    ['a number 1234,56 of an Italian form', budget('1234,56'), answered({ budget: 1234.56 }), italian],
    ['a number € 500', budget('€ 500'), answered({ budget: 500 })],
    [
      'a field that is not declared, which is told of',
      [form(`${ANNA}&budjet=5`)],
      { leads: ANNA_ASKED, quality: { 'field-undeclared': 1 } },
    ],
  );
});

describe('a lead with a file', () => {
  const withFile = (bytes: number) => [
    multipart(['email', 'anna@example.com'], ['name', 'Anna'], ['cv', bytes, 'cv.pdf']),
  ];
  const taken = (bytes: number) => ({
    told: { left: [{ field: 'cv', reason: 'file', bytes }] },
    leads: [{ answered: { name: 'Anna' }, flags: ['file-left-out'] }],
    quality: { 'file-left-out': 1 },
  });
  rows(
    ['of 300 KB', withFile(300 * 1024), taken(300 * 1024)],
    ['of 4 MB', withFile(4 * 1024 * 1024), taken(4 * 1024 * 1024)],
  );
});

describe('one address is one lead', () => {
  const sent = (...emails: readonly string[]) =>
    emails.map((email) => form(`email=${encodeURIComponent(email)}`));
  const one = (email: string) => ({
    leads: [{ ids: `email ${email}`, did: ['ebook', 'ebook'] }],
    report: { stages: [0, 1, 0] },
  });
  rows(
    [
      'x@müller.example, x@xn--mller-kva.example',
      sent('x@müller.example', 'x@xn--mller-kva.example'),
      one('x@xn--mller-kva.example'),
    ],
    ['x@ПРИМЕР.РФ, x@пример.рф', sent('x@ПРИМЕР.РФ', 'x@пример.рф'), one('x@xn--e1afmkfd.xn--p1ai')],
    ['U+200B at the end', sent('x@example.com\u200b', 'x@example.com'), one('x@example.com')],
    [
      'traits.Email',
      [browser('identify', { userId: 'u', traits: { Email: 'anna@example.com', plan: 'pro' } }), form(ANNA)],
      { leads: [{ ids: 'email anna@example.com, user u' }] },
    ],
  );
});

/** `/embed.js`, which tells of it where the page has it, in test/e2e/embed.test.ts. */
describe('where they came from', () => {
  const view = (url: string, more: object = {}) => [
    browser('page', { userId: 'u', context: { page: { url: `${SHOP}${url}`, ...more } } }),
  ];
  const plain = { origin: SHOP, referer: `${SHOP}/` };
  rows(
    [
      'a plain form on another site, of which the browser tells the origin alone: nothing can be known, and the report says so',
      [form(ANNA, { headers: plain })],
      {
        leads: [{ flags: ['arrival-unknown'] }],
        quality: { 'arrival-unknown': 1 },
        report: { channels: { Direct: 'nothing' } },
      },
    ],
    [
      'the same with its tags in the action, …/f/ebook?utm_source=google&utm_medium=cpc',
      [form(ANNA, { headers: plain, to: '/f/ebook?utm_source=google&utm_medium=cpc' })],
      {
        ...from({ channel: 'Paid Search', source: 'google', medium: 'cpc' }),
        quality: {},
        report: { channels: { 'Paid Search': 'nothing' } },
      },
    ],
    [
      '/start#utm_source=x&utm_medium=display',
      view('/start#utm_source=x&utm_medium=display'),
      from({ channel: 'Display', source: 'x', medium: 'display', landingPage: '/start' }),
    ],
    ['/#/pricing', view('/#/pricing'), { leads: [{ did: ['/#/pricing'] }] }],
    [
      '/#/pricing, told beside the path /',
      view('/#/pricing', { path: '/' }),
      { leads: [{ did: ['/#/pricing'] }] },
    ],
    [
      '?utm_source=x&amp;utm_medium=cpc',
      view('/?utm_source=x&amp;utm_medium=cpc'),
      from({ source: 'x', medium: 'cpc' }),
    ],
    [
      '%2520',
      view('/?utm_source=x&utm_medium=cpc&utm_campaign=spring%2520sale'),
      from({ campaign: 'spring sale' }),
    ],
    [
      'a source written as https://www.facebook.com/',
      view('/?utm_source=https://www.facebook.com/'),
      from({ source: 'facebook', channel: 'Organic Social' }),
    ],
    [
      'the same without its scheme, facebook.com/ads',
      view('/?utm_source=facebook.com/ads&utm_medium=cpc'),
      from({ source: 'facebook', channel: 'Paid Social' }),
    ],
    [
      'the same encoded, of a paid medium',
      view('/?utm_source=https%3A%2F%2Fwww.facebook.com%2F&utm_medium=cpc'),
      from({ source: 'facebook', channel: 'Paid Social' }),
    ],
  );
});

/** A visit from a search, and an order on the way back from where one paid. */
function visitAndOrder(referrer: string) {
  const page = (url: string, from: string) => ({ page: { url: `${SHOP}${url}`, referrer: from } });
  const order = { order_id: 'o-1', revenue: 49.9, currency: 'EUR' };
  return [
    browser('page', { userId: 'u', context: page('/', 'https://www.google.com/') }, { at: NOW - 2 }),
    browser('page', { userId: 'u', context: page('/thanks', referrer) }, { at: NOW - 1 }),
    browser('track', {
      ...{ event: 'Order Completed', userId: 'u', properties: order },
      context: page('/thanks', referrer),
    }),
  ];
}

describe('who paid or logged in on the way has the channel of before', () => {
  const searched = { report: { channels: { 'Organic Search': '49.9 EUR' } }, quality: {} };
  const hosts = `portal.afterpay.com shop.app checkout.shopify.com payments.amazon.com sofort.com
    pay.gocardless.com connect.squareup.com secure.worldpay.com commerce.coinbase.com paysafecard.com
    identity.infocert.it app.bankid.com accounts.google.com login.microsoftonline.com tenant.eu.auth0.com
    checkout.stripe.com www.paypal.com`.split(/\s+/);
  rows(
    ...hosts.map((host): Row => [host, visitAndOrder(`https://${host}/pay?x=1`), searched]),
    [
      'a host in channels.ignoreReferrers',
      visitAndOrder('https://pay.example/x'),
      searched,
      { channels: { ignoreReferrers: ['pay.example'] } },
    ],
    [
      'any other host is a referral',
      visitAndOrder('https://blog.example/x'),
      { report: { channels: { Referral: '49.9 EUR' } } },
    ],
  );
});

describe('a channel by its own name', () => {
  const tagged = (source: string, medium: string) => [
    browser('page', {
      userId: 'u',
      context: { page: { url: `${SHOP}/pricing?utm_source=${source}&utm_medium=${medium}` } },
    }),
  ];
  const into = (source: string, channel: string) => ({
    ...from({ source, channel }),
    report: { channels: { [channel]: 'nothing' } },
  });
  const referred = (referrer: string) => [
    browser('page', { userId: 'u', context: { page: { url: `${SHOP}/pricing`, referrer } } }),
  ];
  rows(
    ['facebook_ads + cpc', tagged('facebook_ads', 'cpc'), into('facebook', 'Paid Social')],
    ['fbads + cpc', tagged('fbads', 'cpc'), into('facebook', 'Paid Social')],
    ['adwords + cpc', tagged('adwords', 'cpc'), into('google', 'Paid Search')],
    ['google_ads + cpc', tagged('google_ads', 'cpc'), into('google', 'Paid Search')],
    ['yandex.direct + cpc', tagged('yandex.direct', 'cpc'), into('yandex', 'Paid Search')],
    ['fb is facebook', tagged('fb', 'social'), into('facebook', 'Organic Social')],
    ['facebook is facebook', tagged('facebook', 'social'), into('facebook', 'Organic Social')],
    [
      'ig is facebook too where channels.sources says so',
      tagged('ig', 'social'),
      into('facebook', 'Organic Social'),
      { channels: { sources: { facebook: ['fb', 'ig'] } } },
    ],
    [
      'a rule of channels.rules goes before the defaults',
      tagged('partner-7', 'cpc'),
      into('partner-7', 'Partners'),
      { channels: { rules: [{ when: { source: 'partner-*' }, channel: 'Partners' }] } },
    ],
    ['an assistant by its site', referred('https://chatgpt.com/'), into('chatgpt', 'AI Assistant')],
    ['another', referred('https://www.perplexity.ai/search'), into('perplexity', 'AI Assistant')],
    ['another', referred('https://gemini.google.com/app'), into('gemini', 'AI Assistant')],
    [
      'an assistant by its app',
      referred('android-app://com.openai.chatgpt/'),
      into('chatgpt', 'AI Assistant'),
    ],
    ['another', referred('android-app://ai.perplexity.app.android/'), into('perplexity', 'AI Assistant')],
    ['another', referred('android-app://com.google.android.apps.bard/'), into('gemini', 'AI Assistant')],
  );
});

describe('npm run channels', () => {
  const rules = [{ when: { source: 'partner-*' }, channel: 'Partners' }];
  it.each([
    ['?utm_source=facebook_ads&utm_medium=cpc', 'Paid Social', 'default rule Paid Social'],
    ['?utm_source=partner-7&utm_medium=cpc', 'Partners', 'channels.rules[0] of the configuration'],
  ])('of %s says %s, and that it was decided by %s', async (query, channel, rule) => {
    const [, text] = await toldOfChannels([`${SHOP}/${query}`], { rules });
    expect(text).toMatch(new RegExp(`^channel +${channel}$`, 'm'));
    expect(text).toContain(rule);
  });
});

describe('money', () => {
  const track = (event: string, properties: object, who: object = { userId: 'u' }) =>
    server('track', { event, ...who, properties: { order_id: 'o-1', ...properties } });
  const order = (revenue: unknown, currency?: unknown) => track('Order Completed', { revenue, currency });
  const refund = (properties: object, who?: object) => track('Order Refunded', properties, who);
  const left = (amount: number, currency = 'EUR') => ({
    leads: [{ left: { 'o-1': `${amount} ${currency}` } }],
    report: { booked: `1 of ${amount === 0 ? 'nothing' : `${amount} ${currency}`}` },
  });
  const read = (amount: number, currency = 'EUR') => ({ ...left(amount, currency), quality: {} });
  const unread = (reason: string) => ({
    leads: [{ left: { 'o-1': 'unknown' } }],
    report: { booked: '1 of nothing' },
    quality: { [reason]: 1 },
  });
  const two = [
    { product_id: 'one', price: 40 },
    { product_id: 'two', price: 1960 },
  ];

  describe('of an order of 2000 EUR is left, after Order Refunded', () => {
    const returned = (properties: object) => [order(2000, 'EUR'), refund(properties)];
    rows(
      ['{revenue: -40}', returned({ revenue: -40 }), read(1960)],
      ['{revenue: "1,040.00"}', returned({ revenue: '1,040.00' }), read(960)],
      ['{revenue: "40 EUR"}', returned({ revenue: '40 EUR' }), read(1960)],
      ['{revenue: 40, currency: "€"}', returned({ revenue: 40, currency: '€' }), read(1960)],
      ['{amount: 40}', returned({ amount: 40 }), read(1960)],
      ['{products: [one of two]}', returned({ products: two.slice(0, 1) }), read(1960)],
      ['{revenue: 40}, without a currency', returned({ revenue: 40 }), read(1960)],
      ['nothing more: all of it', returned({}), read(0)],
      [
        '{revenue: "forty"}, which lowers nothing and is shown',
        returned({ revenue: 'forty' }),
        { ...left(2000), quality: { 'value-unreadable': 1 } },
      ],
      [
        '{revenue: 40, currency: "DOGE"}, likewise',
        returned({ revenue: 40, currency: 'DOGE' }),
        { ...left(2000), quality: { 'currency-unreadable': 1 } },
      ],
    );
  });

  const shown = browser('page', { anonymousId: 'b-1', properties: { path: '/pricing' } });
  const bought = { revenue: 49.9, currency: 'EUR' };
  const ordered = {
    event: 'Order Completed',
    anonymousId: 'b-1',
    properties: { order_id: 'o-1', ...bought },
  };
  const byPage = [shown, browser('track', ordered)];
  const ga4 = { transaction_id: 'o-1', value: 49.9, currency: 'EUR' };
  const byTag = [shown, browser('track', { ...ordered, event: 'purchase', properties: ga4 })];
  const anna = { context: { traits: { email: 'anna@example.com' } } };
  const byShop = (who: object, order_id = 'o-1') => track('Order Completed', { ...bought, order_id }, who);
  const once = (ids: string) => ({
    leads: [{ ids, left: { 'o-1': '49.9 EUR' } }],
    report: { stages: [1, 1, 1], booked: '1 of 49.9 EUR' },
    quality: {},
  });
  const isAnna = once('anonymous b-1, email anna@example.com');
  rows(
    [
      'an order of 100 EUR, a refund {revenue: 40} without a currency',
      [order(100, 'EUR'), refund({ revenue: 40 })],
      read(60),
    ],
    [
      'a refund under another userId',
      [order(100, 'EUR'), refund({ revenue: 40 }, { userId: 'u2' })],
      {
        leads: [{ ids: 'user u', left: { 'o-1': '60 EUR' } }, { ids: 'user u2' }],
        report: { booked: '1 of 60 EUR' },
      },
    ],
    ['one order_id under a browser and a server e-mail, never linked', [...byPage, byShop(anna)], isAnna],
    ['the same, the server first', [byShop(anna), ...byPage], isAnna],
    ["the same by GA4's names", [...byTag, byShop(anna)], isAnna],
    ['the same under a user id', [...byPage, byShop({ userId: '42' })], once('anonymous b-1, user 42')],
    [
      'two order ids, which are two orders of two leads',
      [...byPage, byShop(anna, 'o-2')],
      {
        leads: [{ ids: 'anonymous b-1' }, { ids: 'email anna@example.com' }],
        report: { booked: '2 of 99.8 EUR' },
      },
    ],
    ['Order Cancelled', [order(100, 'EUR'), track('Order Cancelled', {})], read(0)],
    [
      'Order Updated, 50 to 80',
      [order(50, 'EUR'), track('Order Updated', { revenue: 80, currency: 'EUR' })],
      read(80),
    ],
    ['"1.234,56"', [order('1.234,56', 'EUR')], read(1234.56)],
    ['"$1,234.56"', [order('$1,234.56', 'USD')], read(1234.56, 'USD')],
    ['"$1,234.56" without a currency', [order('$1,234.56')], read(1234.56, 'USD')],
    ['49,90 EUR', [order('49,90 EUR')], read(49.9)],
    ['in €', [order(40, '€')], read(40)],
    ['in RUR', [order(40, 'RUR')], read(40, 'RUB')],
    ['1e15', [order(1e15, 'EUR')], unread('value-unreadable')],
    ['"1e15"', [order('1e15', 'EUR')], unread('value-unreadable')],
    ['-20', [order(-20, 'EUR')], unread('value-unreadable')],
    ['"1,234", which has two readings', [order('1,234', 'EUR')], unread('value-unreadable')],
    ['in DOGE', [order(40, 'DOGE')], unread('currency-unreadable')],
    [
      "GA4's purchase {transaction_id, value}",
      [
        browser('track', {
          ...{ event: 'purchase', userId: 'u' },
          properties: { transaction_id: 'o-1', value: 40, currency: 'EUR' },
        }),
      ],
      read(40),
    ],
  );
});
