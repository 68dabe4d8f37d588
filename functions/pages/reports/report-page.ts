// The page of one funnel's report.
import type { Locale } from '../../domain/config/config.ts';
import { windowMs } from '../../domain/config/duration.ts';
import type { Report } from '../../domain/report/report.ts';
import { summarise } from '../../domain/report/report-compare.ts';
import { isFinal } from '../../domain/report/report-revision.ts';
import type { Page } from '../../runtime/answer.ts';
import { type Html, html } from '../html.ts';
import { type ReportTexts, reportTexts } from '../texts/report.ts';
import { asOfText } from './as-of.ts';
import { bookedCard } from './booked-card.ts';
import { costCard } from './cost-card.ts';
import { dailyTable } from './daily-table.ts';
import { downloadLinks } from './downloads.ts';
import {
  addressIn,
  type FigureAddress,
  type LinkFigure,
  linksTo,
  NO_ADDRESS,
  NO_LINKS,
} from './figure-link.ts';
import { handOffCards } from './hand-off-card.ts';
import { handOffNotes } from './hand-off-notes.ts';
import { besideLinks } from './part-frame.ts';
import { arrivalNote, qualityLine } from './quality-link.ts';
import { recountNotice } from './recount-notice.ts';
import { breakdownCards } from './report-breakdown.ts';
import { type Formats, formatsOf } from './report-format.ts';
import { ownerPage, type Reader } from './report-frame.ts';
import { funnelTable, lossNotice } from './report-funnel.ts';
import { rangeForm } from './report-range.ts';
import { summaryTiles } from './report-tiles.ts';
import { sentence } from './sentence.ts';
import { sequenceCards } from './sequence-cards.ts';
import { setAsideNotice } from './set-aside-notice.ts';
import { variantCards } from './variant-cards.ts';

export type ReportView = {
  readonly report: Report;
  readonly label: string;
  /** The label of a funnel by its id. */
  readonly labelOf: (funnel: string) => string;
  readonly locale: Locale;
  readonly reader: Reader;
  /** Where this report stands, and the query that asks for exactly it in another format. */
  readonly path: string;
  readonly query: string;
  /** The local day; absent for what was issued: no other days can be chosen there. */
  readonly today?: string;
  /** Above everything: what is special about this report. */
  readonly banner?: Html;
  readonly share?: { readonly url: string; readonly days: number };
};

export async function reportPage(view: ReportView): Promise<Page> {
  const { report, label, locale, reader, path, today } = view;
  const texts = reportTexts(locale);
  const formats = formatsOf(locale, report.timezone);
  const { funnel, ...rest } = summarise({ report, label }, null);
  const context = {
    ...{ from: report.from, to: report.to, link: linksOf(view), last: report.stages.length - 1 },
    ...{ settled: isFinal(report), issued: today === undefined },
  };
  const content = html`${view.banner}${recountNotice(report, texts, formats)}
<div class="head"><div><span class="kind">${texts.kinds[report.kind]}</span>
<h1>${label}</h1>
<p class="lead">${texts.notes.population(formats.day(report.from), formats.day(report.to), report.timezone)}</p></div>
${today !== undefined && reader.kind === 'owner' && rangeForm(locale, path, report, today)}</div>
<p class="status">${status(report, texts, formats)}</p>
${setAsideNotice(report.setAside, texts, formats)}
${summaryTiles(rest, context, texts, formats)}
${report.entered > 0 ? await figures(view, texts, formats) : emptyCard(texts)}
${handOffCards({ report, labelOf: view.labelOf, locale, ...(isLinked(view) && { link: linksOf(view) }) }, formats)}
${qualityLine(report, reader, locale, formats)}
${bookedCard(report, texts, formats, linksOf(view))}
${costCard(report, locale, formats)}
${sequenceCards(report, locale, formats, linksOf(view))}
${variantCards(report, locale, formats, linksOf(view))}
${notes(view, texts, formats)}
${sharing(view, texts)}`;
  return ownerPage({
    locale,
    title: `${label}, ${formats.day(report.from)} – ${formats.day(report.to)}`,
    content,
    reader,
    current: 'reports',
    days: report,
  });
}

/** For the owner alone, and of what is counted now: an issued report tells what was. */
function linksOf(view: ReportView): LinkFigure {
  return isLinked(view) ? linksTo(view.report) : NO_LINKS;
}

function addressOf(view: ReportView): FigureAddress {
  return isLinked(view) ? addressIn(view.report) : NO_ADDRESS;
}

function isLinked({ reader, today }: ReportView): boolean {
  return reader.kind === 'owner' && today !== undefined;
}

async function figures(view: ReportView, texts: ReportTexts, formats: Formats): Promise<Html> {
  const { report, locale } = view;
  const link = linksOf(view);
  // Not at the top: it brings the chart library along, which data has no use for.
  const { funnelShape, timesFigure, trendFigure } = await import('./report-charts.ts');
  return html`${lossNotice(report, texts, formats, link)}
<section class="card"><h2>${texts.charts.funnel}</h2>
${funnelTable(report, funnelShape(report), texts, formats, link)}
${isLinked(view) && besideLinks(report, locale)}</section>
<div class="charts">
<section class="card"><h2>${texts.charts.trend}</h2>${trendFigure(report, texts, formats, addressOf(view))}${dailyTable(report, texts, formats, link)}</section>
<section class="card"><h2>${texts.charts.times}</h2>${timesFigure(report, texts, formats)}</section>
</div>
${breakdownCards(report, texts, formats, link, { channel: arrivalNote(report, view.reader, view.locale, formats) })}`;
}

function emptyCard({ notes }: ReportTexts): Html {
  return html`<section class="card"><h2>${notes.empty}</h2><p>${notes.emptyText}</p></section>`;
}

/** What every reader must know before believing a figure. */
function status(report: Report, texts: ReportTexts, formats: Formats): string {
  const { notes, figures } = texts;
  return [
    asOfText(report, texts, formats),
    `${figures.against(formats.day(report.previous.from), formats.day(report.previous.to))}${isFinal(report) ? '.' : `: ${notes.early}`}`,
  ].join(' ');
}

function notes(view: ReportView, texts: ReportTexts, formats: Formats): Html {
  const { report, labelOf, reader } = view;
  const link = linksOf(view);
  const said = texts.notes;
  const { late } = report;
  const lateRevenue = formats.money(late.revenue);
  const facts = [
    ...(late.leads > 0 ? [html`${sentence(said.late, link(formats.number(late.leads), 'late'))}`] : []),
    ...(lateRevenue.length > 0 ? [said.lateRevenue(lateRevenue.join(', '))] : []),
    ...report.lostOn.map(
      ({ reason, leads }) =>
        html`${sentence<Html | string>(said.lostOn, link(formats.number(leads), `lostOn.${reason}`), reason)}`,
    ),
    ...handOffNotes(report, labelOf, texts, formats, link),
    finality(report, texts, formats),
    said.counted(texts.orders[report.order as keyof typeof texts.orders], windowText(report.window, formats)),
    ...(report.revision > 0 ? [said.revision(formats.number(report.revision))] : []),
    said.definition(report.definition),
  ];
  return html`<section class="card"><h2>${said.title}</h2>
<ul class="wins">${facts.map((fact) => html`<li>${fact}</li>`)}</ul>
${reader.kind === 'owner' && html`<p><a href="/reports/${report.funnel}/revisions">${texts.revisions.all}</a></p>`}</section>`;
}

function finality({ daily }: Report, { notes }: ReportTexts, formats: Formats): string {
  const first = daily.findIndex(({ final }) => !final);
  if (first < 0) return notes.allFinal;
  return first === 0 ? notes.noneFinal : notes.finalUntil(formats.day(daily[first]?.date ?? ''));
}

/** `30d`, `12h` or `90m` in the reader's words. */
function windowText(window: string, formats: Formats): string {
  return formats.duration((windowMs(window) ?? 0) / 1000);
}

function sharing({ path, query, share, locale }: ReportView, { share: texts }: ReportTexts): Html {
  return html`<section class="card share"><h2>${texts.title}</h2>
<p class="downloads"><span>${texts.download}</span> ${downloadLinks(path, query, locale)}</p>
${
  share !== undefined &&
  html`<p><label for="share">${texts.label}</label><input id="share" readonly value="${share.url}"></p><p class="small">${texts.text(share.days)}</p>`
}</section>`;
}
