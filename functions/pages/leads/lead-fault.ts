// The page that tells the owner why there is no lead to see.
import type { Config } from '../../domain/config/config.ts';
import type { Page } from '../../runtime/answer.ts';
import type { Owner } from '../../runtime/owner-access.ts';
import { html } from '../html.ts';
import { formatsOf } from '../reports/report-format.ts';
import { ownerPage } from '../reports/report-frame.ts';
import { leadTexts } from '../texts/lead.ts';
import { LEAD_SHEET } from './lead-style.ts';

/** `at` in ms since the epoch. */
export type LeadFault = { readonly kind: 'notFound' } | { readonly kind: 'erased'; readonly at: number };

export function leadFaultPage(
  fault: LeadFault,
  { locale, timezone }: Pick<Config, 'locale' | 'timezone'>,
  owner: Owner,
): Page {
  const { faults, search } = leadTexts(locale);
  const text =
    fault.kind === 'notFound'
      ? faults.notFoundText
      : faults.erasedText(formatsOf(locale, timezone).instant(new Date(fault.at).toISOString()));
  return ownerPage({
    locale,
    title: faults[fault.kind],
    reader: owner,
    current: 'leads',
    sheet: LEAD_SHEET,
    content: html`<section class="card narrow-card"><h1>${faults[fault.kind]}</h1><p class="lead">${text}</p>
<p><a class="button" href="/leads">${search.title}</a></p></section>`,
  });
}
