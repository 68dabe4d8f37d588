// Reads the counters of funnels and makes their reports.
import { addDays, Calendar, daysBetween } from '../domain/calendar.ts';
import type { Breakdown } from '../domain/config/config.ts';
import type { CellIndex } from '../domain/funnel/cell-columns.ts';
import { costRows, customerStage } from '../domain/report/campaign-costs.ts';
import { projectionSince } from '../domain/report/projected.ts';
import type { Report } from '../domain/report/report.ts';
import { buildReport, previousPeriod } from '../domain/report/report-build.ts';
import type { Labelled } from '../domain/report/report-compare.ts';
import type { PartInput } from '../domain/report/report-part.ts';
import { MOST_DAYS, periodsOf, type Range } from '../domain/report/report-period.ts';
import { buildSequences, COMPARED_DAYS } from '../domain/report/sequences.ts';
import { buildVariants } from '../domain/report/variants.ts';
import { isFilledBy } from '../domain/variants/variant.ts';
import { funnelLabel, stageLabels } from '../pages/reports/report-labels.ts';
import type { ShownFunnel } from '../store/definitions/shown-funnels.ts';
import type { ReportDeps } from './deps.ts';

export type FiguresDeps = Pick<
  ReportDeps,
  'config' | 'readCells' | 'readShowings' | 'readCosts' | 'countUncounted' | 'revisions' | 'now'
>;

export async function readReport(
  deps: FiguresDeps,
  served: ShownFunnel,
  range: Range,
  by: readonly Breakdown[],
  skip: number,
): Promise<Report> {
  const [revision, uncounted, costs, { report }, compared] = await Promise.all([
    deps.revisions.latest(served.funnel.id, periodsOf(range)),
    deps.countUncounted(),
    deps.readCosts(range),
    readFigures(deps, served, range, by, skip),
    readCompared(deps, served, range),
  ]);
  const made = report({ ...uncounted, revision });
  return {
    ...made,
    costs: costRows(made, costs, customerStage(served.funnel)),
    ...compared,
  };
}

/** Of all that came until the last day, whatever the first one is: an interval that holds however often one looks is of all that came. */
async function readCompared(
  {
    config,
    readCells,
    readShowings,
    now,
  }: Pick<FiguresDeps, 'config' | 'readCells' | 'readShowings' | 'now'>,
  { key, funnel, timezone }: ShownFunnel,
  { to }: Range,
): Promise<Pick<Report, 'sequences' | 'variants'>> {
  const sequences = (config.nurture ?? []).filter(({ when }) => when.funnel === funnel.id);
  const forms = config.forms.filter(({ id, variants }) => variants !== undefined && isFilledBy(funnel, id));
  if (sequences.length === 0 && forms.length === 0) return {};
  const from = addDays(to, 1 - COMPARED_DAYS);
  // Each figure of variants leads to its leads, which are asked for by so many days at most.
  const shownFrom = addDays(to, 1 - MOST_DAYS);
  const days = daysBetween(shownFrom, to);
  const asOf = now();
  const [cells, ...shown] = await Promise.all([
    readCells({ definition: { key, funnel }, ...{ from, to, breakdowns: [], breakdownsFrom: to } }),
    ...forms.map(async (form) => ({ ...form, shown: await readShowings(form.id, days) })),
  ]);
  const common = { funnel, cells, calendar: new Calendar(timezone), from, to, now: asOf };
  return {
    ...(sequences.length > 0 && { sequences: buildSequences({ ...common, sequences }) }),
    ...(forms.length > 0 && { variants: buildVariants({ ...common, from: shownFrom, forms: shown }) }),
  };
}

/** The cells of these days without their breakdowns, and what a page says of itself. */
export async function readPart(
  deps: FiguresDeps,
  { key, funnel, timezone, recount, partial, erased }: ShownFunnel,
  { from, to }: Range,
): Promise<PartInput> {
  // Taken before reading: what is counted while we read may or may not be in it.
  const now = deps.now();
  const [uncounted, cells] = await Promise.all([
    deps.countUncounted(),
    deps.readCells({ definition: { key, funnel }, from, to, breakdowns: [], breakdownsFrom: to }),
  ]);
  return {
    ...{ funnel, timezone, recount, partial, erased, from, to, now, cells },
    ...{ definition: key, labels: stageLabels(funnel, deps.config.locale) },
    ...uncounted,
  };
}

/** The reports of several funnels without their breakdowns, to be set side by side. */
export async function readOverview(
  deps: FiguresDeps,
  served: readonly ShownFunnel[],
  range: Range,
): Promise<readonly Labelled[]> {
  const [uncounted, ...reports] = await Promise.all([
    deps.countUncounted(),
    ...served.map((one) => readFigures(deps, one, range, [])),
  ]);
  return served.flatMap((one, index) => {
    const { funnel, timezone, sources } = one;
    const read = reports[index];
    if (read === undefined) return [];
    const { cells, asOf, report } = read;
    const givers = served.filter((other) => sources.includes(other.funnel.id)).map((other) => other.funnel);
    const ways = { funnel, givers, cells, calendar: new Calendar(timezone), ...range, now: asOf };
    return {
      report: report({ ...uncounted, revision: 0 }),
      label: funnelLabel(funnel, deps.config.locale),
      ...(givers.length === 0 ? {} : { ways }),
    };
  });
}

type Circumstances = Pick<Report, 'pending' | 'setAside' | 'revision'>;

type Read = {
  readonly cells: CellIndex;
  /** ms since the epoch. */
  readonly asOf: number;
  readonly report: (circumstances: Circumstances) => Report;
};

async function readFigures(
  { config, readCells, now }: Pick<FiguresDeps, 'config' | 'readCells' | 'now'>,
  { key, funnel, ...served }: ShownFunnel,
  { from, to }: Range,
  by: readonly Breakdown[],
  skip = 0,
): Promise<Read> {
  const before = previousPeriod(from, to);
  // Taken before reading: what is counted while we read may or may not be in it.
  const asOf = now();
  const since = [before.from, projectionSince(from, funnel.windowMs)].toSorted()[0] ?? before.from;
  const cells = await readCells({
    definition: { key, funnel },
    ...{ from: since, to, breakdowns: by, breakdownsFrom: from, slicesFrom: from },
  });
  const report = (circumstances: Circumstances): Report =>
    buildReport({
      ...served,
      funnel,
      labels: stageLabels(funnel, config.locale),
      definition: key,
      cells,
      since,
      from,
      to,
      by,
      skip,
      now: asOf,
      ...circumstances,
    });
  return { cells, asOf, report };
}

/** @param timezone in which days are cut */
export function localToday({ now }: Pick<ReportDeps, 'now'>, timezone: string): string {
  return new Calendar(timezone).dayOf(now());
}
