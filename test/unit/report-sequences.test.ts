// Sequences in a report: who got one beside who was held out, at one age, and that it cannot be told yet where it cannot.
import { beforeAll, describe, expect, it } from 'vitest';
import { addDays, Calendar, daysBetween } from '../../functions/domain/calendar.ts';
import type { Config, Locale } from '../../functions/domain/config/config.ts';
import { ageClassOf } from '../../functions/domain/funnel/ages.ts';
import type { Metric } from '../../functions/domain/funnel/cells.ts';
import { bucketOf } from '../../functions/domain/funnel/histogram.ts';
import { goalOf as countedGoal } from '../../functions/domain/nurture/goal.ts';
import { comparisonName } from '../../functions/domain/nurture/sequence-cells.ts';
import { indexCells } from '../../functions/domain/report/report-figures.ts';
import type { GroupFigures } from '../../functions/domain/report/sequence-figures.ts';
import { judgeSequence } from '../../functions/domain/report/sequence-goals.ts';
import { buildSequences, comparedAge, type SequencesInput } from '../../functions/domain/report/sequences.ts';
import { sequenceReportTexts } from '../../functions/pages/texts/sequence-report.ts';
import { lookAtCompanies, reportAtEnd, unlikeCompany } from '../statistics/sequences.ts';
import { BROWSER } from '../support/http-api.ts';
import { nurtureConfig } from '../support/nurture.ts';
import { cellsOf, DAY, OWNER_TOKEN, reportApi, reportDeps, servedOf } from '../support/reports.ts';

type Line = readonly [string, Metric, number];

const config = nurtureConfig({ holdOut: 0.2 });
const [funnel] = config.funnels;
const sequences = config.nurture ?? [];
const nameOf = (until: { stage: string } | { event: string }): string =>
  comparisonName({ sequence: 'welcome', goal: countedGoal(until, funnel?.stages ?? []) });
const NAME = nameOf({ stage: 'action' });
const FIRST = '2026-03-02';
const month = daysBetween(FIRST, '2026-03-29');

/** Each day so many entered a group, and so many of them bought for 10 EUR each within a time. */
function came(code: 's' | 'h', leads: number, bought: number, days = month, ms = 2 * DAY): readonly Line[] {
  const at = ageClassOf(ms);
  return days.flatMap((day): readonly Line[] => [
    [day, `n${code}:${NAME}`, leads],
    [day, `n${code}c:${NAME}:${at}`, bought],
    [day, `n${code}t:${NAME}:${bucketOf(ms)}`, bought],
    [day, `n${code}b:${NAME}:EUR:${at}`, bought],
    [day, `n${code}v:${NAME}:EUR:${at}`, bought * 1_000],
    [day, `n${code}w:${NAME}:EUR:${at}`, bought * 10_000],
  ]);
}

function reportOf(lines: readonly Line[], more: Partial<SequencesInput> = {}) {
  if (funnel === undefined) throw new Error('no funnel');
  const [report] = buildSequences({
    funnel,
    sequences,
    cells: indexCells(cellsOf(...lines)),
    calendar: new Calendar('UTC'),
    from: '2026-01-01',
    to: '2026-03-29',
    now: Date.parse('2026-06-01T12:00:00Z'),
    ...more,
  });
  if (report === undefined) throw new Error('no report');
  return report;
}

const goalOf = ({ goals }: ReturnType<typeof reportOf>, name: string) =>
  goals.find(({ goal }) => goal === name);

describe('a sequence', () => {
  const report = reportOf([...came('s', 80, 20), ...came('h', 20, 2)]);

  it('is set beside who is held out, from the first day on which a lead entered', () => {
    expect(report).toMatchObject({
      sequence: 'welcome',
      until: { stage: 'action' },
      from: FIRST,
      to: '2026-03-29',
    });
    expect(report.groups).toEqual([
      expect.objectContaining({ group: 'sequence', entered: 2_240, leads: 2_240, revenue: { EUR: 560_000 } }),
      expect.objectContaining({ group: 'heldOut', entered: 560, leads: 560, revenue: { EUR: 56_000 } }),
    ]);
    for (const { medianSeconds } of report.groups)
      expect((medianSeconds ?? 0) / (2 * 86_400)).toBeCloseTo(1, 1);
  });

  it('helps where the interval leaves out zero', () => {
    const conversion = goalOf(report, 'conversion');
    expect(conversion).toMatchObject({
      sequence: { leads: 2_240, part: 560, value: 0.25 },
      heldOut: { leads: 560, part: 56, value: 0.1 },
      better: 'sequence',
      reason: null,
      moreLeads: null,
    });
    expect(conversion?.difference?.by).toBeCloseTo(0.15, 12);
    expect(conversion?.difference?.low).toBeGreaterThan(0.05);
    expect(goalOf(report, 'revenue')).toMatchObject({
      currency: 'EUR',
      sequence: { value: 250 },
      heldOut: { value: 100 },
    });
  });

  it('does harm where it is the other way round', () => {
    const harmful = reportOf([...came('s', 80, 8), ...came('h', 20, 6)]);
    expect(goalOf(harmful, 'conversion')).toMatchObject({ better: 'heldOut', reason: null });
  });

  it('cannot be told yet of few leads, and says about how many more it takes', () => {
    const few = goalOf(
      reportOf([...came('s', 8, 2), ...came('h', 2, 0), ...came('h', 2, 1, month.slice(0, 8))]),
      'conversion',
    );
    expect(few).toMatchObject({ better: null, reason: 'chance' });
    expect(few?.moreLeads).toBeGreaterThan(100);
    expect(goalOf(reportOf([...came('s', 8, 0), ...came('h', 2, 0)]), 'conversion')).toMatchObject({
      better: null,
      reason: 'nothing',
      moreLeads: null,
    });
    expect(goalOf(reportOf(came('s', 8, 2)), 'conversion')).toMatchObject({
      difference: null,
      reason: 'none',
    });
    expect(reportOf([])).toMatchObject({ from: null, goals: [{ goal: 'conversion', reason: 'none' }] });
  });

  it('is compared at an age that the configuration settles: a week after the last step, at most the window', () => {
    expect(report.age).toBe('14d');
    const steps = (days: number) => ({ steps: [{ delay: { days }, mail: { subject: '', text: '' } }] });
    expect(comparedAge(steps(7), 30 * DAY)).toBe(14 * DAY);
    expect(comparedAge(steps(8), 90 * DAY)).toBe(30 * DAY);
    expect(comparedAge(steps(8), 20 * DAY)).toBe(20 * DAY);
    expect(comparedAge(steps(365), 365 * DAY)).toBe(365 * DAY);
  });

  it('counts of leads what they did until that age, and leaves out those that are younger', () => {
    const bought = came('h', 0, 10, month, 20 * DAY).filter(([, metric]) => metric !== `nh:${NAME}`);
    const later = reportOf([...came('s', 80, 20), ...came('h', 20, 2), ...bought]);
    expect(goalOf(later, 'conversion')).toEqual(goalOf(report, 'conversion'));
    expect(later.groups).toEqual(report.groups);
    // On 20 March at noon the leads of 5 March are two weeks old, and those of the 6th are not all.
    const young = reportOf([...came('s', 80, 20), ...came('h', 20, 2)], {
      now: Date.parse('2026-03-20T12:00:00Z'),
    });
    expect(young.groups).toMatchObject([
      { entered: 2_240, leads: 320 },
      { entered: 560, leads: 80 },
    ]);
    expect(goalOf(young, 'conversion')).toMatchObject({ heldOut: { leads: 80, part: 8 } });
  });

  it('is compared week by week, so that another share that is held out makes no difference', () => {
    const [before, after] = [month.slice(0, 14), month.slice(14)];
    const lines = [
      ...came('s', 90, 9, before),
      ...came('h', 10, 1, before),
      ...came('s', 50, 20, after),
      ...came('h', 50, 20, after),
    ];
    const conversion = goalOf(reportOf(lines), 'conversion');
    // Set side by side they would seem to differ: 406 of 1,960, and 294 of 840.
    expect(conversion).toMatchObject({
      sequence: { part: 406, leads: 1_960 },
      heldOut: { part: 294, leads: 840 },
      better: null,
    });
    expect(conversion?.difference?.by).toBeCloseTo(0, 12);
  });

  it('of another goal, or of another name that begins so, is another comparison', () => {
    const other = nameOf({ event: 'Called' });
    expect(other).not.toBe(NAME);
    expect(
      reportOf([
        [FIRST, `ns:${other}`, 9],
        [FIRST, `ns:${NAME}x`, 9],
      ]),
    ).toMatchObject({ from: null });
  });
});

describe('several currencies', () => {
  const figures = (leads: number, buyers: Record<string, number>): GroupFigures => ({
    ...{ leads, reached: 0, buyers, times: new Map() },
    revenue: Object.fromEntries(Object.entries(buyers).map(([code, n]) => [code, n * 100])),
    squares: Object.fromEntries(Object.entries(buyers).map(([code, n]) => [code, n * 10_000])),
  });
  const widthOf = (buyers: (n: number) => Record<string, number>): number => {
    const [, euros] = judgeSequence([
      { sequence: figures(900, buyers(90)), heldOut: figures(100, buyers(10)) },
    ]);
    return (euros?.difference?.high ?? 0) - (euros?.difference?.low ?? 0);
  };

  it('share what may be wrong, so that each is asked more of', () => {
    const [one, two] = [widthOf((n) => ({ EUR: n })), widthOf((n) => ({ EUR: n, USD: n }))];
    expect(two).toBeGreaterThan(1.02 * one);
  });
});

describe('companies', () => {
  it('whose sequences change nothing are told of a difference in no more than 5 %, looked at daily for a quarter', () => {
    const many = lookAtCompanies(150, 1, unlikeCompany);
    const large = lookAtCompanies(40, 1, () => ({ perWeek: 2_000, base: 0.05, lift: 0, holdOut: 0.1 }));
    const small = lookAtCompanies(100, 1, () => ({ perWeek: 50, base: 0.05, lift: 0, holdOut: 0.1 }));
    expect(many.any + large.any + small.any).toBeLessThanOrEqual(0.05 * 290);
  }, 60_000);

  it('whose sequences help a fifth more find it in four of five', () => {
    const found = lookAtCompanies(40, 1, () => ({ perWeek: 2_000, base: 0.2, lift: 0.2, holdOut: 0.1 }));
    expect(found.conversion).toBeGreaterThanOrEqual(32);
    expect(found.wrong).toBe(0);
  }, 60_000);

  it('are reported on out of cells as they are judged', () => {
    const { report, goals } = reportAtEnd(unlikeCompany(5), 5);
    expect(report.goals).toEqual(goals);
    expect(report.goals).toHaveLength(2);
  });
});

describe('GET /reports/{funnel}', () => {
  beforeAll(async () => {
    await import('../../functions/pages/reports/report-charts.ts');
  });

  let lines = [...came('s', 80, 20), ...came('h', 20, 2)];
  const wanted: { readonly from: string; readonly to: string }[] = [];
  const apiOf = (one: Config, locale: Locale = 'en') =>
    reportApi(
      reportDeps({
        config: { ...one, locale },
        served: async () => one.funnels.map((each) => servedOf(each, { sources: [] })),
        readCells: async (range) => {
          wanted.push(range);
          return indexCells(cellsOf(...lines));
        },
        now: () => Date.parse('2026-06-01T12:00:00Z'),
      }),
    ).api;
  const get = (format: string, one = config, locale: Locale = 'en') =>
    apiOf(one, locale)(
      'GET',
      `/reports/trial?from=2026-03-23&to=2026-03-29${format === '' ? '' : `&format=${format}`}`,
      {
        headers: { authorization: `Bearer ${OWNER_TOKEN}`, ...(format === '' ? BROWSER : {}) },
      },
    );

  it('has them in its JSON, of all leads that entered until its last day', async () => {
    const { sequences: told } = (await get('json')).json();
    expect(told).toEqual([
      expect.objectContaining({
        ...{ sequence: 'welcome', from: FIRST, to: '2026-03-29', age: '14d' },
        goals: [
          expect.objectContaining({ goal: 'conversion', better: 'sequence' }),
          expect.objectContaining({ goal: 'revenue' }),
        ],
      }),
    ]);
    expect(JSON.stringify(told)).not.toContain('squares');
    expect(wanted.some(({ from, to }) => from < addDays(to, -1_000))).toBe(true);
  });

  it.each([
    ['en', 'Does the sequence “welcome” help?', 'It helps', 'Not compared', '560 of 2,240'],
    ['it', 'La sequenza «welcome» aiuta?', 'Aiuta', 'Non si confronta', '560 su 2240'],
    ['ru', 'Помогает ли серия «welcome»?', 'Помогает', 'Не сравнивается', '560 из 2'],
  ] as const)('says on its page in %s whether they help', async (locale, ...said) => {
    const { text, status } = await get('', config, locale);
    expect(status).toBe(200);
    const words = text.replace(/<\/?a\b[^>]*>/g, '');
    for (const one of said) expect(words).toContain(one);
    expect(text).toContain(`<strong>${sequenceReportTexts(locale).better.sequence}</strong>`);
  });

  it('leads from each count on its page to those behind it, of the days that it counts', async () => {
    const links = [...(await get('')).text.matchAll(/<a class="figure" href="([^"]*)">([^<]*)<\/a>/g)];
    const behind = links.map(([, href = '', n]) => {
      const { searchParams } = new URL(href.replace(/&#38;|&amp;/g, '&'), 'https://imbuto.test');
      return [...['figure', 'from', 'to'].map((name) => searchParams.get(name)), n];
    });
    expect(behind).toContainEqual(['sequence.welcome.sequence.entered', FIRST, '2026-03-29', '2,240']);
    expect(behind).toContainEqual(['sequence.welcome.sequence.converted', FIRST, '2026-03-29', '560']);
    expect(behind).toContainEqual(['sequence.welcome.heldOut.paid.EUR', FIRST, '2026-03-29', '56']);
  });

  it('says on its page that it cannot tell yet, and about how many more leads it takes', async () => {
    const texts = sequenceReportTexts('en');
    const before = lines;
    lines = [...came('s', 8, 2), ...came('h', 2, 1)];
    const { text } = await get('');
    lines = before;
    expect(text).toContain(texts.unknown);
    expect(text).toMatch(/If the difference is what it seems, about [\d,]+ more leads would show it\./);
  });

  it('has a row a goal and group in its CSV, behind all others', async () => {
    const rows = (await get('csv')).text
      .trim()
      .split('\r\n')
      .map((row) => row.split(','));
    const [head = []] = rows;
    for (const row of rows) expect(row).toHaveLength(head.length);
    const at = (row: readonly string[] | undefined, column: string) => row?.[head.indexOf(column)];
    const own = rows.slice(-4);
    expect(
      own.map((row) => [
        at(row, 'breakdown'),
        at(row, 'value'),
        at(row, 'sequence_goal'),
        at(row, 'sequence_group'),
      ]),
    ).toEqual([
      ['sequence', 'welcome', 'conversion', 'sequence'],
      ['sequence', 'welcome', 'conversion', 'heldOut'],
      ['sequence', 'welcome', 'revenue', 'sequence'],
      ['sequence', 'welcome', 'revenue', 'heldOut'],
    ]);
    expect(at(own[0], 'sequence_part')).toBe('560');
    expect(at(own[0], 'sequence_better')).toBe('sequence');
    expect(at(own[1], 'from')).toBe(FIRST);
    expect(at(rows[1], 'sequence')).toBe('');
  });

  it('has none, and reads nothing more, where no sequence begins in the funnel', async () => {
    wanted.length = 0;
    const { nurture: _, ...without } = config;
    const answer = await get('json', without);
    expect(answer.json()).not.toHaveProperty('sequences');
    expect(wanted).toHaveLength(1);
    expect((await get('csv', without)).text).not.toContain('sequence_group');
  });

  it('names the goal of a sequence that waits for an event by its name, and says where no lead has entered yet', async () => {
    const other = nurtureConfig({ until: { event: 'Called' } });
    expect((await get('json', other)).json()).toMatchObject({
      sequences: [{ until: { event: 'Called' }, from: null }],
    });
    expect((await get('', other)).text).toContain('No lead has entered it yet.');
  });
});

describe('texts of sequences in reports', () => {
  it.each(['it', 'ru'] as const)('in %s say as much as the English ones', (locale) => {
    const named = (texts: object): readonly string[] =>
      Object.entries(texts).flatMap(([name, text]) =>
        typeof text === 'object' && text !== null ? named(text).map((inner) => `${name}.${inner}`) : [name],
      );
    expect(named(sequenceReportTexts(locale))).toEqual(named(sequenceReportTexts('en')));
  });
});
