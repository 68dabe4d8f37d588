// What a stranger sends can be long: reading it must take time in proportion, or one request holds a function for good.
import { describe, expect, it } from 'vitest';
import { captureApi } from '../support/capture-api.ts';
import { basic, collectApi, PUBLIC_KEY } from '../support/collect-api.ts';
import { FORM, JSON_BODY } from '../support/http-api.ts';

/** A quadratic reader of these took ten seconds and more. */
const PATIENCE_MS = 4_000;

const RUNS = {
  blanks: `a${' '.repeat(240_000)}b`,
  'blank lines': `a${' \n'.repeat(120_000)}b`,
  digits: `${'1'.repeat(240_000)}x`,
  'at signs': '@'.repeat(240_000),
  slashes: `https://example.com/${'/'.repeat(240_000)}`,
  'percent signs': `https://example.com/?utm_source=${'%25'.repeat(80_000)}40`,
  dots: `a@${'b.'.repeat(120_000)}`,
  'combining marks': `e${'\u0301\u0316'.repeat(40_000)}`,
};

const FIELDS = [
  'email',
  'name',
  'message',
  'phone',
  'seats',
  'plan',
  'call',
  'terms',
  'variant',
  '_id',
  '_page',
  '_referrer',
  '_anonymousId',
  '_lang',
  'utm_source',
  'utm_campaign',
  'gclid',
];

async function timed(work: () => Promise<{ readonly status: number }>): Promise<number> {
  const begun = performance.now();
  const { status } = await work();
  expect(status).toBeLessThan(500);
  return performance.now() - begun;
}

describe.each(Object.entries(RUNS))('a run of %s', (_, run) => {
  it.each(FIELDS)('is read in time as the form field %s', async (field) => {
    const { api } = captureApi();
    const body = JSON.stringify({ email: 'a@example.com', terms: 'on', [field]: run });
    expect(await timed(() => api('POST', '/f/full', { headers: JSON_BODY, body }))).toBeLessThan(PATIENCE_MS);
  });

  it('is read in time wherever a tracking call can hold it', async () => {
    const { api } = collectApi();
    const text = run.slice(0, 31_000);
    const page = { url: text, path: text, referrer: text, search: text };
    const calls = [
      { type: 'track', event: text, userId: text },
      {
        type: 'track',
        event: 'E',
        anonymousId: text,
        messageId: text,
        properties: { email: 'a@example.com' },
      },
      { type: 'track', event: 'E', userId: 'u', properties: { order_id: text, revenue: '1' } },
      { type: 'track', event: 'E', userId: 'u', properties: { order_id: 'o', revenue: text } },
      { type: 'track', event: 'E', userId: 'u', timestamp: text },
      { type: 'identify', userId: 'u', traits: { email: text } },
      {
        type: 'page',
        userId: 'u',
        name: text.slice(0, 9_000),
        context: { page: { path: page.path.slice(0, 9_000) } },
      },
      { type: 'page', userId: 'u', properties: { url: text } },
      { type: 'page', userId: 'u', properties: { path: '/' }, context: { page: { referrer: text } } },
      { type: 'page', userId: 'u', properties: { path: '/' }, context: { campaign: { source: text } } },
      { type: 'track', event: 'E', userId: 'u', context: { userAgent: text } },
    ];
    for (const call of calls) {
      const sent = {
        headers: { ...JSON_BODY, ...basic(PUBLIC_KEY) },
        body: JSON.stringify({ batch: [call] }),
      };
      expect(await timed(() => api('POST', '/v1/batch', sent))).toBeLessThan(PATIENCE_MS);
    }
  });
});

describe('a batch with an event that is nested too deep', () => {
  it('is taken but for that event', async () => {
    const { api, queue } = collectApi();
    const deep = `${'{"a":'.repeat(60_000)}1${'}'.repeat(60_000)}`;
    const good = '{"type":"track","event":"E","userId":"u1"}';
    const bad = `{"type":"track","event":"E","userId":"u2","properties":${deep}}`;
    const body = `{"batch":[${good},${bad},${good}]}`;
    const answer = await api('POST', '/v1/batch', { headers: { ...JSON_BODY, ...basic(PUBLIC_KEY) }, body });
    expect(answer.status).toBe(200);
    expect(queue.held.map(({ ids }) => ids.user)).toEqual(['u1', 'u1']);
  });
});

describe('a body that is long in another way', () => {
  const MULTIPART = { 'content-type': 'multipart/form-data; boundary=b' };
  const part = (more: string, value: string) =>
    `--b\r\nContent-Disposition: form-data; name="a"${more}\r\n\r\n${value}\r\n`;
  const mebibytes = (piece: string) => piece.repeat((4 * 1024 * 1024) / piece.length);

  it.each<[string, Readonly<Record<string, string>>, string]>([
    ['of many files', MULTIPART, `${part('; filename="x"', '').repeat(60_000)}--b--`],
    ['of many fields', MULTIPART, `${part('', 'x').repeat(60_000)}--b--`],
    ['of almost delimiters', MULTIPART, `${part('', mebibytes('\r\n--a'))}--b--`],
    ...[';', ';a="', ';a', '\\"', '; filename="', ' ', '=?'].map(
      (piece): [string, typeof MULTIPART, string] => [
        `of a header of ${piece}`,
        MULTIPART,
        `${part(mebibytes(piece), 'x')}--b--`,
      ],
    ),
    [
      'of fields in another charset each',
      MULTIPART,
      `${part('"\r\nContent-Type: a;charset=koi8-r;a="', '\xff').repeat(9_000)}--b--`,
    ],
    ['of bytes that are no UTF-8', FORM, 'a=%FF&'.repeat(9_000)],
    ['of one name', FORM, 'name=x&'.repeat(37_000)],
    ['of many names', FORM, Array.from({ length: 30_000 }, (_, n) => `n${n}`).join('&')],
    ['of per cent signs', FORM, `email=${'%'.repeat(240_000)}`],
    ['of references', FORM, `_charset_=windows-1252&name=${'%26%23'.repeat(40_000)}`],
    ['of brackets', FORM, `${'['.repeat(240_000)}=x`],
    ['of answers', JSON_BODY, JSON.stringify({ plan: Array.from({ length: 60_000 }, () => 'a') })],
    ['of objects', JSON_BODY, `{"a":${'{"a":'.repeat(40_000)}1${'}'.repeat(40_000)}}`],
  ])('%s is read in time', async (_, headers, body) => {
    const { api } = captureApi();
    expect(await timed(() => api('POST', '/f/full', { headers, body }))).toBeLessThan(PATIENCE_MS);
  });
});
