// The frame of a picture that stands alone: its title, its days, and when it was made.
import type { CohortsReport } from '../../domain/report/cohorts.ts';
import type { PathsReport } from '../../domain/report/paths.ts';
import { asHtml, type Html, html } from '../html.ts';
import { reportTexts } from '../texts/report.ts';
import { asOfText } from './as-of.ts';
import type { PartView } from './part-frame.ts';
import { formatsOf } from './report-format.ts';
import { COLOURS } from './report-style.ts';

const WIDTH = 960;
const SIDE = 24;
const HEAD = 92;
const FOOT = 56;
/** How wide what is drawn in it can be. */
export const PART_WIDTH = WIDTH - 2 * SIDE;

/** @param text what is drawn, for who cannot see it */
export function partSvg(
  { report, label, locale }: PartView<CohortsReport | PathsReport>,
  { title, text }: { readonly title: string; readonly text: string },
  drawn: Html,
  drawnHeight: number,
): string {
  const texts = reportTexts(locale);
  const { notes } = texts;
  const formats = formatsOf(locale, report.timezone);
  const height = HEAD + drawnHeight + FOOT;
  return html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-labelledby="t">
<title id="t">${label}: ${title}. ${text}</title>
<style>${asHtml(COLOURS)}text{font-family:system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}</style>
<rect width="100%" height="100%" fill="var(--paper)"></rect>
<text x="${SIDE}" y="42" font-size="24" font-weight="700" fill="var(--ink)">${label}: ${title}</text>
<text x="${SIDE}" y="66" font-size="13" fill="var(--soft)">${notes.population(formats.day(report.from), formats.day(report.to), report.timezone)}</text>
<g transform="translate(${SIDE} ${HEAD})">${drawn}</g>
<text x="${SIDE}" y="${height - 16}" font-size="12" fill="var(--soft)">${asOfText(report, texts, formats)} ${report.setAside > 0 && notes.setAside(formats.number(report.setAside))}</text>
</svg>
`.markup;
}
