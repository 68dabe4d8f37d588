// The page of the list of leads: who they are, how they came, and how far they are in each funnel.
import type { Breakdown, FormConfig, Locale } from '../../domain/config/config.ts';
import type { LabelledFunnel } from '../../domain/profile/funnels.ts';
import type { FigureName } from '../../domain/report/figure-share.ts';
import { parseSequenceFigure } from '../../domain/report/sequence-share.ts';
import { parseWayFigure } from '../../domain/report/way-share.ts';
import type { ListEntry } from '../../domain/summary/list-entry.ts';
import type { ListFilter } from '../../domain/summary/list-filter.ts';
import type { Page } from '../../runtime/answer.ts';
import type { Owner } from '../../runtime/owner-access.ts';
import { formatQuery } from '../format-query.ts';
import { type Html, html } from '../html.ts';
import { DASH, type Formats, formatsOf } from '../reports/report-format.ts';
import { ownerPage } from '../reports/report-frame.ts';
import { figureTitle } from '../texts/figure-name.ts';
import { handOffTexts } from '../texts/hand-off.ts';
import { type LeadTexts, leadTexts } from '../texts/lead.ts';
import { quarantineTexts } from '../texts/quarantine.ts';
import { fieldName, reportTexts, valueName } from '../texts/report.ts';
import { sequenceReportTexts } from '../texts/sequence-report.ts';
import { waitingTexts } from '../texts/waiting.ts';
import { breakable } from './breakable.ts';
import { narrowed } from './filter-links.ts';
import { LEAD_SHEET } from './lead-style.ts';
import { filterForm } from './list-filter-form.ts';
import { searchForm } from './search-page.ts';

export type ListView = {
  readonly entries: readonly ListEntry[];
  readonly looked: number;
  readonly erased: number;
  readonly next: string | null;
  readonly isFirst: boolean;
  /** The local day so many days ago. */
  readonly dayAgo: (days: number) => string;
  /** The address of this list with other parameters. */
  readonly address: (more: Readonly<Record<string, string>>) => string;
  readonly filter: ListFilter;
  readonly funnels: readonly LabelledFunnel[];
  readonly forms: readonly FormConfig[];
  /** Of a report, where the leads behind it are listed. */
  readonly figure?: {
    readonly name: FigureName;
    readonly label: string;
    readonly from: string;
    readonly to: string;
    readonly funnel: { readonly id: string };
    readonly slice?: { readonly by: Breakdown; readonly value: string } | undefined;
  };
  readonly timezone: string;
  readonly locale: Locale;
  readonly owner: Owner;
};

type Pen = {
  readonly texts: LeadTexts;
  readonly formats: Formats;
  readonly funnels: readonly LabelledFunnel[];
  readonly locale: Locale;
  /** What the rows are narrowed further from. */
  readonly filter: ListFilter;
};

export function listPage(view: ListView): Page {
  const { entries, erased, next, isFirst, address, filter, funnels, figure, timezone, locale, owner } = view;
  const texts = leadTexts(locale);
  const { list } = texts;
  const pen: Pen = { texts, formats: formatsOf(locale, timezone), funnels, locale, filter };
  const { number } = pen.formats;
  const desk = filter.handOff === undefined ? undefined : handOffTexts(locale).list;
  const title = figure === undefined ? (desk ?? list).title : titleOf(figure, pen);
  const plain = filter.kind === 'anonymous' ? list.anonymous : (desk ?? list).text;
  return ownerPage({
    locale,
    title,
    reader: owner,
    current: 'leads',
    sheet: LEAD_SHEET,
    content: html`<div class="head"><div><h1>${title}</h1>
<p class="lead">${figure === undefined ? plain : `${whoseText(figure, pen)} ${list.order}`}</p></div>
${figure !== undefined && html`<p class="buttons"><a href="/reports/${parseWayFigure(figure.name) === undefined ? figure.funnel.id : 'compare'}?from=${figure.from}&amp;to=${figure.to}">${list.report}</a></p>`}</div>
${figure === undefined && filterForm(view, texts)}
<section class="card">
${entries.length === 0 ? html`<p>${next === null ? list.none : list.noneYet}</p>` : html`<ul class="rows">${entries.map((lead) => row(lead, pen))}</ul>`}
${erased > 0 && html`<p class="small">${list.erased(number(erased))}</p>`}
<p class="buttons">${next !== null && html`<a class="button" href="${next}">${list.next}</a>`}
${!isFirst && html`<a href="${address({})}">${list.newest}</a>`}
${next !== null && html`<span class="small">${list.partial(number(view.looked))}</span>`}</p></section>
<section class="card take"><h2>${list.data}</h2><p class="buttons"><a class="button quiet" href="${address({ format: 'json' })}">JSON</a><a class="button quiet" href="${address(formatQuery('csv', locale))}">CSV</a></p></section>
${searchForm({ locale, owner, typed: {} })}
<p class="narrow-card buttons"><a href="/leads/quarantine">${quarantineTexts(locale).title}</a> <a href="/leads/waiting">${waitingTexts(locale).title}</a></p>`,
  });
}

/** Whose leads are listed, and which days the figure is of. */
function whoseText(
  { name, label, from, to }: NonNullable<ListView['figure']>,
  { texts, formats, locale }: Pen,
): string {
  const days = [formats.day(from), formats.day(to)] as const;
  if (parseSequenceFigure(name) !== undefined) return sequenceReportTexts(locale).figure.days(...days);
  return texts.list[name === 'booked' ? 'ordered' : 'figure'](label, ...days);
}

function titleOf(
  { name, funnel, slice }: NonNullable<ListView['figure']>,
  { funnels, locale, formats }: Pen,
): string {
  const find = (id: string): LabelledFunnel | undefined =>
    funnels.find(({ definition }) => definition.funnel.id === id);
  const title = figureTitle(locale, name, {
    stage: (index) => find(funnel.id)?.stageLabels[index] ?? String(index),
    funnel: (id) => find(id)?.label ?? id,
    age: (ms) => formats.duration(ms / 1000),
  });
  if (slice === undefined) return title;
  const texts = reportTexts(locale);
  return `${title}, ${fieldName(texts, slice.by)} ${valueName(texts, slice.by, slice.value)}`;
}

function row(lead: ListEntry, { texts, formats, funnels, locale, filter }: Pen): Html {
  const { list } = texts;
  const labels = new Map(funnels.map((one) => [one.definition.funnel.id, one]));
  const came = (['form', 'channel', 'campaign'] as const).flatMap((field) => {
    const value = lead[field];
    return value === null ? [] : [html`<a href="${narrowed(filter, { [field]: value })}">${value}</a>`];
  });
  const desk = handOffTexts(locale).list;
  const progress = lead.funnels.map(({ funnel, stage, outcome, waitingSince }) => {
    const own = labels.get(funnel);
    const at = own?.definition.funnel.stages.findIndex(({ id }) => id === stage) ?? -1;
    return html`<li><span>${own?.label ?? funnel}</span> <a href="${narrowed(filter, { funnel, reached: stage })}">${own?.stageLabels[at] ?? stage}</a> <span class="badge ${outcome}">${list.outcomes[outcome]}</span>${waitingSince !== undefined && html` <span class="badge open">${desk.since(formats.instant(waitingSince))}</span>`}</li>`;
  });
  return html`<li><div class="line"><a href="/leads/${lead.id}"><strong>${breakable(lead.email ?? texts.unnamed)}</strong>${lead.email === null && html` <span class="small">${lead.id.slice(0, 6)}</span>`}</a>${lead.times !== 1 && html`<span class="badge">${list.times(formats.number(lead.times))}</span>`}<span class="small">${formats.instant(lead.since)}</span></div>
${lead.name !== null && html`<p>${lead.name}</p>`}
<p class="small">${list.came}: ${came.length === 0 ? DASH : came.map((link, n) => html`${n > 0 && ', '}${link}`)}. ${list.last}: ${formats.day(lead.lastActive)}.</p>
${progress.length > 0 && html`<ul class="tags">${progress}</ul>`}</li>
`;
}
