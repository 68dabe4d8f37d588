// A form as a visitor first sees it, or as a program asks for it.
import type { FieldConfig, FormConfig } from '../domain/config/config.ts';
import { textIn } from '../pages/localized.ts';
import { visitorTexts } from '../pages/texts/visitor.ts';
import { formPage, privacyLabel, TURNSTILE_SCRIPT } from '../pages/visitor/form.ts';
import { wordsOf } from '../pages/visitor/form-control.ts';
import { labelOf } from '../pages/visitor/form-field.ts';
import { type HttpAnswer, json, page } from '../runtime/answer.ts';
import type { HttpRequest } from '../runtime/request.ts';
import type { CaptureDeps } from './deps.ts';
import { formToken, TOKEN_FIELD } from './spam/form-token.ts';
import { fieldsOfVisit } from './travelling-fields.ts';
import { formToShow } from './variant.ts';

/** No event comes of it: a request does not say whether a person saw the page, or a robot or a preview asked for it. Variants are counted by how often they were asked for. */
export async function showForm(
  deps: CaptureDeps,
  configured: FormConfig,
  request: HttpRequest,
): Promise<HttpAnswer> {
  const { config, randomId, formKey } = deps;
  const { language, query, received } = request;
  const { id, spam, variants } = configured;
  const key = spam?.leastSeconds === 0 && variants === undefined ? undefined : await formKey();
  const { form, showing } = await formToShow(deps, configured, request, key);
  const said = { shown: received, ...(showing === undefined ? {} : { showing }) };
  const signed = key === undefined ? undefined : formToken(key, id, said);
  const token = signed === undefined ? [] : [[TOKEN_FIELD, signed] as const];
  const keep = showing === undefined ? undefined : signed;
  if (!request.wantsHtml) return formAsData(config.locale, form, request, new Map(token), keep);
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
    hidden: new Map([...fieldsOfVisit(request, randomId()), ...token]),
  };
  return page(200, formPage(view));
}

/** The elements that a script puts into the form beside its fields. */
function challengeElements({ spam }: FormConfig): readonly (readonly [string, object])[] {
  if (spam?.turnstile === undefined) return [];
  return [
    ['div', { class: 'cf-turnstile', 'data-sitekey': spam.turnstile.siteKey }],
    ['script', { src: TURNSTILE_SCRIPT }],
  ];
}

function formAsData(
  locale: CaptureDeps['config']['locale'],
  form: FormConfig,
  { language, address }: HttpRequest,
  hidden: ReadonlyMap<string, string>,
  keep: string | undefined,
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
    // What a browser brings next time to see the same variant.
    ...(keep === undefined ? {} : { shown: keep }),
    also: [
      ...[...hidden].map(([name, value]) => ['input', { type: 'hidden', name, value }]),
      ...challengeElements(form),
    ],
  });
}
