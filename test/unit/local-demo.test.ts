// The demo's month: the same every time it is sent, and made of what the configured funnels look for.
import { describe, expect, it } from 'vitest';
import { planJourneys } from '../../bin/demo/journey.ts';
import { type Requests, requestsOf } from '../../bin/demo/messages.ts';
import { createRandom } from '../../bin/demo/random.ts';
import { waysTold } from '../../bin/demo/ways-told.ts';
import { Calendar } from '../../functions/domain/calendar.ts';
import type { LeadEvent } from '../../functions/domain/event/event.ts';
import { readOrder } from '../../functions/domain/event/order.ts';
import { addTo, type CellKey } from '../../functions/domain/funnel/cells.ts';
import { defineAll } from '../../functions/domain/funnel/funnel.ts';
import { tallyAll } from '../../functions/domain/funnel/tally.ts';
import { EMPTY_HISTORY, fold, leadOf } from '../../functions/domain/lead/lead.ts';
import { indexCells } from '../../functions/domain/report/report-figures.ts';
import { buildWays } from '../../functions/domain/report/ways.ts';
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
  readonly form?: string;
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
    const pastForms = bodies(requests).filter(({ body }) => body.type === 'form');
    const forms = (form: string) =>
      [...requests.forms, ...pastForms.map(({ body }) => body)].filter((one) => one.form === form).length;
    const interest = count('Webinar Registered') + forms('ebook');
    const decision = count('Trial Started') + forms('demo');
    expect(interest).toBeGreaterThan(decision);
    expect(decision).toBeGreaterThan(count('Referral Sent'));
    expect(count('Order Completed')).toBeGreaterThan(0);
    expect(count('Referral Sent')).toBeGreaterThan(0);
    expect(requests.forms.length).toBeGreaterThan(0);
    expect(pastForms.length).toBeGreaterThan(100);
    expect(pastForms.every(({ key }) => key === 'secret')).toBe(true);
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

describe('the demo’s ways', () => {
  // Noon of a day in May: the whole month as the worker counts it, told as the demo tells it.
  const now = Date.UTC(2026, 4, 20, 12);
  const { messages, forms } = month(now);
  const events = new Map<string, LeadEvent[]>();
  for (const { key, body } of messages) {
    const told = body as Told;
    if (told.type === 'identify') continue;
    if (told.type === 'form') {
      const { messageId: id, timestamp, form: name = '', anonymousId } = told;
      const time = Date.parse(timestamp);
      const one = { id, time, received: now, kind: 'form' as const, name, trusted: true };
      events.set(anonymousId, [...(events.get(anonymousId) ?? []), one]);
      continue;
    }
    const { messageId: id, timestamp, type, event = '', properties } = told;
    const time = Date.parse(timestamp);
    const kind = type === 'page' ? ('page' as const) : ('event' as const);
    const name = kind === 'page' ? String(properties.path) : event;
    const order = readOrder({ name, properties, messageId: id });
    const one = { id, time, received: now, kind, name, trusted: key === 'secret', ...(order && { order }) };
    events.set(told.anonymousId, [...(events.get(told.anonymousId) ?? []), one]);
  }
  for (const { form, idempotencyKey: id, fields } of forms) {
    const lead = String(fields._anonymousId);
    const one = { id, time: now, received: now, kind: 'form' as const, name: form, trusted: false };
    events.set(lead, [...(events.get(lead) ?? []), one]);
  }
  const calendar = new Calendar(config.timezone);
  const definitions = defineAll(config.funnels, ({ id }) => id, calendar);
  const cells = new Map<CellKey, number>();
  for (const all of events.values()) {
    const counted = tallyAll(definitions, leadOf([fold(EMPTY_HISTORY, all)]), true).get('trial') ?? [];
    for (const [key, n] of counted) addTo(cells, key, n);
  }
  const [funnel, giver] = config.funnels;
  if (funnel === undefined || giver === undefined) throw new Error('the starter has two funnels');
  const range = { from: '2026-04-21', to: '2026-05-20' };
  const ways = buildWays([{ funnel, givers: [giver], cells: indexCells(cells), calendar, ...range, now }]);

  it('say that its funnels share nearly all buyers, and answer from those that share nobody', () => {
    const [{ either, both, goals } = fail()] = ways;
    expect(either.leads).toBeGreaterThan(1_400);
    expect(both.customers).toBeGreaterThan(10);
    expect(both.customers / either.customers).toBeGreaterThan(0.9);
    expect(goals.map(({ goal }) => goal)).toEqual(['soon', 'end', 'revenue', 'repeat', 'referrals']);
    for (const { marketing, straight } of goals) {
      expect(Math.min(marketing.leads, straight.leads)).toBeGreaterThan(200);
    }
    const labels = [funnel, giver].map(({ id }) => ({ funnel: id, label: id }));
    const told = waysTold({ ways, funnels: labels, timezone: config.timezone }, 'en').join('\n');
    expect(told).toContain(`“relationship” and “trial” share their people: `);
    expect(told).toContain(`customers: ${both.customers} of ${either.customers}`);
    expect(told).toMatch(/Customers soon: within \d+d\. .*(The data cannot tell|Better: )/);
  });
});

type Told = {
  readonly messageId: string;
  readonly timestamp: string;
  readonly type: string;
  readonly event?: string;
  readonly form?: string;
  readonly anonymousId: string;
  readonly properties: Readonly<Record<string, unknown>>;
};

function fail(): never {
  throw new Error('no ways');
}
