// The page that sets funnels side by side: which of them serves its owner better?
import type { Locale } from '../../domain/config/config.ts';
import type { ComparedFunnel, Comparison } from '../../domain/report/report-compare.ts';
import type { Page } from '../../runtime/answer.ts';
import { asHtml, type Html, html } from '../html.ts';
import { type ReportTexts, reportTexts } from '../texts/report.ts';
import { asOfText } from './as-of.ts';
import { funnelColour, labelOf, stageIds } from './compared-stages.ts';
import { downloadLinks } from './downloads.ts';
import { type LinkFigure, linksTo, NO_LINKS } from './figure-link.ts';
import { handOffNotes } from './hand-off-notes.ts';
import { recountsNotice } from './recount-notice.ts';
import { projectedText } from './report-changes.ts';
import { DASH, type Formats, formatsOf } from './report-format.ts';
import { ownerPage, type Reader } from './report-frame.ts';
import { rangeForm } from './report-range.ts';
import { setAsideNotice } from './set-aside-notice.ts';
import { waysSections } from './ways-section.ts';

export type CompareView = {
  readonly comparison: Comparison;
  readonly locale: Locale;
  readonly reader: Reader;
  /** The local day. */
  readonly today: string;
};

export async function reportComparePage({ comparison, locale, reader, today }: CompareView): Promise<Page> {
  const texts = reportTexts(locale);
  const formats = formatsOf(locale, comparison.timezone);
  const { compare, notes, share } = texts;
  const { from, to, funnels } = comparison;
  const linkOf: LinksOf = (funnel) => (reader.kind === 'owner' ? linksTo({ funnel, from, to }) : NO_LINKS);
  const body =
    funnels.length < 2
      ? html`<section class="card"><p>${compare.one}</p></section>`
      : html`${verdict(comparison, texts)}
${waysSections(comparison, locale, formats, linkOf)}
${measures(comparison, texts, formats, linkOf)}
<section class="card"><h2>${compare.stages}</h2>${await chart(comparison, formats)}${stages(comparison, texts, formats, linkOf)}</section>`;
  return ownerPage({
    locale,
    title: compare.title,
    reader,
    current: 'compare',
    days: comparison,
    content: html`${recountsNotice(funnels, texts, formats)}<div class="head"><div><h1>${compare.title}</h1>
<p class="lead">${compare.text} ${notes.population(formats.day(from), formats.day(to), comparison.timezone)}</p></div>
${reader.kind === 'owner' && rangeForm(locale, '/reports/compare', comparison, today)}</div>
<p class="status">${asOfText(comparison, texts, formats)}</p>
${setAsideNotice(comparison.setAside, texts, formats)}
${body}
<section class="card share"><p class="downloads"><span>${share.download}</span> ${downloadLinks('/reports/compare', `from=${from}&to=${to}`, locale)}</p></section>`,
  });
}

function verdict({ goal, funnels }: Comparison, { compare }: ReportTexts): Html {
  return html`<section class="card"><h2>${compare.verdict}</h2>
<p>${compare.shared}</p>
<p class="small">${goal === null ? compare.ownGoal : compare.goal(labelOf(funnels, goal))} ${compare.caution}</p></section>`;
}

/** @param funnel its id */
type LinksOf = (funnel: string) => LinkFigure;

type Measure = {
  readonly name: string;
  readonly value: (funnel: ComparedFunnel) => Html | string;
};

function measures(comparison: Comparison, texts: ReportTexts, formats: Formats, linkOf: LinksOf): Html {
  const { compare, kinds } = texts;
  const { funnels } = comparison;
  const rows: readonly Measure[] = [
    {
      name: compare.volume,
      value: (funnel) => linkOf(funnel.funnel)(formats.number(funnel.entered), 'entered'),
    },
    {
      name: compare.goalLeads,
      value: (funnel) => {
        const { goal, stages } = funnel;
        const link = linkOf(funnel.funnel);
        const at = stages.findIndex(({ id }) => id === goal.id);
        return html`${link(formats.number(goal.leads), `leads.${at}`)}<small>${goal.label}${goal.direct > 0 && html` (${link(texts.figures.direct(formats.number(goal.direct)), `direct.${at}`)})`}</small>`;
      },
    },
    { name: compare.conversion, value: (funnel) => conversion(funnel, texts, formats) },
    { name: compare.speed, value: ({ goal }) => formats.duration(goal.seconds.median) },
    { name: compare.revenue, value: ({ revenue }) => amounts(formats.money(revenue)) },
    {
      name: compare.perEntered,
      value: ({ revenuePerEntered }) => amounts(formats.money(revenuePerEntered ?? {})),
    },
    ...handOffRow(funnels, texts, formats, linkOf),
  ];
  return html`<section class="card"><div class="scroll" tabindex="0" role="region" aria-label="${compare.title}"><table>
<thead><tr><th scope="col">${compare.measure}</th>${funnels.map(
    (funnel, index) =>
      html`<th scope="col">${swatch(index)}<a href="/reports/${funnel.funnel}?from=${comparison.from}&amp;to=${comparison.to}">${funnel.label}</a><br>${kinds[funnel.kind]}</th>`,
  )}</tr></thead>
<tbody>${rows.map(
    ({ name, value }) =>
      html`<tr><th scope="row">${name}</th>${funnels.map((funnel) => html`<td>${value(funnel)}</td>`)}</tr>\n`,
  )}</tbody></table></div></section>`;
}

/** What one hands over and another takes over, where they do. */
function handOffRow(
  funnels: readonly ComparedFunnel[],
  texts: ReportTexts,
  formats: Formats,
  linkOf: LinksOf,
): readonly Measure[] {
  const name = (id: string): string => funnels.find(({ funnel }) => funnel === id)?.label ?? id;
  const said = (funnel: ComparedFunnel): readonly Html[] =>
    handOffNotes(funnel, name, texts, formats, linkOf(funnel.funnel));
  if (funnels.every((funnel) => said(funnel).length === 0)) return [];
  const value = (funnel: ComparedFunnel): Html | string => {
    const sentences = said(funnel);
    return sentences.length === 0
      ? DASH
      : html`${sentences.map((sentence) => html`<small>${sentence}</small>`)}`;
  };
  return [{ name: texts.compare.handOffs, value }];
}

function conversion(funnel: ComparedFunnel, texts: ReportTexts, formats: Formats): Html | string {
  const share = funnel.goal.conversion;
  if (share === null) return DASH;
  const { percent } = formats;
  const projected = projectedText(funnel, texts, formats);
  return html`${percent(share.rate)}<small>${texts.compare.interval(percent(share.low), percent(share.high))}</small>${projected !== undefined && html`<small>${projected}</small>`}`;
}

function amounts(money: readonly string[]): Html | string {
  return money.length === 0 ? DASH : html`${money.map((amount) => html`<div>${amount}</div>`)}`;
}

async function chart({ funnels }: Comparison, { percent }: Formats): Promise<Html> {
  const { compareChart } = await import('../charts/chart-compare.ts');
  const pictures = [
    { name: 'wide', width: 1100, height: 300 },
    { name: 'narrow', width: 360, height: 260 },
  ].map(
    (size) =>
      html`<svg class="${size.name}" viewBox="0 0 ${size.width} ${size.height}" aria-hidden="true">${asHtml(compareChart(funnels, percent, size))}</svg>`,
  );
  return html`<figure>${pictures}</figure>`;
}

function stages({ funnels }: Comparison, { figures }: ReportTexts, formats: Formats, linkOf: LinksOf): Html {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${figures.stage}"><table>
<thead><tr><th scope="col">${figures.stage}</th>${funnels.map(({ label }, index) => html`<th scope="col">${swatch(index)}${label}</th>`)}</tr></thead>
<tbody>${stageIds(funnels).map(
    (id) =>
      html`<tr><th scope="row">${labelOf(funnels, id)}</th>${funnels.map((funnel) => {
        const at = funnel.stages.findIndex((each) => each.id === id);
        const stage = funnel.stages[at];
        return stage === undefined
          ? html`<td>${DASH}</td>`
          : html`<td>${formats.percent(stage.fromEntry)}<small>${linkOf(funnel.funnel)(formats.number(stage.leads), `leads.${at}`)}${stage.seconds.median !== null && ` · ${formats.duration(stage.seconds.median)}`}</small></td>`;
      })}</tr>\n`,
  )}</tbody></table></div>`;
}

function swatch(index: number): Html {
  return html`<svg class="swatch" viewBox="0 0 10 10" aria-hidden="true"><rect width="10" height="10" rx="2" fill="${funnelColour(index)}"></rect></svg>`;
}
