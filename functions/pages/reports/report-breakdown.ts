// The breakdowns of a report: for each value how many entered, and how far they came.
import type { Breakdown } from '../../domain/config/config.ts';
import type { Report, SliceReport } from '../../domain/report/report.ts';
import { addUp } from '../../domain/report/report-compare.ts';
import { type Html, html } from '../html.ts';
import { fieldName, type ReportTexts, valueName } from '../texts/report.ts';
import { type LinkFigure, NO_LINKS } from './figure-link.ts';
import { DASH, type Formats } from './report-format.ts';

/** A page shows so many values; JSON and CSV list more of them, and the rest as one. */
const SHOWN = 12;

export function breakdownCards(
  report: Report,
  texts: ReportTexts,
  formats: Formats,
  link: LinkFigure = NO_LINKS,
  notes: Readonly<Partial<Record<Breakdown, Html | false>>> = {},
): readonly Html[] {
  return Object.entries(report.by)
    .filter(([, slices]) => slices.length > 0)
    .map(([name, slices]) => {
      const field = name as Breakdown;
      return breakdownCard(report, field, slices, texts, formats, link, notes[field]);
    });
}

function breakdownCard(
  report: Report,
  field: Breakdown,
  slices: readonly SliceReport[],
  texts: ReportTexts,
  formats: Formats,
  link: LinkFigure,
  note: Html | false = false,
): Html {
  const { breakdown, figures } = texts;
  const name = fieldName(texts, field);
  const hasRevenue = slices.some(({ stages }) =>
    stages.some(({ revenue }) => Object.keys(revenue).length > 0),
  );
  const rest = Math.max(0, slices.length - SHOWN) + (report.rest?.[field]?.values ?? 0);
  return html`<section class="card"><h2>${breakdown.title(name)}</h2>
<div class="scroll" tabindex="0" role="region" aria-label="${breakdown.title(name)}"><table>
<thead><tr><th scope="col">${capital(name)}</th><th scope="col">${figures.entered}</th>
${report.stages.slice(1).map((stage) => html`<th scope="col">${breakdown.reachedGoal(stage.label)}</th>`)}
${hasRevenue && html`<th scope="col">${figures.revenue}</th>`}</tr></thead>
<tbody>
${slices.slice(0, SHOWN).map((slice) => row(report, valueName(texts, field, slice.value), slice, hasRevenue, formats, (text, figure) => link(text, figure, { by: field, value: slice.value })))}</tbody>
</table></div>
${rest > 0 && html`<p class="small">${breakdown.more(formats.number(rest))}</p>`}${note}
</section>
`;
}

function row(
  report: Report,
  name: string,
  slice: SliceReport,
  hasRevenue: boolean,
  formats: Formats,
  link: LinkFigure,
): Html {
  const share = report.entered > 0 ? slice.entered / report.entered : 0;
  const revenue = formats.money(addUp(slice.stages.map((stage) => stage.revenue)));
  return html`<tr><th scope="row">${name}</th>
<td><span class="slice">${meter(share)}<span>${link(formats.number(slice.entered), 'entered')}</span></span></td>
${slice.stages.slice(1).map((stage, index) => html`<td>${formats.percent(stage.fromEntry)}<small>${link(formats.number(stage.leads), `leads.${index + 1}`)}</small></td>`)}
${hasRevenue && html`<td>${revenue.length > 0 ? revenue.map((amount) => html`<div>${amount}</div>`) : DASH}</td>`}</tr>
`;
}

function meter(share: number): Html {
  const width = `${Math.round(Math.min(1, share) * 1000) / 10}%`;
  return html`<svg class="meter" aria-hidden="true"><rect width="100%" height="100%" rx="3"></rect><rect width="${width}" height="100%" rx="3"></rect></svg>`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
