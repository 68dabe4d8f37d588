// GET /reports/{funnel}: one funnel's report, as a page, JSON, CSV or picture.
import type { Breakdown, FunnelConfig } from '../domain/config/config.ts';
import type { Report } from '../domain/report/report.ts';
import { reportCsv } from '../domain/report/report-csv.ts';
import { parseRange } from '../domain/report/report-period.ts';
import type { Reader } from '../pages/reports/report-frame.ts';
import { funnelLabel } from '../pages/reports/report-labels.ts';
import { type ReportView, reportPage } from '../pages/reports/report-page.ts';
import { type HttpAnswer, json, page } from '../runtime/answer.ts';
import { csvAnswer } from '../runtime/csv-answer.ts';
import { chooseFormat, type Format } from '../runtime/format.ts';
import { signLink } from '../runtime/links.ts';
import { problem } from '../runtime/problem.ts';
import type { HttpRequest } from '../runtime/request.ts';
import { svgAnswer } from '../runtime/svg-answer.ts';
import type { ReportDeps } from './deps.ts';
import { refuse } from './fault.ts';
import { localToday, readReport } from './figures.ts';

export type FunnelRequest = {
  readonly deps: ReportDeps;
  readonly request: HttpRequest;
  readonly reader: Reader;
  readonly funnel: FunnelConfig;
};

const SHARED_DAYS = 7;

const SKIP_FAULT = { field: 'skip', code: 'invalid', detail: 'Write a whole number.' };

export async function showReport({ deps, request, reader, funnel }: FunnelRequest): Promise<HttpAnswer> {
  const { query } = request;
  const format = chooseFormat(request, OFFERED);
  if (format === undefined) return refuse(deps, request, reader, { kind: 'format', known: DATA_FORMATS });
  const served = (await deps.served()).find((one) => one.funnel.id === funnel.id);
  if (served === undefined) return refuse(deps, request, reader, { kind: 'notFound' });
  const today = localToday(deps, served.timezone);
  const range = parseRange({ from: said(query, 'from'), to: said(query, 'to') }, today);
  if (!range.ok) return refuse(deps, request, reader, { kind: 'range' }, range);
  const by = breakdownsOf(query, served.funnel);
  if (by === undefined) return refuse(deps, request, reader, { kind: 'by', known: served.funnel.by });
  const skip = skipOf(query);
  if (skip === undefined)
    return problem(request, 'malformed', { detail: 'skip: Write a whole number.', errors: [SKIP_FAULT] });
  const report = await readReport(deps, served, range.range, by, skip);
  const address = {
    from: report.from,
    to: report.to,
    ...(query.has('by') ? { by: query.getAll('by').join(',') } : {}),
  };
  return present({ deps, request, reader, funnel }, report, format, async () => ({
    today,
    query: reader.kind === 'owner' ? new URLSearchParams(address).toString() : signedQuery(query),
    ...(reader.kind === 'owner' ? { share: await shareLink(deps, request, address) } : {}),
  }));
}

export const OFFERED = ['html', 'json', 'csv', 'svg'] as const satisfies readonly Format[];
export const DATA_FORMATS = OFFERED.filter((format) => format !== 'html');

/** The same report in any of its forms; what only the page needs is made only for it. */
export async function present(
  { deps, request, reader, funnel }: FunnelRequest,
  report: Report,
  format: Format,
  pageParts: () => Promise<Pick<ReportView, 'query' | 'today' | 'share' | 'banner'>>,
): Promise<HttpAnswer> {
  const { locale, funnels } = deps.config;
  const label = funnelLabel(funnel, locale);
  switch (format) {
    case 'json':
      return json(200, report);
    case 'csv':
      return csvAnswer(
        request,
        (dialect) => reportCsv(report, dialect),
        `${report.funnel}-${report.from}-${report.to}`,
      );
    case 'svg': {
      const { reportSvg } = await import('../pages/reports/report-svg.ts');
      return svgAnswer(reportSvg(report, label, locale));
    }
    case 'html': {
      const labels = new Map(funnels.map((each) => [each.id, funnelLabel(each, locale)]));
      const labelOf = (id: string): string => labels.get(id) ?? id;
      const parts = await pageParts();
      return page(
        200,
        await reportPage({ report, label, labelOf, locale, reader, path: request.path, ...parts }),
      );
    }
  }
}

/** All that the funnel has where nothing is asked for; undefined where something is that it does not have. */
function breakdownsOf(query: URLSearchParams, funnel: FunnelConfig): readonly Breakdown[] | undefined {
  const asked = query
    .getAll('by')
    .flatMap((value) => value.split(','))
    .filter((value) => value !== '');
  if (asked.length === 0) return funnel.by;
  const known = funnel.by.filter((field) => asked.includes(field));
  return new Set(asked).size === known.length ? known : undefined;
}

/** How many values of each breakdown to pass over; undefined where that is no whole number. */
function skipOf(query: URLSearchParams): number | undefined {
  const text = said(query, 'skip') ?? '0';
  return /^\d{1,6}$/.test(text) ? Number(text) : undefined;
}

/** A parameter said twice is said wrongly: which of the two is meant? */
export function said(query: URLSearchParams, name: string): string | undefined {
  return (
    query
      .getAll(name)
      .filter((value) => value !== '')
      .join(',') || undefined
  );
}

function signedQuery(query: URLSearchParams): string {
  const kept = new URLSearchParams();
  for (const name of ['from', 'to', 'by', 'exp', 'sig']) {
    const value = query.get(name);
    if (value !== null) kept.set(name, value);
  }
  return kept.toString();
}

async function shareLink(
  { linkKey, now }: ReportDeps,
  { address, path }: HttpRequest,
  query: Readonly<Record<string, string>>,
): Promise<NonNullable<ReportView['share']>> {
  const link = signLink(await linkKey(), { path, query }, now() + SHARED_DAYS * 86_400_000);
  return { url: `${address}${link}`, days: SHARED_DAYS };
}
