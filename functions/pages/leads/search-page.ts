// The page on which the owner says which lead is meant.
import type { Locale } from '../../domain/config/config.ts';
import type { Page } from '../../runtime/answer.ts';
import type { Owner } from '../../runtime/owner-access.ts';
import { type Html, html } from '../html.ts';
import { ownerPage } from '../reports/report-frame.ts';
import { leadTexts } from '../texts/lead.ts';
import { quarantineTexts } from '../texts/quarantine.ts';
import { waitingTexts } from '../texts/waiting.ts';
import { LEAD_SHEET } from './lead-style.ts';

export type SearchView = {
  readonly locale: Locale;
  readonly owner: Owner;
  readonly typed: { readonly email?: string; readonly id?: string };
  readonly fault?: 'none' | 'unclear';
};

export function searchPage(view: SearchView): Page {
  const { locale, owner } = view;
  const { search } = leadTexts(locale);
  return ownerPage({
    locale,
    title: search.title,
    reader: owner,
    current: 'leads',
    sheet: LEAD_SHEET,
    content: html`${searchForm(view, 'h1')}
<p class="narrow-card buttons"><a href="/reports">${search.back}</a> <a href="/leads/quarantine">${quarantineTexts(locale).title}</a> <a href="/leads/waiting">${waitingTexts(locale).title}</a></p>`,
  });
}

/** @param heading of the page's own, or of a part of it */
export function searchForm({ locale, owner, typed, fault }: SearchView, heading: 'h1' | 'h2' = 'h2'): Html {
  const { search } = leadTexts(locale);
  const title = heading === 'h1' ? html`<h1>${search.title}</h1>` : html`<h2>${search.title}</h2>`;
  return html`<section class="card narrow-card">${title}
<p class="lead">${search.text}</p>
<form class="find" method="post" action="/leads/search" autocomplete="off">
${mark(owner)}
${fault !== undefined && html`<div class="notice fault" role="alert" id="fault"><p>${search[fault]}</p></div>`}
${field('email', 'email', search.email, typed.email, fault !== undefined && !typed.id)}
${field('id', 'text', search.id, typed.id, fault !== undefined && Boolean(typed.id))}
<button>${search.submit}</button>
</form></section>`;
}

function field(
  name: 'email' | 'id',
  keyboard: 'email' | 'text',
  label: string,
  value: string | undefined,
  isWrong: boolean,
): Html {
  // No type=email: browsers refuse addresses that imbuto takes.
  return html`<div><label for="${name}">${label}</label>
<input id="${name}" name="${name}" inputmode="${keyboard}" autocapitalize="none" spellcheck="false" maxlength="1000" value="${value ?? ''}"${isWrong && html` autofocus aria-invalid="true" aria-describedby="fault"`}></div>`;
}

/** What every form of a session must bring along. */
export function mark({ formMark }: Owner): Html | undefined {
  return formMark === undefined ? undefined : html`<input type="hidden" name="_mark" value="${formMark}">`;
}
