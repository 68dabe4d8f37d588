// GET /reports/{funnel}/cohorts: how much of each week or month had come to a stage by age, as a page, JSON, CSV or picture.
import { buildCohorts, type CohortPeriod, usualCohorts } from '../domain/report/cohorts.ts';
import { cohortsCsv } from '../domain/report/cohorts-csv.ts';
import { isDay, parseRange, type RangeAnswer } from '../domain/report/report-period.ts';
import type { HttpAnswer } from '../runtime/answer.ts';
import { refuse } from './fault.ts';
import { readPart } from './figures.ts';
import { ofPart, presentPart } from './show-part.ts';
import { type FunnelRequest, said } from './show-report.ts';

const PERIODS: readonly CohortPeriod[] = ['week', 'month'];

export function showCohorts(view: FunnelRequest): Promise<HttpAnswer> {
  const { deps, request, reader } = view;
  const { query } = request;
  return ofPart(view, async (asked) => {
    const { served, today } = asked;
    const every = PERIODS.find((one) => one === (said(query, 'every') ?? 'week'));
    if (every === undefined) return refuse(deps, request, reader, { kind: 'every', known: PERIODS });
    // Who is in the first stage entered there: no share is of it.
    const goals = served.funnel.stages.slice(1).map(({ id }) => id);
    if (goals.length === 0) return refuse(deps, request, reader, { kind: 'notFound' });
    const goal = goals.indexOf(said(query, 'goal') ?? goals.at(-1) ?? '') + 1;
    if (goal === 0) return refuse(deps, request, reader, { kind: 'goal', known: goals });
    const range = rangeOf(query, every, today);
    if (!range.ok) return refuse(deps, request, reader, { kind: 'range' }, range);
    const report = buildCohorts({ ...(await readPart(deps, served, range.range)), every, goal });
    return presentPart(view, asked, report, {
      name: `cohorts-${every}`,
      csv: cohortsCsv,
      svg: async (shown) => (await import('../pages/reports/cohorts-svg.ts')).cohortsSvg(shown),
      page: async (shown) => (await import('../pages/reports/cohorts-page.ts')).cohortsPage(shown),
    });
  });
}

function rangeOf(query: URLSearchParams, every: CohortPeriod, today: string): RangeAnswer {
  const [from, to] = [said(query, 'from'), said(query, 'to')];
  const last = to ?? today;
  return from === undefined && isDay(last)
    ? { ok: true, range: usualCohorts(every, last) }
    : parseRange({ from, to }, today);
}
