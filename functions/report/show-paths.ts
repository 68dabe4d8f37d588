// GET /reports/{funnel}/paths: how leads went from stage to stage, as a page, JSON, CSV or picture.
import { buildPaths } from '../domain/report/paths.ts';
import { pathsCsv } from '../domain/report/paths-csv.ts';
import { parseRange } from '../domain/report/report-period.ts';
import type { HttpAnswer } from '../runtime/answer.ts';
import { refuse } from './fault.ts';
import { readPart } from './figures.ts';
import { ofPart, presentPart } from './show-part.ts';
import { type FunnelRequest, said } from './show-report.ts';

export function showPaths(view: FunnelRequest): Promise<HttpAnswer> {
  const { deps, request, reader } = view;
  const { query } = request;
  return ofPart(view, async (asked) => {
    const range = parseRange({ from: said(query, 'from'), to: said(query, 'to') }, asked.today);
    if (!range.ok) return refuse(deps, request, reader, { kind: 'range' }, range);
    const report = buildPaths(await readPart(deps, asked.served, range.range));
    return presentPart(view, asked, report, {
      name: 'paths',
      csv: pathsCsv,
      svg: async (shown) => (await import('../pages/reports/paths-svg.ts')).pathsSvg(shown),
      page: async (shown) => (await import('../pages/reports/paths-page.ts')).pathsPage(shown),
    });
  });
}
