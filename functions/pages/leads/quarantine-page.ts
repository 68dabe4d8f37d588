// The page of quarantine: each submission with its reasons, and a button that releases it.
import type { Config, Scalar } from '../../domain/config/config.ts';
import { QUARANTINE_DAYS } from '../../domain/spam/quarantine-days.ts';
import type { SpamReason } from '../../domain/spam/reason.ts';
import type { Touch } from '../../domain/touch/touch.ts';
import type { Page } from '../../runtime/answer.ts';
import type { Owner } from '../../runtime/owner-access.ts';
import { type Html, html } from '../html.ts';
import { textIn } from '../localized.ts';
import { type Formats, formatsOf } from '../reports/report-format.ts';
import { ownerPage } from '../reports/report-frame.ts';
import { leadTexts } from '../texts/lead.ts';
import { type QuarantineTexts, quarantineTexts } from '../texts/quarantine.ts';
import { breakable } from './breakable.ts';
import { LEAD_SHEET } from './lead-style.ts';
import { mark } from './search-page.ts';

export type QuarantineEntry = {
  /** Its public id. */
  readonly id: string;
  readonly form: string;
  readonly email: string;
  /** The public id of the e-mail: where all that is kept of the person is shown. */
  readonly lead: string;
  /** ISO 8601, UTC. */
  readonly received: string;
  readonly until: string;
  readonly reasons: readonly SpamReason[];
  readonly answers: Readonly<Record<string, Scalar>>;
  readonly touch?: Touch;
};

export type QuarantineView = {
  readonly entries: readonly QuarantineEntry[];
  /** By form: about how many were only counted. */
  readonly notKept: readonly { readonly form: string; readonly notKept: number }[];
  /** The address of the page after. */
  readonly next: string | null;
  readonly done?: 'released' | 'deleted';
  readonly config: Pick<Config, 'forms' | 'locale' | 'timezone'>;
  readonly owner: Owner;
};

type Pen = Pick<QuarantineView, 'config' | 'owner'> & {
  readonly texts: QuarantineTexts;
  readonly formats: Formats;
};

export function quarantinePage({ entries, notKept, next, done, config, owner }: QuarantineView): Page {
  const texts = quarantineTexts(config.locale);
  const formats = formatsOf(config.locale, config.timezone);
  const pen = { config, owner, texts, formats };
  return ownerPage({
    locale: config.locale,
    title: texts.title,
    reader: owner,
    current: 'leads',
    sheet: LEAD_SHEET,
    content: html`<section class="card"><h1>${texts.title}</h1>
<p class="lead">${texts.text(formats.number(QUARANTINE_DAYS))}</p>
${done !== undefined && html`<div class="notice" role="status"><p>${texts.done[done]}</p></div>`}
${notKept.map((one) => html`<p class="small">${texts.notKept(formName(one.form, pen), formats.number(one.notKept))}</p>\n`)}
${entries.length === 0 ? html`<p>${texts.none}</p>` : html`<ul class="rows">${entries.map((entry) => row(entry, pen))}</ul>`}
${next !== null && html`<p class="buttons"><a class="button" href="${next}">${texts.older}</a></p>`}
</section>
<p><a href="/leads">${leadTexts(config.locale).search.title}</a></p>`,
  });
}

function row({ id, form, email, lead, received, until, reasons, answers }: QuarantineEntry, pen: Pen): Html {
  const { texts, formats, owner } = pen;
  const said = Object.entries(answers).filter(([, value]) => value !== '');
  const button = (action: 'release' | 'delete', label: string, look: string): Html =>
    html`<form method="post" action="/leads/quarantine/${id}/${action}">${mark(owner)}<button class="${look}" aria-describedby="q-${id}">${label}</button></form>`;
  return html`<li><div class="line"><a href="/leads/${lead}"><strong id="q-${id}">${breakable(email)}</strong></a>
<span class="small">${formName(form, pen)}, ${formats.instant(received)}</span></div>
<p class="reasons">${reasons.map((reason) => html`<span class="badge refused">${texts.reasons[reason]}</span> `)}<span class="small">${texts.until(formats.instant(until))}</span></p>
${
  said.length === 0
    ? html`<p class="small">${texts.empty}</p>`
    : html`<dl class="fields">${said.map(([name, value]) => html`<dt>${name}</dt><dd>${words(value, pen)}</dd>`)}</dl>`
}
<div class="buttons">${button('release', texts.release, 'button')}${button('delete', texts.delete, 'plain')}</div></li>
`;
}

function words(value: Scalar, { config }: Pen): string {
  const { yes, no } = leadTexts(config.locale);
  return typeof value === 'boolean' ? (value ? yes : no) : String(value);
}

function formName(id: string, { config }: Pen): string {
  const title = config.forms.find((form) => form.id === id)?.title;
  return title === undefined ? id : textIn(title, config.locale, config.locale);
}
