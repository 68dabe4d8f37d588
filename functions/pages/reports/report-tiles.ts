// The headline of a report: four figures, each with what it was in the period before.
import { addDays, daysBetween } from '../../domain/calendar.ts';
import { previousPeriod } from '../../domain/report/report-build.ts';
import type { ComparedFunnel } from '../../domain/report/report-compare.ts';
import { type Fragment, type Html, html } from '../html.ts';
import type { ReportTexts } from '../texts/report.ts';
import type { LinkFigure } from './figure-link.ts';
import {
  type Change,
  conversionChange,
  enteredChange,
  enteredText,
  projectedText,
} from './report-changes.ts';
import type { Formats } from './report-format.ts';
import { DASH } from './report-format.ts';
import { sentence } from './sentence.ts';

export type Tile = { readonly name: string; readonly values: readonly Fragment[]; readonly note: Html };

type Figures = Omit<ComparedFunnel, 'funnel'>;

/** The days of a report, and what leads from its figures to leads. */
export type Linkable = { readonly from: string; readonly to: string; readonly link: LinkFigure };

export type TileContext = Linkable & {
  /** Index of the stage that is the goal. */
  readonly last: number;
  /** Whether all days are final: sums that still grow are not compared. */
  readonly settled: boolean;
  /** Whether it is a report as it was issued: those are not projected. */
  readonly issued: boolean;
};

export function summaryTiles(now: Figures, context: TileContext, texts: ReportTexts, formats: Formats): Html {
  const { figures } = texts;
  const { settled, issued, last, link } = context;
  const { number } = formats;
  const { goal, contacts, previous } = now;
  const before = previousPeriod(context.from, context.to);
  const projected = issued ? undefined : projectedText(now, texts, formats);
  const tiles: readonly Tile[] = [
    {
      name: figures.entered,
      values: [link(number(now.entered), 'entered')],
      note: html`${enteredNote(now, context, texts, formats)}${contacts !== null && now.entered > 0 && html`<br>${link(figures.contacts(number(contacts)), 'contacts')}`}`,
    },
    {
      name: goal.label,
      values: [link(number(goal.leads), `leads.${last}`)],
      note: html`${settled && countChange(goal.leads, previous.goal.leads, formats)}${settled && html` ${sentence(figures.before, link(number(previous.goal.leads), `leads.${last}`, before))}`}${settled && html`<br>`}${figures.conversion} ${formats.percent(goal.conversion?.rate ?? null)}${conversionNote(now, texts, formats)}${projected !== undefined && html`<br>${projected}`}${goal.direct > 0 && html`<br>${link(figures.direct(number(goal.direct)), `direct.${last}`)}`}`,
    },
    moneyTile(now, context, texts, formats),
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

export function enteredNote(
  now: Figures,
  { from, to, link }: Linkable,
  texts: ReportTexts,
  formats: Formats,
): Html {
  const entered = enteredChange(now, formats);
  const first = { over: from, before: previousPeriod(from, to).from };
  const said = enteredText(entered, daysBetween(from, to).length, texts, formats, (text, of, days) =>
    link(text, 'entered', { from: first[of], to: addDays(first[of], days - 1) }),
  );
  return html`${entered.change !== undefined && signed(entered.change)} ${said}`;
}

/** On a line of its own; empty where there is nothing to compare with. */
export function conversionNote(now: Figures, texts: ReportTexts, formats: Formats): Html {
  const change = conversionChange(now, texts, formats);
  return html`${change !== undefined && html`<br>${signed(change)}`}`;
}

function moneyTile(now: Figures, { settled, link }: TileContext, texts: ReportTexts, formats: Formats): Tile {
  const { figures } = texts;
  const amounts = formats.money(now.revenue);
  const [currency, ...others] = Object.keys(now.revenue);
  const before = now.previous.revenue[currency ?? ''] ?? 0;
  const orders = link(figures.orders(formats.number(now.orders)), 'orders');
  const note =
    settled && currency !== undefined && others.length === 0
      ? html`${orders} ${countChange(now.revenue[currency] ?? 0, before, formats)}`
      : orders;
  return { name: figures.revenue, values: amounts.length > 0 ? amounts : [DASH], note };
}

/** The change in per cent. */
function countChange(now: number, before: number, formats: Formats): Html | false {
  const text = formats.change(now, before);
  return text !== undefined && signed({ text, direction: Math.sign(now - before) });
}

/** Good and bad news have colours; what may be chance has none. */
function signed({ text, direction }: Change): Html {
  if (direction === 0) return html`<span class="early">${text}</span>`;
  return html`<span class="change ${direction > 0 ? 'up' : 'down'}"><span aria-hidden="true">${direction > 0 ? '▲' : '▼'}</span> ${text}</span>`;
}
