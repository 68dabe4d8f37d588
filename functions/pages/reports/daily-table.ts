// The figures of each day of entry as a table: what the picture of the days shows, each with a link to its leads.
import type { Report } from '../../domain/report/report.ts';
import { type Html, html } from '../html.ts';
import type { ReportTexts } from '../texts/report.ts';
import type { LinkFigure } from './figure-link.ts';
import type { Formats } from './report-format.ts';

/** Of a longer period the days are in the JSON: a page would be megabytes long. */
export const DAYS_LINKED = 100;

export function dailyTable(
  { daily, stages }: Report,
  { charts, figures }: ReportTexts,
  formats: Formats,
  link: LinkFigure,
): Html | false {
  if (daily.length > DAYS_LINKED) return false;
  // Where nothing is final yet, the words beside the table say it better.
  const marks = daily.some(({ final }) => final);
  const rows = daily.map(({ date, entered, stages: leads, final }) => {
    const at = { from: date, to: date };
    const counts = leads.map((n, index) => html`<td>${link(formats.number(n), `leads.${index}`, at)}</td>`);
    return html`<tr><th scope="row">${formats.shortDay(date)}${marks && !final && html`<small>${charts.notFinal}</small>`}</th><td>${link(formats.number(entered), 'entered', at)}</td>${counts}</tr>\n`;
  });
  return html`<details class="each-day"><summary>${charts.eachDay}</summary>
<div class="scroll days-table" tabindex="0" role="region" aria-label="${charts.eachDay}"><table>
<thead><tr><th scope="col">${charts.day}</th><th scope="col">${figures.entered}</th>${stages.map(({ label }) => html`<th scope="col">${label}</th>`)}</tr></thead>
<tbody>
${rows}</tbody>
</table></div></details>`;
}
