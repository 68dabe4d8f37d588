// The page with all funnels: each as a card with its shape and its headline figures.
import { daysBetween } from '../../domain/calendar.ts';
import type { Locale } from '../../domain/config/config.ts';
import type { ComparedFunnel, Comparison } from '../../domain/report/report-compare.ts';
import type { Page } from '../../runtime/answer.ts';
import { type Html, html } from '../html.ts';
import { type ReportTexts, reportTexts } from '../texts/report.ts';
import { recountsNotice } from './recount-notice.ts';
import { projectedText } from './report-changes.ts';
import { DASH, type Formats, formatsOf } from './report-format.ts';
import { ownerPage, type Reader } from './report-frame.ts';
import { rangeForm } from './report-range.ts';
import { conversionNote, enteredNote } from './report-tiles.ts';
import { setAsideNotice } from './set-aside-notice.ts';

export type IndexView = {
  readonly overview: Pick<
    Comparison,
    'from' | 'to' | 'timezone' | 'asOf' | 'pending' | 'setAside' | 'funnels'
  >;
  readonly locale: Locale;
  readonly reader: Reader;
  /** The local day. */
  readonly today: string;
};

export async function reportIndexPage({ overview, locale, reader, today }: IndexView): Promise<Page> {
  const texts = reportTexts(locale);
  const formats = formatsOf(locale, overview.timezone);
  const { index, notes } = texts;
  const { miniFunnel } = await import('./report-charts.ts');
  const cards = overview.funnels.map((funnel) => card(funnel, miniFunnel(funnel), overview, texts, formats));
  return ownerPage({
    locale,
    title: index.title,
    reader,
    current: 'reports',
    content: html`${recountsNotice(overview.funnels, texts, formats)}<div class="head"><div><h1>${index.title}</h1>
<p class="lead">${index.text} ${notes.population(formats.day(overview.from), formats.day(overview.to), overview.timezone)}</p></div>
${reader.kind === 'owner' && rangeForm(locale, '/reports', overview, today)}</div>
<p class="status">${notes.asOf(formats.instant(overview.asOf))} ${overview.pending > 0 ? notes.pending(formats.number(overview.pending)) : notes.nothingPending}</p>
${setAsideNotice(overview.setAside, texts, formats)}
${cards.length > 0 ? html`<div class="grid">${cards}</div>` : html`<section class="card"><p>${index.noFunnels}</p></section>`}`,
  });
}

function card(
  funnel: ComparedFunnel,
  shape: Html,
  { from, to }: IndexView['overview'],
  texts: ReportTexts,
  formats: Formats,
): Html {
  const { figures, kinds, index } = texts;
  const money = formats.money(funnel.revenue);
  const { goal } = funnel;
  const projected = projectedText(funnel, texts, formats);
  const small = (text: string): Html => html`<br><small>${text}</small>`;
  const href = `/reports/${funnel.funnel}?from=${from}&to=${to}`;
  return html`<article class="card"><div><span class="kind">${kinds[funnel.kind]}</span>
<h2><a href="${href}">${funnel.label}</a></h2></div>
${shape}
<dl class="pairs">
<div class="pair"><dt>${figures.entered}</dt><dd>${formats.number(funnel.entered)}<br><small>${enteredNote(funnel, daysBetween(from, to).length, texts, formats)}</small>${funnel.contacts !== null && funnel.entered > 0 && small(figures.contacts(formats.number(funnel.contacts)))}</dd></div>
<div class="pair"><dt>${goal.label}</dt><dd>${formats.number(goal.leads)} (${formats.percent(goal.conversion?.rate ?? null)})<small>${conversionNote(funnel, texts, formats)}</small>${projected !== undefined && small(projected)}${goal.direct > 0 && small(figures.direct(formats.number(goal.direct)))}</dd></div>
<div class="pair"><dt>${figures.revenue}</dt><dd>${money.length > 0 ? money.join(', ') : DASH}</dd></div>
<div class="pair"><dt>${figures.timeTo(funnel.goal.label)}</dt><dd>${formats.duration(funnel.goal.seconds.median)}</dd></div>
</dl>
<p><a class="button" href="${href}">${index.open}<span class="hidden">: ${funnel.label}</span></a></p></article>
`;
}
