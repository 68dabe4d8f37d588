// What cannot be shown, said to people as a page and to programs as a problem, each with the fix.
import { MOST_DAYS, type RangeAnswer } from '../domain/report/report-period.ts';
import { faultPage, type ReportFault } from '../pages/reports/report-fault.ts';
import type { Reader } from '../pages/reports/report-frame.ts';
import { type HttpAnswer, page } from '../runtime/answer.ts';
import { problem } from '../runtime/problem.ts';
import type { HttpRequest } from '../runtime/request.ts';
import type { ReportDeps } from './deps.ts';

export function refuse(
  { config }: Pick<ReportDeps, 'config'>,
  request: HttpRequest,
  reader: Reader,
  fault: ReportFault,
  said?: Extract<RangeAnswer, { ok: false }>,
): HttpAnswer {
  const status = fault.kind === 'notFound' ? 404 : 400;
  if (request.wantsHtml) return page(status, faultPage(fault, config.locale, reader));
  if (fault.kind === 'notFound') return problem(request, 'not-found', { detail: 'There is no such report.' });
  const error =
    fault.kind === 'range'
      ? { field: said?.field ?? 'from', code: 'invalid', detail: said?.fix ?? `At most ${MOST_DAYS} days.` }
      : { field: fault.kind, code: 'unknown', detail: fixOf(fault) };
  return problem(request, 'malformed', { detail: `${error.field}: ${error.detail}`, errors: [error] });
}

function fixOf(fault: ReportFault): string {
  if (!('known' in fault)) return '';
  return fault.known.length === 0
    ? 'This funnel has no breakdowns; leave it out.'
    : `Choose from: ${fault.known.join(', ')}.`;
}
