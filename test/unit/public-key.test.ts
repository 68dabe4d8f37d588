// What the public key can do to what a server has said: add to it, and take nothing of it.
import { describe, expect, it } from 'vitest';
import type { Breakdown } from '../../functions/domain/config/config.ts';
import type { LeadEvent, LeadId } from '../../functions/domain/event/event.ts';
import { tallyAll } from '../../functions/domain/funnel/tally.ts';
import { applySubmissions } from '../../functions/domain/lead/apply-submissions.ts';
import { primaryOf } from '../../functions/domain/lead/identity-graph.ts';
import { EMPTY_HISTORY, fold, leadOf } from '../../functions/domain/lead/lead.ts';
import { DAY, definition, event, funnel, HOUR, MONDAY, submission } from '../support/leads.ts';

const SEARCH = { channel: 'Paid Search', source: 'google' };
const AFFILIATES = { channel: 'Affiliates', source: 'a-friend' };
const BY: readonly Breakdown[] = ['channel', 'first.channel'];

function order(time: number, more: Partial<LeadEvent> = {}): LeadEvent {
  const bought = { id: `o${time}`, value: { currency: 'EUR', minor: 500_000 } };
  return event('Order', time, { id: `s:o${time}`, trusted: true, order: bought, ...more });
}

/** The sums of one metric of a lead, direct revenue with the other. */
function told(metric: string, events: readonly LeadEvent[], more: Parameters<typeof funnel>[1] = {}) {
  const sales = definition(funnel(['/pricing', 'Trial', 'Order'], { order: 'any', by: BY, ...more }));
  const lead = leadOf([fold(EMPTY_HISTORY, events)]);
  const cells = tallyAll([sales], lead, true).get(sales.key) ?? new Map();
  const sums = new Map<string, number>();
  for (const [key, n] of cells) {
    const [, name, slice = ''] = key.split('|');
    if (name === metric || name === metric.replace(/^v/, 'w')) sums.set(slice, (sums.get(slice) ?? 0) + n);
  }
  return Object.fromEntries(sums);
}

const REVENUE = 'v2:EUR';
const OF_SEARCH = { 'channel=Paid Search': 500_000, 'first.channel=Paid Search': 500_000 };

describe('a public page view that is dated back', () => {
  const view = event('/pricing', MONDAY - 10 * DAY, { id: 'p:1', touch: AFFILIATES });

  it('leaves an order where the server said that it came from', () => {
    expect(told(REVENUE, [view, order(MONDAY, { touch: SEARCH })])).toMatchObject(OF_SEARCH);
  });

  it('leaves it there where the server said so with an earlier event', () => {
    const signUp = event('Trial', MONDAY - DAY, { id: 's:1', trusted: true, touch: SEARCH });
    const later = event('/pricing', MONDAY - HOUR, { id: 'p:1', touch: AFFILIATES });
    expect(told(REVENUE, [signUp, later, order(MONDAY)])).toMatchObject(OF_SEARCH);
  });

  it('leaves it there where the server said so with the same page on the same day', () => {
    const seen = event('/pricing', MONDAY - HOUR, { id: 's:1', trusted: true, touch: SEARCH });
    const earlier = event('/pricing', MONDAY - 2 * HOUR, { id: 'p:1', touch: AFFILIATES });
    expect(told(REVENUE, [earlier, seen, order(MONDAY)])).toMatchObject(OF_SEARCH);
  });

  it('leaves it there where the same touch was told with the public key before', () => {
    const flood = Array.from({ length: 600 }, (_, n) =>
      event('/pricing', MONDAY - 10 * DAY + n, { id: `p:${n}`, touch: { ...AFFILIATES, term: `${n}` } }),
    );
    const seen = event('/pricing', MONDAY - HOUR, { id: 's:1', trusted: true, touch: SEARCH });
    expect(told(REVENUE, [...flood, seen, order(MONDAY)])).toMatchObject(OF_SEARCH);
  });

  it('tells where an order came from of which the server said nothing', () => {
    expect(told(REVENUE, [view, order(MONDAY)])).toMatchObject({ 'channel=Affiliates': 500_000 });
  });
});

describe('ten thousand public events at both ends of what may be said', () => {
  const form = event('ebook', MONDAY - HOUR, { kind: 'form', id: 'f:1' });
  const flood = Array.from({ length: 10_002 }, (_, n) =>
    event('x', n % 2 === 0 ? MONDAY - 13.9 * DAY : MONDAY + 4 * 60_000, { id: `p:${n}`, touch: AFFILIATES }),
  );
  const said = [order(MONDAY, { touch: SEARCH }), order(MONDAY + 60_000), form];

  it.each([
    ['before', [...flood, ...said]],
    ['after', [...said, ...flood]],
    ['around', [...said, ...flood, ...said]],
  ])('push out no order and no form that came %s them', (_, events) => {
    expect(told(REVENUE, events)).toEqual(told(REVENUE, said));
    expect(told(REVENUE, events)).toMatchObject({ 'channel=Paid Search': 1_000_000 });
    const { events: kept } = leadOf([fold(EMPTY_HISTORY, events)]);
    expect(kept).toEqual(expect.arrayContaining(said));
    expect(kept.length).toBeLessThanOrEqual(1_003);
  });

  it('push out none where they are of browsers that were tied to the lead', () => {
    const histories = [0, 1, 2].map((n) =>
      fold(
        EMPTY_HISTORY,
        flood.map((one) => ({ ...one, id: `${one.id}-${n}` })),
      ),
    );
    const { events: kept } = leadOf([fold(EMPTY_HISTORY, said), ...histories]);
    expect(kept).toEqual(expect.arrayContaining(said));
    expect(kept.length).toBeLessThanOrEqual(1_003);
  });
});

describe('forms that strangers send under her address', () => {
  const hers = event('ebook', MONDAY, { kind: 'form', id: 'f:ebook:1', touch: SEARCH });
  const tag = 'x'.repeat(200);
  const long = { ...AFFILIATES, medium: tag, term: tag, content: tag, landingPage: tag, clickId: tag };
  const heavy = (n: number, time: number) =>
    event('demo', time, { kind: 'form', id: `f:demo:${n}`, touch: { ...long, campaign: `${n}` } });
  const around = Array.from({ length: 400 }, (_, n) =>
    heavy(n, n % 2 === 0 ? MONDAY - DAY - n : MONDAY + DAY + n),
  );

  it('push hers out by no tags, however long they are and however many forms', () => {
    const { events: kept } = leadOf([fold(EMPTY_HISTORY, [...around, hers])]);
    expect(kept).toContainEqual(hers);
    expect(leadOf([fold(fold(EMPTY_HISTORY, around), [hers])]).events).toEqual(kept);
    // A page of forms and not one for each that was sent.
    expect(kept.length).toBeLessThan(20);
  });
});

describe('public events between orders', () => {
  const [first, second] = [order(MONDAY), order(MONDAY + 31 * DAY)];
  const window = { windowMs: 30 * DAY };

  it('make no order late', () => {
    const view = event('/pricing', MONDAY + 5 * DAY, { id: 'p:1' });
    expect(told(REVENUE, [first, view, second], window)).toMatchObject({ 'channel=Direct': 1_000_000 });
  });

  it('break no attempt that is strict', () => {
    const strict = { ...window, order: 'strict' as const };
    const steps = [
      event('/pricing', MONDAY, { id: 's:1', trusted: true }),
      event('Trial', MONDAY + HOUR, { id: 's:2', trusted: true }),
      order(MONDAY + 2 * HOUR),
    ];
    expect(told('l2', steps, strict)).toMatchObject({ 'channel=Direct': 1 });
    const noise = event('Trial', MONDAY + 90 * 60_000, { id: 'p:1' });
    expect(told('l2', [...steps, noise], strict)).toMatchObject({ 'channel=Direct': 1 });
  });

  it('end no attempt that the server goes on with', () => {
    const lost = { ...window, lostOn: [{ event: 'Cancelled' }] };
    const steps = [event('Trial', MONDAY, { id: 's:2', trusted: true }), order(MONDAY + 2 * HOUR)];
    const noise = event('Cancelled', MONDAY + HOUR, { id: 'p:1' });
    expect(told('b2', steps, lost)).toMatchObject({ 'channel=Direct': 1 });
    expect(told('b2', [...steps, noise], lost)).toMatchObject({ 'channel=Direct': 1 });
  });
});

describe('public claims that are dated back', () => {
  const address = 'anna@example.com';
  const browser: LeadId = { kind: 'anonymous', key: 'hers' };
  const hers = submission(
    { email: address, anonymous: 'hers' },
    event('ebook', MONDAY, { kind: 'form', id: 'f:1', received: MONDAY }),
  );
  const after = MONDAY + DAY;
  const claimed = (n: number, ids: object) =>
    submission(ids, event('', after - 14 * DAY, { kind: 'identify', id: `p:${n}`, received: after + n }));

  it('set no browser apart that was known before', () => {
    const flood = Array.from({ length: 100 }, (_, n) => claimed(n, { email: address, anonymous: `b${n}` }));
    for (const said of [
      [hers, ...flood],
      [...flood, hers],
    ]) {
      const records = applySubmissions(new Map(), said);
      expect(primaryOf(records, browser)).toEqual({ kind: 'email', key: address });
    }
  });

  it('take no browser and no user id from whom they belonged to before', () => {
    const user = submission(
      { email: address, user: 'u-42' },
      event('', MONDAY, { kind: 'identify', id: 'p:known', received: MONDAY }),
    );
    const taking = [
      claimed(1, { email: 'x@example.com', anonymous: 'hers' }),
      claimed(2, { email: 'x@example.com', user: 'u-42' }),
      claimed(3, { email: address, user: 'u-43' }),
    ];
    for (const said of [
      [hers, user, ...taking],
      [...taking, user, hers],
    ]) {
      const records = applySubmissions(new Map(), said);
      expect(primaryOf(records, browser).key).toBe(address);
      expect(primaryOf(records, { kind: 'user', key: 'u-42' }).key).toBe(address);
    }
  });
});
