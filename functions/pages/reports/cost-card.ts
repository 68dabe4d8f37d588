// What it cost to win them: ad cost, leads, customers and revenue of the period, in all and by campaign.
import { NONE } from '../../domain/ad-cost/ad-cost.ts';
import type { Locale } from '../../domain/config/config.ts';
import type { CostRow } from '../../domain/report/campaign-costs.ts';
import type { Report } from '../../domain/report/report.ts';
import { type Html, html } from '../html.ts';
import { type CostTexts, costTexts } from '../texts/costs.ts';
import { reportTexts } from '../texts/report.ts';
import { DASH, type Formats } from './report-format.ts';

/** A page shows so many rows; JSON and CSV have all. */
const SHOWN = 25;

/** Nothing where ads cost nothing in these days, as far as imbuto was told. */
export function costCard(
  { costs = [] }: Pick<Report, 'costs'>,
  locale: Locale,
  formats: Formats,
): Html | false {
  if (costs.length === 0) return false;
  const texts = costTexts(locale);
  const rest = costs.length - SHOWN;
  const heads = [texts.campaign, texts.cost, texts.leads, texts.customers, texts.revenue];
  return html`<section class="card costs"><h2>${texts.title}</h2><p>${texts.text}</p>
<div class="scroll" tabindex="0" role="region" aria-label="${texts.title}"><table>
<thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>
${costs.slice(0, SHOWN).map((row) => rowOf(row, locale, texts, formats))}</tbody>
</table></div>
${rest > 0 && html`<p class="small">${texts.more(formats.number(rest))}</p>`}
${costs.every(({ campaign }) => campaign === null) && html`<p class="small">${texts.onlyAll}</p>`}</section>
`;
}

function rowOf(row: CostRow, locale: Locale, texts: CostTexts, formats: Formats): Html {
  const { campaign, source, currency } = row;
  const none = reportTexts(locale).none;
  const name = campaign === null ? texts.all : campaign === NONE ? none : campaign;
  const money = (minor: number): string => formats.money({ [currency]: minor })[0] ?? DASH;
  const count = (n: number | null): string => (n === null ? DASH : formats.number(n));
  const times = (roas: number): string => `${formats.number(Math.round(roas * 100) / 100)}×`;
  const small = (n: number | null, say: (n: number) => string): Html | false =>
    n !== null && html`<small>${say(n)}</small>`;
  return html`<tr${campaign === null && html` class="all"`}><th scope="row">${name}<small>${source === NONE ? none : source}</small></th>
<td data-label="${texts.cost}">${money(row.cost)}</td>
<td data-label="${texts.leads}">${count(row.entered)}${small(row.costPerLead, (n) => texts.perLead(money(n)))}</td>
<td data-label="${texts.customers}">${count(row.customers)}${small(row.costPerCustomer, (n) => texts.perCustomer(money(n)))}</td>
<td data-label="${texts.revenue}">${row.revenue ? money(row.revenue) : DASH}${small(row.roas, (n) => texts.roas(times(n)))}</td></tr>
`;
}
