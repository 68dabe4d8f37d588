// The choice of days above a report: two fields, and the ranges that are asked for most.
import type { Locale } from '../../domain/config/config.ts';
import type { Range } from '../../domain/report/report-period.ts';
import { usualRanges } from '../../domain/report/usual-ranges.ts';
import { type Html, html } from '../html.ts';
import { reportTexts } from '../texts/report.ts';

/** @param path where the form leads @param today the local day */
export function rangeForm(locale: Locale, path: string, { from, to }: Range, today: string): Html {
  const { period } = reportTexts(locale);
  const chips = usualRanges(today).map((usual) => {
    const { range } = usual;
    const current = from === range.from && to === range.to;
    const text = usual.name === 'lastDays' ? period.lastDays(usual.days) : period.usual[usual.name];
    return html`<a href="${path}?from=${range.from}&amp;to=${range.to}"${current && html` aria-current="true"`}>${text}</a>\n`;
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
