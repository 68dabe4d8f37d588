// The headline of a report: four figures, each with what it was in the period before.
import type { FunnelSummary } from '../../domain/report/report-compare.ts';
import { type Html, html } from '../html.ts';
import type { ReportTexts } from '../texts/report.ts';
import type { Formats } from './report-format.ts';
import { DASH } from './report-format.ts';

export type Tile = { readonly name: string; readonly values: readonly string[]; readonly note: Html };

export function summaryTiles(
  now: FunnelSummary,
  before: FunnelSummary,
  texts: ReportTexts,
  formats: Formats,
  settled: boolean,
): Html {
  const { figures } = texts;
  const rate = now.goal.conversion?.rate ?? null;
  const rateBefore = before.goal.conversion?.rate ?? null;
  const tiles: readonly Tile[] = [
    {
      name: figures.entered,
      values: [formats.number(now.entered)],
      note: countChange(now.entered, before.entered, figures, formats),
    },
    {
      name: now.goal.label,
      values: [formats.number(now.goal.leads)],
      note: html`${figures.conversion} ${formats.percent(rate)} ${
        rate !== null &&
        rateBefore !== null &&
        signed(rate - rateBefore, figures.points(formats.points(rate, rateBefore)), settled)
      }${now.goal.direct > 0 && html`<br>${figures.direct(formats.number(now.goal.direct))}`}`,
    },
    moneyTile(now, before, texts, formats, settled),
    {
      name: figures.timeTo(now.goal.label),
      values: [formats.duration(now.goal.seconds.median)],
      note: html`${before.goal.seconds.median !== null && figures.before(formats.duration(before.goal.seconds.median))}`,
    },
  ];
  return html`<dl class="tiles">
${tiles.map(
  ({ name, values, note }) =>
    html`<div class="tile"><dt>${name}</dt>${values.map((value) => html`<dd class="big">${value}</dd>`)}<dd class="small">${note}</dd></div>\n`,
)}</dl>`;
}

function moneyTile(
  now: FunnelSummary,
  before: FunnelSummary,
  texts: ReportTexts,
  formats: Formats,
  settled: boolean,
): Tile {
  const { figures } = texts;
  const amounts = formats.money(now.revenue);
  const [currency, ...others] = Object.keys(now.revenue);
  const note =
    currency !== undefined && others.length === 0
      ? html`${figures.orders(formats.number(now.orders))} ${countChange(now.revenue[currency] ?? 0, before.revenue[currency] ?? 0, undefined, formats, settled)}`
      : html`${figures.orders(formats.number(now.orders))}`;
  return { name: figures.revenue, values: amounts.length > 0 ? amounts : [DASH], note };
}

/** The change in per cent, and what it was before where words for that are given. */
export function countChange(
  now: number,
  before: number,
  figures: ReportTexts['figures'] | undefined,
  formats: Formats,
  settled = true,
): Html {
  const change = formats.change(now, before);
  return html`${change !== undefined && signed(now - before, change, settled)} ${figures?.before(formats.number(before))}`;
}

/** Good and bad news have colours once they are settled: leads that entered lately have had less time than those before. */
function signed(difference: number, text: string, settled: boolean): Html {
  if (difference === 0) return html``;
  return html`<span class="change ${!settled ? 'early' : difference > 0 ? 'up' : 'down'}"><span aria-hidden="true">${difference > 0 ? '▲' : '▼'}</span> ${text}</span>`;
}
