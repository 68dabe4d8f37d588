// A form as a visitor first sees it, or as a program asks for it.
import type { FieldConfig, FormConfig } from '../domain/config/config.ts';
import { textIn } from '../pages/localized.ts';
import { visitorTexts } from '../pages/texts/visitor.ts';
import { formPage, privacyLabel } from '../pages/visitor/form.ts';
import { wordsOf } from '../pages/visitor/form-control.ts';
import { labelOf } from '../pages/visitor/form-field.ts';
import { type HttpAnswer, json, page } from '../runtime/answer.ts';
import type { HttpRequest } from '../runtime/request.ts';
import type { CaptureDeps } from './deps.ts';
import { fieldsOfVisit } from './travelling-fields.ts';

/** No event comes of it: nobody can tell whether a person saw the page, or a robot or a preview asked for it. */
export function showForm(
  { config, randomId }: CaptureDeps,
  form: FormConfig,
  request: HttpRequest,
): HttpAnswer {
  const { language, query } = request;
  if (!request.wantsHtml) return formAsData(config.locale, form, request);
  // A hidden field has nothing else to take its value from.
  const values = form.fields.flatMap(({ name, type }) => {
    const value = type === 'hidden' ? query.get(name) : null;
    return value === null ? [] : [[name, [value]] as const];
  });
  const view = {
    form,
    language,
    locale: config.locale,
    values: new Map(values),
    errors: new Map(),
    hidden: fieldsOfVisit(request, randomId()),
  };
  return page(200, formPage(view));
}

function formAsData(
  locale: CaptureDeps['config']['locale'],
  form: FormConfig,
  { language, address }: HttpRequest,
): HttpAnswer {
  const describe = (field: FieldConfig) => ({
    ...field,
    required: field.required || field.type === 'email',
    label: labelOf(field, language, locale),
    ...(field.type === 'consent' ? { text: textIn(field.text, language, locale) } : {}),
    ...('options' in field
      ? {
          options: field.options.map((option) => ({
            value: option.value,
            label: wordsOf(option, language, locale),
          })),
        }
      : {}),
  });
  const texts = visitorTexts(language);
  return json(200, {
    id: form.id,
    title: textIn(form.title, language, locale),
    ...(form.intro === undefined ? {} : { intro: textIn(form.intro, language, locale) }),
    submit: form.submit === undefined ? texts.send : textIn(form.submit, language, locale),
    // The first line of a list from which one is chosen.
    choose: texts.choose,
    ...(form.privacy === undefined
      ? {}
      : { privacy: { url: form.privacy.url, label: privacyLabel(form.privacy, language, locale) } }),
    method: 'POST',
    action: `${address}/f/${form.id}`,
    fields: form.fields.map(describe),
  });
}
