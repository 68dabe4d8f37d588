// The choice of days above a report: two fields, and the ranges that are asked for most.
import { addDays } from '../../domain/calendar.ts';
import type { Locale } from '../../domain/config/config.ts';
import type { Range } from '../../domain/report/report-period.ts';
import { type Html, html } from '../html.ts';
import { reportTexts } from '../texts/report.ts';

const USUAL_DAYS = [7, 30, 90, 365];

/** @param path where the form leads @param today the local day */
export function rangeForm(locale: Locale, path: string, { from, to }: Range, today: string): Html {
  const { period } = reportTexts(locale);
  const chips = USUAL_DAYS.map((days) => {
    const first = addDays(today, 1 - days);
    const current = from === first && to === today;
    return html`<a href="${path}?from=${first}&amp;to=${today}"${current && html` aria-current="true"`}>${period.lastDays(days)}</a>\n`;
  });
  return html`<div>
<form method="get" action="${path}"><fieldset class="range"><legend>${period.legend}</legend>
<label>${period.from} <input type="date" name="from" value="${from}" required></label>
<label>${period.to} <input type="date" name="to" value="${to}" required></label>
<button>${period.show}</button></fieldset></form>
<div class="chips">
${chips}</div>
</div>`;
}
