// Ad costs over HTTP and in the reports: sent twice, corrected, refused, and set beside what came of them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { AdCost } from '../../functions/domain/ad-cost/ad-cost.ts';
import { parseConfig } from '../../functions/domain/config/parse-config.ts';
import { type CostRow, costRows, customerStage } from '../../functions/domain/report/campaign-costs.ts';
import { reportCsv } from '../../functions/domain/report/report-csv.ts';
import { indexCells } from '../../functions/domain/report/report-figures.ts';
import { costTexts } from '../../functions/pages/texts/costs.ts';
import { formMark, newSession, signLink } from '../../functions/runtime/links.ts';
import { CostsTooLarge, readCosts, writeCosts } from '../../functions/store/costs/costs.ts';
import { tableInMemory } from '../figures/table-in-memory.ts';
import { asStored, golden, inputOf, recorder } from '../support/golden.ts';
import { BROWSER } from '../support/http-api.ts';
import {
  cellsOf,
  funnelOf,
  LINK_KEY,
  NOW,
  OWNER_TOKEN,
  reportApi,
  reportConfig,
  reportDeps,
  reportOf,
} from '../support/reports.ts';

const OWNER = { authorization: `Bearer ${OWNER_TOKEN}` };
const CSV = { ...OWNER, 'content-type': 'text/csv' };
const BYTES = { ...OWNER, 'content-type': 'application/octet-stream' };
const OCTOBER = { from: '2026-10-01', to: '2026-10-31' };

const fileOf = (name: string) => readFileSync(join(import.meta.dirname, '../ad-cost/exports', name));

/** The owner's routes over a table in memory, with the leads of two campaigns in October. */
function site() {
  const table = tableInMemory(() => NOW);
  const cells = cellsOf(
    ['2026-10-01', 'e', 10],
    ['2026-10-01', 'l0', 10],
    ['2026-10-01', 'l2', 5],
    ['2026-10-01', 'r2', 1],
    ['2026-10-01', 'v2:EUR', 500_000],
    ['2026-10-01', 'e', 7, 'campaign=spring'],
    ['2026-10-01', 'l0', 7, 'campaign=spring'],
    ['2026-10-01', 'l2', 4, 'campaign=spring'],
    ['2026-10-01', 'r2', 1, 'campaign=spring'],
    ['2026-10-01', 'v2:EUR', 413_336, 'campaign=spring'],
    ['2026-10-01', 'e', 3, 'campaign=(none)'],
    ['2026-10-01', 'l0', 3, 'campaign=(none)'],
    ['2026-10-01', 'l2', 1, 'campaign=(none)'],
    ['2026-10-01', 'v2:EUR', 86_664, 'campaign=(none)'],
  );
  const deps = reportDeps({
    readCells: async () => indexCells(cells),
    readCosts: (days) => readCosts(table, days),
    writeCosts: (costs) => writeCosts(table, costs),
  });
  const { api, lines } = reportApi(deps);
  return {
    lines,
    stored: () => readCosts(table, { from: '1970-01-01', to: '2999-12-31' }),
    post: (query: string, body: string | Uint8Array, headers: Record<string, string> = BYTES) =>
      api('POST', `/reports/costs${query}`, { headers, body }),
    report: async (query = '') =>
      (
        await api('GET', `/reports/trial?from=2026-10-01&to=2026-10-31${query}`, {
          headers: { ...OWNER, accept: 'application/json' },
        })
      ).json(),
    api,
  };
}

const SPRING = '?like=google-ads&map=Spring%20sale%3Dspring';

describe('a file of ad costs', () => {
  it('is taken, and told by month, source and currency', async () => {
    const { post } = site();
    const answer = await post(SPRING, fileOf('google-ads.csv'));
    expect([answer.status, answer.json()]).toEqual([
      200,
      {
        rows: 4,
        from: '2026-10-01',
        to: '2026-10-03',
        campaigns: 2,
        totals: [{ month: '2026-10', source: 'google', currency: 'EUR', cost: 112_000 }],
      },
    ]);
  });

  it('changes nothing when it is sent again', async () => {
    const { post, stored } = site();
    for (const like of ['google-ads', 'meta', 'linkedin', 'microsoft'])
      await post(`?like=${like}`, fileOf(`${like}.csv`));
    const once = await stored();
    expect(once.reduce((sum, { minor }) => sum + minor, 0)).toBe(112_000 + 6_405 + 136_784 + 3_300);
    for (const like of ['microsoft', 'google-ads', 'linkedin', 'meta'])
      await post(`?like=${like}`, fileOf(`${like}.csv`));
    expect(await stored()).toEqual(once);
  });

  it('corrects the days and campaigns that it has, and leaves the others', async () => {
    const { post, stored } = site();
    await post('?like=google-ads', fileOf('google-ads.csv'));
    const corrected =
      'Day,Campaign,Currency code,Cost\n2026-10-01,Spring sale,EUR,"1,000.00"\n2026-10-03,Brand – Москва,EUR,--\n';
    await post(SPRING, corrected, CSV);
    expect((await stored()).map(({ day, campaign, as, minor }) => [day, campaign, as, minor])).toEqual([
      ['2026-10-01', 'Spring sale', 'spring', 100_000],
      ['2026-10-02', 'Spring sale', undefined, 1],
    ]);
  });

  it('with a fault is refused whole, with line and column', async () => {
    const { post, stored, lines } = site();
    const wrong = 'Day,Campaign,Currency code,Cost\n2026-10-01,Geheim,EUR,1.00\n2026-10-02,Geheim,EUR,much\n';
    const answer = await post('?like=google-ads', wrong, CSV);
    expect([answer.status, answer.json()]).toMatchObject([
      422,
      {
        detail: 'Nothing was stored. line 3, column "Cost" (4): It is no amount: write it like 1234.56.',
        errors: [{ field: 'line 3, column "Cost" (4)', code: 'amount' }],
      },
    ]);
    const missing = await post('?like=google-ads', wrong.replace('Cost', 'Costs'), CSV);
    expect(missing.json()).toMatchObject({
      errors: [{ field: 'line 1, column "Cost"', code: 'missing-column' }],
    });
    expect(await stored()).toEqual([]);
    expect([answer.text, missing.text, ...lines].join()).not.toContain('Geheim');
  });

  it.each([
    ['?like=tiktok', 'date', 400, 'like: Choose from: google-ads, meta, linkedin, microsoft.'],
    ['?currency=EURO', 'date', 400, 'currency: '],
    ['?dates=ymd', 'date', 400, 'dates: '],
    ['?map=spring', 'date', 400, 'map: '],
    ['', ','.repeat(1_000_000), 422, 'more than 1000 values'],
    ['', 'x'.repeat(1_048_577), 413, 'at most 1 MB'],
    ['', '\0\u0001', 422, 'None of the first'],
  ])('%s is never taken for another, nor fails: %#', async (query, body, status, said) => {
    const { post } = site();
    const answer = await post(query, body, CSV);
    expect([answer.status, answer.text]).toEqual([status, expect.stringContaining(said)]);
  });

  it('is text in UTF-8, or bytes of any charset', async () => {
    const { post } = site();
    const plain = 'date,campaign,currency,cost\n2026-10-01,Über,EUR,1';
    const asText = await post('', Buffer.from(plain, 'latin1'), CSV);
    expect([asText.status, asText.text]).toEqual([415, expect.stringContaining('application/octet-stream')]);
    expect((await post('', Buffer.from(plain, 'latin1'))).status).toBe(200);
    expect((await post('', plain, { ...OWNER, 'content-type': 'application/json' })).status).toBe(415);
    expect((await post('', plain, { ...CSV, 'content-type': 'text/csv; charset=latin1' })).status).toBe(415);
    expect((await post('', plain, { ...CSV, 'content-encoding': 'gzip' })).status).toBe(415);
  });

  it('is taken of the owner alone, and of a browser only with the mark of its session', async () => {
    const { post, api, stored } = site();
    const plain = 'date,campaign,currency,cost\n2026-10-01,A,EUR,1';
    const type = { 'content-type': 'text/csv' };
    expect((await post('', plain, type)).status).toBe(401);
    expect((await post('', plain, { ...type, authorization: 'Bearer wrong' })).status).toBe(401);
    const link = signLink(LINK_KEY, { path: '/reports/costs', query: {} }, NOW + 1_000);
    expect((await api('POST', link, { headers: type, body: plain })).status).toBe(401);
    const session = newSession({ linkKey: LINK_KEY, ownerToken: OWNER_TOKEN }, NOW);
    const browser = { ...type, cookie: `__Host-imbuto=${session}`, 'sec-fetch-site': 'same-origin' };
    const mark = { 'x-imbuto-mark': formMark(LINK_KEY, session) };
    expect((await post('', plain, browser)).status).toBe(403);
    expect((await post('', plain, { ...browser, ...mark, 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect(await stored()).toEqual([]);
    expect((await post('', plain, { ...browser, ...mark })).status).toBe(200);
    expect((await api('GET', '/reports/costs', { headers: OWNER })).status).toBe(405);
  });

  it('that would outgrow its item is refused, and a table that does not answer is no fault of it', async () => {
    const plain = 'date,campaign,currency,cost\n2026-10-01,A,EUR,1';
    const failing = (error: Error) =>
      reportApi(
        reportDeps({
          writeCosts: async () => {
            throw error;
          },
        }),
      ).api('POST', '/reports/costs', { headers: CSV, body: plain });
    expect((await failing(new CostsTooLarge('large'))).status).toBe(413);
    expect((await failing(new Error('gone'))).status).toBe(503);
    const tooLarge = Object.assign(new Error('Item size to update has exceeded the maximum allowed size'), {
      name: 'ValidationException',
    });
    const { send } = recorder(() => {
      throw tooLarge;
    });
    const cost = { day: '2026-10-01', source: 'google', currency: 'EUR', campaign: 'A', minor: 1 };
    await expect(writeCosts({ client: { send }, table: 'leads' }, [cost])).rejects.toThrow(CostsTooLarge);
  });
});

describe('in a report', () => {
  it('each campaign has its cost, leads, customers and revenue, to the cent', async () => {
    const { post, report } = site();
    await post(SPRING, fileOf('google-ads.csv'));
    const { costs } = await report();
    expect(costs).toEqual([
      {
        ...{ currency: 'EUR', campaign: null, source: 'google', cost: 112_000 },
        ...{ entered: 10, costPerLead: 11_200, customers: 4, costPerCustomer: 28_000 },
        ...{ revenue: 500_000, roas: 500_000 / 112_000 },
      },
      {
        ...{ currency: 'EUR', campaign: 'spring', source: 'google', cost: 103_334 },
        ...{ entered: 7, costPerLead: 14_762, customers: 3, costPerCustomer: 34_445 },
        ...{ revenue: 413_336, roas: 413_336 / 103_334 },
      },
      {
        ...{ currency: 'EUR', campaign: 'Brand – Москва', source: 'google', cost: 8_666 },
        ...{ entered: 0, costPerLead: null, customers: 0, costPerCustomer: null, revenue: 0, roas: 0 },
      },
    ]);
  });

  it('only the days of the report count, and without the breakdown there is the row of all alone', async () => {
    const { post, report, api } = site();
    await post('?like=google-ads', fileOf('google-ads.csv'));
    const answer = await api('GET', '/reports/trial?from=2026-10-02&to=2026-10-02&format=json', {
      headers: OWNER,
    });
    expect(answer.json().costs).toMatchObject([
      { campaign: null, cost: 1 },
      { campaign: 'Spring sale', cost: 1 },
    ]);
    expect((await report('&by=channel')).costs).toMatchObject([{ campaign: null, cost: 112_000 }]);
    const none = await api('GET', '/reports/trial?from=2026-11-02&to=2026-11-02&format=json', {
      headers: OWNER,
    });
    expect(none.json().costs).toEqual([]);
  });

  const cost = (campaign: string, currency: string, minor: number, source = 'google'): AdCost => ({
    ...{ day: '2026-11-09', source, currency, campaign, minor },
  });
  const shop = reportOf(
    cellsOf(
      ['2026-11-09', 'e', 4],
      ['2026-11-09', 'l2', 2],
      ['2026-11-09', 'v2:EUR', 900],
      ['2026-11-09', 'e', 4, 'campaign=a'],
      ['2026-11-09', 'l2', 2, 'campaign=a'],
      ['2026-11-09', 'v2:EUR', 900, 'campaign=a'],
    ),
  );
  const rows = (...costs: readonly AdCost[]): readonly CostRow[] => costRows(shop, costs, 2);

  it('amounts of several currencies are neither added nor divided', () => {
    const two = rows(cost('a', 'EUR', 300), cost('a', 'USD', 100), cost('b', 'USD', 5));
    expect(two.map(({ campaign, currency, cost: n }) => [campaign, currency, n])).toEqual([
      [null, 'EUR', 300],
      [null, 'USD', 105],
      ['a', 'EUR', 300],
      ['a', 'USD', 100],
      ['b', 'USD', 5],
    ]);
    for (const row of two.slice(0, 4))
      expect([row.costPerLead, row.costPerCustomer, row.roas]).toEqual([null, null, null]);
    const [, dollars] = rows(cost('a', 'USD', 300));
    expect(dollars).toMatchObject({ costPerLead: 75, costPerCustomer: 150, revenue: 0, roas: null });
  });

  it('says nothing of a campaign that the breakdown does not list, and no lead of one that brought none', () => {
    const costs = [cost('a', 'EUR', 300), cost('b', 'EUR', 50)];
    const { campaign = [] } = shop.by;
    const b = (rest: typeof shop.rest) => costRows({ ...shop, ...(rest && { rest }) }, costs, 2)[2];
    expect(b(undefined)).toMatchObject({ campaign: 'b', entered: 0, customers: 0, revenue: 0 });
    expect(b({ campaign: { ...campaign[0], values: 1 } as never })).toMatchObject({
      ...{ campaign: 'b', cost: 50, entered: null, customers: null, revenue: null },
      ...{ costPerLead: null, costPerCustomer: null, roas: null },
    });
  });

  it('one campaign in several networks is one row', () => {
    const [, row] = rows(cost('a', 'EUR', 300), { ...cost('A!', 'EUR', 50, 'facebook'), as: 'a' });
    expect(row).toMatchObject({ campaign: 'a', source: 'facebook, google', cost: 350, roas: 900 / 350 });
  });

  it('customers are counted where orders are, else at the last stage', () => {
    expect(customerStage(funnelOf('trial'))).toBe(2);
    expect(customerStage(funnelOf('relationship'))).toBe(1);
    const { funnels } = parseConfig({
      funnels: [
        {
          id: 'deals',
          kind: 'sales',
          stages: [
            { id: 'a', on: [{ page: '/' }] },
            { id: 'b', on: [{ event: 'Order Refunded' }] },
            { id: 'c', on: [{ event: 'Deal Won' }] },
          ],
        },
      ],
    });
    expect(funnels.map(customerStage)).toEqual([2]);
  });

  it('CSV has rows of them, in which a spreadsheet calculates nothing', () => {
    const report = { ...shop, costs: rows(cost('=1+1', 'EUR', 1_050)) };
    const lines = reportCsv(report)
      .split('\r\n')
      .map((line) => line.split(','));
    const [head = [], stage = []] = lines;
    const last = lines.at(-2) ?? [];
    const of = (name: string) => last[head.indexOf(name)];
    expect([of('breakdown'), of('value'), of('entered'), of('cost_currency')]).toEqual([
      'cost',
      "'=1+1",
      '0',
      'EUR',
    ]);
    expect([of('cost_minor'), of('cost'), of('cost_per_lead'), of('roas')]).toEqual([
      '1050',
      '10.5',
      '',
      '0',
    ]);
    expect(new Set(lines.slice(0, -1).map(({ length }) => length))).toEqual(new Set([head.length]));
    expect(stage.at(-1)).toBe('');
    expect(reportCsv(shop)).not.toContain('cost');
  });

  it.each(['en', 'it', 'ru'] as const)(
    'the page shows them in %s, and nothing where ads cost nothing',
    async (locale) => {
      const config = { ...reportConfig, locale };
      const page = async (costs: readonly AdCost[], query = '') =>
        (
          await reportApi(reportDeps({ config, readCosts: async () => costs })).api(
            'GET',
            `/reports/trial?from=2026-11-09&to=2026-11-15${query}`,
            { headers: { ...OWNER, ...BROWSER } },
          )
        ).text;
      const shown = await page([cost('<b>spring</b>', 'EUR', 123_456)]);
      expect(shown).toContain('<section class="card costs">');
      expect(shown).toContain('&#60;b&#62;spring');
      expect(shown).toContain(
        { en: '€1,234.56', it: '1234,56', ru: '1 234,56'.replace(' ', '\u00a0') }[locale],
      );
      expect(shown).not.toContain(costTexts(locale).onlyAll);
      expect(await page([])).not.toContain('class="card costs"');
    },
  );
});

describe('the stored format', () => {
  it('of costs is as the fixture has it, and is read as it was meant', async () => {
    const costs: readonly AdCost[] = [
      {
        day: '2026-10-01',
        source: 'google',
        currency: 'EUR',
        campaign: 'Spring sale',
        as: 'spring',
        minor: 103_333,
      },
      { day: '2026-10-01', source: 'google', currency: 'EUR', campaign: '#1', minor: 5 },
      { day: '2026-10-01', source: 'google', currency: 'EUR', campaign: 'Brand', minor: 0 },
      { day: '2026-10-02', source: 'a#b', currency: 'USD', campaign: 'Spring sale', minor: 1 },
    ];
    const { sent, send } = recorder();
    await writeCosts({ client: { send }, table: 'leads' }, costs);
    const fixture = golden('ad costs', sent);
    expect(asStored(sent)).toEqual(fixture);
    const table = tableInMemory(() => NOW);
    for (const { input } of fixture)
      await table.client.send({ input, constructor: { name: 'UpdateItemCommand' } } as never);
    expect(await readCosts({ ...table }, { from: '1970-01-01', to: '2999-12-31' })).toEqual(
      costs.filter(({ minor }) => minor > 0),
    );
  });

  it('of another version, or another shape, is not read', async () => {
    const item = {
      pk: { S: 'A' },
      sk: { S: '2026-10-01#google#EUR' },
      f: { N: '1' },
      'c:A': { S: '5' },
    };
    const read = (more: object) =>
      readCosts({ client: recorder(() => ({ Items: [{ ...item, ...more }] })), table: 'leads' }, OCTOBER);
    expect(await read({})).toEqual([
      { day: '2026-10-01', source: 'google', currency: 'EUR', campaign: 'A', minor: 5 },
    ]);
    await expect(read({ f: { N: '2' } })).rejects.toThrow(/A 2026-10-01#google#EUR: it is of format 2/);
    await expect(read({ 'c:A': { N: '5' } })).rejects.toThrow(/a cost is of another shape/);
    await expect(read({ sk: { S: 'x' } })).rejects.toThrow(/its key is of another shape/);
  });

  it('is read page by page, of the days asked for', async () => {
    const { sent, send } = recorder(({ input }) =>
      'ExclusiveStartKey' in (input as object)
        ? { Items: [] }
        : { Items: [], LastEvaluatedKey: { pk: { S: 'A' } } },
    );
    await readCosts({ client: { send }, table: 'leads' }, OCTOBER);
    expect(sent).toHaveLength(2);
    expect(inputOf<{ ExpressionAttributeValues: unknown }>(sent).ExpressionAttributeValues).toEqual({
      ':pk': { S: 'A' },
      ':from': { S: '2026-10-01' },
      ':to': { S: '2026-10-31$' },
    });
  });

  it('takes many campaigns of a day in several updates', async () => {
    const { sent, send } = recorder();
    const many = Array.from({ length: 300 }, (_, n) => ({
      day: '2026-10-01',
      source: 'google',
      currency: 'EUR',
      campaign: `c${n}`,
      minor: n,
    }));
    await writeCosts({ client: { send }, table: 'leads' }, many);
    expect(sent).toHaveLength(3);
    for (const index of sent.keys())
      expect(inputOf<{ UpdateExpression: string }>(sent, index).UpdateExpression.length).toBeLessThan(4_096);
    const table = tableInMemory(() => NOW);
    await writeCosts(table, many);
    expect(await readCosts(table, OCTOBER)).toHaveLength(299);
  });
});
