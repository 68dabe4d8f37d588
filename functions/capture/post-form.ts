// The answer to a form that was sent.
import type { FormConfig } from '../domain/config/config.ts';
import type { FieldError, Sent } from '../domain/event/form-fields.ts';
import { readTouch, type Touch } from '../domain/touch/touch.ts';
import { formPage } from '../pages/visitor/form.ts';
import { errorText } from '../pages/visitor/form-field.ts';
import { type HttpAnswer, json, page } from '../runtime/answer.ts';
import { isBot } from '../runtime/bots.ts';
import { chooseLanguage } from '../runtime/language.ts';
import { problem } from '../runtime/problem.ts';
import type { HttpRequest } from '../runtime/request.ts';
import type { CaptureDeps } from './deps.ts';
import { FORM_TYPES, readFormBody } from './form-body.ts';
import { takeSubmission } from './take-submission.ts';
import { fieldsOfSent } from './travelling-fields.ts';

/** @throws QueueUnavailable */
export async function postForm(
  deps: CaptureDeps,
  form: FormConfig,
  request: HttpRequest,
): Promise<HttpAnswer> {
  const body = await readFormBody(request);
  if (body.kind === 'unsupported-encoding') return problem(request, body.kind, { headers: READ_HERE });
  if (body.kind !== 'read') return problem(request, body.kind);
  const { sent } = body;
  const outcome = await takeSubmission(deps, {
    form,
    sent,
    idempotencyKey: request.headers['idempotency-key'],
    touch: touchOf(deps, request, sent),
    robot: isBot(request.headers['user-agent'], request.headers),
    received: request.received,
  });
  switch (outcome.kind) {
    case 'invalid':
      return sentBack(deps, form, request, sent, outcome.errors);
    case 'trapped':
      deps.telemetry.count('RobotTrapped');
      return thank(form, request, sent, outcome.id);
    case 'taken':
      deps.telemetry.count('SubmissionAccepted');
      return thank(form, request, sent, outcome.id);
    default:
      return outcome satisfies never;
  }
}

const READ_HERE = { 'accept-encoding': 'identity', 'accept-post': FORM_TYPES.join(', ') } as const;

/** Where a form page is not ours and says nothing of itself, the browser's Referer is the page that held the form. */
function touchOf({ config }: CaptureDeps, { headers, address }: HttpRequest, sent: Sent): Touch | undefined {
  return readTouch({
    pageUrl: sent.get('_page') || headers.referer,
    referrer: sent.get('_referrer'),
    ownHosts: [address, ...config.forms.flatMap(({ origins = [] }) => origins)],
    params: sent,
  });
}

function thank(form: FormConfig, request: HttpRequest, sent: Sent, id: string): HttpAnswer {
  if (!request.wantsHtml) return json(202, { id });
  const asked = sent.get('_lang');
  const own = form.thanks.startsWith('/') && asked;
  const location = own ? withLanguage(form.thanks, languageOf(request, sent)) : form.thanks;
  return { status: 303, headers: { location } };
}

/** A language that was chosen by name goes on to the next page of ours. */
function withLanguage(path: string, language: string): string {
  const url = new URL(path, 'http://own.invalid');
  url.searchParams.set('_lang', language);
  return `${url.pathname}${url.search}${url.hash}`;
}

function sentBack(
  { config }: CaptureDeps,
  form: FormConfig,
  request: HttpRequest,
  sent: Sent,
  errors: ReadonlyMap<string, FieldError>,
): HttpAnswer {
  const language = languageOf(request, sent);
  if (!request.wantsHtml) {
    const list = [...errors].map(([field, error]) => ({
      field,
      code: error.code,
      detail: errorText(error, language),
    }));
    return problem(request, 'invalid-fields', { errors: list });
  }
  const values = new Map([...sent].map(([name, value]) => [name, value ?? '']));
  const hidden = fieldsOfSent(sent);
  return page(422, formPage({ form, language, locale: config.locale, values, errors, hidden }));
}

function languageOf(request: HttpRequest, sent: Sent): HttpRequest['language'] {
  return chooseLanguage(sent.get('_lang'), undefined, request.language);
}
