// What stands above the figures of a funnel that was edited: how far its recount is, and what it cannot count.
import type { Report } from '../../domain/report/report.ts';
import { type Html, html } from '../html.ts';
import type { ReportTexts } from '../texts/report.ts';
import type { Formats } from './report-format.ts';

type Recounted = Pick<Report, 'recount' | 'partial' | 'erased'>;

/** For one funnel's page: everything that is to be known of its definition. */
export function recountNotice(report: Recounted, { notes }: ReportTexts, formats: Formats): Html | false {
  const lines = [
    ...(report.partial === true ? [html`<p>${notes.partial}</p>`] : []),
    ...(report.recount ? [progress(report.recount, notes, formats)] : []),
    ...(report.erased === undefined ? [] : [html`<p>${notes.erased(formats.number(report.erased))}</p>`]),
  ];
  return lines.length > 0 && html`<div class="notice">${lines}</div>`;
}

/** For pages of several funnels: one recount brings all of them up to date. */
export function recountsNotice(
  funnels: readonly (Recounted & { readonly label: string })[],
  { notes }: ReportTexts,
  formats: Formats,
): Html | false {
  const counting = funnels.filter(({ recount }) => recount !== null);
  const [first] = counting;
  if (!first?.recount) return false;
  const names = counting.map(({ label }) => label).join(', ');
  return html`<div class="notice"><p>${names}</p>${progress(first.recount, notes, formats)}</div>`;
}

function progress(
  { done, total }: NonNullable<Report['recount']>,
  notes: ReportTexts['notes'],
  { number }: Formats,
): Html {
  const said = notes.recount(number(done), number(total));
  return html`<p>${said} <progress value="${done}" max="${Math.max(total, 1)}" aria-label="${said}"></progress></p>`;
}
