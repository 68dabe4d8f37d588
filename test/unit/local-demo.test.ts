// The demo's month: the same every time it is sent, and made of what the configured funnels look for.
import { describe, expect, it } from 'vitest';
import { planJourneys } from '../../bin/demo/journey.ts';
import { type Requests, requestsOf } from '../../bin/demo/messages.ts';
import { createRandom } from '../../bin/demo/random.ts';
import { loadConfig } from '../../lib/configuration.ts';

const DAY = 86_400_000;
const config = await loadConfig({});

function month(now: number, seed = 'imbuto', visitors = 1_500): Requests {
  return requestsOf(planJourneys({ config, seed, visitors, now }), config, now);
}

type Body = {
  readonly messageId: string;
  readonly timestamp: string;
  readonly type: string;
  readonly event?: string;
  readonly properties?: { readonly order_id?: string; readonly revenue?: string };
};
const bodies = ({ messages }: Requests) => messages.map(({ key, body }) => ({ key, body: body as Body }));

describe('the demo', () => {
  const now = Date.UTC(2026, 4, 20, 12);
  const requests = month(now);

  it('says the same again, under the same ids, however much later', () => {
    expect(month(now)).toEqual(requests);
    const before = bodies(requests);
    const later = bodies(month(now + 3 * DAY));
    expect(later.map(({ key, body }) => [key, body.messageId])).toEqual(
      before.map(({ key, body }) => [key, body.messageId]),
    );
    expect(
      later.every(
        ({ body }, index) =>
          Date.parse(body.timestamp) - Date.parse(before[index]?.body.timestamp ?? '') === 3 * DAY,
      ),
    ).toBe(true);
  });

  it('gives every message an id of its own, and another seed other ones', () => {
    const ids = bodies(requests).map(({ body }) => body.messageId);
    expect(new Set(ids).size).toBe(ids.length);
    const others = new Set(bodies(month(now, 'other')).map(({ body }) => body.messageId));
    expect(ids.some((id) => others.has(id))).toBe(false);
  });

  it('lies in the month before now, what browsers say in the last two weeks of it', () => {
    for (const { key, body } of bodies(requests)) {
      const age = now - Date.parse(body.timestamp);
      expect(age).toBeGreaterThanOrEqual(0);
      expect(age).toBeLessThanOrEqual((key === 'public' ? 13 : 60) * DAY);
    }
  });

  it('reaches every stage, each by fewer than the one before', () => {
    const count = (event: string) => bodies(requests).filter(({ body }) => body.event === event).length;
    const forms = (form: string) => requests.forms.filter((post) => post.form === form).length;
    const interest = count('Webinar Registered') + forms('ebook');
    const decision = count('Trial Started') + forms('demo');
    expect(interest).toBeGreaterThan(decision);
    expect(decision).toBeGreaterThan(count('Referral Sent'));
    expect(count('Order Completed')).toBeGreaterThan(0);
    expect(count('Referral Sent')).toBeGreaterThan(0);
    expect(forms('ebook')).toBeGreaterThan(0);
  });

  it('sends orders with the secret key only, each with an id and a price', () => {
    const orders = bodies(requests).filter(({ body }) => body.event === 'Order Completed');
    for (const { key, body } of orders) {
      expect(key).toBe('secret');
      expect(body.properties).toMatchObject({
        order_id: expect.any(String),
        revenue: expect.stringMatching(/^\d+\.\d\d$/),
      });
    }
    expect(new Set(orders.map(({ body }) => body.properties?.order_id)).size).toBe(orders.length);
  });

  it('names nobody who could get mail', () => {
    const emails = JSON.stringify(requests).match(/[\w.+-]+@[\w.-]+/g) ?? [];
    expect(emails.length).toBeGreaterThan(100);
    expect(emails.every((email) => email.endsWith('@example.com'))).toBe(true);
  });
});

describe('repeatable chance', () => {
  it('is even enough, and the same for the same seed', () => {
    const random = createRandom('seed', 1);
    const numbers = Array.from({ length: 10_000 }, () => random.next());
    expect(Math.abs(numbers.reduce((a, b) => a + b) / numbers.length - 0.5)).toBeLessThan(0.02);
    expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...numbers)).toBeLessThan(1);
    const again = createRandom('seed', 1);
    expect(numbers.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => again.next()));
    expect(createRandom('seed', 2).next()).not.toBe(numbers[0]);
  });
});
