// The notice that some accepted submissions are in no figure.
import { type Html, html } from '../html.ts';
import type { ReportTexts } from '../texts/report.ts';
import type { Formats } from './report-format.ts';

/** @param setAside how many messages are in the dead-letter queue; absent of reports that were issued before that was counted */
export function setAsideNotice(
  setAside: number | undefined,
  { notes }: ReportTexts,
  { number }: Formats,
): Html | false {
  if (setAside === undefined || setAside === 0) return false;
  return html`<div class="notice"><p>${notes.setAside(number(setAside))}</p></div>`;
}
