// What a visitor or a program gets when it sends a form, and what the queue then holds.
import { describe, expect, it } from 'vitest';
import { captureApi } from '../support/capture-api.ts';
import { type Answered, BROWSER, FORM, JSON_BODY } from '../support/http-api.ts';

const RECEIVED = Date.UTC(2026, 2, 1, 12);
const ANNA = 'email=anna%40example.com';

describe('a browser that sends a form', () => {
  it('is sent to the thanks page by 303, once the queue holds the submission', async () => {
    const { api, queue } = captureApi();
    const body = 'email=Anna%40Example.com';
    const answer = await api('POST', '/f/ebook', {
      headers: { ...BROWSER, ...FORM },
      body,
      received: RECEIVED,
    });

    expect(answer.status).toBe(303);
    expect(answer.headers.location).toBe('/thanks');
    expect(queue.held).toEqual([
      {
        ids: { email: 'anna@example.com' },
        typed: 'Anna@Example.com',
        event: {
          id: 'f:ebook:random-1',
          time: RECEIVED,
          received: RECEIVED,
          kind: 'form',
          name: 'ebook',
          trusted: false,
        },
      },
    ]);
  });

  it('goes where the configuration says, whatever the request says', async () => {
    const { api } = captureApi();
    const body = `${ANNA}&terms=1&thanks=https://evil.example&_next=https://evil.example&redirect=//evil.example`;
    const answer = await api('POST', '/f/full?thanks=//evil.example', {
      headers: { ...BROWSER, ...FORM },
      body,
    });

    expect(answer.headers.location).toBe('https://example.com/thanks?a=1');
  });

  it('takes the language it chose by name along to the thanks page', async () => {
    const { api } = captureApi();
    const headers = { ...BROWSER, ...FORM };
    const ours = await api('POST', '/f/ebook', { headers, body: `${ANNA}&_lang=it` });
    const theirs = await api('POST', '/f/full', { headers, body: `${ANNA}&terms=1&_lang=it` });

    expect(ours.headers.location).toBe('/thanks?_lang=it');
    expect(theirs.headers.location).toBe('https://example.com/thanks?a=1');
  });

  it('is told to come again when the queue takes nothing', async () => {
    const { api, queue } = captureApi();
    queue.refuses = true;
    const answer = await api('POST', '/f/ebook', { headers: { ...BROWSER, ...FORM }, body: ANNA });

    expect(answer.status).toBe(503);
    expect(answer.headers['retry-after']).toBe('5');
    expect(answer.text).toContain('<h1>');
  });
});

describe('a program that sends a form', () => {
  it.each([
    ['JSON', { ...JSON_BODY }, JSON.stringify({ email: 'anna@example.com', seats: 3, terms: true })],
    ['urlencoded', { ...FORM }, `${ANNA}&seats=3&terms=true`],
    [
      'multipart',
      { 'content-type': 'multipart/form-data; boundary=b' },
      multipart({ email: 'anna@example.com', seats: '3', terms: 'on' }),
    ],
  ])('as %s gets 202 and the id of what the queue holds', async (_, headers, body) => {
    const { api, queue } = captureApi();
    const answer = await api('POST', '/f/full', { headers, body });

    expect(answer.status).toBe(202);
    expect(answer.json()).toMatchObject({ id: queue.held[0]?.event.id });
    expect(queue.held[0]?.event.properties).toEqual({
      seats: 3,
      call: false,
      terms: true,
      'terms.version': '2026-01',
    });
  });

  it('is answered as a program though its form is urlencoded, unless Accept names HTML', async () => {
    const { api } = captureApi();
    const statuses = await Promise.all(
      [
        '*/*',
        'application/json',
        'text/*',
        'text/html;q=0',
        'text/html',
        'application/json, text/HTML;q=0.1',
      ].map(
        async (accept) =>
          (await api('POST', '/f/ebook', { headers: { ...FORM, accept }, body: ANNA })).status,
      ),
    );
    expect(statuses).toEqual([202, 202, 202, 202, 303, 303]);
  });

  it('gets the errors by field', async () => {
    const { api, queue } = captureApi();
    const body = JSON.stringify({ email: 'nobody', name: 'x'.repeat(21), plan: { a: 1 }, terms: false });
    const answer = await api('POST', '/f/full', { headers: JSON_BODY, body });

    expect(answer.status).toBe(422);
    expect(answer.headers['content-type']).toMatch('application/problem+json');
    expect(answer.json()).toMatchObject({ type: 'about:blank', status: 422, code: 'invalid-fields' });
    const { errors } = answer.json() as { errors: { field: string; code: string }[] };
    expect(errors.map(({ field, code }) => [field, code])).toEqual([
      ['email', 'email'],
      ['name', 'too-long'],
      ['plan', 'text'],
      ['terms', 'tick'],
    ]);
    expect(queue.held).toEqual([]);
  });
});

describe('the same submission again', () => {
  async function ids(
    ...sent: readonly {
      readonly headers?: Record<string, string>;
      readonly body: string;
      readonly form?: string;
    }[]
  ) {
    const { api } = captureApi();
    const answers: Answered[] = [];
    for (const { headers = {}, body, form = 'ebook' } of sent) {
      answers.push(await api('POST', `/f/${form}`, { headers: { ...FORM, ...headers }, body }));
    }
    return answers.map((answer) => answer.json().id);
  }

  it('has the same id by `_id` or by Idempotency-Key', async () => {
    const [first, second, third] = await ids(
      { body: `${ANNA}&_id=k1` },
      { body: `email=ANNA%40example.com&_id=k1` },
      { body: ANNA, headers: { 'idempotency-key': 'k1' } },
    );
    expect(second).toBe(first);
    expect(third).toBe(first);
  });

  it('is another one with another key, e-mail or form, or without a key', async () => {
    const all = await ids(
      { body: `${ANNA}&_id=k1` },
      { body: `${ANNA}&_id=k2` },
      { body: `email=bob%40example.com&_id=k1` },
      { body: `${ANNA}&_id=k1`, form: 'guarded' },
      { body: ANNA },
      { body: `${ANNA}&_id=` },
    );
    expect(new Set(all).size).toBe(all.length);
  });

  it('is known by an id that holds neither e-mail nor key', async () => {
    const [id] = await ids({ body: `${ANNA}&_id=anna@example.com` });
    expect(id).toMatch(/^f:ebook:[\w-]{22}$/);
  });
});

describe('a robot', () => {
  it('that fills in the honeypot is thanked like everybody, and queued for quarantine', async () => {
    const { api, queue, lines } = captureApi();
    const answer = await api('POST', '/f/ebook', { headers: FORM, body: `${ANNA}&_gotcha=buy` });

    expect(answer.status).toBe(202);
    expect(answer.json().id).toBe(queue.held[0]?.event.id);
    expect(queue.held[0]?.screening).toEqual({ reasons: ['trap'] });
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ SubmissionQuarantined: 1 });
  });

  it('is told of invalid fields as everybody is', async () => {
    const { api, queue } = captureApi();
    const answer = await api('POST', '/f/ebook', { headers: FORM, body: 'email=nobody&_gotcha=buy' });
    expect(answer.status).toBe(422);
    expect(queue.held).toEqual([]);
  });

  it('is not seen in an empty honeypot, nor in a program that somebody drives', async () => {
    const { api, queue } = captureApi();
    const headers = { ...FORM, 'user-agent': 'curl/8.5.0' };
    await api('POST', '/f/ebook', { headers, body: `${ANNA}&_gotcha=` });
    expect(queue.held).toHaveLength(1);
    expect(queue.held[0]).not.toHaveProperty('screening');
  });
});

describe('where a visitor came from', () => {
  async function touch(body: string, headers: Record<string, string> = {}) {
    const { api, queue } = captureApi();
    await api('POST', '/f/ebook', { headers: { ...FORM, ...headers }, body: `${ANNA}&${body}` });
    return queue.held[0]?.event.touch;
  }

  it('is read from the hidden utm fields and click ids', async () => {
    expect(await touch('utm_source=google&utm_medium=cpc&utm_campaign=spring')).toMatchObject({
      source: 'google',
      medium: 'cpc',
      campaign: 'spring',
    });
    expect(await touch('gclid=abc')).toMatchObject({ source: 'google', medium: 'cpc', clickId: 'gclid:abc' });
  });

  it('is read from the address of the page and the one before it', async () => {
    const page = encodeURIComponent('https://site.example/offer?utm_source=news&utm_medium=email');
    expect(await touch(`_page=${page}`)).toMatchObject({
      source: 'news',
      medium: 'email',
      landingPage: '/offer',
    });
    const referrer = encodeURIComponent('https://www.google.com/');
    expect(await touch(`_page=https://site.example/offer&_referrer=${referrer}`)).toMatchObject({
      source: 'google',
      medium: 'organic',
    });
  });

  it('is read from the Referer when nothing else says it', async () => {
    const referer = 'https://site.example/landing?utm_source=news&utm_medium=email';
    expect(await touch('', { referer })).toMatchObject({ source: 'news', landingPage: '/landing' });
  });

  it('is nothing when they come from the owner', async () => {
    expect(await touch('_page=https://imbuto.test/f/ebook&_referrer=https://shop.example/')).toBeUndefined();
  });
});

describe('a form', () => {
  it('carries the browser that is not yet known by name', async () => {
    const { api, queue } = captureApi();
    await api('POST', '/f/ebook', { headers: FORM, body: `${ANNA}&_anonymousId=browser-1` });
    expect(queue.held[0]?.ids).toEqual({ email: 'anna@example.com', anonymous: 'browser-1' });
  });

  it('tells the variant that was shown, where it declares it', async () => {
    const { api, queue } = captureApi();
    await api('POST', '/f/full', { headers: FORM, body: `${ANNA}&terms=1&variant=b` });
    expect(queue.held[0]?.event).toMatchObject({ variant: 'b', properties: { variant: 'b' } });
  });

  it('leaves nothing of what was typed in the log', async () => {
    const { api, lines } = captureApi();
    await api('POST', '/f/full', { headers: FORM, body: `${ANNA}&terms=1&name=Rossi&_id=secret-key` });
    await api('POST', '/f/full', { headers: FORM, body: 'email=broken-mail&name=Rossi' });
    await api('POST', '/f/anna@example.com', { headers: JSON_BODY, body: '{"email":"anna@example.com"' });
    expect(lines).toHaveLength(3);
    expect(lines.join('\n')).not.toMatch(/anna|rossi|secret-key|broken-mail/i);
  });
});

function multipart(fields: Readonly<Record<string, string>>): string {
  const parts = Object.entries(fields).map(
    ([name, value]) => `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  const file =
    '--b\r\nContent-Disposition: form-data; name="name"; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\nfile\r\n';
  return `${parts.join('')}${file}--b--\r\n`;
}
