// The page on which the owner logs in.
import type { Locale } from '../../domain/config/config.ts';
import type { Page } from '../../runtime/answer.ts';
import { html } from '../html.ts';
import { reportTexts } from '../texts/report.ts';
import { ownerPage } from './report-frame.ts';

export type LoginView = {
  readonly locale: Locale;
  /** Where to go afterwards; a path of the reports. */
  readonly next: string;
  readonly fault?: 'wrong' | 'expired';
};

export function loginPage({ locale, next, fault }: LoginView): Page {
  const { login } = reportTexts(locale);
  return ownerPage({
    locale,
    title: login.title,
    content: html`<section class="card login"><h1>${login.title}</h1>
<p class="lead">${login.text}</p>
<form method="post" action="/login">
<input type="hidden" name="next" value="${next}">
${fault !== undefined && html`<div class="notice fault" role="alert" id="fault"><p>${login[fault]}</p></div>`}
<input class="hidden" name="username" autocomplete="username" value="owner" tabindex="-1" aria-hidden="true" readonly>
<div class="field"><label for="token">${login.token}</label>
<input id="token" name="token" type="password" autocomplete="current-password" required autofocus aria-describedby="hint"${fault === 'wrong' && html` aria-invalid="true" aria-errormessage="fault"`}>
<p class="small" id="hint">${login.hint}</p></div>
<button>${login.submit}</button>
</form></section>`,
  });
}
