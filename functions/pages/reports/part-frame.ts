// The frame of the pages beside a report, cohorts and paths: what each of them says of itself, and its downloads.
import type { Locale } from '../../domain/config/config.ts';
import type { PartHead } from '../../domain/report/report-part.ts';
import type { Page } from '../../runtime/answer.ts';
import { type Html, html } from '../html.ts';
import { cohortTexts } from '../texts/cohorts.ts';
import { pathTexts } from '../texts/paths.ts';
import { reportTexts } from '../texts/report.ts';
import { asOfText } from './as-of.ts';
import { downloadLinks } from './downloads.ts';
import { recountNotice } from './recount-notice.ts';
import { formatsOf } from './report-format.ts';
import { ownerPage, type Reader } from './report-frame.ts';
import { setAsideNotice } from './set-aside-notice.ts';

/** What has the stages of its funnel. */
type Shown = PartHead & { readonly stages: readonly object[] };

export type PartView<Part extends Shown> = {
  readonly report: Part;
  /** Of the funnel. */
  readonly label: string;
  readonly locale: Locale;
  readonly reader: Reader;
  readonly path: string;
  /** The local day. */
  readonly today: string;
};

type Parts = {
  readonly title: string;
  readonly text: string;
  /** Which days, and what else can be chosen. */
  readonly choice: Html;
  readonly content: Html;
  readonly notes: { readonly title: string; readonly all: readonly string[] };
  /** That asks for exactly this in another format. */
  readonly query: Readonly<Record<string, string>>;
};

export function partPage<Part extends Shown>(
  { report, label, locale, reader, path }: PartView<Part>,
  { title, text, choice, content, notes, query }: Parts,
): Page {
  const all = reportTexts(locale);
  const formats = formatsOf(locale, report.timezone);
  const asked = new URLSearchParams({ ...query, from: report.from, to: report.to });
  return ownerPage({
    locale,
    title: `${title}: ${label}`,
    reader,
    current: 'reports',
    days: report,
    content: html`${recountNotice(report, all, formats)}
<div class="head"><div><span class="kind">${all.kinds[report.kind]}</span>
<h1>${label}: ${title}</h1>
<p class="lead">${text} ${all.notes.population(formats.day(report.from), formats.day(report.to), report.timezone)}</p></div>
${choice}</div>
<p class="status">${asOfText(report, all, formats)}</p>
${setAsideNotice(report.setAside, all, formats)}
${content}
<section class="card"><h2>${notes.title}</h2><ul class="wins">${notes.all.map((note) => html`<li>${note}</li>`)}</ul>
${reader.kind === 'owner' && html`<p><a href="/reports/${report.funnel}?from=${report.from}&to=${report.to}">${cohortTexts(locale).back}</a></p>${besideLinks(report, locale)}`}</section>
<section class="card share"><p class="downloads"><span>${all.share.download}</span> ${downloadLinks(path, asked.toString(), locale)}</p></section>`,
  });
}

type Linked = Pick<PartHead, 'funnel' | 'from' | 'to'> & { readonly stages: readonly object[] };

/** To the pages beside a report. A funnel of one stage has no cohorts: no lead enters before it. */
export function besideLinks({ funnel, from, to, stages }: Linked, locale: Locale): Html {
  const days = `?from=${from}&to=${to}`;
  return html`<p>${stages.length > 1 && html`<a href="/reports/${funnel}/cohorts">${cohortTexts(locale).title}</a> · `}<a href="/reports/${funnel}/paths${days}">${pathTexts(locale).title}</a></p>`;
}
