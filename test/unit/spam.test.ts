// Which submissions go into quarantine, and which are leads, as capture tells the queue.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { senderOf } from '../../functions/capture/spam/sender.ts';
import { turnstileAt } from '../../functions/capture/spam/turnstile.ts';
import { signedHeaders } from '../../functions/runtime/aws/signed-request.ts';
import { isBot } from '../../functions/runtime/bots.ts';
import { captureApi } from '../support/capture-api.ts';
import { parsedConfig } from '../support/configs.ts';
import { BROWSER, FORM, JSON_BODY } from '../support/http-api.ts';

const ANNA = 'email=anna%40example.com';
const NOW = Date.UTC(2026, 2, 1, 12);

const withSpam = (spam: object) =>
  parsedConfig({
    forms: [
      {
        id: 'ebook',
        fields: [
          { name: 'email', type: 'email' },
          { name: 'message', type: 'textarea' },
        ],
        spam,
      },
    ],
  });

async function reasonsOf(body: string, spam?: object, more: Parameters<typeof captureApi>[1] = {}) {
  const { api, queue } = captureApi(spam === undefined ? undefined : withSpam(spam), more);
  const answer = await api('POST', '/f/ebook', { headers: FORM, body: `${ANNA}&${body}`, received: NOW });
  expect(answer.status).toBe(202);
  expect(queue.held).toHaveLength(1);
  return queue.held[0]?.screening?.reasons ?? [];
}

describe('a program that brings a lead is no robot', () => {
  it.each([
    ['Typeform', 'Typeform Webhooks'],
    [
      'HubSpot',
      'HubSpot Connect 2.0 (http://dev.hubspot.com/) (namespace: webhooks-nio-http-client) - WebhooksExecutorDaemon-executor',
    ],
    ['Shopify', 'Shopify-Captain-Hook'],
    ['Zapier', 'Zapier'],
    ['Make', 'Make/production'],
    ['Integromat', 'Integromat/production'],
    ['n8n', 'n8n'],
    [
      'Apps Script',
      'Mozilla/5.0 (compatible; Google-Apps-Script; beanserver; +https://script.google.com; id: UAEmdDd-bot_1gQKbSpider)',
    ],
    ['Salesforce', 'SFDC-Callout/60.0'],
    ['IFTTT', 'IFTTT-Protocol/v1'],
    ['Stripe', 'Stripe/1.0 (+https://stripe.com/docs/webhooks)'],
    ['RestSharp', 'RestSharp/110.2.0.0'],
    ['curl', 'curl/8.5.0'],
    ['python-requests', 'python-requests/2.31.0'],
    ['axios', 'axios/1.7.2'],
    ['node-fetch', 'node-fetch/1.0 (+https://github.com/bitinn/node-fetch)'],
    ['Go', 'Go-http-client/2.0'],
    ['WordPress', 'WordPress/6.4; https://example.com'],
  ])('%s', async (_, userAgent) => {
    const { api, queue } = captureApi();
    const headers = { ...JSON_BODY, 'user-agent': userAgent };
    const body = JSON.stringify({ email: 'anna@example.com' });
    expect((await api('POST', '/f/ebook', { headers, body })).status).toBe(202);
    expect(queue.held).toHaveLength(1);
    expect(queue.held[0]).not.toHaveProperty('screening');
  });
});

describe('a form post goes into quarantine', () => {
  it('where the trap is filled in', async () => {
    expect(await reasonsOf('_gotcha=buy')).toEqual(['trap']);
  });

  it.each(['Mozilla/5.0 (compatible; Googlebot/2.1)', 'Slackbot-LinkExpanding 1.0'])(
    'where a known robot sent it: %s',
    async (userAgent) => {
      const { api, queue, lines } = captureApi();
      await api('POST', '/f/ebook', { headers: { ...FORM, 'user-agent': userAgent }, body: ANNA });
      expect(isBot(userAgent, {})).toBe(true);
      expect(queue.held[0]?.screening).toEqual({ reasons: ['robot'] });
      expect(JSON.parse(lines[0] ?? '')).toMatchObject({ SubmissionQuarantined: 1 });
    },
  );

  it('for a domain of the e-mail or of a link, and all under it', async () => {
    const spam = { domains: ['spam.example'] };
    const [mail, link, other] = await Promise.all([
      reasonsOf('email=a%40mail.spam.example', spam),
      reasonsOf('message=see+http://www.spam.example/x', spam),
      reasonsOf('message=see+notspam.example', spam),
    ]);
    expect([mail, link, other]).toEqual([['domain'], ['domain'], []]);
  });

  it('for a word or phrase, whole, in whatever letters', async () => {
    const spam = { words: ['SEO services', 'crypto'] };
    const [one, two, part] = await Promise.all([
      reasonsOf('message=Best+seo,%0Aservices!', spam),
      reasonsOf('message=ＣＲＹＰＴＯ', spam),
      reasonsOf('message=cryptography', spam),
    ]);
    expect([one, two, part]).toEqual([['word'], ['word'], []]);
  });
});

describe('the token of a form', () => {
  const shown = async (accept: string, spam?: object) => {
    const { api } = captureApi(spam === undefined ? undefined : withSpam(spam));
    const { text } = await api('GET', '/f/ebook', { headers: { accept }, received: NOW });
    return /name"?(?:=|:)"_token","?\s?"?value"?(?:=|:)"([^"]+)"|name="_token" value="([^"]+)"/
      .exec(text)
      ?.slice(1)
      .find(Boolean);
  };
  const answered = async (token: string, after: number, spam?: object) => {
    const { api, queue } = captureApi(spam === undefined ? undefined : withSpam(spam));
    const body = `${ANNA}&_token=${encodeURIComponent(token)}`;
    await api('POST', '/f/ebook', { headers: FORM, body, received: NOW + after });
    return queue.held[0]?.screening?.reasons ?? [];
  };

  it.each(['text/html', 'application/json'])('stands in a form asked for as %s', async (accept) => {
    const token = (await shown(accept)) ?? '';
    expect(await answered(token, 1_999)).toEqual(['too-fast']);
    expect(await answered(token, 2_000)).toEqual([]);
    expect(await answered(token, 30 * 86_400_000)).toEqual([]);
  });

  it('says nothing of another form, or with another time', async () => {
    const token = (await shown('text/html')) ?? '';
    const [time = '', signature] = token.split('.');
    const later = `${(Number.parseInt(time, 36) - 9_000).toString(36)}.${signature}`;
    expect(await answered(later, 5_000)).toEqual(['forged-token']);
    expect(await answered('x', 5_000)).toEqual(['forged-token']);
    const { api } = captureApi();
    const other = await api('GET', '/f/full', { headers: { accept: 'text/html' }, received: NOW });
    const foreign = /name="_token" value="([^"]+)"/.exec(other.text)?.[1] ?? '';
    expect(await answered(foreign, 5_000)).toEqual(['forged-token']);
  });

  it('is no duty: a form of the owner’s own has none', async () => {
    expect(await reasonsOf('_id=1')).toEqual([]);
  });

  it('travels on with a form that comes back with errors', async () => {
    const token = (await shown('text/html')) ?? '';
    const { api } = captureApi();
    const body = `email=nobody&_token=${token}`;
    const { text } = await api('POST', '/f/ebook', { headers: { ...BROWSER, ...FORM }, body });
    expect(text).toContain(`name="_token" value="${token}"`);
  });

  it('takes as long as the form says, and none where that is 0', async () => {
    const token = (await shown('text/html', { leastSeconds: 9 })) ?? '';
    expect(await answered(token, 8_999, { leastSeconds: 9 })).toEqual(['too-fast']);
    expect(await answered('x', 0, { leastSeconds: 0 })).toEqual([]);
    expect(await shown('text/html', { leastSeconds: 0 })).toBeUndefined();
  });

  it('is left out, and not asked for, while its key cannot be read', async () => {
    const { api, queue } = captureApi(undefined, { formKey: async () => undefined });
    expect((await api('GET', '/f/ebook', { headers: { accept: 'text/html' } })).text).not.toContain('_token');
    await api('POST', '/f/ebook', { headers: FORM, body: `${ANNA}&_token=x` });
    expect(queue.held[0]).not.toHaveProperty('screening');
  });
});

describe('Turnstile', () => {
  const spam = { turnstile: { siteKey: '1x00000000000000000000AA' } };
  /** Answers as Cloudflare does to its dummy secret keys: https://developers.cloudflare.com/turnstile/troubleshooting/testing/ */
  const CODES: Readonly<Record<string, readonly string[]>> = {
    '1x0000000000000000000000000000000AA': [],
    '2x0000000000000000000000000000000AA': ['invalid-input-response'],
    '3x0000000000000000000000000000000AA': ['timeout-or-duplicate'],
  };
  const asked: Record<string, unknown>[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request
      .on('data', (chunk) => chunks.push(chunk))
      .on('end', () => {
        const said = JSON.parse(Buffer.concat(chunks).toString());
        asked.push(said);
        if (said.secret === 'broken') return void response.writeHead(500).end('<html>');
        const codes = CODES[said.secret] ?? ['invalid-input-secret'];
        response.end(JSON.stringify({ success: codes.length === 0, 'error-codes': codes }));
      });
  });
  let url: string;
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/siteverify`;
  });
  afterAll(() => void server.close());

  it.each([
    ['1x0000000000000000000000000000000AA', []],
    ['2x0000000000000000000000000000000AA', ['turnstile']],
    ['3x0000000000000000000000000000000AA', ['turnstile']],
    ['a wrong secret key', []],
    ['broken', []],
  ])('with the secret key %s gives %j', async (secret, reasons) => {
    const turnstile = turnstileAt(async () => secret, url);
    const body = 'cf-turnstile-response=XXXX.DUMMY.TOKEN.XXXX';
    expect(await reasonsOf(body, spam, { turnstile })).toEqual(reasons);
    expect(asked.at(-1)).toMatchObject({ secret, response: 'XXXX.DUMMY.TOKEN.XXXX' });
    expect(asked.at(-1)).not.toHaveProperty('remoteip');
  });

  it('asks for the same submission under the same key, as an answer counts once', async () => {
    const turnstile = turnstileAt(async () => '1x0000000000000000000000000000000AA', url);
    for (const _ of [1, 2]) await reasonsOf('_id=k&cf-turnstile-response=X', spam, { turnstile });
    const [a, b] = asked.slice(-2).map(({ idempotency_key }) => idempotency_key);
    expect(a).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(b).toBe(a);
  });

  it('that does not answer loses no lead; no answer to the challenge is refused without a question', async () => {
    const none = turnstileAt(async () => 'x', 'http://127.0.0.1:1/');
    expect(await reasonsOf('cf-turnstile-response=X', spam, { turnstile: none })).toEqual([]);
    expect(await reasonsOf('_id=1', spam, { turnstile: none })).toEqual(['turnstile']);
  });

  it('is shown by the form, whose policy lets in Cloudflare’s script and nothing else', async () => {
    const { api } = captureApi(withSpam(spam));
    const page = await api('GET', '/f/ebook', { headers: { accept: 'text/html' } });
    expect(page.text).toContain('<div class="cf-turnstile" data-sitekey="1x00000000000000000000AA"></div>');
    expect(page.headers['content-security-policy']).toContain(
      'script-src https://challenges.cloudflare.com; frame-src https://challenges.cloudflare.com',
    );
    const plain = await captureApi().api('GET', '/f/ebook', { headers: { accept: 'text/html' } });
    expect(plain.headers['content-security-policy']).not.toContain('script-src');
    const data = await api('GET', '/f/ebook', { headers: { accept: 'application/json' } });
    expect(JSON.stringify(data.json().also)).toContain('"data-sitekey":"1x00000000000000000000AA"');
  });
});

describe('the address of a sender', () => {
  it('is told to the queue as a keyed hash, where the form has a limit', async () => {
    const { api, queue } = captureApi(withSpam({ perHour: 3 }));
    await api('POST', '/f/ebook', { headers: FORM, body: ANNA });
    expect(queue.held[0]?.screening).toEqual({ reasons: [], sender: senderOf('form-key', '127.0.0.1') });
    expect(JSON.stringify(queue.held)).not.toContain('127.0.0.1');
  });

  it('is one for a network of IPv6, and another under another key', () => {
    const of = (address: string) => senderOf('key', address);
    expect(of('2001:db8:1:2:3::4')).toBe(of('2001:0DB8:0001:0002:ffff::'));
    expect(of('2001:db8:1:3::4')).not.toBe(of('2001:db8:1:2::4'));
    expect(of('::ffff:192.0.2.1')).toBe(of('192.0.2.1'));
    expect(senderOf('other', '192.0.2.1')).not.toBe(of('192.0.2.1'));
  });
});

describe('a signed request', () => {
  it('has the signature of the test suite of Signature Version 4, post-vanilla', () => {
    const headers = signedHeaders(
      {
        service: 'service',
        region: 'us-east-1',
        url: new URL('https://example.amazonaws.com/'),
        headers: {},
        body: '',
        now: Date.UTC(2015, 7, 30, 12, 36),
      },
      { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' },
    );
    expect(headers.authorization).toMatch(
      /SignedHeaders=host;x-amz-date, Signature=5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b$/,
    );
  });
});
