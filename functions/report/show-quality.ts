// GET /reports/quality: what was not read or counted as it was meant, as a page, JSON or CSV.
import { daysBetween } from '../domain/calendar.ts';
import { qualityCsv } from '../domain/quality/quality-csv.ts';
import { type QualityReport, qualityEntries } from '../domain/quality/quality-report.ts';
import { parseRange, type Range } from '../domain/report/report-period.ts';
import type { Reader } from '../pages/reports/report-frame.ts';
import { qualityTexts } from '../pages/texts/quality.ts';
import { type HttpAnswer, json, page } from '../runtime/answer.ts';
import { csvAnswer } from '../runtime/csv-answer.ts';
import { chooseFormat, type Format } from '../runtime/format.ts';
import type { HttpRequest } from '../runtime/request.ts';
import type { ReportDeps } from './deps.ts';
import { refuse } from './fault.ts';
import { localToday } from './figures.ts';
import { said } from './show-report.ts';

const OFFERED = ['html', 'json', 'csv'] as const satisfies readonly Format[];
const DATA_FORMATS = OFFERED.filter((format) => format !== 'html');

export async function showQuality(
  deps: ReportDeps,
  request: HttpRequest,
  reader: Reader,
): Promise<HttpAnswer> {
  const format = chooseFormat(request, OFFERED);
  if (format === undefined) return refuse(deps, request, reader, { kind: 'format', known: DATA_FORMATS });
  const { query } = request;
  const { locale } = deps.config;
  const shown = await deps.quality();
  const today = localToday(deps, shown.timezone);
  const range = parseRange({ from: said(query, 'from'), to: said(query, 'to') }, today);
  if (!range.ok) return refuse(deps, request, reader, { kind: 'range' }, range);
  const report = await readQuality(deps, shown, range.range);
  if (format === 'csv')
    return csvAnswer(
      request,
      (dialect) => qualityCsv(report, dialect),
      `quality-${report.from}-${report.to}`,
    );
  if (format === 'json') {
    const { reasons: texts } = qualityTexts(locale);
    return json(200, {
      ...report,
      reasons: report.reasons.map((entry) => ({ ...entry, ...texts[entry.reason] })),
    });
  }
  const { qualityPage } = await import('../pages/reports/quality-page.ts');
  return page(200, qualityPage({ report, config: deps.config, reader, today }));
}

async function readQuality(
  deps: ReportDeps,
  { key, funnel, timezone, partial, erased, recount }: Awaited<ReturnType<ReportDeps['quality']>>,
  { from, to }: Range,
): Promise<QualityReport> {
  const days = daysBetween(from, to);
  // Taken before reading: what is counted while we read may or may not be in it.
  const asOf = new Date(deps.now()).toISOString();
  const [cells, missed, uncounted] = await Promise.all([
    deps.readCells({ definition: { key, funnel }, from, to, breakdowns: [], breakdownsFrom: from }),
    deps.readMissed(days),
    deps.countUncounted(),
  ]);
  const counted = { cells, missed: new Map(missed.map(({ day, counts }) => [day, counts])) };
  return {
    from,
    to,
    timezone,
    asOf,
    ...uncounted,
    recount,
    ...(partial ? { partial: true } : {}),
    ...(erased > 0 ? { erased } : {}),
    reasons: qualityEntries(counted, days),
  };
}
