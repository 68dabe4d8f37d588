// Reads the counters of funnels and makes their reports.
import { Calendar } from '../domain/calendar.ts';
import type { Breakdown, FunnelConfig } from '../domain/config/config.ts';
import type { Report } from '../domain/report/report.ts';
import { buildReport, previousPeriod } from '../domain/report/report-build.ts';
import type { Labelled } from '../domain/report/report-compare.ts';
import { indexCells } from '../domain/report/report-figures.ts';
import { periodsOf, type Range } from '../domain/report/report-period.ts';
import { funnelLabel, stageLabels } from '../pages/reports/report-labels.ts';
import type { ReportDeps } from './deps.ts';

export type FiguresDeps = Pick<
  ReportDeps,
  'config' | 'definitionKey' | 'readCells' | 'isPartial' | 'countPending' | 'revisions' | 'now'
>;

export async function readReport(
  deps: FiguresDeps,
  funnel: FunnelConfig,
  range: Range,
  by: readonly Breakdown[],
): Promise<Report> {
  const [revision, pending, report] = await Promise.all([
    deps.revisions.latest(funnel.id, periodsOf(range)),
    deps.countPending(),
    readFigures(deps, funnel, range, by),
  ]);
  return report({ pending, revision });
}

/** The reports of several funnels without their breakdowns, to be set side by side. */
export async function readOverview(
  deps: FiguresDeps,
  funnels: readonly FunnelConfig[],
  range: Range,
): Promise<readonly Labelled[]> {
  const [pending, ...reports] = await Promise.all([
    deps.countPending(),
    ...funnels.map((funnel) => readFigures(deps, funnel, range, [])),
  ]);
  return funnels.flatMap((funnel, index) => {
    const report = reports[index]?.({ pending, revision: 0 });
    return report === undefined ? [] : [{ report, label: funnelLabel(funnel, deps.config.locale) }];
  });
}

type Circumstances = Pick<Report, 'pending' | 'revision'>;

async function readFigures(
  { config, definitionKey, readCells, isPartial, now }: FiguresDeps,
  funnel: FunnelConfig,
  { from, to }: Range,
  by: readonly Breakdown[],
): Promise<(circumstances: Circumstances) => Report> {
  const definition = { key: definitionKey(funnel), funnel };
  const before = previousPeriod(from, to);
  // Taken before reading: what is counted while we read may or may not be in it.
  const asOf = now();
  const [cells, partial] = await Promise.all([
    readCells({ definition, from: before.from, to, breakdowns: by }),
    isPartial(definition),
  ]);
  return (circumstances) =>
    buildReport({
      timezone: config.timezone,
      funnel,
      labels: stageLabels(funnel, config.locale),
      definition: definition.key,
      cells: indexCells(cells),
      from,
      to,
      by,
      now: asOf,
      recount: null,
      partial,
      ...circumstances,
    });
}

export function localToday({ config, now }: Pick<ReportDeps, 'config' | 'now'>): string {
  return new Calendar(config.timezone).dayOf(now());
}
