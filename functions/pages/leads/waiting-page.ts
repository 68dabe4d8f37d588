// The page of what waits: submissions for their confirmation, and mails of which it is not known whether they went.
import type { Config } from '../../domain/config/config.ts';
import type { MailPurpose } from '../../domain/mail/purpose.ts';
import type { Page } from '../../runtime/answer.ts';
import type { Owner } from '../../runtime/owner-access.ts';
import { html } from '../html.ts';
import { textIn } from '../localized.ts';
import { formatsOf } from '../reports/report-format.ts';
import { ownerPage } from '../reports/report-frame.ts';
import { leadTexts } from '../texts/lead.ts';
import { waitingTexts } from '../texts/waiting.ts';
import { breakable } from './breakable.ts';
import { LEAD_SHEET } from './lead-style.ts';

/** Times are ISO 8601, UTC. */
export type WaitingEntry = {
  readonly id: string;
  readonly form: string;
  readonly email: string;
  /** The public id of the e-mail: where all that is kept of the person is shown. */
  readonly lead: string;
  readonly received: string;
  readonly until: string;
};

export type WaitingView = {
  readonly entries: readonly WaitingEntry[];
  readonly mails: readonly {
    readonly id: string;
    readonly purpose: MailPurpose;
    readonly lead: string;
    readonly at: string;
  }[];
  /** The address of the page after. */
  readonly next: string | null;
  /** That of the page with further mails. */
  readonly nextMails: string | null;
  readonly config: Pick<Config, 'forms' | 'locale' | 'timezone'>;
  readonly owner: Owner;
};

export function waitingPage({ entries, mails, next, nextMails, config, owner }: WaitingView): Page {
  const { locale, forms } = config;
  const texts = waitingTexts(locale);
  const formats = formatsOf(locale, config.timezone);
  const formName = (id: string): string => {
    const title = forms.find((form) => form.id === id)?.title;
    return title === undefined ? id : textIn(title, locale, locale);
  };
  return ownerPage({
    locale,
    title: texts.title,
    reader: owner,
    current: 'leads',
    sheet: LEAD_SHEET,
    content: html`<section class="card"><h1>${texts.title}</h1>
<p class="lead">${texts.text}</p>
${
  entries.length === 0
    ? html`<p>${texts.none}</p>`
    : html`<ul class="rows">${entries.map(
        ({ form, email, lead, received, until }) =>
          html`<li><div class="line"><a href="/leads/${lead}"><strong>${breakable(email)}</strong></a> <span class="small">${formName(form)}, ${formats.instant(received)}</span></div><p class="small">${texts.until(formats.instant(until))}</p></li>\n`,
      )}</ul>`
}
${next !== null && html`<p class="buttons"><a class="button" href="${next}">${texts.older}</a></p>`}
</section>
${
  mails.length > 0 &&
  html`<section class="card"><h2>${texts.mails.title}</h2>
<p>${texts.mails.text}</p>
<ul class="rows">${mails.map(
    ({ purpose, lead, at }) =>
      html`<li><div class="line"><strong>${texts.mails.purposes[purpose]}</strong> <span class="small">${formats.instant(at)}</span></div><p class="small"><a href="/leads/${lead}">${texts.mails.lead}</a></p></li>\n`,
  )}</ul>
${nextMails !== null && html`<p class="buttons"><a class="button" href="${nextMails}">${texts.mails.more}</a></p>`}</section>`
}
<p><a href="/leads">${leadTexts(locale).search.title}</a></p>`,
  });
}
