// The page that asks whether a lead is to be erased, and the receipt once it is.
import type { Config } from '../../domain/config/config.ts';
import type { LeadId } from '../../domain/event/event.ts';
import { type NotReached, RECOVERY_DAYS, type Receipt } from '../../domain/profile/receipt.ts';
import type { Page } from '../../runtime/answer.ts';
import type { Owner } from '../../runtime/owner-access.ts';
import { html } from '../html.ts';
import { formatsOf } from '../reports/report-format.ts';
import { ownerPage } from '../reports/report-frame.ts';
import { heldTexts } from '../texts/held.ts';
import { type LeadTexts, leadTexts } from '../texts/lead.ts';
import { breakable } from './breakable.ts';
import { LEAD_SHEET } from './lead-style.ts';
import { mark } from './search-page.ts';

type View = {
  readonly config: Pick<Config, 'locale' | 'timezone'>;
  readonly owner: Owner;
};

export type ConfirmView = View & {
  readonly id: string;
  /** Absent: it is a person who is no lead, and goes by the id alone. */
  readonly lead?: Pick<Receipt['removed'], 'records' | 'events'> & { readonly primary: LeadId };
};

export function confirmPage({ id, lead, config, owner }: ConfirmView): Page {
  const { erase } = leadTexts(config.locale);
  const { noLead } = heldTexts(config.locale);
  const { number } = formatsOf(config.locale, config.timezone);
  return ownerPage({
    locale: config.locale,
    title: erase.title,
    reader: owner,
    current: 'leads',
    sheet: LEAD_SHEET,
    // Who is meant goes along: a mark does not tell whose it is, should the erasure be stopped on the way.
    content: html`<section class="card danger narrow-card"><h1>${breakable(erase.question(lead?.primary.key ?? noLead.who))}</h1>
<p class="lead">${lead === undefined ? noLead.erased : erase.what(number(lead.records), number(lead.events))}</p>
<ul class="small">${lead !== undefined && html`<li>${erase.counters}</li>`}<li>${erase.copies(number(RECOVERY_DAYS))}</li></ul>
<form method="post" action="/leads/${id}/erase">
${mark(owner)}
${lead !== undefined && html`<input type="hidden" name="${lead.primary.kind === 'email' ? 'email' : 'id'}" value="${lead.primary.key}">`}
<div class="tick"><input type="checkbox" id="confirm" name="confirm" value="yes" required><label for="confirm">${erase.confirm}</label></div>
<p class="buttons"><button class="final">${erase.submit}</button><a href="/leads/${id}">${erase.cancel}</a></p>
</form></section>`,
  });
}

/** @param isLead whether it was one: of a person who is none no mark is left */
export function receiptPage({
  receipt,
  isLead,
  config,
  owner,
}: View & { readonly receipt: Receipt; readonly isLead: boolean }): Page {
  const { erase, search } = leadTexts(config.locale);
  const title = isLead ? erase.done : heldTexts(config.locale).noLead.done;
  const { number, instant } = formatsOf(config.locale, config.timezone);
  const { at, erased, removed } = receipt;
  const parts: readonly (readonly [string, number])[] = [
    ...(isLead
      ? ([
          [erase.records, removed.records],
          [erase.events, removed.events],
        ] as const)
      : []),
    [heldTexts(config.locale).aside, removed.quarantined],
    ...(removed.localMails === undefined ? [] : [[erase.localMails, removed.localMails] as const]),
  ];
  return ownerPage({
    locale: config.locale,
    title,
    reader: owner,
    current: 'leads',
    sheet: LEAD_SHEET,
    content: html`<section class="card narrow-card"><h1>${title}</h1>
<dl class="fields receipt"><dt>${erase.at}</dt><dd>${instant(at)}</dd>
<dt>Id</dt><dd>${erased}</dd>
<dt>${erase.removed}</dt>${parts.map(([what, n]) => html`<dd>${what}: ${number(n)}</dd>`)}
<dt>${erase.notReached}</dt>${receipt.notReached.map((one) => html`<dd>${breakable(sayNotReached(one, erase, number))}</dd>`)}</dl>
${isLead && html`<p class="small lead">${erase.mark} ${erase.counters}</p>`}
<p><a class="button" href="/leads">${search.title}</a></p></section>`,
  });
}

function sayNotReached(
  one: NotReached,
  erase: LeadTexts['erase'],
  number: (value: number) => string,
): string {
  switch (one.what) {
    case 'recovery-copies':
      return erase.copies(number(one.days));
    case 'webhooks':
      return erase.toldTo(one.hosts.join(', '));
    case 'mails':
      return erase.mailedTo(
        one.to
          .map(({ address, mails }) => (mails === null ? address : `${address} (${number(mails)})`))
          .join(', '),
      );
    case 'mails-to-lead':
      return erase.mailedLead(one.mails === null ? undefined : number(one.mails));
    case 'exports':
      return erase.exports[one.every];
    default:
      return one satisfies never;
  }
}
