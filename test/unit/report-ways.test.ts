// Ways on the compare page: groups, who is in both, and which way serves which goal better, or that the data cannot tell.
import { beforeAll, describe, expect, it } from 'vitest';
import { addDays, Calendar, daysBetween } from '../../functions/domain/calendar.ts';
import type { Locale } from '../../functions/domain/config/config.ts';
import { ageClassOf } from '../../functions/domain/funnel/ages.ts';
import type { Cells, Metric } from '../../functions/domain/funnel/cells.ts';
import { indexCells } from '../../functions/domain/report/report-figures.ts';
import { buildWays, type WaysInput } from '../../functions/domain/report/ways.ts';
import { leadsMissingOfMeans, meanDifference } from '../../functions/domain/statistics/means.ts';
import { normalQuantile, studentOf, twoSided } from '../../functions/domain/statistics/normal.ts';
import { wayTexts } from '../../functions/pages/texts/ways.ts';
import { judgeCompanies } from '../statistics/companies.ts';
import { calledDifferent } from '../statistics/equal-periods.ts';
import { BROWSER } from '../support/http-api.ts';
import {
  cellsOf,
  DAY,
  funnelOf,
  OWNER_TOKEN,
  reportApi,
  reportConfig,
  reportDeps,
  servedOf,
} from '../support/reports.ts';

type Line = readonly [string, Metric, number];

const week = daysBetween('2026-11-09', '2026-11-15');
const at = (ms: number): number => ageClassOf(ms);

/** Each day so many came by a way, and so many of them bought for 10 EUR each within a time. */
function came(code: string, leads: number, customers: number, ms: number, days = week): readonly Line[] {
  return days.flatMap((day): readonly Line[] => [
    [day, `y${code}`, leads],
    [day, `y${code}c:${at(ms)}`, customers],
    [day, `y${code}v:EUR:${at(ms)}`, customers * 1_000],
    [day, `y${code}w:EUR:${at(ms)}`, customers * 10_000],
  ]);
}

function waysOf(lines: readonly Line[], more: Partial<WaysInput> = {}) {
  const [ways] = buildWays([
    {
      funnel: { ...funnelOf('trial'), windowMs: 30 * DAY },
      givers: [{ ...funnelOf('relationship'), windowMs: 60 * DAY }],
      cells: indexCells(cellsOf(...lines)),
      calendar: new Calendar('UTC'),
      from: '2026-11-09',
      to: '2026-11-15',
      now: Date.parse('2026-11-30T12:00:00Z'),
      ...more,
    },
  ]);
  if (ways === undefined) throw new Error('no ways');
  return ways;
}

const goalOf = (ways: ReturnType<typeof waysOf>, name: string) =>
  ways.goals.find(({ goal }) => goal === name);

describe('ways', () => {
  const lines = [
    ...came('h', 100, 20, 2 * DAY),
    ...came('m', 100, 0, DAY),
    ...came('o', 10, 1, DAY),
    ...came('s', 150, 3, 2 * DAY),
    ...came('b', 50, 1, 2 * DAY),
  ];
  const ways = waysOf(lines);

  it('say who is in both funnels, with their customers and revenue', () => {
    expect(ways).toMatchObject({ funnel: 'trial', givers: ['relationship'], horizon: '60d' });
    expect(ways.either).toMatchObject({ leads: 2_870, customers: 175, revenue: { EUR: 175_000 } });
    expect(ways.both).toMatchObject({ leads: 1_120, customers: 154, revenue: { EUR: 154_000 } });
  });

  it('are disjoint groups that add up to the two ways', () => {
    expect(ways.groups.map(({ group, leads }) => [group, leads])).toEqual([
      ['handedOver', 700],
      ['onTheirOwn', 70],
      ['onlyMarketing', 700],
      ['onlySales', 1_050],
      ['straightThenMarketing', 350],
    ]);
    expect(ways.ways.map(({ way, leads }) => [way, leads])).toEqual([
      ['marketing', 1_470],
      ['straight', 1_400],
    ]);
  });

  it('name the better one where the data tell, with an interval that leaves out zero', () => {
    const soon = goalOf(ways, 'soon');
    expect(soon).toMatchObject({
      age: '7d',
      marketing: { leads: 1_470, part: 147, value: 0.1 },
      straight: { leads: 1_400, part: 28, value: 0.02 },
      better: 'marketing',
      reason: null,
      moreLeads: null,
    });
    expect(soon?.difference?.low).toBeGreaterThan(0.05);
    expect(goalOf(ways, 'revenue')).toMatchObject({
      currency: 'EUR',
      marketing: { value: 100 },
      straight: { value: 20 },
      better: 'marketing',
    });
  });

  it('say what has not happened, and ask of referrals only where a stage is of them', () => {
    expect(goalOf(ways, 'repeat')).toMatchObject({ better: null, reason: 'nothing', moreLeads: null });
    expect(goalOf(ways, 'referrals')).toMatchObject({ reason: 'nothing' });
    const without = { ...funnelOf('relationship'), stages: funnelOf('relationship').stages.slice(0, 2) };
    expect(goalOf(waysOf(lines, { givers: [without] }), 'referrals')).toBeUndefined();
  });

  it('cannot tell of few leads, and say how many more it would take', () => {
    const few = waysOf([...came('h', 20, 2, DAY), ...came('s', 20, 1, DAY)]);
    const soon = goalOf(few, 'soon');
    expect(soon).toMatchObject({ better: null, reason: 'chance' });
    expect(soon?.moreLeads).toBeGreaterThan(300);
    expect(goalOf(few, 'revenue')).toMatchObject({ better: null, reason: 'few', difference: null });
    expect(goalOf(waysOf(came('h', 20, 2, DAY)), 'soon')).toMatchObject({ reason: 'none', moreLeads: null });
  });

  it('are compared at one age, however old the leads of each are', () => {
    // Straight ones came a month before, and have bought since; at the age that both have they are the same.
    const before = daysBetween('2026-10-10', '2026-10-16');
    const lines = [
      ...came('m', 200, 10, 5 * DAY),
      ...came('s', 200, 10, 5 * DAY, before),
      ...before.map((day): Line => [day, `ysc:${at(20 * DAY)}`, 60]),
    ];
    const ways = waysOf(lines, { from: '2026-10-10' });
    expect(ways.ways.map(({ customers }) => customers)).toEqual([70, 490]);
    const end = goalOf(ways, 'end');
    expect(end).toMatchObject({ age: '14d', better: null, marketing: { part: 70 }, straight: { part: 70 } });
  });

  it('leave out leads that are too young for the goal, and count all of a horizon that is over', () => {
    const late = addDays('2026-11-15', -1);
    const lines = [...came('m', 10, 1, DAY), ...came('s', 10, 1, DAY)];
    expect(
      goalOf(waysOf(lines, { now: Date.parse(`${late}T12:00:00Z`) }), 'soon')?.marketing.leads,
    ).toBeLessThan(70);
    const over = waysOf([...lines, ...came('o', 0, 3, 50 * DAY)], {
      now: Date.parse('2027-11-15T12:00:00Z'),
    });
    expect(goalOf(over, 'end')).toMatchObject({ age: '60d', marketing: { part: 28 } });
  });
});

describe('means', () => {
  it('have an interval as Welch gives it', () => {
    // Two samples of 5: 1..5 and 4..8; t of 8 degrees at 97.5 % is 2.306, and each variance 2.5.
    const one = { whole: 5, sum: 15, squares: 55 };
    const two = { whole: 5, sum: 30, squares: 190 };
    const found = meanDifference(two, one, twoSided(0.95));
    expect(found).toMatchObject({ by: 3, clear: true });
    expect(found?.low).toBeCloseTo(3 - 2.306, 2);
    expect(meanDifference({ whole: 1, sum: 1, squares: 1 }, one, 2)).toBeNull();
    expect(leadsMissingOfMeans(one, { ...one }, 2, 0.84)).toBeNull();
    // (1.96 + 0.84)^2 * 5 / 0.5^2 = 157 of each, less the 5 that are there.
    expect(
      leadsMissingOfMeans({ ...one, sum: 15 }, { whole: 5, sum: 17.5, squares: 71.25 }, 1.96, 0.84),
    ).toBe(152);
  });

  it('have quantiles as the tables say', () => {
    expect(normalQuantile(0.975)).toBeCloseTo(1.959964, 5);
    expect(twoSided(0.99)).toBeCloseTo(2.575829, 5);
    expect(normalQuantile(0.001)).toBeCloseTo(-3.090232, 5);
    expect(studentOf(1.959964, 10)).toBeCloseTo(2.228, 2);
    expect(() => normalQuantile(1)).toThrow(RangeError);
  });
});

describe('companies', () => {
  it('have no false winner in more than 5 % where the ways do not differ, and a right one often where they do', () => {
    const same = judgeCompanies(200, 1, false, 1_500);
    // Three standard errors above the 5 %.
    expect(same.false / same.companies).toBeLessThan(0.05 + 3 * Math.sqrt((0.05 * 0.95) / 200));
    const other = judgeCompanies(100, 50_000, true, 1_500);
    expect(other.true / other.companies).toBeGreaterThan(0.25);
    expect(other.false / other.companies).toBeLessThan(0.05);
  }, 120_000);

  it('have periods that are called different seldom where they are equal, and mostly where they are a third apart', () => {
    const alike = { pairs: 400, entrants: 300, before: 0.4, now: 0.4, age: 15, seed: 1 };
    expect(calledDifferent(alike) / 400).toBeLessThan(0.05 + 3 * Math.sqrt((0.05 * 0.95) / 400));
    expect(calledDifferent({ ...alike, now: 0.4 * (4 / 3) }) / 400).toBeGreaterThan(0.8);
  });
});

describe('GET /reports/compare', () => {
  // Loading the charts is not what is measured against the function's deadline.
  beforeAll(async () => {
    await import('../../functions/pages/charts/chart-compare.ts');
  });

  const cells: Cells = cellsOf(
    ...came('h', 100, 20, DAY),
    ...came('s', 100, 2, DAY),
    ...came('m', 10, 0, DAY),
  );
  const apiIn = (locale: Locale) =>
    reportApi(
      reportDeps({
        config: { ...reportConfig, locale },
        readCells: async ({ definition }) => indexCells(definition.funnel.id === 'trial' ? cells : new Map()),
      }),
    ).api;
  const get = (locale: Locale, format: string) =>
    apiIn(locale)('GET', `/reports/compare?from=2026-11-09&to=2026-11-15&format=${format}`, {
      headers: { authorization: `Bearer ${OWNER_TOKEN}` },
    });
  const page = (locale: Locale) =>
    apiIn(locale)('GET', '/reports/compare?from=2026-11-09&to=2026-11-15', {
      headers: { authorization: `Bearer ${OWNER_TOKEN}`, ...BROWSER },
    });

  it('has the ways of each hand-off in its JSON', async () => {
    const { ways, better } = (await get('en', 'json')).json();
    expect(better).toMatchObject({ revenue: { funnel: null, reason: 'shared' } });
    expect(ways).toEqual([
      expect.objectContaining({
        funnel: 'trial',
        givers: ['relationship'],
        both: expect.objectContaining({ leads: 700, customers: 140 }),
        either: expect.objectContaining({ leads: 1_470, customers: 154 }),
        goals: expect.arrayContaining([expect.objectContaining({ goal: 'soon', better: 'marketing' })]),
      }),
    ]);
    expect(JSON.stringify(ways)).not.toContain('squares');
  });

  it.each([
    ['en', '700 of 1,470', 'Through marketing, or straight', 'The data cannot tell'],
    ['it', '700 lead su 1470', 'Attraverso il marketing o', 'I dati non lo dicono'],
    ['ru', '700 из 1', 'Через маркетинг или', 'По данным сказать нельзя'],
  ] as const)(
    'says on its page in %s who is in both, which way is better, and what cannot be told',
    async (locale, ...said) => {
      const { text, status } = await page(locale);
      expect(status).toBe(200);
      const plain = text.replace(/<[^>]*>/g, '');
      for (const one of said) expect(plain).toContain(one);
      expect(text).toContain(`<strong>${wayTexts(locale).ways.marketing}</strong>`);
    },
  );

  it('has a row a goal and way in its CSV, below the funnels', async () => {
    const rows = (await get('en', 'csv')).text
      .trim()
      .split('\r\n')
      .map((row) => row.split(','));
    const [head = []] = rows;
    for (const row of rows) expect(row).toHaveLength(head.length);
    const at = (row: readonly string[] | undefined, column: string) => row?.[head.indexOf(column)];
    expect(rows[1]?.slice(0, 2)).toEqual(['trial', 'Trial']);
    expect(at(rows[1], 'way')).toBe('');
    const soon = rows.filter((row) => at(row, 'way_goal') === 'soon');
    expect(soon.map((row) => at(row, 'way'))).toEqual(['marketing', 'straight']);
    // The last day's leads are not a week old yet.
    expect(at(soon[0], 'way_part')).toBe('120');
    expect(at(soon[1], 'way_better')).toBe('marketing');
    expect(at(soon[0], 'funnel')).toBe('trial');
  });

  it('has no ways where nothing is handed over', async () => {
    const funnels = reportConfig.funnels.map(({ handOff: _, ...one }) => one);
    const deps = reportDeps({
      config: { ...reportConfig, funnels },
      served: async () => funnels.map((one) => servedOf(one, { sources: [] })),
    });
    const headers = { authorization: `Bearer ${OWNER_TOKEN}` };
    const answer = await reportApi(deps).api('GET', '/reports/compare?format=json', { headers });
    expect(answer.json()).toMatchObject({ ways: [] });
  });
});

describe('texts of ways', () => {
  it.each(['it', 'ru'] as const)('in %s say as much as the English ones', (locale) => {
    const named = (texts: object): readonly string[] =>
      Object.entries(texts).flatMap(([name, text]) =>
        typeof text === 'object' && text !== null ? named(text).map((inner) => `${name}.${inner}`) : [name],
      );
    expect(named(wayTexts(locale))).toEqual(named(wayTexts('en')));
    expect(wayTexts(locale).notes('5')).toHaveLength(wayTexts('en').notes('5').length);
  });
});
