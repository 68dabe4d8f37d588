// GET /reports and GET /reports/compare: all funnels at a glance, and set side by side.
import type { Locale } from '../domain/config/config.ts';
import { type Comparison, compareFunnels, summarise } from '../domain/report/report-compare.ts';
import { comparisonCsv } from '../domain/report/report-csv.ts';
import { parseRange, type Range } from '../domain/report/report-period.ts';
import type { funnelsSvg as FunnelsSvg } from '../pages/reports/funnels-svg.ts';
import type { Reader } from '../pages/reports/report-frame.ts';
import { figureData, shownFigures } from '../pages/reports/shown-figure.ts';
import { reportTexts } from '../pages/texts/report.ts';
import { type HttpAnswer, json, page } from '../runtime/answer.ts';
import { csvAnswer } from '../runtime/csv-answer.ts';
import { chooseFormat, type Format } from '../runtime/format.ts';
import type { HttpRequest } from '../runtime/request.ts';
import { svgAnswer } from '../runtime/svg-answer.ts';
import type { ShownFunnel } from '../store/definitions/shown-funnels.ts';
import type { ReportDeps } from './deps.ts';
import { refuse } from './fault.ts';
import { localToday, readOverview } from './figures.ts';
import { said } from './show-report.ts';

const OFFERED = ['html', 'json', 'csv', 'svg'] as const satisfies readonly Format[];
const DATA_FORMATS = OFFERED.filter((format) => format !== 'html');

export async function showIndex(deps: ReportDeps, request: HttpRequest, reader: Reader): Promise<HttpAnswer> {
  return overview(deps, request, reader, async (served, range, format, today) => {
    const { config, now } = deps;
    const labelled = await readOverview(deps, served, range);
    const none = { asOf: new Date(now()).toISOString(), pending: 0, setAside: 0 };
    const { asOf, pending, setAside } = labelled[0]?.report ?? none;
    const funnels = labelled.map((each) => summarise(each, null));
    const timezone = timezoneOf(deps, served);
    const overview = { ...range, timezone, asOf, pending, setAside, funnels };
    const { alerts } = config;
    const figures = alerts === undefined ? undefined : shownFigures(alerts, await deps.readFigures());
    if (format === 'csv')
      return csvAnswer(
        request,
        (dialect) => comparisonCsv(overview, dialect),
        `funnels-${range.from}-${range.to}`,
      );
    if (format === 'svg') return picture(overview, 'index', config.locale);
    if (format !== 'html')
      return json(200, figures === undefined ? overview : { ...overview, alerts: figures.map(figureData) });
    const { reportIndexPage } = await import('../pages/reports/report-index-page.ts');
    const watched = figures === undefined ? {} : { watched: { figures, config } };
    return page(200, await reportIndexPage({ overview, locale: config.locale, reader, today, ...watched }));
  });
}

export async function showCompare(
  deps: ReportDeps,
  request: HttpRequest,
  reader: Reader,
): Promise<HttpAnswer> {
  if (deps.config.funnels.length === 0) return refuse(deps, request, reader, { kind: 'notFound' });
  return overview(deps, request, reader, async (served, range, format, today) => {
    const { config } = deps;
    const comparison: Comparison = compareFunnels(await readOverview(deps, served, range));
    if (format === 'csv')
      return csvAnswer(
        request,
        (dialect) => comparisonCsv(comparison, dialect),
        `compare-${range.from}-${range.to}`,
      );
    if (format === 'svg') return picture(comparison, 'compare', config.locale);
    if (format !== 'html') return json(200, comparison);
    const { reportComparePage } = await import('../pages/reports/report-compare-page.ts');
    return page(200, await reportComparePage({ comparison, locale: config.locale, reader, today }));
  });
}

async function picture(
  shown: Parameters<typeof FunnelsSvg>[0],
  page: 'index' | 'compare',
  locale: Locale,
): Promise<HttpAnswer> {
  const { funnelsSvg } = await import('../pages/reports/funnels-svg.ts');
  return svgAnswer(funnelsSvg(shown, reportTexts(locale)[page].title, locale));
}

async function overview(
  deps: ReportDeps,
  request: HttpRequest,
  reader: Reader,
  show: (served: readonly ShownFunnel[], range: Range, format: Format, today: string) => Promise<HttpAnswer>,
): Promise<HttpAnswer> {
  const format = chooseFormat(request, OFFERED);
  if (format === undefined) return refuse(deps, request, reader, { kind: 'format', known: DATA_FORMATS });
  const served = await deps.served();
  const today = localToday(deps, timezoneOf(deps, served));
  const { query } = request;
  const range = parseRange({ from: said(query, 'from'), to: said(query, 'to') }, today);
  if (!range.ok) return refuse(deps, request, reader, { kind: 'range' }, range);
  return show(served, range.range, format, today);
}

/** That of the first funnel: while a new time zone is being counted, a new funnel may be ahead of the others. */
function timezoneOf({ config }: Pick<ReportDeps, 'config'>, served: readonly ShownFunnel[]): string {
  return served[0]?.timezone ?? config.timezone;
}
