// Forty answers on which senders rely: a change of one of them breaks somebody's form or client. A row is a request and its answer.
import { expect, it } from 'vitest';
import { captureApi } from '../support/capture-api.ts';
import { basic, collectApi, PUBLIC_KEY, SECRET_KEY } from '../support/collect-api.ts';
import { BROWSER, FORM, JSON_BODY, type Sent } from '../support/http-api.ts';

/** Status, how many submissions are queued, and what else the answer has: headers, or a part of its text. */
type Answer = readonly [status: number, queued: number, has?: Readonly<Record<string, string>> | RegExp];
type Row = readonly [what: string, method: string, target: string, sent: Sent, answer: Answer];

const EMAIL = 'email=anna%40example.com';
const form = (body: string, headers: Readonly<Record<string, string>> = {}): Sent => ({
  headers: { ...FORM, ...headers },
  body,
});
const call = (body: unknown, key = PUBLIC_KEY, headers: Readonly<Record<string, string>> = {}): Sent => ({
  headers: { ...JSON_BODY, ...basic(key), ...headers },
  body: typeof body === 'string' ? body : JSON.stringify(body),
});
const EVENT = { event: 'Signup', userId: 'u-1' };
const ROBOT = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)';

const FORMS: readonly Row[] = [
  ['a form of a program', 'POST', '/f/ebook', form(EMAIL), [202, 1]],
  [
    'a form of a browser leads to the thanks',
    'POST',
    '/f/ebook',
    form(EMAIL, BROWSER),
    [303, 1, { location: '/thanks' }],
  ],
  [
    'a form with thanks of its own leads there',
    'POST',
    '/f/full',
    form(`${EMAIL}&terms=on`, BROWSER),
    [303, 1, { location: 'https://example.com/thanks?a=1' }],
  ],
  [
    'a form as JSON',
    'POST',
    '/f/ebook',
    { headers: JSON_BODY, body: '{"email":"anna@example.com"}' },
    [202, 1],
  ],
  ['a final slash', 'POST', '/f/ebook/', form(EMAIL), [202, 1]],
  ['the filled trap is thanked and kept apart', 'POST', '/f/ebook', form(`${EMAIL}&_gotcha=x`), [202, 1]],
  ['a robot is thanked and kept apart', 'POST', '/f/ebook', form(EMAIL, { 'user-agent': ROBOT }), [202, 1]],
  ['no e-mail', 'POST', '/f/ebook', form(''), [422, 0, /email/]],
  ['an e-mail that is none', 'POST', '/f/ebook', form('email=anna'), [422, 0, /email/]],
  ['a consent that must be given', 'POST', '/f/full', form(EMAIL), [422, 0, /terms/]],
  ['a number above its maximum', 'POST', '/f/full', form(`${EMAIL}&terms=on&seats=11`), [422, 0, /seats/]],
  [
    'a text that is too long',
    'POST',
    '/f/full',
    form(`${EMAIL}&terms=on&name=${'a'.repeat(21)}`),
    [422, 0, /name/],
  ],
  ['an option that there is not', 'POST', '/f/full', form(`${EMAIL}&terms=on&plan=x`), [422, 0, /plan/]],
  ['a form that there is not', 'POST', '/f/none', form(EMAIL), [404, 0]],
  [
    'a page of another origin',
    'POST',
    '/f/guarded',
    form(EMAIL, { origin: 'https://evil.example' }),
    [403, 0],
  ],
  [
    'a page of an origin that may',
    'POST',
    '/f/guarded',
    form(EMAIL, { origin: 'https://shop.example' }),
    [202, 1, { 'access-control-allow-origin': 'https://shop.example' }],
  ],
  ['JSON that is none', 'POST', '/f/ebook', { headers: JSON_BODY, body: '{' }, [400, 0]],
  ['a picture', 'POST', '/f/ebook', { headers: { 'content-type': 'image/png' }, body: 'x' }, [415, 0]],
  [
    'a form by another method',
    'PUT',
    '/f/ebook',
    form(EMAIL),
    [405, 0, { allow: 'GET, HEAD, POST, OPTIONS' }],
  ],
  ['the page of a form', 'GET', '/f/ebook', { headers: BROWSER }, [200, 0, /<form/]],
];

const CALLS: readonly Row[] = [
  ['a call', 'POST', '/v1/track', call(EVENT), [200, 1, /"success":true/]],
  [
    'a batch',
    'POST',
    '/v1/batch',
    call({
      batch: [
        { type: 'track', ...EVENT },
        { type: 'page', userId: 'u', name: '/a' },
      ],
    }),
    [200, 2],
  ],
  ['an empty batch', 'POST', '/v1/batch', call({ batch: [] }), [200, 0]],
  [
    'a batch with a bad call',
    'POST',
    '/v1/batch',
    call({
      batch: [
        { type: 'track', userId: 'u' },
        { type: 'track', ...EVENT },
      ],
    }),
    [200, 1, /"dropped":1/],
  ],
  ['no key', 'POST', '/v1/track', { headers: JSON_BODY, body: JSON.stringify(EVENT) }, [401, 0]],
  ['a wrong key', 'POST', '/v1/track', call(EVENT, 'wrong'), [401, 0]],
  ['the secret key', 'POST', '/v1/track', call(EVENT, SECRET_KEY), [200, 1]],
  [
    'the key in the body',
    'POST',
    '/v1/track',
    { headers: JSON_BODY, body: JSON.stringify({ ...EVENT, writeKey: PUBLIC_KEY }) },
    [200, 1],
  ],
  ['an event without a name', 'POST', '/v1/track', call({ userId: 'u' }), [400, 0]],
  ['an event without an id', 'POST', '/v1/track', call({ event: 'Signup' }), [400, 0]],
  ['JSON that is none', 'POST', '/v1/track', call('{'), [400, 0]],
  [
    'a body above 512 KiB',
    'POST',
    '/v1/batch',
    call(`{"batch":[],"more":"${'x'.repeat(524_288)}"}`),
    [413, 0],
  ],
  ['another type', 'POST', '/v1/track', call(EVENT, PUBLIC_KEY, { 'content-type': 'text/xml' }), [415, 0]],
  [
    'an encoding that is unknown',
    'POST',
    '/v1/track',
    call(EVENT, PUBLIC_KEY, { 'content-encoding': 'zstd' }),
    [415, 0],
  ],
  ['a call that there is not', 'POST', '/v1/none', call(EVENT), [404, 0]],
  ['a call by another method', 'GET', '/v1/track', call(''), [405, 0]],
  [
    'a form call with the public key',
    'POST',
    '/v1/batch',
    call({ batch: [{ type: 'form', form: 'ebook', fields: { email: 'a@b.co' } }] }),
    [200, 0, /"dropped":1/],
  ],
  [
    'a robot is answered and not counted',
    'POST',
    '/v1/track',
    call(EVENT, PUBLIC_KEY, { 'user-agent': ROBOT }),
    [200, 0],
  ],
];

it.each(FORMS)('%s', async (_, method, target, sent, answer) => {
  const { api, queue } = captureApi();
  holds(await api(method, target, sent), queue.held.length, answer);
});

it.each(CALLS)('%s', async (_, method, target, sent, answer) => {
  const { api, queue } = collectApi();
  holds(await api(method, target, sent), queue.held.length, answer);
});

it('a form that is sent again under its id is the same submission', async () => {
  const { api, queue } = captureApi();
  for (let n = 0; n < 2; n++) await api('POST', '/f/ebook', form(`${EMAIL}&_id=one`));
  expect(new Set(queue.held.map(({ event }) => event.id)).size).toBe(1);
});

it('a call that is sent again under its messageId is the same event', async () => {
  const { api, queue } = collectApi();
  for (let n = 0; n < 2; n++) await api('POST', '/v1/track', call({ ...EVENT, messageId: 'm-1' }));
  expect(new Set(queue.held.map(({ event }) => event.id)).size).toBe(1);
});

function holds(
  answered: Awaited<ReturnType<ReturnType<typeof captureApi>['api']>>,
  queued: number,
  [status, wanted, has]: Answer,
): void {
  expect([answered.status, queued]).toEqual([status, wanted]);
  if (has instanceof RegExp) expect(answered.text).toMatch(has);
  else if (has !== undefined) expect(answered.headers).toMatchObject(has);
}
