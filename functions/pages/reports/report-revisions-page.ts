// The page with the issued reports of a funnel, and the banner of one of them.
import type { Locale } from '../../domain/config/config.ts';
import type { IssuedReport, RevisionEntry } from '../../domain/report/report-revision.ts';
import type { Page } from '../../runtime/answer.ts';
import { type Html, html } from '../html.ts';
import { reportTexts } from '../texts/report.ts';
import { formatsOf } from './report-format.ts';
import { ownerPage, type Reader } from './report-frame.ts';

export type RevisionsView = {
  readonly funnel: string;
  readonly label: string;
  /** Latest period first. */
  readonly entries: readonly RevisionEntry[];
  readonly locale: Locale;
  readonly timezone: string;
  readonly reader: Reader;
};

export function reportRevisionsPage({
  funnel,
  label,
  entries,
  locale,
  timezone,
  reader,
}: RevisionsView): Page {
  const { revisions, figures } = reportTexts(locale);
  const formats = formatsOf(locale, timezone);
  const rows = entries.map(
    ({ every, from, to, revision, restates, asOf, entered }) => html`<tr>
<th scope="row"><a href="${revisionPath(funnel, { every, from, revision })}">${revisions.every[every]}: ${formats.day(from)}${from !== to && ` – ${formats.day(to)}`}</a></th>
<td>${revision}${restates !== null && html`<small>${revisions.restates(restates)}</small>`}</td>
<td>${formats.number(entered)}</td><td>${formats.instant(asOf)}</td></tr>\n`,
  );
  return ownerPage({
    locale,
    title: `${label}: ${revisions.title}`,
    reader,
    current: 'reports',
    content: html`<div class="head"><div><span class="kind"><a href="/reports/${funnel}">${label}</a></span><h1>${revisions.title}</h1>
<p class="lead">${revisions.text}</p></div></div>
<section class="card">${
      rows.length === 0
        ? html`<p>${revisions.none}</p>`
        : html`<div class="scroll" tabindex="0" role="region" aria-label="${revisions.title}"><table>
<thead><tr><th scope="col">${revisions.period}</th><th scope="col">${revisions.revision}</th><th scope="col">${figures.entered}</th><th scope="col">${revisions.issued}</th></tr></thead>
<tbody>
${rows}</tbody></table></div>`
    }</section>`,
  });
}

export function revisionPath(
  funnel: string,
  { every, from, revision }: Pick<RevisionEntry, 'every' | 'from' | 'revision'>,
): string {
  return `/reports/${funnel}/revisions/${every}/${from}/${revision}`;
}

export function revisionBanner(issued: IssuedReport, locale: Locale): Html {
  const { revisions } = reportTexts(locale);
  const formats = formatsOf(locale, issued.timezone);
  const { funnel, from, to, every, restates } = issued;
  const before =
    restates === null
      ? undefined
      : html` (<a href="${revisionPath(funnel, { every, from, revision: restates })}">${revisions.restates(restates)}</a>)`;
  return html`<div class="notice"><p><strong>${revisions.banner(issued.revision, formats.instant(issued.asOf))}</strong>${before}
<a href="/reports/${funnel}?from=${from}&amp;to=${to}">${revisions.live}</a></p></div>`;
}
