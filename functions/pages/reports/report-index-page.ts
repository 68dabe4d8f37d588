// The page with all funnels: each as a card with its shape and its headline figures.
import type { Config, Locale } from '../../domain/config/config.ts';
import type { ComparedFunnel, Comparison } from '../../domain/report/report-compare.ts';
import type { Page } from '../../runtime/answer.ts';
import { type Html, html } from '../html.ts';
import { type ReportTexts, reportTexts } from '../texts/report.ts';
import { alertNotices, alertsCard } from './alerts-card.ts';
import { asOfText } from './as-of.ts';
import { downloadLinks } from './downloads.ts';
import { linksTo, NO_LINKS } from './figure-link.ts';
import { recountsNotice } from './recount-notice.ts';
import { projectedText } from './report-changes.ts';
import { DASH, type Formats, formatsOf } from './report-format.ts';
import { ownerPage, type Reader } from './report-frame.ts';
import { rangeForm } from './report-range.ts';
import { conversionNote, enteredNote, type Linkable } from './report-tiles.ts';
import { setAsideNotice } from './set-aside-notice.ts';
import type { ShownFigure } from './shown-figure.ts';

export type IndexView = {
  readonly overview: Pick<
    Comparison,
    'from' | 'to' | 'timezone' | 'asOf' | 'pending' | 'setAside' | 'funnels'
  >;
  readonly locale: Locale;
  readonly reader: Reader;
  /** The local day. */
  readonly today: string;
  /** Absent where nothing is watched. */
  readonly watched?: {
    readonly figures: readonly ShownFigure[];
    readonly config: Pick<Config, 'funnels' | 'locale'>;
  };
};

export async function reportIndexPage({
  overview,
  locale,
  reader,
  today,
  watched,
}: IndexView): Promise<Page> {
  const texts = reportTexts(locale);
  const formats = formatsOf(locale, overview.timezone);
  const { index, notes } = texts;
  const { miniFunnel } = await import('./report-charts.ts');
  const cards = overview.funnels.map((funnel) => {
    const { from, to } = overview;
    const link = reader.kind === 'owner' ? linksTo({ funnel: funnel.funnel, from, to }) : NO_LINKS;
    return card(funnel, miniFunnel(funnel), { from, to, link }, texts, formats);
  });
  return ownerPage({
    locale,
    title: index.title,
    reader,
    current: 'reports',
    days: overview,
    content: html`${recountsNotice(overview.funnels, texts, formats)}<div class="head"><div><h1>${index.title}</h1>
<p class="lead">${index.text} ${notes.population(formats.day(overview.from), formats.day(overview.to), overview.timezone)}</p></div>
${reader.kind === 'owner' && rangeForm(locale, '/reports', overview, today)}</div>
<p class="status">${asOfText(overview, texts, formats)}</p>
${setAsideNotice(overview.setAside, texts, formats)}
${watched && alertNotices(watched.figures, watched.config, formats)}
${cards.length > 0 ? html`<div class="grid">${cards}</div>` : html`<section class="card"><p>${index.noFunnels}</p></section>`}
${cards.length > 0 && html`<section class="card share"><p class="downloads"><span>${texts.share.download}</span> ${downloadLinks('/reports', `from=${overview.from}&to=${overview.to}`, locale)}</p></section>`}
${watched && alertsCard(watched.figures, watched.config, formats)}`,
  });
}

function card(
  funnel: ComparedFunnel,
  shape: Html,
  period: Linkable,
  texts: ReportTexts,
  formats: Formats,
): Html {
  const { figures, kinds, index } = texts;
  const money = formats.money(funnel.revenue);
  const { goal } = funnel;
  const projected = projectedText(funnel, texts, formats);
  const { from, to, link } = period;
  const last = funnel.stages.length - 1;
  const { number } = formats;
  const small = (text: Html | string): Html => html`<br><small>${text}</small>`;
  const href = `/reports/${funnel.funnel}?from=${from}&to=${to}`;
  return html`<article class="card"><div><span class="kind">${kinds[funnel.kind]}</span>
<h2><a href="${href}">${funnel.label}</a></h2></div>
${shape}
<dl class="pairs">
<div class="pair"><dt>${figures.entered}</dt><dd>${link(number(funnel.entered), 'entered')}<br><small>${enteredNote(funnel, period, texts, formats)}</small>${funnel.contacts !== null && funnel.entered > 0 && small(link(figures.contacts(number(funnel.contacts)), 'contacts'))}</dd></div>
<div class="pair"><dt>${goal.label}</dt><dd>${link(number(goal.leads), `leads.${last}`)} (${formats.percent(goal.conversion?.rate ?? null)})<small>${conversionNote(funnel, texts, formats)}</small>${projected !== undefined && small(projected)}${goal.direct > 0 && small(link(figures.direct(number(goal.direct)), `direct.${last}`))}</dd></div>
<div class="pair"><dt>${figures.revenue}</dt><dd>${money.length > 0 ? money.join(', ') : DASH}</dd></div>
<div class="pair"><dt>${figures.timeTo(funnel.goal.label)}</dt><dd>${formats.duration(funnel.goal.seconds.median)}</dd></div>
</dl>
<p><a class="button" href="${href}">${index.open}<span class="hidden">: ${funnel.label}</span></a></p></article>
`;
}
