// Capture and collect as they are deployed, over an emulated queue: what they accept is there, as messages.

import RudderAnalytics from '@rudderstack/rudder-sdk-node';
import { Analytics } from '@segment/analytics-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Submission } from '../../functions/domain/event/event.ts';
import { sqsQueue } from '../../functions/queue/sender.ts';
import { sqsCalls } from '../../functions/queue/sqs-calls.ts';
import { captureConfig } from '../support/capture-api.ts';
import { basic, PUBLIC_KEY, SECRET_KEY } from '../support/collect-api.ts';
import { type EntryFunctions, startEntryFunctions } from '../support/entry-functions.ts';
import { BROWSER, FORM, JSON_BODY, serveApi, type TestApi, testApi } from '../support/http-api.ts';

let functions: EntryFunctions;
let api: TestApi;

beforeAll(async () => {
  functions = await startEntryFunctions(captureConfig, { publicKey: PUBLIC_KEY, secretKey: SECRET_KEY });
  api = testApi({
    'ANY /f/{form}': functions.capture,
    'ANY /v1/{proxy+}': functions.collect,
    $default: functions.capture,
  });
});
afterAll(() => functions.stop());

describe('capture', () => {
  it('answers when the queue holds the submission, and not before', async () => {
    const answer = await api('POST', '/f/ebook', {
      headers: { ...FORM, ...BROWSER },
      body: 'email=anna%40example.com',
    });
    expect(answer.status).toBe(303);
    const messages = await functions.receive();
    expect(messages).toMatchObject([
      [{ ids: { email: 'anna@example.com' }, event: { kind: 'form', name: 'ebook' } }],
    ]);
  });

  it('takes text of every alphabet, control characters and emoji through the queue unharmed', async () => {
    const message = 'Привет, è già 🌻\n\u0007\ufffe\uffff';
    const body = JSON.stringify({ email: 'anna@example.com', message, terms: true });
    expect((await api('POST', '/f/full', { headers: JSON_BODY, body })).status).toBe(202);
    const [[submission] = []] = await functions.receive();
    expect(submission?.event.properties?.message).toBe('Привет, è già 🌻\n\ufffe\uffff');
  });

  it('is in good health while the queue is there', async () => {
    expect((await api('GET', '/health')).status).toBe(200);
  });
});

describe('a queue that is not there', () => {
  it('makes a send fail as unavailable, and health say so', async () => {
    const queue = sqsQueue(
      sqsCalls(functions.emulators.sqs, 1),
      `${functions.emulators.sqs.endpoint}/000000000000/nothing`,
    );
    const event = { id: 'p:1', time: 1, received: 1, kind: 'event', name: 'X', trusted: false } as const;
    await expect(queue.send([{ ids: { user: 'u' }, event }])).rejects.toMatchObject({
      name: 'QueueUnavailable',
    });
    expect(await queue.takesSubmissions()).toBe(false);
  });
});

describe('collect', () => {
  it('puts a request into one message', async () => {
    const batch = Array.from({ length: 200 }, (_, n) => ({ type: 'track', event: `E${n}`, userId: `u${n}` }));
    const headers = { ...JSON_BODY, ...basic(SECRET_KEY) };
    expect((await api('POST', '/v1/batch', { headers, body: JSON.stringify({ batch }) })).status).toBe(200);
    const messages = await functions.receive();
    expect(messages.map((submissions) => submissions.length)).toEqual([200]);
    expect(messages[0]?.every(({ event }) => event.trusted)).toBe(true);
  });

  it('puts a large one into several, and loses nothing', async () => {
    const properties = { text: 'x'.repeat(1900) };
    const batch = Array.from({ length: 250 }, (_, n) => ({
      type: 'track',
      event: `E${n}`,
      userId: 'u',
      properties,
    }));
    const body = JSON.stringify({ batch, writeKey: PUBLIC_KEY });
    expect(body.length).toBeLessThan(512 * 1024);
    expect((await api('POST', '/v1/batch', { headers: { 'content-type': 'text/plain' }, body })).status).toBe(
      200,
    );
    const messages = await functions.receive();
    expect(messages.length).toBeGreaterThan(1);
    const names = messages.flat().map(({ event }) => event.name);
    expect(names.toSorted()).toEqual(batch.map(({ event }) => event).toSorted());
  });

  it("records what Segment's client for Node sends", async () => {
    const server = await serveApi({ 'ANY /v1/{proxy+}': functions.collect });
    const errors: unknown[] = [];
    const client = new Analytics({ writeKey: SECRET_KEY, host: server.url, flushAt: 3, maxRetries: 0 });
    client.on('error', (error) => errors.push(error));
    const timestamp = new Date('2026-01-02T03:04:05.000Z');
    client.page({
      anonymousId: 'a1',
      name: 'Pricing',
      properties: { url: 'https://s.example/pricing?utm_source=news&utm_medium=email' },
    });
    client.identify({ anonymousId: 'a1', userId: 'u1', traits: { email: 'Anna@Example.com', plan: 'pro' } });
    client.track({
      userId: 'u1',
      event: 'Order Completed',
      timestamp,
      properties: { order_id: 'o1', revenue: 49.9, currency: 'EUR' },
    });
    await client.closeAndFlush({ timeout: 5_000 });
    await server.stop();

    expect(errors).toEqual([]);
    const [submissions = []] = await functions.receive();
    expect(submissions.map(({ ids, typed, event }) => ({ ids, typed, event }))).toMatchObject([
      {
        ids: { anonymous: 'a1' },
        event: { kind: 'page', name: '/pricing', trusted: true, touch: { source: 'news', medium: 'email' } },
      },
      {
        ids: { email: 'anna@example.com', user: 'u1', anonymous: 'a1' },
        typed: 'Anna@Example.com',
        event: { kind: 'identify' },
      },
      {
        ids: { user: 'u1' },
        event: {
          kind: 'event',
          name: 'Order Completed',
          time: timestamp.getTime(),
          order: { id: 'o1', value: { currency: 'EUR', minor: 4990 } },
        },
      },
    ]);
    expect(new Set(submissions.map(({ event }) => event.id)).size).toBe(3);
  });

  it.each([
    ['compressed, as it does by itself', {}],
    ['plain', { gzip: false }],
  ])("records what RudderStack's client for Node sends, %s", async (_, options) => {
    const server = await serveApi({ 'ANY /v1/{proxy+}': functions.collect });
    const errors: unknown[] = [];
    const client = new RudderAnalytics(SECRET_KEY, {
      dataPlaneUrl: server.url,
      logLevel: 'error',
      retryCount: 1,
      errorHandler: (error: unknown) => errors.push(error),
      ...options,
    });
    const timestamp = new Date('2026-01-02T03:04:05.000Z');
    client.page({ anonymousId: 'a1', name: 'Pricing', properties: { path: '/pricing' } });
    client.identify({ anonymousId: 'a1', userId: 'u1', traits: { email: 'Anna@Example.com' } });
    client.track({
      userId: 'u1',
      event: 'Order Completed',
      timestamp,
      properties: { order_id: 'o1', revenue: 49.9 },
    });
    client.alias({ userId: 'u1', previousId: 'old' });
    await client.flush();
    // It sends the first call at once, the others together.
    const submissions: Submission[] = [];
    while (submissions.length < 4 && errors.length === 0)
      submissions.push(...(await functions.receive()).flat());
    await server.stop();

    expect(errors).toEqual([]);
    expect(submissions).toMatchObject([
      { ids: { anonymous: 'a1' }, event: { kind: 'page', name: '/pricing', trusted: true } },
      { ids: { email: 'anna@example.com', user: 'u1', anonymous: 'a1' }, event: { kind: 'identify' } },
      {
        ids: { user: 'u1' },
        event: {
          name: 'Order Completed',
          time: timestamp.getTime(),
          order: { id: 'o1', value: { currency: 'USD', minor: 4990 } },
        },
      },
      {
        ids: { user: 'u1' },
        alias: [
          { kind: 'user', key: 'old' },
          { kind: 'anonymous', key: 'old' },
        ],
      },
    ]);
  });
});
