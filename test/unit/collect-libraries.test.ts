// Segment's libraries of other languages, by the requests that they make: all of their events are taken as they were meant.
import { describe, expect, it } from 'vitest';
import { collectApi, PUBLIC_KEY } from '../support/collect-api.ts';
import { LIBRARY_REQUESTS, SAID_AT } from '../support/segment-requests.ts';

describe("Segment's library for", () => {
  it.each(LIBRARY_REQUESTS)('$library sends three events', async ({ path, headers, body, trusted }) => {
    const { api, queue } = collectApi();
    const answer = await api('POST', path, { headers, body, received: SAID_AT + 1_500 });
    expect([answer.status, answer.json()]).toEqual([200, { success: true }]);

    const [seen, known, bought] = queue.held;
    const scope = trusted ? 's' : 'p';
    expect(queue.held.map(({ event }) => [event.id, event.time, event.trusted, event.flags])).toEqual(
      ['m1', 'm2', 'm3'].map((id) => [`${scope}:${id}`, SAID_AT, trusted, undefined]),
    );
    expect(seen?.event).toMatchObject(
      trusted
        ? { kind: 'page', name: '/pricing', touch: { source: 'news', medium: 'email' } }
        : { kind: 'event', name: 'Viewed Pricing Screen' },
    );
    expect(known?.ids).toMatchObject({ email: 'anna@example.com', user: 'u1' });
    expect(known?.event).toMatchObject({ kind: 'identify', properties: { plan: 'pro' } });
    expect(bought?.ids.user).toBe('u1');
    expect(bought?.event).toMatchObject({
      name: 'Order Completed',
      order: { id: 'o1', value: { currency: 'EUR', minor: 4990 } },
    });
  });

  it.each(['analytics-ios/1.9.0', 'analytics-kotlin/1.21.0'])('%s is told where to send', async (agent) => {
    const { api } = collectApi();
    const headers = { 'content-type': 'application/json; charset=utf-8', 'user-agent': agent };
    const answer = await api('GET', `/v1/projects/${PUBLIC_KEY}/settings`, { headers });
    expect(answer.json().integrations).toMatchObject({
      'Segment.io': { apiKey: PUBLIC_KEY, apiHost: 'imbuto.test/v1' },
    });
  });
});
