// The funnel as one picture that stands alone: for documents, chats and other pages.
import type { Locale } from '../../domain/config/config.ts';
import type { Report, StageReport } from '../../domain/report/report.ts';
import { asHtml, type Html, html } from '../html.ts';
import { type ReportTexts, reportTexts } from '../texts/report.ts';
import { funnelShape } from './report-charts.ts';
import { type Formats, formatsOf } from './report-format.ts';
import { COLOURS } from './report-style.ts';

const WIDTH = 960;
const HEAD = 112;
const ROW = 78;
const FOOT = 40;
/** Where the shape lies, and where each column ends. */
const SHAPE = { x: 190, width: 280 };
const COLUMNS = [545, 632, 716, 812, 936];

export function reportSvg(report: Report, label: string, locale: Locale): string {
  const texts = reportTexts(locale);
  const formats = formatsOf(locale, report.timezone);
  const height = HEAD + ROW * report.stages.length + FOOT;
  const shape = funnelShape(report);
  const scale = `translate(${SHAPE.x} ${HEAD}) scale(${SHAPE.width / shape.width} ${ROW / shape.bandHeight})`;
  const { figures, notes } = texts;
  const heads = [figures.leads, figures.fromPrevious, figures.fromEntry, figures.time, figures.revenue];
  return html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-labelledby="t">
<title id="t">${label}: ${texts.charts.funnelText(report.stages.map((stage) => `${stage.label} ${formats.number(stage.leads)}`).join(', '))}</title>
<style>${asHtml(COLOURS)}text{font-family:system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;fill:var(--ink)}.s{fill:var(--soft)}.e{text-anchor:end}.h{font-weight:700}</style>
<rect width="100%" height="100%" fill="var(--paper)"></rect>
<text class="h" x="24" y="42" font-size="24">${label}</text>
<text class="s" x="24" y="66" font-size="13">${notes.population(formats.day(report.from), formats.day(report.to), report.timezone)}</text>
${heads.map((head, index) => headText(head, COLUMNS[index] ?? 0))}
<g transform="${scale}">${shape.bands.map((points, index) => html`<polygon points="${points}" fill="${shape.colours[index] ?? ''}"></polygon>`)}</g>
${report.stages.map((stage, index) => row(stage, HEAD + ROW * index, texts, formats))}
<text class="s" x="24" y="${height - 16}" font-size="12">${notes.asOf(formats.instant(report.asOf))} ${report.pending > 0 && notes.pending(formats.number(report.pending))} ${report.setAside > 0 && notes.setAside(formats.number(report.setAside))}</text>
</svg>
`.markup;
}

/** A head over its column, in two lines where it is long. */
function headText(head: string, x: number): Html {
  const words = head.split(' ');
  const half = Math.ceil(words.length / 2);
  const lines = head.length > 11 ? [words.slice(0, half).join(' '), words.slice(half).join(' ')] : ['', head];
  return html`${lines.map((line, index) => html`<text class="s e" x="${x}" y="${HEAD - 24 + index * 14}" font-size="11">${line}</text>`)}`;
}

function row(stage: StageReport, top: number, texts: ReportTexts, formats: Formats): Html {
  const middle = top + ROW / 2;
  const cells = [
    formats.number(stage.leads),
    formats.percent(stage.fromPrevious),
    formats.percent(stage.fromEntry),
    formats.duration(stage.seconds.median),
    formats.money(stage.revenue)[0] ?? '–',
  ];
  const { figures } = texts;
  const behind = [
    ...(stage.lost > 0 ? [`${figures.lost}: −${formats.number(stage.lost)}`] : []),
    ...(stage.open > 0 ? [figures.open(formats.number(stage.open))] : []),
  ];
  return html`<line x1="24" x2="${WIDTH - 24}" y1="${top}" y2="${top}" stroke="var(--line)"></line>
<text class="h" x="24" y="${middle + 5}" font-size="15">${stage.label}</text>
${behind.map((text, index) => html`<text class="s" x="24" y="${middle + 22 + 15 * index}" font-size="12">${text}</text>`)}
${cells.map((cell, index) => html`<text class="${index === 0 ? 'h e' : 'e'}" x="${COLUMNS[index] ?? 0}" y="${middle + 5}" font-size="${index === 0 ? 18 : 14}">${cell}</text>`)}
`;
}
