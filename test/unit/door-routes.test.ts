// Closed and full forms and keys, as browsers and programs meet them; and keys that follow one another.
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../functions/domain/config/parse-config.ts';
import { captureApi, captureConfig } from '../support/capture-api.ts';
import { basic, collectApi } from '../support/collect-api.ts';
import { smallConfig } from '../support/configs.ts';
import { BROWSER, JSON_BODY } from '../support/http-api.ts';
import { memoryDoor } from '../support/memory-door.ts';

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const NOW = Date.parse('2026-11-30T12:00:00Z');

function formsWith(more: object) {
  return { ...captureConfig, forms: captureConfig.forms.map((form) => ({ ...form, ...more })) };
}

describe('a form that is closed', () => {
  it.each([
    ['en', 'This form is closed'],
    ['it', 'Questo modulo è chiuso'],
    ['ru', 'Эта форма закрыта'],
  ])('says so to visitors in their language: %s', async (language, words) => {
    const { api, queue } = captureApi(formsWith({ closedFrom: NOW }));
    for (const method of ['GET', 'POST']) {
      const headers = { ...BROWSER, ...FORM, 'accept-language': language };
      const body = method === 'POST' ? 'email=anna%40example.com' : '';
      const { status, text } = await api(method, '/f/ebook', { headers, body, received: NOW });
      expect(status).toBe(410);
      expect(text).toContain(words);
    }
    expect(queue.held).toEqual([]);
  });

  it('is a problem to programs, from its day on, and other forms stay open', async () => {
    const { api, queue } = captureApi(formsWith({ closedFrom: NOW }));
    const sent = { headers: FORM, body: 'email=anna%40example.com' };
    expect((await api('POST', '/f/ebook', { ...sent, received: NOW - 1 })).status).toBe(202);
    const answer = await api('POST', '/f/ebook', { ...sent, received: NOW });
    expect([answer.status, answer.json().code]).toEqual([410, 'form-closed']);
    expect(queue.held).toHaveLength(1);
  });

  it('can be closed by hand, without a deploy', async () => {
    const table = memoryDoor();
    table.closed.add('form:ebook');
    const { api } = captureApi(captureConfig, {}, table);
    expect((await api('GET', '/f/ebook', { headers: BROWSER, received: NOW })).status).toBe(410);
    expect((await api('GET', '/f/full', { headers: BROWSER, received: NOW })).status).toBe(200);
  });
});

describe('a form above its quota', () => {
  const full = formsWith({ quota: { minute: 2, day: 100 } });
  const body = 'email=anna%40example.com&name=Anna+%22A%22&utm_source=news&_id=abc';

  it('comes back to a browser with all that was typed, and is taken a minute later', async () => {
    const { api, queue } = captureApi(full);
    const send = (received: number) =>
      api('POST', '/f/full', { headers: { ...BROWSER, ...FORM }, body: `${body}&terms=on`, received });
    await send(NOW);
    await send(NOW);
    const answer = await send(NOW + 20_000);
    expect(answer.status).toBe(429);
    expect(answer.headers['retry-after']).toBe('40');
    expect(answer.text).toContain('Everything that you typed is below');
    expect(answer.text).toContain('value="anna@example.com"');
    expect(answer.text).toContain('name="_id" value="abc"');
    expect(answer.text).toContain('name="utm_source" value="news"');
    expect(queue.held).toHaveLength(2);
    expect((await send(NOW + 60_000)).status).toBe(303);
  });

  it('is a problem with Retry-After to programs; other forms, robots and mistakes use none of it', async () => {
    const { api } = captureApi(full);
    const send = (path: string, said: string) =>
      api('POST', path, { headers: FORM, body: said, received: NOW });
    for (let i = 0; i < 5; i++) {
      expect((await send('/f/ebook', 'email=none')).status).toBe(422);
      expect((await send('/f/ebook', `${body}&_gotcha=x`)).status).toBe(202);
    }
    const statuses = [];
    for (let i = 0; i < 3; i++) statuses.push((await send('/f/ebook', body)).status);
    expect(statuses).toEqual([202, 202, 429]);
    const answer = await send('/f/ebook', body);
    expect([answer.json().code, answer.headers['retry-after']]).toEqual(['too-many-requests', '60']);
  });
});

const NEW = '22222222-new-key-of-the-site';
const OLD = '11111111-old-key-of-the-site';

function keyed(more: object = {}, first: object = {}) {
  return parseConfig({
    ...smallConfig().config,
    timezone: 'Europe/Rome',
    publicKeys: [
      { key: NEW, ...first },
      { key: OLD, until: '2026-11-30', ...more },
    ],
  });
}

describe('a key that another follows', () => {
  const call = JSON.stringify({ type: 'track', event: 'X', anonymousId: 'a' });
  const midnight = Date.parse('2026-12-01T00:00:00+01:00');

  it('is taken to the end of its day in the zone of the configuration, then refused by name', async () => {
    const { api, queue } = collectApi(keyed());
    const send = (key: string, received: number) =>
      api('POST', '/v1/track', { headers: { ...JSON_BODY, ...basic(key) }, body: call, received });
    expect((await send(OLD, midnight - 1)).status).toBe(200);
    const late = await send(OLD, midnight);
    expect([late.status, late.json().code]).toEqual([403, 'forbidden']);
    expect(late.json().detail).toContain('closed');
    expect((await send(NEW, midnight)).status).toBe(200);
    expect((await send('33333333-no-key', midnight)).status).toBe(401);
    expect(queue.held).toHaveLength(2);
  });

  it('is told of the new one by the settings that pages with the library ask for', async () => {
    const { api } = collectApi(keyed());
    const settings = (key: string, received: number) =>
      api('GET', `/v1/projects/${key}/settings`, { received });
    for (const key of [OLD, NEW])
      expect((await settings(key, midnight - 1)).json()).toMatchObject({
        integrations: { 'Segment.io': { apiKey: NEW } },
      });
    expect((await settings(OLD, midnight)).status).toBe(403);
  });

  it('can be closed by hand; the secret key never is', async () => {
    const table = memoryDoor();
    table.closed.add('key:22222222').add('key:secret-k');
    const { api } = collectApi(keyed(), table);
    const send = (key: string) =>
      api('POST', '/v1/track', { headers: { ...JSON_BODY, ...basic(key) }, body: call, received: NOW });
    expect((await send(NEW)).status).toBe(403);
    expect((await send(OLD)).status).toBe(200);
    expect((await send('secret-key')).status).toBe(200);
  });
});

describe('a key above its quota', () => {
  const batch = (n: number, from = 0) =>
    JSON.stringify({
      batch: Array.from({ length: n }, (_, i) => ({
        type: 'track',
        event: `X${from + i}`,
        anonymousId: 'a',
      })),
    });

  it('sends a batch whole or not at all; the other key and the secret one are none of its concern', async () => {
    const { api, queue } = collectApi(keyed({}, { quota: { minute: 500, day: 1_000 } }));
    const send = (key: string, n: number) =>
      api('POST', '/v1/batch', { headers: { ...JSON_BODY, ...basic(key) }, body: batch(n), received: NOW });
    expect((await send(NEW, 300)).status).toBe(200);
    const answer = await send(NEW, 300);
    expect([answer.status, answer.headers['retry-after']]).toEqual([429, '60']);
    expect(queue.held).toHaveLength(300);
    expect((await send(OLD, 300)).status).toBe(200);
    expect((await send('secret-key', 2_000)).status).toBe(200);
  });

  it('counts calls that are not good, and each 4 KiB of a body of few: what is refused was read too', async () => {
    const { api, queue } = collectApi(keyed({}, { quota: { minute: 1_000, day: 1_000 } }));
    const send = (body: string) =>
      api('POST', '/v1/batch', { headers: { ...JSON_BODY, ...basic(NEW) }, body, received: NOW });
    const junk = JSON.stringify({ batch: Array(2_000).fill(0) });
    expect((await send(junk)).json()).toMatchObject({ dropped: 2_000 });
    const long = JSON.stringify({ batch: [], context: { text: 'x'.repeat(480 * 1024) } });
    for (let n = 0; n < 4; n++) expect((await send(long)).status).toBe(200);
    expect((await send(batch(50))).status).toBe(429);
    expect((await send(junk)).status).toBe(429);
    expect(queue.held).toEqual([]);
  });

  it('brings at most 50 different ids a request, and is told how many calls were left out', async () => {
    const strangers = Array.from({ length: 400 }, (_, i) => ({
      type: 'track',
      event: 'X',
      anonymousId: `a${i % 80}`,
    }));
    for (const [key, kept] of [
      [NEW, 250],
      ['secret-key', 400],
    ] as const) {
      const { api, queue } = collectApi(keyed());
      const body = JSON.stringify({ batch: strangers });
      const answer = await api('POST', '/v1/batch', { headers: { ...JSON_BODY, ...basic(key) }, body });
      const dropped = 400 - kept;
      const reasons = { 'it is beyond what one request may bring': dropped };
      expect(answer.json()).toEqual({ success: true, ...(dropped > 0 ? { dropped, reasons } : {}) });
      expect(queue.held).toHaveLength(kept);
    }
  });
});
