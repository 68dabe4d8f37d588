// The pictures of a report's page. Heavy, as it brings the chart library along: imported when a page is made.
import type { Report, StageReport } from '../../domain/report/report.ts';
import { funnelBands } from '../charts/chart-funnel.ts';
import { timesChart } from '../charts/chart-times.ts';
import { trendAreas, trendChart } from '../charts/chart-trend.ts';
import { type Drawn, picture } from '../charts/picture.ts';
import { stageColour } from '../charts/stage-colour.ts';
import { asHtml, type Html, html } from '../html.ts';
import type { ReportTexts } from '../texts/report.ts';
import { DAYS_LINKED } from './daily-table.ts';
import type { FigureAddress } from './figure-link.ts';
import type { Formats } from './report-format.ts';
import type { Shape } from './report-funnel.ts';

/** What has stages with leads: a report, or the summary of one. */
type Drawable = { readonly stages: readonly Pick<StageReport, 'leads'>[] };

const FUNNEL_WIDTH = 1_000;
const BAND_HEIGHT = 100;

export function funnelShape(report: Drawable): Shape {
  const size = { width: FUNNEL_WIDTH, height: BAND_HEIGHT * report.stages.length };
  return {
    bands: funnelBands(report.stages, size, 0),
    width: FUNNEL_WIDTH,
    bandHeight: BAND_HEIGHT,
    colours: report.stages.map((_, index) => stageColour(index)),
  };
}

/** The whole shape in one picture, without words. */
export function miniFunnel(report: Drawable): Html {
  const shape = funnelShape(report);
  const bands = shape.bands.map(
    (points, index) =>
      html`<polygon points="${asHtml(points)}" fill="${shape.colours[index] ?? ''}"></polygon>`,
  );
  return html`<svg class="mini" viewBox="0 0 ${shape.width} ${BAND_HEIGHT * shape.bands.length}" preserveAspectRatio="none" aria-hidden="true">${bands}</svg>`;
}

/** Each day of the picture leads to its leads; for the keyboard and for readers of screens the table of days does. */
export function trendFigure(
  report: Report,
  texts: ReportTexts,
  formats: Formats,
  address: FigureAddress,
): Html {
  const { charts } = texts;
  const goal = report.stages.at(-1);
  const text = charts.trendText(formats.number(report.entered), formats.number(goal?.leads ?? 0));
  const words = {
    entered: charts.enteredEachDay,
    goal: charts.goalOfDay(goal?.label ?? ''),
    notFinal: charts.notFinal,
    number: formats.number,
    day: formats.shortDay,
  };
  const last = report.stages.length - 1;
  const areas = (size: Drawn): readonly Html[] =>
    report.daily.length > DAYS_LINKED
      ? []
      : trendAreas(report.daily, size).map(({ date, n, of, ...area }) => {
          const href = address(of === 'entered' ? 'entered' : `leads.${last}`, { from: date, to: date });
          const name = `${formats.shortDay(date)}, ${of === 'entered' ? words.entered : words.goal}: ${formats.number(n)}`;
          return html`${href !== undefined && html`<a class="figure" href="${href}" tabindex="-1"><title>${name}</title><rect x="${area.x}" y="${area.y}" width="${area.width}" height="${area.height}"></rect></a>`}`;
        });
  return html`<figure class="trend">
${picture('wide', { width: 680, height: 340 }, text, (size) => asHtml(trendChart(report.daily, words, size)), areas)}
${picture('narrow', { width: 360, height: 340 }, text, (size) => asHtml(trendChart(report.daily, words, size)), areas)}
</figure>`;
}

export function timesFigure(report: Report, texts: ReportTexts, formats: Formats): Html {
  const { charts } = texts;
  const words = { name: ({ label }: { readonly label: string }) => label, duration: formats.duration };
  const rows = report.stages.filter(({ seconds }) => seconds.median !== null);
  if (rows.length === 0) return html`<p>${charts.noTimes}</p>`;
  const height = 40 + rows.length * 60;
  const text = rows.map(({ label, seconds }) => `${label}: ${formats.duration(seconds.median)}`).join('; ');
  return html`<figure>
${picture('wide', { width: 500, height }, text, (size) => asHtml(timesChart(report.stages, words, size)))}
${picture('narrow', { width: 360, height }, text, (size) => asHtml(timesChart(report.stages, words, size)))}
<figcaption>${charts.timesText}</figcaption>
</figure>`;
}
