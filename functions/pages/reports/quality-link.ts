// The line on a report that leads to Data quality.
import type { Report } from '../../domain/report/report.ts';
import { type Html, html } from '../html.ts';
import { qualityTexts } from '../texts/quality.ts';
import type { Formats } from './report-format.ts';
import type { Reader } from './report-frame.ts';

/** Only the owner may follow it: a shared link is of one report. */
export function qualityLine(
  { quality, from, to }: Pick<Report, 'quality' | 'from' | 'to'>,
  reader: Reader,
  locale: Parameters<typeof qualityTexts>[0],
  formats: Formats,
): Html | false {
  if (quality === null) return false;
  const texts = qualityTexts(locale);
  const n = Object.values(quality).reduce((sum, one) => sum + one, 0);
  const said = n > 0 ? texts.link(formats.number(n)) : texts.linkNone;
  const line =
    reader.kind === 'owner'
      ? html`<a href="/reports/quality?from=${from}&amp;to=${to}">${said}</a>`
      : html`${said}`;
  return n > 0 ? html`<div class="notice"><p>${line}</p></div>` : html`<p class="small">${line}</p>`;
}

/** Beside the breakdown by channel: how many of `Direct` may be so only because their page told nothing. */
export function arrivalNote(
  { quality, from, to }: Pick<Report, 'quality' | 'from' | 'to'>,
  reader: Reader,
  locale: Parameters<typeof qualityTexts>[0],
  formats: Formats,
): Html | false {
  const n = quality?.['arrival-unknown'] ?? 0;
  if (n === 0) return false;
  const said = qualityTexts(locale).linkArrival(formats.number(n));
  const line =
    reader.kind === 'owner'
      ? html`<a href="/reports/quality?from=${from}&amp;to=${to}#arrival-unknown">${said}</a>`
      : html`${said}`;
  return html`<p class="small">${line}</p>`;
}
