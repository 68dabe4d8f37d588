// The page of Data quality: each reason with how to fix it, and where it comes from.
import type { Config } from '../../domain/config/config.ts';
import type { QualityEntry, QualityReport, QualitySource } from '../../domain/quality/quality-report.ts';
import type { Page } from '../../runtime/answer.ts';
import { type Html, html } from '../html.ts';
import { type QualityTexts, qualityTexts } from '../texts/quality.ts';
import { reportTexts } from '../texts/report.ts';
import { asOfText } from './as-of.ts';
import { downloadLinks } from './downloads.ts';
import { recountNotice } from './recount-notice.ts';
import { DASH, type Formats, formatsOf } from './report-format.ts';
import { ownerPage, type Reader } from './report-frame.ts';
import { rangeForm } from './report-range.ts';
import { setAsideNotice } from './set-aside-notice.ts';

export type QualityView = {
  readonly report: QualityReport;
  readonly config: Pick<Config, 'locale'>;
  readonly reader: Reader;
  /** The local day. */
  readonly today: string;
};

/** The latest so many days of a source are named. */
const DAYS_SHOWN = 7;

export function qualityPage({ report, config: { locale }, reader, today }: QualityView): Page {
  const texts = qualityTexts(locale);
  const all = reportTexts(locale);
  const formats = formatsOf(locale, report.timezone);
  const part = (countedBy: QualityEntry['countedBy']): Html | false => {
    const entries = report.reasons.filter((entry) => entry.countedBy === countedBy);
    const { title, text } = countedBy === 'leads' ? texts.ofLeads : texts.ofRequests;
    return (
      entries.length > 0 &&
      html`<h2>${title}</h2>
<p class="lead">${text}</p>
${entries.map((entry) => card(entry, texts, formats))}`
    );
  };
  return ownerPage({
    locale,
    title: texts.title,
    reader,
    current: 'quality',
    days: report,
    content: html`${recountNotice(report, all, formats)}<div class="head"><div><h1>${texts.title}</h1>
<p class="lead">${texts.text}</p></div>
${reader.kind === 'owner' && rangeForm(locale, '/reports/quality', report, today)}</div>
<p class="status">${asOfText(report, all, formats)}</p>
${setAsideNotice(report.setAside, all, formats)}
${report.reasons.length === 0 ? html`<section class="card"><p>${texts.none}</p></section>` : html`${part('leads')}${part('requests')}`}
<section class="card share"><p class="downloads"><span>${all.share.download}</span> ${downloadLinks('/reports/quality', `from=${report.from}&to=${report.to}`, locale, ['csv', 'json'])}</p></section>`,
  });
}

function card({ reason, n, sources }: QualityEntry, texts: QualityTexts, formats: Formats): Html {
  const { columns } = texts;
  const { title, fix } = texts.reasons[reason];
  return html`<section class="card" id="${reason}"><h3>${formats.number(n)} × ${title}</h3>
<p>${fix}</p>
<div class="scroll" tabindex="0" role="region" aria-label="${title}"><table>
<thead><tr><th scope="col">${columns.source}</th><th scope="col">${columns.client}</th><th scope="col">${columns.times}</th><th scope="col">${columns.days}</th></tr></thead>
<tbody>
${sources.map((source) => row(source, texts, formats))}</tbody>
</table></div></section>
`;
}

function row(source: QualitySource, texts: QualityTexts, formats: Formats): Html {
  const { client, n, days } = source;
  const shown = days
    .slice(-DAYS_SHOWN)
    .map((day) => `${formats.shortDay(day.date)}: ${formats.number(day.n)}`);
  const more = days.length - shown.length;
  return html`<tr><th scope="row">${sourceText(source, texts)}</th><td>${client === 'other' ? texts.otherClient : (client ?? DASH)}</td>
<td>${formats.number(n)}</td><td>${[...shown, ...(more > 0 ? [texts.moreDays(formats.number(more))] : [])].join(', ')}</td></tr>
`;
}

function sourceText({ key, form, field }: QualitySource, texts: QualityTexts): string {
  if (form !== null) return field === null ? texts.form(form) : texts.field(form, field);
  if (key === 'secret') return texts.secretKey;
  return key === 'public' || key === null ? texts.anyPublicKey : texts.publicKey(key);
}
