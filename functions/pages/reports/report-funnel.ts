// The funnel: a table whose rows are the stages, with the shape drawn through them.
import { stageBefore } from '../../domain/funnel/optional.ts';
import type { Report, StageReport } from '../../domain/report/report.ts';
import { asHtml, type Html, html } from '../html.ts';
import type { ReportTexts } from '../texts/report.ts';
import { type LinkFigure, NO_LINKS } from './figure-link.ts';
import type { Formats } from './report-format.ts';
import { DASH } from './report-format.ts';

/** The drawn shape: bands as points of polygons, each `bandHeight` high, in a frame of this width. */
export type Shape = {
  readonly bands: readonly string[];
  readonly width: number;
  readonly bandHeight: number;
  readonly colours: readonly string[];
};

export function funnelTable(
  report: Report,
  shape: Shape,
  texts: ReportTexts,
  formats: Formats,
  link: LinkFigure = NO_LINKS,
): Html {
  const { figures } = texts;
  const worst = worstLoss(report.stages);
  const rows = report.stages.map((stage, index) =>
    row(
      stage,
      {
        index,
        link,
        isWorst: index === worst,
        band: band(shape, index),
        revenue: formats.money(stage.revenue),
      },
      texts,
      formats,
    ),
  );
  return html`<table class="funnel">
<caption class="hidden">${texts.charts.funnel}</caption>
<thead><tr>
<th scope="col">${figures.stage}</th><td class="band"></td>
<th scope="col">${figures.leads}</th><th scope="col">${figures.fromPrevious}</th><th scope="col">${figures.fromEntry}</th>
<th scope="col">${figures.lost}</th><th scope="col">${figures.time}<br>(${figures.timeHint})</th><th scope="col">${figures.revenue}</th>
</tr></thead>
<tbody>
${rows}</tbody>
</table>`;
}

type RowParts = {
  readonly index: number;
  readonly link: LinkFigure;
  readonly isWorst: boolean;
  readonly band: Html;
  readonly revenue: readonly string[];
};

function row(
  stage: StageReport,
  { index, link, isWorst, band, revenue }: RowParts,
  texts: ReportTexts,
  formats: Formats,
): Html {
  const { figures } = texts;
  const { number, percent, duration } = formats;
  return html`<tr${isWorst && html` class="loss"`}>
<th scope="row">${stage.label}${stage.optional && html`<small>${figures.optional}</small>`}${stage.direct > 0 && html`<small>${link(figures.direct(number(stage.direct)), `direct.${index}`)}</small>`}</th>
<td class="band">${band}</td>
<td class="count" data-label="${figures.leads}">${link(number(stage.leads), `leads.${index}`)}${stage.returning > 0 && html`<small>${link(figures.returning(number(stage.returning)), `returning.${index}`)}</small>`}</td>
<td class="rate" data-label="${figures.fromPrevious}">${percent(stage.fromPrevious)}</td>
<td class="rate" data-label="${figures.fromEntry}">${percent(stage.fromEntry)}</td>
<td class="lost" data-label="${figures.lost}">${stage.lost > 0 ? link(`−${number(stage.lost)}`, `lost.${index}`) : DASH}${stage.open > 0 && html`<small>${link(figures.open(number(stage.open)), `open.${index}`)}</small>`}</td>
<td data-label="${figures.time}">${duration(stage.seconds.median)}${stage.seconds.p90 !== null && html`<small>${figures.p90(duration(stage.seconds.p90))}</small>`}${stage.seconds.mean !== null && html`<small>${figures.mean(duration(stage.seconds.mean))}</small>`}</td>
<td data-label="${figures.revenue}">${revenue.length > 0 ? revenue.map((amount, index) => html`${index > 0 && html`<br>`}${amount}`) : DASH}${stage.orders > 0 && html`<small>${link(figures.orders(number(stage.orders)), `orders.${index}`)}</small>`}</td>
</tr>
`;
}

/** Every row holds its own part of the shape, stretched to the row: it fits whatever the rows' heights come to. */
function band({ bands, width, bandHeight, colours }: Shape, index: number): Html {
  const view = `0 ${index * bandHeight} ${width} ${bandHeight}`;
  return html`<svg viewBox="${view}" preserveAspectRatio="none" aria-hidden="true"><polygon points="${asHtml(bands[index] ?? '')}" fill="${colours[index] ?? 'currentColor'}"></polygon></svg>`;
}

/** The index of the stage before which most are lost; undefined where nobody is. Who has time left is not lost. */
export function worstLoss(stages: readonly StageReport[]): number | undefined {
  const most = Math.max(0, ...stages.map(({ lost }) => lost));
  return most > 0 ? stages.findIndex(({ lost }) => lost === most) : undefined;
}

/** The required stage before one, whose leads its losses are of. */
export function lookedBackTo(stages: Report['stages'], stage: number): number {
  return stageBefore(stage, (one) => stages[one]?.optional === true);
}

/** Between which stages most are lost, in words; undefined where nobody is. */
export function lossText(
  report: Report,
  { figures }: ReportTexts,
  formats: Formats,
): { readonly where: string; readonly howMany: string; readonly stage: number } | undefined {
  const stage = worstLoss(report.stages);
  if (stage === undefined) return undefined;
  const to = report.stages[stage];
  const from = report.stages[lookedBackTo(report.stages, stage)];
  if (to === undefined || from === undefined) return undefined;
  const { number, percent } = formats;
  const howMany = figures.lossText(number(to.lost), number(from.leads), percent(to.lost / from.leads));
  return {
    where: `${figures.loss(from.label, to.label)}.`,
    howMany: to.open > 0 ? `${howMany} ${figures.openText(number(to.open))}` : howMany,
    stage,
  };
}

export function lossNotice(report: Report, texts: ReportTexts, formats: Formats): Html | undefined {
  const loss = lossText(report, texts, formats);
  return loss && html`<div class="notice"><p><strong>${loss.where}</strong> ${loss.howMany}</p></div>`;
}
