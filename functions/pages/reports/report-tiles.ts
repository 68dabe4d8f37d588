// The headline of a report: four figures, each with what it was in the period before.
import type { ComparedFunnel } from '../../domain/report/report-compare.ts';
import { type Html, html } from '../html.ts';
import type { ReportTexts } from '../texts/report.ts';
import { type Change, conversionChange, enteredChange, projectedText } from './report-changes.ts';
import type { Formats } from './report-format.ts';
import { DASH } from './report-format.ts';

export type Tile = { readonly name: string; readonly values: readonly string[]; readonly note: Html };

type Figures = Omit<ComparedFunnel, 'funnel'>;

export type TileContext = {
  /** Of the period. */
  readonly days: number;
  /** Whether all days are final: sums that still grow are not compared. */
  readonly settled: boolean;
  /** Whether it is a report as it was issued: those are not projected. */
  readonly issued: boolean;
};

export function summaryTiles(
  now: Figures,
  { days, settled, issued }: TileContext,
  texts: ReportTexts,
  formats: Formats,
): Html {
  const { figures } = texts;
  const { goal, contacts, previous } = now;
  const projected = issued ? undefined : projectedText(now, texts, formats);
  const tiles: readonly Tile[] = [
    {
      name: figures.entered,
      values: [formats.number(now.entered)],
      note: html`${enteredNote(now, days, texts, formats)}${contacts !== null && now.entered > 0 && html`<br>${figures.contacts(formats.number(contacts))}`}`,
    },
    {
      name: goal.label,
      values: [formats.number(goal.leads)],
      note: html`${settled && countChange(goal.leads, previous.goal.leads, figures, formats)}${settled && html`<br>`}${figures.conversion} ${formats.percent(goal.conversion?.rate ?? null)}${conversionNote(now, texts, formats)}${projected !== undefined && html`<br>${projected}`}${goal.direct > 0 && html`<br>${figures.direct(formats.number(goal.direct))}`}`,
    },
    moneyTile(now, texts, formats, settled),
    {
      name: figures.timeTo(goal.label),
      values: [formats.duration(goal.seconds.median)],
      note: html`${goal.seconds.mean !== null && figures.mean(formats.duration(goal.seconds.mean))}${settled && previous.goal.seconds.median !== null && html`<br>${figures.before(formats.duration(previous.goal.seconds.median))}`}`,
    },
  ];
  return html`<dl class="tiles">
${tiles.map(
  ({ name, values, note }) =>
    html`<div class="tile"><dt>${name}</dt>${values.map((value) => html`<dd class="big">${value}</dd>`)}<dd class="small">${note}</dd></div>\n`,
)}</dl>`;
}

export function enteredNote(now: Figures, days: number, texts: ReportTexts, formats: Formats): Html {
  const { change, before } = enteredChange(now, days, texts, formats);
  return html`${change !== undefined && signed(change)} ${before}`;
}

/** On a line of its own; empty where there is nothing to compare with. */
export function conversionNote(now: Figures, texts: ReportTexts, formats: Formats): Html {
  const change = conversionChange(now, texts, formats);
  return html`${change !== undefined && html`<br>${signed(change)}`}`;
}

function moneyTile(now: Figures, texts: ReportTexts, formats: Formats, settled: boolean): Tile {
  const { figures } = texts;
  const amounts = formats.money(now.revenue);
  const [currency, ...others] = Object.keys(now.revenue);
  const before = now.previous.revenue[currency ?? ''] ?? 0;
  const note =
    settled && currency !== undefined && others.length === 0
      ? html`${figures.orders(formats.number(now.orders))} ${countChange(now.revenue[currency] ?? 0, before, undefined, formats)}`
      : html`${figures.orders(formats.number(now.orders))}`;
  return { name: figures.revenue, values: amounts.length > 0 ? amounts : [DASH], note };
}

/** The change in per cent, and what it was before where words for that are given. */
function countChange(
  now: number,
  before: number,
  figures: ReportTexts['figures'] | undefined,
  formats: Formats,
): Html {
  const text = formats.change(now, before);
  return html`${text !== undefined && signed({ text, direction: Math.sign(now - before) })} ${figures?.before(formats.number(before))}`;
}

/** Good and bad news have colours; what may be chance has none. */
function signed({ text, direction }: Change): Html {
  if (direction === 0) return html`<span class="early">${text}</span>`;
  return html`<span class="change ${direction > 0 ? 'up' : 'down'}"><span aria-hidden="true">${direction > 0 ? '▲' : '▼'}</span> ${text}</span>`;
}
