// What is kept aside under a lead's e-mails, in quarantine or until it is confirmed.
import type { Held, HeldQuarantined, HeldWaiting } from '../../domain/profile/held.ts';
import { type Html, html } from '../html.ts';
import { heldTexts } from '../texts/held.ts';
import { quarantineTexts } from '../texts/quarantine.ts';
import { fieldsOf, formName } from './lead-answers.ts';
import type { LeadPen } from './lead-page.ts';

/** @param next the address of the older ones, where there are some */
export function quarantinedCard(
  entries: readonly HeldQuarantined[],
  next: string | undefined,
  pen: LeadPen,
): Html {
  const texts = heldTexts(pen.locale);
  const { reasons: words } = quarantineTexts(pen.locale);
  const rows = entries.map((one) =>
    row(
      one,
      pen,
      html`<p class="reasons">${one.reasons.map((reason) => html`<span class="badge refused">${words[reason]}</span> `)}</p>`,
    ),
  );
  return html`<section class="card"><h2>${texts.quarantined}</h2><p class="small">${texts.text}</p>
<ul class="rows">${rows}</ul>
<p class="buttons">${next !== undefined && html`<a class="button quiet" href="${next}">${texts.more}</a>`}<a href="/leads/quarantine">${texts.all}</a></p></section>`;
}

export function waitingCard(entries: readonly HeldWaiting[], next: string | undefined, pen: LeadPen): Html {
  const texts = heldTexts(pen.locale);
  const rows = entries.map((one) =>
    row(one, pen, html`${Object.values(one.texts).map((text) => html`<p class="small">${text}</p>`)}`),
  );
  return html`<section class="card"><h2>${texts.waiting}</h2><p class="small">${texts.text}</p>
<ul class="rows">${rows}</ul>
${next !== undefined && html`<p class="buttons"><a class="button quiet" href="${next}">${texts.more}</a></p>`}</section>`;
}

function row({ form, received, until, answers }: Held, pen: LeadPen, more: Html): Html {
  const { formats, locale } = pen;
  return html`<li><div class="line"><strong>${formName(form, pen)}</strong><span class="small">${formats.instant(received)}</span></div>
<p class="small">${heldTexts(locale).until(formats.instant(until))}</p>
${more}
${fieldsOf(form, answers, pen)}</li>\n`;
}
