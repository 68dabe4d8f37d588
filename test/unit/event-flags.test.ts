// What could not be read of an event stands on it as flags, and is counted by reason and source.
import { describe, expect, it } from 'vitest';
import { tallyAll } from '../../functions/domain/funnel/tally.ts';
import { EMPTY_HISTORY, fold, leadOf } from '../../functions/domain/lead/lead.ts';
import { flagsOf, isFlags, packFlags, unpackFlags } from '../../functions/domain/quality/flags.ts';
import { QUALITY_FUNNEL } from '../../functions/domain/quality/quality-funnel.ts';
import { keySource, partsOf, sourceOf } from '../../functions/domain/quality/source.ts';
import { collectApi, SECRET_KEY } from '../support/collect-api.ts';
import { definitions, event, funnel, HOUR, MONDAY } from '../support/leads.ts';

const ORDER = { event: 'Order Completed', anonymousId: 'a1', messageId: 'm-1' };

describe('the flags of an event', () => {
  it.each([
    [{ ...ORDER, properties: { order_id: '1', revenue: 'much' } }, ['value-unreadable']],
    [{ ...ORDER, properties: { order_id: '1', revenue: -20 } }, ['value-unreadable']],
    [{ ...ORDER, properties: { order_id: '1', revenue: 20, currency: 'DOGE' } }, ['currency-unreadable']],
    [{ ...ORDER, properties: { revenue: 20 } }, ['order-without-id']],
    [{ ...ORDER, properties: { order_id: 'undefined', revenue: 20 } }, ['order-without-id']],
    [{ ...ORDER, event: 'Renewed', properties: { revenue: '1,234' } }, ['value-unreadable']],
    [{ ...ORDER, event: 'X', userId: 'undefined' }, ['id-placeholder']],
    [{ ...ORDER, event: 'X', timestamp: 'noon' }, ['time-unreadable']],
    [{ ...ORDER, event: 'X', timestamp: 1e9 }, undefined],
    [
      { ...ORDER, userId: 'null', timestamp: 'noon', properties: { revenue: '?' } },
      ['value-unreadable', 'time-unreadable', 'id-placeholder', 'order-without-id'],
    ],
    [{ ...ORDER, properties: { order_id: '1', revenue: 20, currency: 'EUR' } }, undefined],
    [{ ...ORDER, event: 'X' }, undefined],
  ])('of %j are %j', async (call, reasons) => {
    const { submission } = await collectApi().send('/v1/track', call, { key: SECRET_KEY });
    const flags = reasons === undefined ? undefined : { reasons, source: 'secret' };
    expect(submission?.event.flags).toEqual(flags);
  });

  it('say with which key and client it came', async () => {
    const context = { library: { name: 'analytics-next', version: '1' } };
    const { submission } = await collectApi().send('/v1/track', { ...ORDER, context, timestamp: 'noon' });
    expect(submission?.event.flags?.source).toBe('key:public-k analytics-next');
  });

  it('are stored as letters, and read as they were', () => {
    const flags = { reasons: ['time-clamped', 'value-unreadable'], source: 'key:0f8b6c1e other' } as const;
    expect(packFlags(flags)).toBe('kv key:0f8b6c1e other');
    expect(unpackFlags(packFlags(flags))).toEqual(flags);
    expect(unpackFlags('Z secret')).toBeUndefined();
    expect(unpackFlags('k')).toBeUndefined();
    expect(isFlags(flags)).toBe(true);
    expect(isFlags({ ...flags, reasons: ['other'] })).toBe(false);
    expect(flagsOf([undefined, undefined], 'secret')).toBeUndefined();
  });
});

describe('a source', () => {
  it.each([
    ['@segment/analytics-node', 'secret analytics-node'],
    ['Analytics.NET', 'secret analytics.net'],
    ['RudderLabs JavaScript SDK', 'secret rudder-sdk-js'],
    ['anna@example.com', 'secret other'],
    ['x'.repeat(10_000), 'secret other'],
    [undefined, 'secret'],
    [{}, 'secret'],
  ])('of the client %j is %s: nobody makes one up', (library, source) => {
    expect(keySource('secret', library)).toBe(source);
  });

  it('is told in its parts', () => {
    expect(partsOf('secret')).toEqual({ key: 'secret', client: null, form: null, field: null });
    expect(partsOf('key:0f8b6c1e other')).toEqual({
      key: '0f8b6c1e',
      client: 'other',
      form: null,
      field: null,
    });
    expect(partsOf('form:ebook')).toEqual({ key: null, client: null, form: 'ebook', field: null });
    expect(partsOf('form:ebook your phone')).toMatchObject({ form: 'ebook', field: 'your phone' });
    expect(sourceOf({ trusted: true, kind: 'form', name: 'ebook' })).toBe('secret');
    expect(sourceOf({ trusted: false, kind: 'form', name: 'ebook' })).toBe('form:ebook');
    expect(sourceOf({ trusted: false, kind: 'event', name: 'X' })).toBe('public');
  });
});

describe('Data quality', () => {
  const clamped = { reasons: ['time-clamped'], source: 'secret analytics-node' } as const;
  const sales = { ...funnel(['/pricing', 'Order Completed']), id: 'sales' };
  const events = [
    event('/pricing', MONDAY, { flags: clamped }),
    event('/other', MONDAY + HOUR, { flags: clamped }),
    event('Order Completed', MONDAY + 2 * HOUR, { id: 's:1', trusted: true, order: { id: 'o-1' } }),
    event('Order Refunded', MONDAY + 3 * HOUR, {
      id: 's:2',
      trusted: true,
      order: { id: 'o-1', refund: true, unread: 'value' },
      flags: { reasons: ['value-unreadable'], source: 'secret' },
    }),
    event('Order Refunded', MONDAY + 4 * HOUR, { id: 'p:3', order: { id: 'o-1', refund: true } }),
    event('Order Refunded', MONDAY + 5 * HOUR, { id: 'p:4', order: { id: 'o-9', refund: true } }),
  ];
  const counted = tallyAll(
    definitions([sales, QUALITY_FUNNEL], 'UTC'),
    leadOf([fold(EMPTY_HISTORY, events)]),
    false,
  );
  const quality = (id: string) =>
    Object.fromEntries([...(counted.get(id) ?? [])].filter(([key]) => key.includes('|zq:')));

  it('counts under a funnel what touches its figures, a refund with its order', () => {
    expect(quality('sales')).toEqual({
      '2026-03-02|zq:time-clamped|': 1,
      '2026-03-02|zq:order-without-value|': 1,
      '2026-03-02|zq:value-unreadable|': 1,
      '2026-03-02|zq:change-with-public-key|': 1,
    });
  });

  it('counts of the whole instance everything, by source, and nothing else', () => {
    expect(quality('~quality')).toEqual({
      '2026-03-02|zq:time-clamped:secret analytics-node|': 2,
      '2026-03-02|zq:order-without-value:secret|': 1,
      '2026-03-02|zq:value-unreadable:secret|': 1,
      '2026-03-02|zq:change-with-public-key:public|': 1,
      '2026-03-02|zq:change-of-no-order:public|': 1,
    });
    expect(counted.get('~quality')?.size).toBe(5);
  });
});
