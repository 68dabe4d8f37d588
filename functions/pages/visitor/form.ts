// A form as a page: works without JavaScript, and comes back filled in with each error beside its field.
import type { FormConfig, Locale } from '../../domain/config/config.ts';
import type { FieldError } from '../../domain/event/form-fields.ts';
import type { Page } from '../../runtime/answer.ts';
import { type Html, html } from '../html.ts';
import { layout } from '../layout.ts';
import { textIn } from '../localized.ts';
import { visitorTexts } from '../texts/visitor.ts';
import { errorText, formField, labelOf } from './form-field.ts';

export type FormView = {
  readonly form: FormConfig;
  readonly language: Locale;
  /** The configuration's. */
  readonly locale: Locale;
  /** What stands in the fields already. */
  readonly values: ReadonlyMap<string, readonly string[]>;
  readonly errors: ReadonlyMap<string, FieldError>;
  /** Said above the form. */
  readonly notice?: string;
  /** Reserved and touch fields that travel with the form. */
  readonly hidden: ReadonlyMap<string, string>;
};

/** The honeypot: people never see it, simple robots fill it in. */
export const HONEYPOT = '_gotcha';

/** Cloudflare's own, which shows its widget in every element of the class `cf-turnstile`. */
export const TURNSTILE_SCRIPT = 'https://challenges.cloudflare.com/turnstile/v0/api.js';

export function formPage(view: FormView): Page {
  const { form, language, locale, errors, hidden } = view;
  const texts = visitorTexts(language);
  const title = textIn(form.title, language, locale);
  const content = html`<h1>${title}</h1>
${form.intro !== undefined && paragraphs(textIn(form.intro, language, locale))}${noticeOf(view)}${errorSummary(view)}<form method="post" action="/f/${form.id}" accept-charset="utf-8">
${[...hidden].map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">\n`)}
<div class="away" aria-hidden="true"><label for="${HONEYPOT}">${texts.leaveEmpty}</label>
<input type="text" id="${HONEYPOT}" name="${HONEYPOT}" tabindex="-1" autocomplete="off"></div>
${form.fields.map((field) => formField(field, view))}
${challenge(form)}${privacy(view)}<button type="submit">${form.submit === undefined ? texts.send : textIn(form.submit, language, locale)}</button>
</form>`;
  return layout({
    language,
    title: errors.size > 0 ? `${texts.error}: ${title}` : title,
    content,
    formAction: ["'self'", ...externalOrigin(form.thanks)],
    ...(form.spam?.turnstile === undefined ? {} : { scripts: [new URL(TURNSTILE_SCRIPT).origin] }),
    frameAncestors: form.origins === undefined ? ['*'] : ["'self'", ...form.origins],
  });
}

function paragraphs(text: string): Html {
  return html`${text.split(/\s*\n\s*/).map((line) => html`<p>${line}</p>\n`)}`;
}

function challenge({ spam }: FormConfig): Html | false {
  if (spam?.turnstile === undefined) return false;
  return html`<div class="cf-turnstile" data-sitekey="${spam.turnstile.siteKey}"></div>
<script src="${TURNSTILE_SCRIPT}" defer></script>
`;
}

/** In a tab of its own: what is filled in stays. */
function privacy({ form, language, locale }: FormView): Html | false {
  if (form.privacy === undefined) return false;
  const words = privacyLabel(form.privacy, language, locale);
  return html`<p><a href="${form.privacy.url}" target="_blank" rel="noopener">${words}</a></p>\n`;
}

export function privacyLabel(
  { label }: NonNullable<FormConfig['privacy']>,
  language: Locale,
  locale: Locale,
): string {
  return label === undefined ? visitorTexts(language).privacy : textIn(label, language, locale);
}

function noticeOf({ notice }: FormView): Html | false {
  return (
    notice !== undefined &&
    html`<div class="errors" role="alert" tabindex="-1" autofocus><p>${notice}</p></div>\n`
  );
}

function errorSummary({ form, language, locale, errors }: FormView): Html | false {
  if (errors.size === 0) return false;
  const items = form.fields.flatMap((field) => {
    const error = errors.get(field.name);
    if (error === undefined) return [];
    const text = html`${labelOf(field, language, locale)}: ${errorText(error, language)}`;
    // What is hidden cannot be gone to.
    return [
      field.type === 'hidden'
        ? html`<li>${text}</li>\n`
        : html`<li><a href="#${field.name}">${text}</a></li>\n`,
    ];
  });
  return html`<div class="errors" role="alert" tabindex="-1" autofocus><p>${visitorTexts(language).fix}</p>
<ul>
${items}</ul></div>
`;
}

function externalOrigin(thanks: string): readonly string[] {
  return URL.canParse(thanks) ? [new URL(thanks).origin] : [];
}
