// Cohorts by age, counted by hand, and the pages beside a report in every form.
import { describe, expect, it } from 'vitest';
import type { Metric } from '../../functions/domain/funnel/cells.ts';
import { bucketOf } from '../../functions/domain/funnel/histogram.ts';
import { buildCohorts, type CohortPeriod, usualCohorts } from '../../functions/domain/report/cohorts.ts';
import { cohortsCsv } from '../../functions/domain/report/cohorts-csv.ts';
import { indexCells } from '../../functions/domain/report/report-figures.ts';
import { timeClasses } from '../../functions/domain/report/time-classes.ts';
import { signLink } from '../../functions/runtime/links.ts';
import { BROWSER } from '../support/http-api.ts';
import {
  cellsOf,
  DAY,
  funnelOf,
  HOUR,
  LINK_KEY,
  MINUTE,
  NOW,
  OWNER_TOKEN,
  reportApi,
  reportDeps,
  servedOf,
} from '../support/reports.ts';

type Line = readonly [string, Metric, number];

/** A day on which so many entered at the first stage, and came to the last at these times from entry. */
function entered(day: string, n: number, ...came: readonly (readonly [number, number])[]): readonly Line[] {
  return [
    [day, 'e', n],
    [day, 'l0', n],
    [day, 'l2', came.reduce((sum, [, own]) => sum + own, 0)],
    ...came.map(([ms, own]): Line => [day, `f2:${bucketOf(ms)}`, own]),
  ];
}

function cohortsAt(
  iso: string,
  lines: readonly Line[],
  more: Partial<Parameters<typeof buildCohorts>[0]> = {},
) {
  return buildCohorts({
    ...{ funnel: funnelOf('trial'), cells: indexCells(cellsOf(...lines)), definition: 'trial.1' },
    ...{ timezone: 'Europe/Rome', from: '2026-11-02', to: '2026-11-22', labels: ['A', 'I', 'P'] },
    ...{ now: Date.parse(iso), pending: 0, setAside: 0, recount: null, partial: false, erased: 0 },
    ...{ every: 'week', goal: 2 },
    ...more,
  });
}

const shareOf = ({ cohorts }: ReturnType<typeof cohortsAt>) =>
  cohorts.map(({ ages }) => ages.map(({ state, reached }) => `${state} ${reached}`));

describe('cohorts', () => {
  const lines = [
    ...entered('2026-11-02', 10, [HOUR, 1], [6 * DAY, 2], [8 * DAY, 3]),
    ...entered('2026-11-08', 5, [12 * DAY, 1]),
    ...entered('2026-11-10', 4, [DAY, 2]),
    ...entered('2026-11-22', 2),
  ];

  it('have for each week what had come by each age, and say which cells are not over', () => {
    const report = cohortsAt('2026-11-22T12:00:00+01:00', lines);
    // The window of 30 days is ahead of all of them, and so is the fourth week.
    expect(report.ages.map(({ age }) => age)).toEqual(['7d', '14d', '21d']);
    expect(shareOf(report)).toEqual([
      ['over 3', 'open 7', 'open 7'],
      ['open 2', 'open 2', 'ahead null'],
      ['open 0', 'ahead null', 'ahead null'],
    ]);
    expect(report.cohorts[0]).toMatchObject({ from: '2026-11-02', to: '2026-11-08', entered: 15 });
    expect(report.cohorts[0]?.ages[0]?.share).toBe(3 / 15);
  });

  it('are over when the last lead of the cohort has had the time, to the millisecond', () => {
    const stateAt = (iso: string) => cohortsAt(iso, lines).cohorts[0]?.ages[0]?.state;
    expect(stateAt('2026-11-15T23:59:59.999+01:00')).toBe('open');
    expect(stateAt('2026-11-16T00:00:00+01:00')).toBe('over');
  });

  it('have in their last age all that came in time, however the steps of times lie', () => {
    const late = entered('2026-11-02', 10, [30 * DAY, 4]);
    const { ages, cohorts } = cohortsAt('2027-02-01T00:00:00+01:00', late);
    expect(ages.map(({ age }) => age)).toEqual(['7d', '14d', '21d', '28d', '30d']);
    expect(cohorts[0]?.ages.map(({ reached }) => reached)).toEqual([0, 0, 0, 0, 4]);
    expect(cohorts[0]).toMatchObject({ final: true, advanced: 4 });
  });

  it('count until the last step within an age and say so: never more than had come', () => {
    const { ages, cohorts } = cohortsAt(
      '2027-02-01T00:00:00+01:00',
      entered('2026-11-02', 10, [7 * DAY - 1, 4]),
    );
    const [week] = ages;
    expect(week?.countedSeconds).toBeLessThan(week?.seconds ?? 0);
    expect(week?.countedSeconds).toBeGreaterThan(0.9 * (week?.seconds ?? 0));
    expect(cohorts[0]?.ages.map(({ reached }) => reached).slice(0, 2)).toEqual([0, 4]);
  });

  it('have only those in their shares that entered before the stage', () => {
    const direct: readonly Line[] = [
      ['2026-11-03', 'e', 3],
      ['2026-11-03', 'd2', 3],
      ['2026-11-03', 'l2', 3],
    ];
    const { cohorts, times } = cohortsAt('2027-02-01T00:00:00+01:00', [...lines, ...direct]);
    expect(cohorts[0]).toMatchObject({ entered: 18, enteredBefore: 15, advanced: 7 });
    expect(times).toMatchObject({ enteredBefore: 21, advanced: 9, unfinished: 0 });
  });

  it('are of the stage that is asked for, and by month of the calendar with ages of 30 days', () => {
    const months = { every: 'month' as const, from: '2026-10-15', goal: 1 };
    const at = '2027-02-01T00:00:00+01:00';
    const { goal, ages, cohorts } = cohortsAt(at, [...lines, ['2026-11-03', 'l1', 0]], months);
    expect([goal, ages.map(({ age }) => age)]).toEqual(['interest', ['30d']]);
    expect(cohorts.map(({ from, to }) => `${from} ${to}`)).toEqual([
      '2026-10-15 2026-10-31',
      '2026-11-01 2026-11-22',
    ]);
  });

  it.each([
    ['week', '2026-11-22', '2026-08-31'],
    ['week', '2026-11-23', '2026-09-07'],
    ['month', '2026-11-22', '2025-12-01'],
    ['month', '2026-03-31', '2025-04-01'],
  ] satisfies readonly (readonly [CohortPeriod, string, string])[])(
    'by %s are usually twelve until %s',
    (every, to, from) => {
      expect(usualCohorts(every, to)).toEqual({ from, to });
    },
  );

  it('have a row of CSV for each age, and for each class of times', () => {
    const report = cohortsAt('2026-11-22T12:00:00+01:00', lines);
    const rows = cohortsCsv(report).trim().split('\r\n');
    expect(rows).toHaveLength(1 + 9 + report.times.classes.length);
    const counted = report.ages[0]?.countedSeconds;
    expect(rows[1]).toBe(
      `trial,action,week,2026-11-02,2026-11-08,15,15,7,false,7d,604800,${counted},over,3,0.2,,,`,
    );
    expect(rows[3]).toContain(',open,7,');
    expect(rows[6]).toMatch(/,ahead,,,,,$/);
  });
});

describe('classes of times', () => {
  it('hold each time in the one class that it belongs to, without a gap between them', () => {
    const all = [0, 1, 999, 1_001, MINUTE, HOUR, HOUR + 1, DAY, 29 * DAY, 30 * DAY];
    for (const ms of all) {
      const [only, ...others] = timeClasses([new Map([[bucketOf(ms), 2]])], 30 * DAY);
      expect(others).toEqual([]);
      expect(only?.leads).toBe(2);
      expect(ms <= 950 ? only?.over : (((only?.over ?? 0) * 1000 < ms) as unknown)).toBe(
        ms <= 950 ? 0 : true,
      );
      expect(ms / 1000).toBeLessThanOrEqual(only?.upTo ?? 0);
    }
    const classes = timeClasses([new Map(all.map((ms) => [bucketOf(ms), 1]))], 30 * DAY);
    for (const [index, one] of classes.slice(1).entries()) expect(one.over).toBe(classes[index]?.upTo);
    expect(classes.at(-1)?.upTo).toBe(30 * 86_400);
    expect(classes[0]?.over).toBe(0);
  });

  it('are none where no lead came', () => {
    expect(timeClasses([], DAY)).toEqual([]);
    expect(timeClasses([new Map([[40, 0]])], DAY)).toEqual([]);
  });
});

const OWNER = { authorization: `Bearer ${OWNER_TOKEN}` };
const { api } = reportApi();
const get = (target: string, headers: Record<string, string> = {}) =>
  api('GET', target, { headers: { ...OWNER, ...headers } });

describe.each(['cohorts', 'paths'])('the page of %s', (part) => {
  const days = 'from=2026-11-09&to=2026-11-15';
  const at = `/reports/trial/${part}`;

  it.each([
    ['', {}, 'application/json'],
    ['', BROWSER, 'text/html'],
    ['?format=csv', BROWSER, 'text/csv'],
    ['?format=svg', {}, 'image/svg+xml'],
    ['/', {}, 'application/json'],
  ])('asked for with %j and %o is %s', async (query, headers, type) => {
    const answer = await get(at + query, headers);
    expect([answer.status, answer.headers['content-type']]).toEqual([200, expect.stringContaining(type)]);
  });

  it.each([
    'format=pdf',
    'from=x',
    'from=2026-11-09&to=2026-11-01',
    'from=2020-01-01&to=2026-11-01',
    'to=2026-02-30',
  ])('refuses %s with its fix', async (query) => {
    const answer = await get(`${at}?${query}`);
    expect(answer.status).toBe(400);
    expect(answer.json()).toMatchObject({ errors: [{ detail: expect.stringMatching(/\w/) }] });
    expect((await get(`${at}?${query}`, BROWSER)).status).toBe(400);
  });

  it('is of no funnel that there is not, and for no reader without a key', async () => {
    expect((await get(`/reports/none/${part}`)).status).toBe(404);
    expect((await api('GET', at, { headers: {} })).status).toBe(401);
    expect((await api('POST', at, { headers: OWNER })).status).toBe(405);
  });

  it('has a picture that stands alone and its leads as a table, with links to them', async () => {
    const { text } = await get(`${at}?${days}`, BROWSER);
    expect(text).toMatch(/<svg class="wide"[\s\S]*<title>/);
    expect(text).toMatch(/<a class="figure" href="\/leads\?figure=/);
    expect(text).not.toMatch(/ style="|<script/);
    const picture = (await get(`${at}?${days}&format=svg`)).text;
    expect(picture).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"/);
    expect(picture).not.toMatch(/NaN|undefined|Infinity/);
    expect(text).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('is linked from the report for the owner alone', async () => {
    const report = await get(`/reports/trial?${days}`, BROWSER);
    expect(report.text).toContain(`href="/reports/trial/${part}`);
    const guest = await api('GET', signLink(LINK_KEY, { path: '/reports/trial' }, NOW + HOUR), {
      headers: BROWSER,
    });
    expect(guest.status).toBe(200);
    expect(guest.text).not.toContain(`/reports/trial/${part}`);
  });

  it('says what waits, what was set aside and what is being counted anew', async () => {
    const edited = reportApi(
      reportDeps({
        served: async () => [
          servedOf(funnelOf('trial'), { recount: { done: 3, total: 4 }, partial: true, erased: 2 }),
        ],
        countUncounted: async () => ({ pending: 5, setAside: 6 }),
      }),
    );
    const answer = await edited.api('GET', at, { headers: OWNER });
    const said = { pending: 5, setAside: 6, recount: { done: 3, total: 4 }, partial: true, erased: 2 };
    expect(answer.json()).toMatchObject(said);
    const page = await edited.api('GET', at, { headers: { ...OWNER, ...BROWSER } });
    for (const text of ['3 of 4 leads', 'not counted yet: 5', 'Set aside: 6'])
      expect(page.text).toContain(text);
  });
});

describe('the page of cohorts', () => {
  it('takes a stage beyond the first and a week or a month', async () => {
    const answer = await get('/reports/trial/cohorts?every=month&goal=interest');
    expect(answer.json()).toMatchObject({
      every: 'month',
      goal: 'interest',
      from: '2025-12-01',
      to: '2026-11-22',
    });
    for (const [query, known] of [
      ['every=day', 'week, month'],
      ['goal=awareness', 'interest, action'],
      ['goal=', undefined],
      ['every=week&every=month', 'week, month'],
    ] as const) {
      const refused = await get(`/reports/trial/cohorts?${query}`);
      expect(refused.status, query).toBe(known === undefined ? 200 : 400);
      if (known !== undefined) expect(refused.text).toContain(known);
    }
  });

  it('is not there where no lead can enter before a stage', async () => {
    const one = { ...funnelOf('trial'), stages: funnelOf('trial').stages.slice(0, 1) };
    const short = reportApi(reportDeps({ served: async () => [servedOf(one)] }));
    expect((await short.api('GET', '/reports/trial/cohorts', { headers: OWNER })).status).toBe(404);
    const report = await short.api('GET', '/reports/trial', { headers: { ...OWNER, ...BROWSER } });
    expect(report.text).not.toContain('/cohorts');
  });

  it('shows cells that are not over as such, in the picture and in the table', async () => {
    const { text } = await get('/reports/trial/cohorts', BROWSER);
    expect(text).toContain('not over yet');
    expect(text).toContain('stroke-dasharray');
    expect(text.slice(text.indexOf('<main'))).not.toMatch(/lost/i);
  });
});
