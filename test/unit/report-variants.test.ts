// Variants of forms in a report: what was shown and what came of it, set beside the first, and that it cannot be told yet where it cannot.
import { describe, expect, it } from 'vitest';
import { addDays, Calendar, daysBetween } from '../../functions/domain/calendar.ts';
import type { Locale } from '../../functions/domain/config/config.ts';
import { ageClassOf } from '../../functions/domain/funnel/ages.ts';
import type { Metric } from '../../functions/domain/funnel/cells.ts';
import { readFigureName, shareReader } from '../../functions/domain/report/figure-share.ts';
import { indexCells } from '../../functions/domain/report/report-figures.ts';
import { buildVariants, type VariantsInput } from '../../functions/domain/report/variants.ts';
import { variantReportTexts } from '../../functions/pages/texts/variant-report.ts';
import { BROWSER } from '../support/http-api.ts';
import {
  cellsOf,
  DAY,
  funnelOf,
  HOUR,
  OWNER_TOKEN,
  reportApi,
  reportConfig,
  reportDeps,
  servedOf,
} from '../support/reports.ts';

type Line = readonly [string, Metric, number];

const funnel = funnelOf('trial');
const FIRST = '2026-03-02';
const LAST = '2026-03-29';
const NOW = Date.parse('2026-06-01T12:00:00Z');
const month = daysBetween(FIRST, LAST);
const form = { id: 'ebook', variants: [{ id: 'whole' }, { id: 'short' }] };

/** Each day so many sent the form, and so many of them bought for 10 EUR each. */
function came(variant: string, sent: number, bought: number, days = month, ms = HOUR): readonly Line[] {
  const name = `ebook.${variant}`;
  const at = ageClassOf(2 * DAY);
  return days.flatMap((day): readonly Line[] => [
    [day, `nvf:${name}:${ageClassOf(ms)}`, sent],
    [day, `nvc:${name}:${at}`, bought],
    [day, `nvb:${name}:EUR:${at}`, bought],
    [day, `nvv:${name}:EUR:${at}`, bought * 1_000],
    [day, `nvw:${name}:EUR:${at}`, bought * 10_000],
  ]);
}

const showings = (whole: number, short: number, days = month) =>
  days.flatMap((day) => [
    { day, variant: 'whole', times: whole },
    { day, variant: 'short', times: short },
  ]);

function reportOf(lines: readonly Line[], shown = showings(100, 100), more: Partial<VariantsInput> = {}) {
  const [report] = buildVariants({
    funnel,
    forms: [{ ...form, shown }],
    cells: indexCells(cellsOf(...lines)),
    calendar: new Calendar('UTC'),
    from: '2026-01-01',
    to: LAST,
    now: NOW,
    ...more,
  });
  if (report === undefined) throw new Error('no report');
  return report;
}

const figureOf = ({ goals }: ReturnType<typeof reportOf>, goal: string, variant = 'short') =>
  goals.find((one) => one.goal === goal)?.variants.find((one) => one.variant === variant);

describe('variants', () => {
  const report = reportOf([...came('whole', 10, 2), ...came('short', 20, 3)]);

  it('are set beside the first, from the first day on which one was shown', () => {
    expect(report).toMatchObject({
      form: 'ebook',
      from: FIRST,
      to: LAST,
      soFar: [
        { variant: 'whole', shown: 2_800, leads: 280, customers: 56 },
        { variant: 'short', shown: 2_800, leads: 560, customers: 84 },
      ],
    });
    expect(report.goals.map(({ goal, currency, within, to }) => [goal, currency, within, to])).toEqual([
      ['submission', undefined, '1d', LAST],
      ['purchase', undefined, '30d', LAST],
      ['revenue', 'EUR', '30d', LAST],
    ]);
    expect(figureOf(report, 'submission', 'whole')).toEqual({
      ...{ variant: 'whole', shown: 2_800, part: 280, value: 0.1 },
      ...{ difference: null, better: null, reason: null, moreShown: null },
    });
  });

  it('say which is better where the interval leaves out zero', () => {
    expect(figureOf(report, 'submission')).toMatchObject({
      part: 560,
      value: 0.2,
      better: 'short',
      reason: null,
    });
    expect(figureOf(report, 'submission')?.difference?.by).toBeCloseTo(0.1, 12);
    const worse = reportOf([...came('whole', 20, 2), ...came('short', 10, 2)]);
    expect(figureOf(worse, 'submission')).toMatchObject({ better: 'whole' });
  });

  it('say that it cannot be told yet, and about how many more showings it takes', () => {
    const purchase = figureOf(report, 'purchase');
    expect(purchase).toMatchObject({ part: 84, value: 0.03, better: null, reason: 'chance' });
    expect(purchase?.moreShown).toBeGreaterThan(1_000);
    expect(figureOf(report, 'revenue')).toMatchObject({ part: 84, value: 30, better: null });
  });

  it('count what happened until the age, of showings that are as old', () => {
    const late = reportOf([...came('short', 5, 0), ...came('short', 9, 0, [FIRST], 2 * DAY)]);
    expect(figureOf(late, 'submission')).toMatchObject({ part: 140 });
    const now = Date.parse(`${addDays(LAST, 11)}T00:00:00Z`);
    const young = reportOf(came('short', 5, 1), showings(100, 100), { now });
    expect(young.goals.map(({ goal, to }) => [goal, to])).toEqual([
      ['submission', LAST],
      ['purchase', addDays(FIRST, 7)],
      ['revenue', addDays(FIRST, 7)],
    ]);
    expect(figureOf(young, 'purchase')).toMatchObject({ shown: 800, part: 8 });
    expect(young.soFar[1]).toEqual({ variant: 'short', shown: 2_800, leads: 140, customers: 28 });
  });

  it('compare weeks with themselves: who was shown more often in a good week is not the better one', () => {
    const [good, bad] = [month.slice(0, 14), month.slice(14)];
    const unlike = reportOf(
      [
        ...came('whole', 20, 0, good),
        ...came('short', 180, 0, good),
        ...came('whole', 18, 0, bad),
        ...came('short', 2, 0, bad),
      ],
      [...showings(100, 900, good), ...showings(900, 100, bad)],
    );
    expect(figureOf(unlike, 'submission')?.difference?.by).toBeCloseTo(0, 12);
    expect(figureOf(unlike, 'submission')).toMatchObject({ better: null });
  });

  it('say so where nothing came, and where one was not shown', () => {
    expect(figureOf(reportOf([]), 'purchase')).toMatchObject({ better: null, reason: 'nothing' });
    expect(figureOf(reportOf([], showings(100, 0)), 'purchase')).toMatchObject({
      reason: 'none',
      value: null,
    });
    expect(reportOf(came('short', 5, 1), []).from).toBeNull();
  });

  it('have an interval that is wider the more of them there are', () => {
    const three = { ...form, variants: [...form.variants, { id: 'third' }] };
    const lines = [...came('whole', 10, 2), ...came('short', 20, 3)];
    const wider = reportOf(lines, undefined, { forms: [{ ...three, shown: showings(100, 100) }] });
    const low = (of: typeof report) => figureOf(of, 'submission')?.difference?.low ?? 0;
    expect(low(wider)).toBeLessThan(low(report));
  });

  it('that change nothing are seldom said to be better, however often one looks', () => {
    let seed = 7;
    const random = (): number => {
      seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
      return seed / 2 ** 31;
    };
    const days = daysBetween(FIRST, addDays(FIRST, 55));
    let wrong = 0;
    for (let company = 0; company < 60; company++) {
      const sent = (): number => Array.from({ length: 60 }, random).filter((one) => one < 0.2).length;
      const lines = days.flatMap((day) => [
        ...came('whole', sent(), 0, [day]),
        ...came('short', sent(), 0, [day]),
      ]);
      const isWrong = days.some((to, at) => {
        if (at % 4 > 0) return false;
        const seen = reportOf(lines, showings(60, 60, days), { to });
        return figureOf(seen, 'submission')?.better !== null;
      });
      wrong += Number(isWrong);
    }
    expect(wrong).toBeLessThanOrEqual(3);
  });
});

describe('a figure of variants', () => {
  const lines = [...came('short', 3, 1), ...came('short', 2, 0, month, 3 * DAY), ...came('whole', 9, 4)];
  const shareOf = (name: string, from = FIRST) => {
    const figure = readFigureName(name, funnel, []);
    if (figure === undefined) return undefined;
    return shareReader({ name: figure, funnel, timezone: 'UTC', sequences: [], from, to: LAST, now: NOW })(
      cellsOf(...lines),
    );
  };

  it('is the sum of the shares of the leads behind it', () => {
    const report = reportOf(lines);
    expect(shareOf('submitted.ebook.short')).toBe(figureOf(report, 'submission')?.part);
    expect(shareOf('bought.ebook.whole')).toBe(figureOf(report, 'purchase', 'whole')?.part);
    expect(shareOf('submitted.ebook.short', LAST)).toBe(3);
    expect(shareOf('submitted.ebook.gone')).toBe(0);
    expect(shareOf('paid.ebook.whole.EUR')).toBe(figureOf(report, 'revenue', 'whole')?.part);
    expect(shareOf('paid.ebook.whole.USD')).toBe(0);
    for (const none of ['submitted.ebook', 'paid.ebook.whole', 'bought.ebook.whole.EUR'])
      expect(shareOf(none)).toBeUndefined();
  });
});

describe('the report of a funnel', () => {
  const variants = form.variants;
  const site = (locale: Locale, shown = showings(100, 100)) => {
    const forms = reportConfig.forms.map((one) => ({ ...one, variants }));
    const config = { ...reportConfig, locale, forms };
    const cells = indexCells(cellsOf(...came('whole', 10, 2), ...came('short', 20, 3)));
    return reportApi(
      reportDeps({
        config,
        served: async () => [servedOf(funnel, { key: 'trial', timezone: 'UTC' })],
        readCells: async () => cells,
        readShowings: async () => shown,
        now: () => NOW,
      }),
    ).api;
  };
  const at = `/reports/trial?from=${FIRST}&to=${LAST}`;
  const headers = { authorization: `Bearer ${OWNER_TOKEN}` };

  it('has them as data and as rows behind all others', async () => {
    const json = (await site('en')('GET', at, { headers })).json();
    expect(json.variants).toEqual([reportOf([...came('whole', 10, 2), ...came('short', 20, 3)])]);
    const { text } = await site('en')('GET', `${at}&format=csv`, { headers });
    const [columns = '', ...rows] = text.trim().split('\r\n');
    expect(columns).toMatch(/variant_form,variant,variant_goal,.*variant_more_shown$/);
    expect(
      new Set(
        text
          .trim()
          .split('\r\n')
          .map((row) => row.split(',').length),
      ).size,
    ).toBe(1);
    expect(rows.at(-6)).toMatch(
      /^trial,2026-03-02,2026-03-29,variant,whole,.*ebook,whole,submission,,1d,2800,280,0.1,/,
    );
    expect(rows.at(-5)).toMatch(/,ebook,short,submission,,1d,2800,560,0.2,0.1.*,short,,$/);
  });

  it.each(['en', 'it', 'ru'] as const)(
    'says in %s which is better, with a link to the leads',
    async (locale) => {
      const texts = variantReportTexts(locale);
      const { text } = await site(locale)('GET', at, { headers: { ...headers, ...BROWSER } });
      expect(text).toContain(`<h2>${texts.title('ebook').replaceAll('"', '&#34;')}</h2>`);
      expect(text).toContain(`<strong>${texts.better}</strong>`);
      expect(text).toContain(texts.unknown);
      expect(text).toContain(
        `href="/leads?figure=submitted.ebook.short&#38;funnel=trial&#38;from=${FIRST}&#38;to=${LAST}"`,
      );
      expect(text).not.toMatch(/undefined|NaN|\[object/);
    },
  );

  it('says so where nothing was shown yet, and has nothing where no form has variants', async () => {
    const empty = await site('en', [])('GET', at, { headers: { ...headers, ...BROWSER } });
    expect(empty.text).toContain(variantReportTexts('en').empty);
    const { api } = reportApi(reportDeps());
    expect((await api('GET', at, { headers })).json()).not.toHaveProperty('variants');
  });
});
