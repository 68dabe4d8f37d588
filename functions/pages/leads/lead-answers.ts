// What a lead agreed to, and what it answered in forms.
import { plainAnswers } from '../../domain/profile/answers.ts';
import type { Answers, Consent } from '../../domain/profile/profile.ts';
import { type Html, html } from '../html.ts';
import { textIn } from '../localized.ts';
import { heldTexts } from '../texts/held.ts';
import type { LeadPen, LeadView } from './lead-page.ts';

const CONSENTS_SHOWN = 100;

export function consentsCard(consents: readonly Consent[], pen: LeadPen): Html {
  const { texts, formats } = pen;
  const { title, none, given, refused, version, replaced, confirmed, unknown } = texts.consents;
  const rows = consents.slice(0, CONSENTS_SHOWN).map(
    (consent) => html`<li${!consent.current && html` class="old"`}>
<div class="line"><strong>${labelOf(consent.form, consent.field, pen)}</strong>
<span class="badge ${consent.given ? 'given' : 'refused'}">${consent.given ? given : refused}</span></div>
<p class="small">${formName(consent.form, pen)}, ${version(consent.version)}, ${formats.instant(consent.at)}${!consent.current && `, ${replaced}`}${consent.confirmedAt !== undefined && `, ${confirmed(formats.instant(consent.confirmedAt))}`}</p>${consent.text !== undefined && html`<p class="small">${consent.text ?? unknown}</p>`}</li>\n`,
  );
  return html`<section class="card"><h2>${title}</h2>
${rows.length === 0 ? html`<p class="small">${none}</p>` : html`<ul class="rows">${rows}</ul>`}
${more(consents.length - rows.length, pen)}</section>`;
}

/** @param answers some, and how many are older than these */
export function answersCard(answers: LeadView['answers'], path: string, pen: LeadPen): Html {
  const { title, none, corrected: again, first } = pen.texts.answers;
  const rows = answers.entries.map(
    ({ form, at, fields, corrected }) =>
      html`<li><div class="line"><strong>${formName(form, pen)}</strong><span class="small">${pen.formats.instant(at)}</span></div>
${corrected !== undefined && html`<p class="small">${again(pen.formats.instant(corrected.at))}</p>`}
${fieldsOf(form, fields, pen)}
${corrected !== undefined && html`<details><summary>${first}</summary>${fieldsOf(form, corrected.first, pen)}</details>`}</li>\n`,
  );
  return html`<section class="card"><h2>${title}</h2>
${rows.length === 0 ? html`<p class="small">${none}</p>` : html`<ul class="rows">${rows}</ul>`}
${answers.older > 0 && html`<p class="buttons"><a class="button quiet" href="${path}?forms=${answers.older}">${heldTexts(pen.locale).older(pen.formats.number(answers.older))}</a></p>`}</section>`;
}

export function fieldsOf(form: string, fields: Answers['fields'], pen: LeadPen): Html {
  const plain = plainAnswers({ fields });
  if (plain.length === 0) return html`<p class="small">${pen.texts.answers.empty}</p>`;
  return html`<dl class="fields">${plain.map(
    ([field, value]) => html`<dt>${labelOf(form, field, pen)}</dt><dd>${answer(value ?? '', pen)}</dd>`,
  )}</dl>`;
}

export function answer(value: string | number | boolean, { texts }: LeadPen): string {
  return typeof value === 'boolean' ? texts[value ? 'yes' : 'no'] : String(value);
}

/** As the form is called today, else by its id. */
export function formName(id: string, { forms, locale }: LeadPen): string {
  const title = forms.find((form) => form.id === id)?.title;
  return title === undefined ? id : textIn(title, locale, locale);
}

function labelOf(formId: string, name: string, { forms, locale }: LeadPen): string {
  const field = forms.find(({ id }) => id === formId)?.fields.find((one) => one.name === name);
  return field?.label === undefined ? name : textIn(field.label, locale, locale);
}

/** Says how many the page has no room for. */
export function more(n: number, { texts, formats }: LeadPen): Html | undefined {
  return n > 0 ? html`<p class="small">${texts.more(formats.number(n))}</p>` : undefined;
}
