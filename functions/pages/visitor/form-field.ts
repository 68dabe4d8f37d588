// One field of a form page with its label and its error.
import type { FieldConfig, Locale } from '../../domain/config/config.ts';
import { type FieldError, isTicked } from '../../domain/event/form-fields.ts';
import { type Html, html } from '../html.ts';
import { textIn } from '../localized.ts';
import { visitorTexts } from '../texts/visitor.ts';

type View = {
  readonly language: Locale;
  readonly locale: Locale;
  readonly values: ReadonlyMap<string, string>;
  readonly errors: ReadonlyMap<string, FieldError>;
};

export function formField(field: FieldConfig, { language, locale, values, errors }: View): Html {
  const value = values.get(field.name) ?? '';
  if (field.type === 'hidden') return html`<input type="hidden" name="${field.name}" value="${value}">\n`;
  const error = errors.get(field.name);
  // A colon stands in no field's name.
  const errorId = `error:${field.name}`;
  const attributes = html`id="${field.name}" name="${field.name}"${required(field)}${
    error !== undefined && html` aria-invalid="true" aria-describedby="${errorId}"`
  }`;
  const message =
    error !== undefined && html`<p class="error" id="${errorId}">${errorText(error, language)}</p>\n`;
  const label = html`<label for="${field.name}">${labelOf(field, language, locale)}${optional(field, language)}</label>`;
  if (field.type === 'checkbox' || field.type === 'consent') {
    return html`<div class="field"><div class="tick">
<input type="checkbox" ${attributes} value="true"${isTicked(value) && html` checked`}>
${label}
</div>
${message}</div>
`;
  }
  return html`<div class="field">
${label}
${control(field, attributes, value, language, locale)}
${message}</div>
`;
}

type Control = Exclude<FieldConfig, { type: 'hidden' | 'checkbox' | 'consent' }>;

function control(field: Control, attributes: Html, value: string, language: Locale, locale: Locale): Html {
  switch (field.type) {
    case 'textarea':
      // The parser drops one line end after the tag.
      return html`<textarea ${attributes} maxlength="${field.maxLength}">\n${value}</textarea>`;
    case 'select':
      return html`<select ${attributes}>
<option value="">${visitorTexts(language).choose}</option>
${field.options.map(
  (option) =>
    html`<option value="${option.value}"${option.value === value && html` selected`}>${
      option.label === undefined ? option.value : textIn(option.label, language, locale)
    }</option>\n`,
)}</select>`;
    case 'number':
      return html`<input type="number" step="any" ${attributes}${
        field.min !== undefined && html` min="${field.min}"`
      }${field.max !== undefined && html` max="${field.max}"`} value="${value}">`;
    case 'email':
    case 'tel':
    case 'text':
      return html`<input type="${field.type}" ${attributes} maxlength="${field.maxLength}"${autocomplete(field)} value="${value}">`;
    default:
      return field satisfies never;
  }
}

/** The configuration's label, else our own for names that are often used, else the name made readable. */
export function labelOf(field: FieldConfig, language: Locale, locale: Locale): string {
  if (field.type === 'consent') return textIn(field.text, language, locale);
  if (field.label !== undefined) return textIn(field.label, language, locale);
  const { labels } = visitorTexts(language);
  const words = field.name
    .replace(/([a-z])([A-Z])/g, '$1-$2')
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

/** https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#autofill, by name or type. */
const AUTOCOMPLETE: ReadonlyMap<string, string> = new Map([
  ['name', 'name'],
  ['firstname', 'given-name'],
  ['lastname', 'family-name'],
  ['phone', 'tel'],
  ['company', 'organization'],
  ['website', 'url'],
  ['city', 'address-level2'],
  ['country', 'country-name'],
]);

function autocomplete({ type, name }: Control): Html | false {
  const known = type === 'text' ? AUTOCOMPLETE.get(name.toLowerCase().replace(/[-_]/g, '')) : type;
  return known !== undefined && html` autocomplete="${known}"`;
}
