// What the shop's books have of the period: orders by their own day.

import { type BookedDay, bookedTotal } from '../../domain/report/booked.ts';
import type { Report } from '../../domain/report/report.ts';
import { type Html, html } from '../html.ts';
import type { ReportTexts } from '../texts/report.ts';
import type { LinkFigure } from './figure-link.ts';
import { DASH, type Formats } from './report-format.ts';

/** Nothing where no order is of these days. */
export function bookedCard(
  { booked }: Pick<Report, 'booked'>,
  { booked: texts }: ReportTexts,
  formats: Formats,
  link: LinkFigure,
): Html | false {
  const days = booked?.filter(({ orders }) => orders > 0) ?? [];
  if (days.length === 0) return false;
  return html`<section class="card booked"><h2>${texts.title}</h2><p>${texts.text}</p>
<div class="scroll" tabindex="0" role="region" aria-label="${texts.title}"><table>
<thead><tr><th scope="col">${texts.day}</th><th scope="col">${texts.orders}</th><th scope="col">${texts.gross}</th><th scope="col">${texts.refunds}</th><th scope="col">${texts.net}</th></tr></thead>
<tbody>
${days.map((day) => row(formats.day(day.date), day, formats, (n) => link(n, 'booked', { from: day.date, to: day.date })))}${row(texts.total, bookedTotal(days), formats, (n) => link(n, 'booked'))}</tbody>
</table></div></section>
`;
}

/** @param behind leads to those who ordered, each as often as they did */
function row(
  head: string,
  { orders, gross, refunds, net }: Omit<BookedDay, 'date'>,
  formats: Formats,
  behind: (n: string) => Html,
): Html {
  const amounts = [gross, refunds, net].map((totals) => {
    const written = formats.money(totals);
    return html`<td>${written.length > 0 ? written.map((amount) => html`<div>${amount}</div>`) : DASH}</td>`;
  });
  return html`<tr><th scope="row">${head}</th><td>${behind(formats.number(orders))}</td>${amounts}</tr>
`;
}
