// What the pages beside a report, cohorts and paths, have in common: which funnel, which format, and the answer in it.
import type { Dialect } from '../domain/csv.ts';
import type { CohortsReport } from '../domain/report/cohorts.ts';
import type { PathsReport } from '../domain/report/paths.ts';
import type { PartView } from '../pages/reports/part-frame.ts';
import { funnelLabel } from '../pages/reports/report-labels.ts';
import { type HttpAnswer, json, type Page, page } from '../runtime/answer.ts';
import { csvAnswer } from '../runtime/csv-answer.ts';
import { chooseFormat, type Format } from '../runtime/format.ts';
import { svgAnswer } from '../runtime/svg-answer.ts';
import type { ShownFunnel } from '../store/definitions/shown-funnels.ts';
import { refuse } from './fault.ts';
import { localToday } from './figures.ts';
import { DATA_FORMATS, type FunnelRequest, OFFERED } from './show-report.ts';

export type PartAsked = {
  readonly served: ShownFunnel;
  readonly format: Format;
  /** The local day. */
  readonly today: string;
};

/** Answers with what was asked for, or refuses it. */
export async function ofPart(
  { deps, request, reader, funnel }: FunnelRequest,
  show: (asked: PartAsked) => Promise<HttpAnswer>,
): Promise<HttpAnswer> {
  const format = chooseFormat(request, OFFERED);
  if (format === undefined) return refuse(deps, request, reader, { kind: 'format', known: DATA_FORMATS });
  const served = (await deps.served()).find((one) => one.funnel.id === funnel.id);
  if (served === undefined) return refuse(deps, request, reader, { kind: 'notFound' });
  return show({ served, format, today: localToday(deps, served.timezone) });
}

export type PartForms<Part extends CohortsReport | PathsReport> = {
  /** Of the file. */
  readonly name: string;
  readonly csv: (report: Part, dialect: Dialect) => string;
  readonly svg: (view: PartView<Part>) => Promise<string>;
  readonly page: (view: PartView<Part>) => Promise<Page>;
};

export async function presentPart<Part extends CohortsReport | PathsReport>(
  { deps, request, reader, funnel }: FunnelRequest,
  { format, today }: PartAsked,
  report: Part,
  forms: PartForms<Part>,
): Promise<HttpAnswer> {
  const { locale } = deps.config;
  const view = { report, label: funnelLabel(funnel, locale), locale, reader, path: request.path, today };
  switch (format) {
    case 'json':
      return json(200, report);
    case 'csv':
      return csvAnswer(
        request,
        (dialect) => forms.csv(report, dialect),
        `${report.funnel}-${forms.name}-${report.from}-${report.to}`,
      );
    case 'svg':
      return svgAnswer(await forms.svg(view));
    case 'html':
      return page(200, await forms.page(view));
  }
}
