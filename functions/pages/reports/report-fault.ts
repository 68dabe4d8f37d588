// The page that tells the owner, or somebody with a link, why there is no report.
import type { Locale } from '../../domain/config/config.ts';
import { MOST_DAYS } from '../../domain/report/report-period.ts';
import type { Page } from '../../runtime/answer.ts';
import { html } from '../html.ts';
import { reportTexts } from '../texts/report.ts';
import { ownerPage, type Reader } from './report-frame.ts';

export type ReportFault =
  | { readonly kind: 'range' | 'notFound' | 'expired' | 'forged' }
  | { readonly kind: 'by' | 'format' | 'every' | 'goal'; readonly known: readonly string[] };

export function faultPage(fault: ReportFault, locale: Locale, reader: Reader | undefined): Page {
  const { faults } = reportTexts(locale);
  const title = fault.kind === 'every' || fault.kind === 'goal' ? faults.choice : faults[fault.kind];
  return ownerPage({
    locale,
    title,
    ...(reader === undefined ? {} : { reader }),
    content: html`<section class="card login"><h1>${title}</h1><p class="lead">${faultText(fault, locale)}</p>
${reader?.kind === 'owner' && html`<p><a href="/reports">${faults.back}</a></p>`}</section>`,
  });
}

function faultText(fault: ReportFault, locale: Locale): string {
  const { faults } = reportTexts(locale);
  switch (fault.kind) {
    case 'range':
      return faults.rangeText(MOST_DAYS);
    case 'by':
      return faults.byText(fault.known.join(', '));
    case 'format':
    case 'every':
    case 'goal':
      return faults.knownText(fault.known.join(', '));
    case 'notFound':
      return faults.notFoundText;
    case 'expired':
      return faults.expiredText;
    case 'forged':
      return faults.forgedText;
  }
}
