// The attacks that were found, each with its own input: through the tracking API and the worker to the counters.
import { describe, expect, it } from 'vitest';
import { MeteredTable, TABLE } from '../../bench/ceiling/metered-table.ts';
import { parseConfig } from '../../functions/domain/config/parse-config.ts';
import type { Submission } from '../../functions/domain/event/event.ts';
import { advanceLeads } from '../../functions/progress/advance-leads.ts';
import { readCells } from '../../functions/store/counters/read-days.ts';
import { currentDefinitions } from '../../functions/store/definitions/definition-key.ts';
import { hashWith } from '../../functions/store/leads/lead-ids.ts';
import { readWholeLeads } from '../../functions/store/leads/read-leads.ts';
import { basic, collectApi, PUBLIC_KEY, SECRET_KEY } from '../support/collect-api.ts';
import { JSON_BODY } from '../support/http-api.ts';
import { messageOf, workerDeps } from '../support/worker-deps.ts';

const DAY = 86_400_000;
const NOW = Date.parse('2026-11-20T12:00:00Z');
const EMAIL = 'anna@example.com';
const A_REQUEST = 500;
const A_MESSAGE = 2_000;

const config = parseConfig({
  forms: [{ id: 'ebook', title: 'E-book', fields: [{ name: 'email', type: 'email', required: true }] }],
  funnels: [
    {
      id: 'sales',
      kind: 'sales',
      order: 'any',
      by: ['channel', 'first.channel'],
      stages: [
        { id: 'look', on: [{ page: '/pricing' }] },
        { id: 'ask', on: [{ form: 'ebook' }] },
        { id: 'buy', on: [{ event: 'Order Completed', from: 'server' }] },
      ],
    },
  ],
  publicKeys: [{ key: '0f8b6c1e-2a5d-4f0c-9c1e', quota: { minute: 1_000_000, day: 10_000_000 } }],
});
const KEY = config.publicKeys?.[0]?.key ?? PUBLIC_KEY;
const [definition] = currentDefinitions(config);

/** An imbuto over a table in memory: what is sent is taken, and applied request by request. */
function imbuto() {
  const { api, queue } = collectApi(config);
  const table = new MeteredTable();
  const leads = {
    ...{ client: table, table: TABLE, hashOf: hashWith(Buffer.alloc(32, 7)), now: Date.now },
    ...{ pause: async () => {}, random: Math.random },
  };
  const worker = workerDeps(leads);
  const apply = async (submissions: readonly Submission[]): Promise<void> => {
    let messages = [messageOf(...submissions)];
    while (messages.length > 0) {
      const failed = await advanceLeads({ ...worker, definitions: currentDefinitions(config) }, messages);
      expect(failed.size).toBe(0);
      messages = worker.sentAgain.splice(0).map((work) => messageOf(...work));
    }
  };
  const send = async (
    key: string,
    calls: readonly object[],
    more: object = {},
    received = NOW,
  ): Promise<void> => {
    // A request by public key names fifty people at most: who knows it sends more requests.
    const ids = new Set(calls.map((call) => JSON.stringify({ ...call, timestamp: '', messageId: '' })));
    const most = ids.size > 49 ? 49 : A_REQUEST;
    for (let at = 0; at < calls.length; at += most) {
      const body = JSON.stringify({ ...more, batch: calls.slice(at, at + most) });
      const headers = { ...JSON_BODY, ...basic(key) };
      const { status } = await api('POST', '/v1/batch', { headers, body, received });
      expect(status).toBe(200);
    }
    while (queue.held.length > 0) await apply(queue.held.splice(0, A_MESSAGE));
  };
  return {
    table,
    leads,
    server: (...calls: readonly object[]) => send(SECRET_KEY, calls),
    /** A customer's, two days before the stranger comes. */
    browser: (...calls: readonly object[]) => send(KEY, calls, {}, NOW - 2 * DAY),
    stranger: (calls: readonly object[], more?: object) => send(KEY, calls, more),
    form: (id: string, time: number) =>
      apply([
        {
          ids: { email: EMAIL },
          event: { id: `f:ebook:${id}`, time, received: time, trusted: false, kind: 'form', name: 'ebook' },
        },
      ]),
    trusted: async (): Promise<Readonly<Record<string, number>>> => {
      if (definition === undefined) throw new Error('no funnel is counted');
      const cells = await readCells(table as never, TABLE, {
        ...{ definition, from: '2026-10-01', to: '2026-12-31', breakdowns: [], isConsistent: true },
      });
      const sums: Record<string, number> = {};
      for (const [key, n] of cells) {
        const [, metric = '', slice = ''] = key.split('|');
        if (/^(?:e|n|l[012]|o2|v2:EUR)$/.test(metric)) {
          const name = `${metric} ${slice}`;
          sums[name] = (sums[name] ?? 0) + n;
        }
      }
      return sums;
    },
  };
}

const order = (id: string, revenue: number, time: number, more: object = {}): object => ({
  ...{ type: 'track', event: 'Order Completed', userId: 'u-42', messageId: id },
  ...{ timestamp: new Date(time).toISOString(), properties: { order_id: id, revenue, currency: 'EUR' } },
  ...more,
});
const search = { context: { traits: { email: EMAIL }, campaign: { source: 'google', medium: 'cpc' } } };
const at = (time: number): object => ({ timestamp: new Date(time).toISOString() });

describe('a stranger with the public key', () => {
  it.each([
    ['by her address in a shared context', 5_001, { context: { traits: { email: EMAIL } } }, {}],
    ['by her user id, which is easy to guess', 5_001, {}, { userId: 'u-42' }],
    ['a hundred thousand times', 50_000, { context: { traits: { email: EMAIL } } }, {}],
  ])(
    'deletes no paid order by tiny events at both ends of time, %s',
    { timeout: 300_000 },
    async (_, each, shared, own) => {
      const { server, stranger, form, trusted } = imbuto();
      await form('1', NOW - 3 * DAY);
      await server(order('A-1', 1_234, NOW - 2 * DAY, search), order('A-2', 131.01, NOW - DAY, search));
      const before = await trusted();
      expect(before).toMatchObject({ 'v2:EUR channel=Paid Search': 136_501, 'l1 ': 1 });
      const tiny = (time: number) => (__: unknown, n: number) => ({
        ...{ type: 'track', event: 'x', messageId: `${time}-${n}`, ...own, ...at(time) },
        ...('userId' in own ? {} : { anonymousId: 'b' }),
      });
      await stranger(Array.from({ length: each }, tiny(NOW - 13.9 * DAY)), shared);
      await stranger(Array.from({ length: each }, tiny(NOW + 4 * 60_000)), shared);
      expect(await trusted()).toEqual(before);
      await server(order('A-1', 1_234, NOW - 2 * DAY, search));
      expect(await trusted()).toEqual(before);
    },
  );

  it('takes no source of an order by one view that is dated back', async () => {
    const { server, stranger, trusted } = imbuto();
    await server(order('A-1', 5_000, NOW - DAY, search));
    await stranger([
      {
        ...{ type: 'page', userId: 'u-42', properties: { path: '/pricing' }, ...at(NOW - 13 * DAY) },
        context: { traits: { email: EMAIL }, campaign: { source: 'friend', medium: 'affiliate' } },
      },
    ]);
    expect(await trusted()).toMatchObject({
      'v2:EUR channel=Paid Search': 500_000,
      'v2:EUR first.channel=Paid Search': 500_000,
    });
    expect(JSON.stringify(await trusted())).not.toContain('v2:EUR channel=Affiliates');
  });

  it('makes no lead dear by a tree of 10,100 ids', { timeout: 120_000 }, async () => {
    const { stranger, table, leads } = imbuto();
    const users = Array.from({ length: 100 }, (_, user) => ({ userId: `u-${user}` }));
    const calls = users.flatMap((own, user) => [
      { type: 'identify', ...own, traits: { email: EMAIL } },
      ...Array.from({ length: 100 }, (_, n) => ({ type: 'identify', ...own, anonymousId: `b-${user}-${n}` })),
    ]);
    expect(calls).toHaveLength(10_100);
    await stranger(calls);
    for (let n = 0; n < 5; n++) {
      table.take();
      await stranger([{ type: 'track', event: 'x', userId: 'u-0' }]);
      const { reads, writes } = table.take();
      expect(reads).toBeLessThan(100);
      expect(writes).toBeLessThan(40);
    }
    const { records } = await readWholeLeads(leads, [{ kind: 'email', key: EMAIL }]);
    expect(records.size).toBeLessThanOrEqual(81);
  });

  it('parts no customer from her browser by a hundred claims that are dated back', async () => {
    const { server, browser, stranger, trusted } = imbuto();
    await browser(
      { type: 'page', anonymousId: 'hers', properties: { path: '/pricing' } },
      { type: 'identify', anonymousId: 'hers', traits: { email: EMAIL } },
    );
    await server(order('A-1', 5_000, NOW - DAY, search));
    const before = await trusted();
    const claims = Array.from({ length: 100 }, (_, n) => ({
      ...{ type: 'identify', anonymousId: `other-${n}`, traits: { email: EMAIL }, ...at(NOW - 13.9 * DAY) },
    }));
    await stranger(claims);
    expect(await trusted()).toEqual(before);
  });
});
