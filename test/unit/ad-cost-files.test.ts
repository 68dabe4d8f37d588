// Files of ad costs as the networks export them, to the cent; and what is said of a file that cannot be read.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type AdCost, placeOfFault } from '../../functions/domain/ad-cost/ad-cost.ts';
import { readCampaignMap } from '../../functions/domain/ad-cost/campaign-map.ts';
import { readCosts } from '../../functions/domain/ad-cost/read-costs.ts';
import type { CostOptions } from '../../functions/domain/ad-cost/read-row.ts';
import { decodeTable } from '../../functions/domain/ad-cost/read-table.ts';

const EXPORTS = join(import.meta.dirname, '../ad-cost/exports');
const NO_MAP = new Map<string, string>();

function textOf(name: string): string {
  return decodeTable(readFileSync(join(EXPORTS, name)));
}

function read(text: string, options: Partial<CostOptions> = {}) {
  return readCosts(text, { map: NO_MAP, ...options });
}

function costs(text: string, options: Partial<CostOptions> = {}): readonly AdCost[] {
  const reading = read(text, options);
  if (!reading.ok)
    throw new Error(reading.faults.map((fault) => `${placeOfFault(fault)}: ${fault.text}`).join('; '));
  return reading.costs;
}

function faults(text: string, options: Partial<CostOptions> = {}): readonly string[] {
  const reading = read(text, options);
  return reading.ok ? [] : reading.faults.map((fault) => `${placeOfFault(fault)}: ${fault.text}`);
}

const short = ({ day, source, campaign, currency, minor }: AdCost) =>
  `${day} ${source} ${campaign} ${minor} ${currency}`;

const GOOGLE = [
  '2026-10-01 google Spring sale 103333 EUR',
  '2026-10-02 google Spring sale 1 EUR',
  '2026-10-03 google Brand – Москва 8666 EUR',
];

describe('an export', () => {
  it('of Google Ads: UTF-16 with tabs, titles above, totals below, "--" for nothing', () => {
    expect(costs(textOf('google-ads.csv'), { like: 'google-ads' }).map(short)).toEqual([
      GOOGLE[0],
      GOOGLE[1],
      '2026-10-02 google Brand – Москва 0 EUR',
      GOOGLE[2],
    ]);
  });

  it('of Google Ads in Italian, with decimal commas', () => {
    expect(costs(textOf('google-ads-it.csv'), { like: 'google-ads' }).map(short)).toEqual(GOOGLE);
  });

  it('of Meta: the currency in the name of the column, a sum above the rows, an empty cell for nothing', () => {
    expect(costs(textOf('meta.csv'), { like: 'meta' }).map(short)).toEqual([
      '2026-10-01 facebook Spring, lookalike 1% 4218 EUR',
      '2026-10-02 facebook Spring, lookalike 1% 990 EUR',
      '2026-10-02 facebook Retargeting "cart" 0 EUR',
      '2026-10-03 facebook Retargeting "cart" 1197 EUR',
    ]);
  });

  it('of LinkedIn: lines above, days as Americans write them', () => {
    expect(costs(textOf('linkedin.csv'), { like: 'linkedin' }).map(short)).toEqual([
      '2026-10-01 linkedin Leads, managers 123450 USD',
      '2026-10-02 linkedin Leads, managers 10000 USD',
      '2026-10-02 linkedin Brand 3334 USD',
      '2026-10-03 linkedin Brand 0 USD',
    ]);
  });

  it('of Microsoft: a block above, a total and a notice below; the rows settle the order of day and month', () => {
    expect(costs(textOf('microsoft.csv'), { like: 'microsoft' }).map(short)).toEqual([
      '2026-10-11 bing Spring sale 1820 GBP',
      '2026-10-12 bing Spring sale 1405 GBP',
      '2026-10-12 bing Shopping 75 GBP',
      '2026-10-13 bing Spring sale 0 GBP',
    ]);
  });

  it('of anything else in the plain form, its sources named as touches name them', () => {
    expect(costs(textOf('plain.csv')).map(short)).toEqual([
      '2026-10-01 newsletter_ads spring 4990 EUR',
      '2026-10-02 facebook (none) 1200 EUR',
    ]);
  });

  it('with a line for each ad group is summed by campaign and day', () => {
    const rows =
      'Day,Campaign,Ad group,Currency code,Cost\n2026-10-01,A,x,EUR,0.10\n2026-10-01,A,y,EUR,0.20\n';
    expect(costs(rows, { like: 'google-ads' })).toEqual([
      { day: '2026-10-01', source: 'google', campaign: 'A', currency: 'EUR', minor: 30 },
    ]);
  });

  it('is taken with the names that its visitors come under', () => {
    const map = readCampaignMap(['Spring sale=spring', 'a=b=c']) ?? NO_MAP;
    const [first, , brand] = costs(textOf('google-ads.csv'), { like: 'google-ads', map });
    expect(first).toMatchObject({ campaign: 'Spring sale', as: 'spring' });
    expect(brand).not.toHaveProperty('as');
    expect(map.get('a=b')).toBe('c');
    expect(readCampaignMap(['Spring sale'])).toBeUndefined();
  });

  it('of yen has no cents', () => {
    expect(costs('date,campaign,currency,cost\n2026-10-01,A,JPY,"1,234"')[0]?.minor).toBe(1_234);
  });
});

describe('a file that cannot be read names line, column and fix', () => {
  const head = 'Campaign report\n"October 1, 2026"\nDay,Campaign,Currency code,Cost\n';
  const google = (rows: string) => faults(head + rows, { like: 'google-ads' });

  it('where a column is missing', () => {
    const text =
      'Campaign report\n"October 1, 2026"\nDay,Campaign,Currency code,Costs\n2026-10-01,A,EUR,1.00\n';
    expect(faults(text, { like: 'google-ads' })).toEqual([
      'line 3, column "Cost": It is missing. Segment the report by day, and add the columns Campaign, Currency code and Cost.',
    ]);
    expect(faults(textOf('meta.csv'), { like: 'microsoft' })).toEqual([
      expect.stringMatching(/^line 1, column "Spend": It is missing/),
    ]);
    expect(faults('a,b\n1,2', { like: 'linkedin' })).toEqual([
      expect.stringMatching(/^line 1: None of the first 30 lines names the columns "Start Date \(in UTC\)"/),
    ]);
  });

  it('where one is there twice', () => {
    expect(faults('date,campaign,cost,cost\n2026-10-01,A,1,2')).toEqual([
      'line 1, column "cost" (4): It is there twice: leave one out.',
    ]);
  });

  it.each([
    ['2026-13-01,A,EUR,1.00', 'line 4, column "Day" (1): It is no day'],
    ['2026-02-30,A,EUR,1.00', 'line 4, column "Day" (1): It is no day'],
    ['Week 40,A,EUR,1.00', 'line 4, column "Day" (1): It is no day'],
    [',A,EUR,1.00', 'line 4, column "Day" (1): It is no day'],
    ['10/11/2026,A,EUR,1.00', 'line 4, column "Day" (1): It could be day and month'],
    ['2026-10-01,A,EUR,abc', 'line 4, column "Cost" (4): It is no amount'],
    ['2026-10-01,A,EUR,-5.00', 'line 4, column "Cost" (4): It is less than nothing'],
    ['2026-10-01,A,EUR,"1,234"', 'line 4, column "Cost" (4): It has two readings'],
    [
      '2026-10-01,A,EUR,99999999999999999.00',
      'line 4, column "Cost" (4): It has two readings, or is too large',
    ],
    ['2026-10-01,A,EUR,$5.00', 'line 4, column "Cost" (4): It is not in EUR'],
    ['2026-10-01,A,EURO,5.00', 'line 4, column "Currency code" (3): It is no code'],
    ['2026-10-01,A,,5.00', 'line 4, column "Cost" (4): No currency is named'],
    ['2026-10-01,,EUR,5.00', 'line 4, column "Campaign" (2): It names no campaign'],
    ['2026-10-01,anna@example.com,EUR,5.00', 'line 4, column "Campaign" (2): It names no campaign'],
    ['2026-10-01,A,EUR,1,234.56', 'line 4: It has more values than there are columns'],
  ])('%s', (row, fault) => {
    expect(google(`${row}\n`)).toEqual([expect.stringContaining(fault)]);
    expect(google(`2026-10-01,A,EUR,1.00\n${row}\n`)[0]).toContain(fault.replace('line 4', 'line 5'));
  });

  it('all of them, up to twenty', () => {
    expect(google('x,A,EUR,1\n2026-10-01,A,EUR,x\n')).toHaveLength(2);
    expect(google('x,A,EUR,1\n'.repeat(100))).toHaveLength(20);
  });

  it('counts lines as an editor does, empty ones and cells of several lines included', () => {
    const rows = '\n2026-10-01,"A\nof two lines",EUR,1.00\n\n2026-10-02,A,EUR,x\n';
    expect(google(rows)).toEqual([expect.stringMatching(/^line 8, column "Cost" \(4\)/)]);
  });

  it('where a row is of more than a day', () => {
    expect(faults(textOf('meta-ranges.csv'), { like: 'meta' })).toEqual([
      expect.stringMatching(/^line 3, column "Reporting starts" \(1\): The row is of several days\. Break/),
    ]);
  });

  it('where there is no row, or no file', () => {
    expect(google('Total: Account,--,EUR,1.00\n')).toEqual([
      expect.stringMatching(/^line 3: No row follows the columns/),
    ]);
    expect(faults('')).toEqual([expect.stringMatching(/^line 1: None of the first/)]);
  });

  it('of what the file holds it repeats nothing', () => {
    expect(google('secret,secret,secret,secret\n').join()).not.toContain('secret');
  });
});

describe('what a file leaves open can be said', () => {
  it('the currency', () => {
    const text = 'Start Date,Campaign Name,Total Spent\n10/1/2026,A,5.00';
    expect(faults(text, { like: 'linkedin' })).toEqual([expect.stringContaining('--currency')]);
    expect(costs(text, { like: 'linkedin', currency: 'USD' })[0]?.minor).toBe(500);
  });

  it('the order of day and month', () => {
    const text = 'Gregorian date,Campaign,Currency code,Spend\n10/11/2026,A,EUR,5.00';
    expect(costs(text, { like: 'microsoft', dates: 'dmy' })[0]?.day).toBe('2026-11-10');
    expect(costs(text, { like: 'microsoft', dates: 'mdy' })[0]?.day).toBe('2026-10-11');
  });

  it('the source', () => {
    expect(costs('date,campaign,cost\n2026-10-01,A,€5', { source: 'fb' })[0]).toMatchObject({
      source: 'facebook',
      currency: 'EUR',
    });
  });
});

describe('a hostile file', () => {
  it('is refused in time', () => {
    const started = performance.now();
    expect(faults(','.repeat(1_000_000))).toEqual([
      expect.stringMatching(/^line 1: It has more than 1000 values/),
    ]);
    expect(faults(',\n'.repeat(500_000))).toEqual([expect.stringMatching(/^line 60001: .* 60000 lines/)]);
    expect(faults(',\r'.repeat(500_000))).toEqual([expect.stringMatching(/^line 60001: .* 60000 lines/)]);
    expect(faults(`"${'a'.repeat(1_000_000)}`)).toEqual([
      expect.stringMatching(/^line 1: .* quotation mark/),
    ]);
    expect(faults(`date,campaign,cost\n2026-10-01,"${'\n'.repeat(50_000)}`)).toEqual([
      expect.stringMatching(/^line 2: .* quotation mark/),
    ]);
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  it('keeps what a spreadsheet would calculate as the text that it is', () => {
    expect(costs('date,campaign,currency,cost\n2026-10-01,"=HYPERLINK(""x"")",EUR,1')[0]?.campaign).toBe(
      '=HYPERLINK("x")',
    );
  });

  it('has no more days and campaigns than can be kept', () => {
    const day = (n: number) => new Date(Date.UTC(2000, 0, 1 + n)).toISOString().slice(0, 10);
    const rows = (n: number, row: (n: number) => string) =>
      Array.from({ length: n }, (_, at) => row(at)).join('\n');
    const head = 'date,campaign,currency,cost\n';
    expect(costs(head + rows(800, (n) => `${day(n)},A,EUR,1`))).toHaveLength(800);
    expect(faults(head + rows(801, (n) => `${day(n)},A,EUR,1`))).toEqual([
      expect.stringMatching(/at most 800 days/),
    ]);
    expect(costs(head + rows(300, (n) => `2026-10-01,A${n},EUR,1`))).toHaveLength(300);
    expect(faults(`${head}${rows(305, (n) => `2026-10-01,A${n},EUR,1`)}\n2026-10-01,A0,EUR,1`)).toEqual([
      expect.stringMatching(/^line 302, column "campaign" \(2\): A day has more than 300/),
    ]);
  });
});
