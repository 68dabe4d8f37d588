// What a visitor fills in or chooses from: the controls of a form page, filled in with what was sent.
import type { FieldConfig, Locale, OptionConfig } from '../../domain/config/config.ts';
import { readDate } from '../../domain/event/written-date.ts';
import { readNumber } from '../../domain/event/written-number.ts';
import { type Html, html } from '../html.ts';
import { textIn } from '../localized.ts';
import { visitorTexts } from '../texts/visitor.ts';

type Choice = Extract<FieldConfig, { readonly type: 'radio' | 'checkboxes' }>;
type Control = Exclude<FieldConfig, Choice | { readonly type: 'hidden' | 'checkbox' | 'consent' }>;

export type ControlView = {
  readonly attributes: Html;
  readonly values: readonly string[];
  readonly language: Locale;
  readonly locale: Locale;
};

export function control(field: Control, { attributes, values, language, locale }: ControlView): Html {
  const value = values.at(-1) ?? '';
  switch (field.type) {
    case 'textarea':
      // The parser drops one line end after the tag.
      return html`<textarea ${attributes} maxlength="${field.maxLength}">\n${values.join('\n')}</textarea>`;
    case 'select': {
      const chosen = field.multiple ? values : [value];
      return html`<select ${attributes}${field.multiple && html` multiple`}>
${!field.multiple && html`<option value="">${visitorTexts(language).choose}</option>\n`}${field.options.map(
  (option) =>
    html`<option value="${option.value}"${chosen.includes(option.value) && html` selected`}>${wordsOf(option, language, locale)}</option>\n`,
)}</select>`;
    }
    case 'number':
      // A number input sends 1.234 for what an Italian types as 1,234, and 1.234 is a thousand and more in Italian.
      if (language === 'it')
        return html`<input type="text" inputmode="decimal" ${attributes} value="${value}">`;
      return html`<input type="number" step="any" ${attributes}${
        field.min !== undefined && html` min="${field.min}"`
      }${field.max !== undefined && html` max="${field.max}"`} value="${readNumber(value, language) ?? value}">`;
    case 'date':
      return html`<input type="date" ${attributes} value="${readDate(value, language) ?? value}">`;
    case 'url':
      // An input of type url takes no address without its scheme, as people write them.
      return html`<input type="text" inputmode="url" ${attributes} maxlength="${field.maxLength}" autocomplete="url" value="${value}">`;
    case 'text':
      return html`<input type="text" ${attributes} maxlength="${field.maxLength}"${autocomplete(field.name)} value="${values.join(', ')}">`;
    case 'email':
    case 'tel':
      return html`<input type="${field.type}" ${attributes} maxlength="${field.maxLength}" autocomplete="${field.type}" value="${value}">`;
    default:
      return field satisfies never;
  }
}

/** Radio buttons or boxes to tick, one a line; the first bears the field's name, to which the list of errors leads. */
export function choices(
  { name, type, options, required }: Choice,
  values: readonly string[],
  language: Locale,
  locale: Locale,
): Html {
  const chosen = type === 'radio' ? values.slice(-1) : values;
  const kind = type === 'radio' ? 'radio' : 'checkbox';
  const lines = options.map((option, at) => {
    const id = at === 0 ? name : `${name}:${at + 1}`;
    // Of several boxes a browser would want each that is required.
    const attributes = html`id="${id}" name="${name}" value="${option.value}"${type === 'radio' && required && html` required`}`;
    return html`<div class="tick">
<input type="${kind}" ${attributes}${chosen.includes(option.value) && html` checked`}>
<label for="${id}">${wordsOf(option, language, locale)}</label>
</div>
`;
  });
  return html`${lines}`;
}

export function wordsOf({ value, label }: OptionConfig, language: Locale, locale: Locale): string {
  return label === undefined ? value : textIn(label, language, locale);
}

/** https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#autofill, by name. */
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

function autocomplete(name: string): Html | false {
  const known = AUTOCOMPLETE.get(name.toLowerCase().replace(/[-_]/g, ''));
  return known !== undefined && html` autocomplete="${known}"`;
}
