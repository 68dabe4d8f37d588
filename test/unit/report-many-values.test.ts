import { describe, expect, it } from 'vitest';
import { addTo, type CellKey, cellKey } from '../../functions/domain/funnel/cells.ts';
import { LISTED_VALUES } from '../../functions/domain/report/report-build.ts';
import { reportCsv } from '../../functions/domain/report/report-csv.ts';
import { indexCells } from '../../functions/domain/report/report-figures.ts';
import { funnelOf, OWNER_TOKEN, reportApi, reportDeps, reportOf, servedOf } from '../support/reports.ts';

const VALUES = 20_000;
const FUNNEL = { ...funnelOf('trial'), by: ['campaign' as const] };
const cells = new Map<CellKey, number>();
for (let n = 0; n < VALUES; n++) {
  const slice = `campaign=invented ${n}` as const;
  const leads = n < 150 ? 1_000 - n : 1;
  for (const of of [slice, ''] as const) {
    for (const metric of ['e', 'l0'] as const) addTo(cells, cellKey('2026-11-10', metric, of), leads);
    addTo(cells, cellKey('2026-11-10', 'l1', of), 1);
  }
}

const headers = { authorization: `Bearer ${OWNER_TOKEN}` };
const { api } = reportApi(
  reportDeps({
    served: async () => [servedOf(FUNNEL)],
    readCells: async () => indexCells(cells),
  }),
);
const ask = (more: string, accept = 'application/json') =>
  api('GET', `/reports/trial?from=2026-11-09&to=2026-11-15${more}`, { headers: { ...headers, accept } });

describe('a breakdown with more values than anybody reads', () => {
  const report = reportOf(cells, { funnel: FUNNEL, by: FUNNEL.by });

  it('lists the values with most leads, and the sum of the rest', () => {
    const { by, rest } = report;
    expect(by.campaign).toHaveLength(LISTED_VALUES);
    expect(by.campaign?.[0]).toMatchObject({ value: 'invented 0', entered: 1_000 });
    const entered = [...cells]
      .filter(([key]) => key.includes('|e|campaign'))
      .reduce((sum, [, n]) => sum + n, 0);
    const listed = by.campaign?.reduce((sum, one) => sum + one.entered, 0) ?? 0;
    expect(rest?.campaign).toMatchObject({
      values: VALUES - LISTED_VALUES,
      entered: entered - listed,
      next: LISTED_VALUES,
    });
    expect(rest?.campaign?.stages[1]?.leads).toBe(VALUES - LISTED_VALUES);
  });

  it('reads on where it is asked to', () => {
    const next = reportOf(cells, { funnel: FUNNEL, by: FUNNEL.by, skip: LISTED_VALUES });
    expect(next.by.campaign?.[0]).toMatchObject({ value: `invented ${LISTED_VALUES}`, entered: 900 });
    expect(next.rest?.campaign).toMatchObject({ values: VALUES - LISTED_VALUES, next: 2 * LISTED_VALUES });
    const last = reportOf(cells, { funnel: FUNNEL, by: FUNNEL.by, skip: VALUES - 1 });
    expect(last.by.campaign).toHaveLength(1);
    expect(last.rest?.campaign?.next).toBeNull();
  });

  it('says nothing of a rest where all are listed', () => {
    expect(reportOf(new Map(), { funnel: FUNNEL, by: FUNNEL.by })).not.toHaveProperty('rest');
  });

  it('has one row a stage for the rest in the CSV', () => {
    const rows = reportCsv(report)
      .split('\r\n')
      .filter((row) => row.includes('campaign'));
    expect(rows).toHaveLength((LISTED_VALUES + 1) * FUNNEL.stages.length);
    expect(rows.at(-1)).toContain(',(rest),');
  });

  it('is a small answer in every format', async () => {
    for (const format of ['json', 'csv', 'svg']) {
      const answer = await ask(`&format=${format}`);
      expect(answer.status, format).toBe(200);
      expect(answer.text.length, format).toBeLessThan(1_000_000);
    }
    const { status, text } = await ask('', 'text/html');
    expect(status).toBe(200);
    expect(text.length).toBeLessThan(1_000_000);
    expect(text).toMatch(/19\D{0,8}988/);
  });

  it('is refused a place that is none', async () => {
    expect((await ask('&skip=100')).json()).toMatchObject({
      by: { campaign: expect.arrayContaining([expect.objectContaining({ value: 'invented 100' })]) },
    });
    for (const skip of ['-1', 'x', '1.5', '1&skip=2']) expect((await ask(`&skip=${skip}`)).status).toBe(400);
  });
});
