// One field of a form page with its label and its error.
import type { FieldConfig, Locale } from '../../domain/config/config.ts';
import type { FieldError } from '../../domain/event/form-fields.ts';
import { isGiven, isTicked } from '../../domain/event/ticked.ts';
import { type Html, html } from '../html.ts';
import { textIn } from '../localized.ts';
import { visitorTexts } from '../texts/visitor.ts';
import { choices, control } from './form-control.ts';

type View = {
  readonly language: Locale;
  readonly locale: Locale;
  /** By name, what was sent; of most fields one value. */
  readonly values: ReadonlyMap<string, readonly string[]>;
  readonly errors: ReadonlyMap<string, FieldError>;
};

export function formField(field: FieldConfig, { language, locale, values, errors }: View): Html {
  const sent = values.get(field.name) ?? [];
  const value = sent.at(-1) ?? '';
  if (field.type === 'hidden') return html`<input type="hidden" name="${field.name}" value="${value}">\n`;
  const error = errors.get(field.name);
  // A colon stands in no field's name.
  const errorId = `error:${field.name}`;
  const described = error !== undefined && html` aria-invalid="true" aria-describedby="${errorId}"`;
  const attributes = html`id="${field.name}" name="${field.name}"${required(field)}${described}`;
  const message =
    error !== undefined && html`<p class="error" id="${errorId}">${errorText(error, language)}</p>\n`;
  const label = labelOf(field, language, locale);
  const note = optional(field, language);
  switch (field.type) {
    case 'checkbox':
      return tick(html`${attributes} value="true"${sent.some(isTicked) && html` checked`}`);
    case 'consent': {
      const given = sent.some((each) => isGiven(each, field.value));
      return tick(html`${attributes} value="${field.value ?? 'true'}"${given && html` checked`}`);
    }
    case 'radio':
    case 'checkboxes': {
      const role = field.type === 'radio' && html` role="radiogroup"`;
      return html`<fieldset class="field"${role}${described}>
<legend>${label}${note}</legend>
${choices(field, sent, language, locale)}${message}</fieldset>
`;
    }
    default:
      return html`<div class="field">
<label for="${field.name}">${label}${note}</label>
${control(field, { attributes, values: sent, language, locale })}
${message}</div>
`;
  }

  function tick(box: Html): Html {
    return html`<div class="field"><div class="tick">
<input type="checkbox" ${box}>
<label for="${field.name}">${label}</label>
</div>
${message}</div>
`;
  }
}

/** The configuration's label, else our own for names that are often used, else the name made readable. */
export function labelOf(field: FieldConfig, language: Locale, locale: Locale): string {
  if (field.type === 'consent') return textIn(field.text, language, locale);
  if (field.label !== undefined) return textIn(field.label, language, locale);
  const { labels } = visitorTexts(language);
  const words = field.name
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1-$2')
    .replaceAll('_', '-')
    .toLowerCase();
  if (Object.hasOwn(labels, words)) return labels[words] ?? field.name;
  if (field.type === 'email') return labels.email ?? field.name;
  return words.charAt(0).toUpperCase() + words.slice(1).replaceAll('-', ' ');
}

export function errorText(error: FieldError, language: Locale): string {
  const { fieldErrors } = visitorTexts(language);
  switch (error.code) {
    case 'too-long':
    case 'too-great':
      return fieldErrors[error.code](error.most);
    case 'too-small':
      return fieldErrors['too-small'](error.least);
    default:
      return fieldErrors[error.code];
  }
}

function required(field: FieldConfig): Html | false {
  return (field.required || field.type === 'email') && html` required`;
}

function optional(field: FieldConfig, language: Locale): Html | false {
  const unmarked = field.required || ['email', 'checkbox', 'consent'].includes(field.type);
  return !unmarked && html` <span class="optional">(${visitorTexts(language).optional})</span>`;
}
