// Whatever is sent to capture and collect: an answer below 500 that echoes nothing unescaped, and no exception.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeMessage } from '../../functions/queue/message.ts';
import { packMessages } from '../../functions/queue/sender.ts';
import { captureApi, captureConfig } from '../support/capture-api.ts';
import { basic, collectApi, PUBLIC_KEY, SECRET_KEY } from '../support/collect-api.ts';
import type { TestApi } from '../support/http-api.ts';

const MARK = '<img src=x onerror=alert(1)>"\'';

const method = fc.constantFrom('GET', 'POST', 'POST', 'POST', 'HEAD', 'OPTIONS', 'PUT', 'X');
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(MARK, '', '__proto__', 'null', 'a@b.co', '\u0000'),
);
const fieldName = fc.oneof(
  fc.constantFrom('email', 'name', 'message', 'phone', 'seats', 'plan', 'call', 'terms', 'variant'),
  fc.constantFrom('_id', '_gotcha', '_page', '_referrer', '_anonymousId', '_lang', 'utm_source', 'gclid'),
  fc.constantFrom('_charset_', 'plan[]', 'plan[0]', 'contact[email]', 'utm_campaign'),
  fc.constantFrom('__proto__', 'constructor', 'toString'),
  text,
);
const headers = fc.record(
  {
    accept: fc.constantFrom('text/html', '*/*', ',;q=', 'text/html;q=0'),
    'accept-language': fc.oneof(fc.constantFrom('it', 'ru;q=x', '-;;,'), fc.stringMatching(/^[ -~]{0,20}$/)),
    'content-type': fc.oneof(
      fc.constantFrom(
        'application/x-www-form-urlencoded',
        'application/json',
        'multipart/form-data; boundary=b',
        'application/x-www-form-urlencoded; charset=windows-1251',
        'multipart/form-data; boundary=b; charset=shift_jis',
        'text/plain',
      ),
      fc.constantFrom(
        'multipart/form-data',
        'multipart/form-data; boundary="',
        'text/plain',
        ';',
        'application/json; charset=x',
      ),
      fc.stringMatching(/^[ -~]{0,20}$/),
    ),
    origin: fc.constantFrom('null', 'https://shop.example', '//', MARK),
    referer: fc.oneof(
      fc.webUrl(),
      text.map((each) => encodeURIComponent(each.toWellFormed())),
      fc.constant('http://['),
    ),
    host: fc.constantFrom('imbuto.test', '[::1]:80', '[', MARK, 'a:99999999'),
    'user-agent': fc.constantFrom('Mozilla/5.0', '', 'curl/8', 'x'.repeat(5000)),
    'idempotency-key': fc.stringMatching(/^[ -~]{0,20}$/),
    'content-encoding': fc.constant('gzip'),
    authorization: fc.constantFrom('Basic', 'Basic !', 'Basic Og==', `Bearer ${MARK}`),
  },
  { requiredKeys: [] },
);
const json = fc.oneof(
  fc.json(),
  fc.dictionary(fieldName, fc.oneof(text, fc.jsonValue(), fc.double())).map((value) => JSON.stringify(value)),
);
const urlencoded = fc
  .array(fc.tuple(fieldName, text))
  .map((pairs) =>
    pairs.map((pair) => pair.map((each) => encodeURIComponent(each.toWellFormed())).join('=')).join('&'),
  );
const multipart = fc
  .array(fc.tuple(fieldName, text))
  .map(
    (pairs) =>
      `${pairs.map(([name, value]) => `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`).join('')}--b--`,
  );
const body = fc.oneof(json, urlencoded, multipart, fc.string({ unit: 'binary' }), fc.uint8Array());

async function survives(api: TestApi, verb: string, target: string, sent: Parameters<TestApi>[2]) {
  const answer = await api(verb, target, sent);
  expect(answer.status).toBeGreaterThanOrEqual(200);
  expect(answer.status).toBeLessThan(500);
  expect(answer.text).not.toContain(MARK);
  expect(answer.text).not.toContain('<img');
  if (answer.status >= 400 && verb !== 'HEAD') expect(answer.text.length).toBeGreaterThan(20);
}

const query = fc
  .array(fc.tuple(fieldName, text))
  .map((pairs) =>
    new URLSearchParams(pairs.map(([name, value]): [string, string] => [name, value])).toString(),
  );

describe('capture', () => {
  const target = fc.tuple(
    fc.constantFrom('/f/ebook', '/f/full', '/f/guarded', '/f/x', '/', '/thanks', '/health'),
    query,
  );

  it('answers anything, and puts nothing into the queue that the worker cannot read', async () => {
    const { api, queue } = captureApi();
    await fc.assert(
      fc.asyncProperty(method, target, headers, body, async (verb, [path, search], sentHeaders, sentBody) => {
        await survives(api, verb, `${path}?${search}`, { headers: defined(sentHeaders), body: sentBody });
      }),
      { numRuns: 1500 },
    );
    readable(queue.held);
  });

  it('takes or sends back every form that a browser could send', async () => {
    const { api, queue } = captureApi({
      ...captureConfig,
      forms: captureConfig.forms.map((form) => ({ ...form, quota: { minute: 1e6, day: 1e6 } })),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(fieldName, text),
        fc.constantFrom('urlencoded', 'json'),
        async (fields, encoding) => {
          // A browser writes the charset field itself.
          const own = { email: 'anna@example.com', terms: 'on', _gotcha: '', _charset_: 'UTF-8' };
          const pairs = Object.entries({ ...fields, ...own });
          const sent =
            encoding === 'json'
              ? {
                  headers: { 'content-type': 'application/json', accept: 'text/html' },
                  body: JSON.stringify(Object.fromEntries(pairs)),
                }
              : {
                  headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' },
                  body: new URLSearchParams(pairs).toString(),
                };
          const before = queue.held.length;
          const answer = await api('POST', '/f/full', sent);
          expect([303, 422]).toContain(answer.status);
          expect(queue.held.length - before).toBe(answer.status === 303 ? 1 : 0);
          expect(answer.text).not.toContain(MARK);
        },
      ),
      { numRuns: 500 },
    );
    expect(queue.held.length).toBeGreaterThan(50);
    readable(queue.held);
  });
});

describe('collect', () => {
  const path = fc.constantFrom(
    'track',
    'page',
    'screen',
    'identify',
    'group',
    'alias',
    'batch',
    't',
    'b',
    'x',
    'projects/x/settings',
  );
  const value = fc.oneof(
    text,
    fc.jsonValue(),
    fc.double(),
    fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  );
  const call = fc.record(
    {
      type: fc.oneof(fc.constantFrom('track', 'page', 'screen', 'identify', 'group', 'alias'), value),
      event: value,
      name: value,
      userId: fc.oneof(value, fc.constantFrom('new@b.co', 'u1')),
      anonymousId: value,
      previousId: fc.oneof(value, fc.constantFrom('Old@b.co', 'u1')),
      messageId: value,
      timestamp: value,
      sentAt: value,
      properties: fc.oneof(
        value,
        fc.dictionary(
          fc.constantFrom('url', 'path', 'revenue', 'currency', 'email', 'order_id', '__proto__'),
          value,
        ),
      ),
      traits: fc.oneof(value, fc.record({ email: value })),
      context: fc.oneof(value, fc.record({ page: value, campaign: value, traits: value, userAgent: value })),
    },
    { requiredKeys: [] },
  );
  const calls = fc.oneof(
    call,
    fc.record({ batch: fc.array(fc.oneof(call, value)), context: value, sentAt: value }),
  );

  it('answers anything, and puts nothing into the queue that the worker cannot read', async () => {
    const { api, queue } = collectApi();
    const key = fc.constantFrom(PUBLIC_KEY, SECRET_KEY, 'wrong');
    await fc.assert(
      fc.asyncProperty(
        method,
        path,
        key,
        headers,
        fc.oneof(
          body,
          calls.map((each) => JSON.stringify(each)),
        ),
        async (verb, call, who, sentHeaders, sentBody) => {
          await survives(api, verb, `/v1/${call}`, {
            headers: { ...defined(sentHeaders), ...basic(who) },
            body: sentBody,
          });
        },
      ),
      { numRuns: 1500 },
    );
    await fc.assert(
      fc.asyncProperty(path, fc.constantFrom(PUBLIC_KEY, SECRET_KEY), calls, async (path, who, each) => {
        const headers = { 'content-type': 'application/json', ...basic(who) };
        await survives(api, 'POST', `/v1/${path}`, { headers, body: JSON.stringify(each) });
      }),
      { numRuns: 1500 },
    );
    expect(queue.held.length).toBeGreaterThan(100);
    readable(queue.held);
    const aliases = queue.held.filter(({ alias }) => alias !== undefined);
    expect(aliases.length).toBeGreaterThan(10);
    expect(aliases.every(({ event }) => event.trusted && event.name === 'alias')).toBe(true);
  });
});

function readable(held: Parameters<typeof packMessages>[0]): void {
  const bodies = packMessages(held);
  expect(bodies.flatMap((each) => decodeMessage(each))).toEqual(JSON.parse(JSON.stringify(held)));
  for (const { ids, alias = [], event } of held) {
    const keys = [...Object.values(ids), ...alias.map(({ key }) => key)];
    expect(keys.every((id) => typeof id === 'string' && id !== '' && id.isWellFormed())).toBe(true);
    expect(Number.isSafeInteger(event.time) && event.time >= 0).toBe(true);
    expect(event.name.isWellFormed()).toBe(true);
  }
}

function defined(values: object): Record<string, string> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
