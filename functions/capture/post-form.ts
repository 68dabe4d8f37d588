// The answer to a form that was sent.
import type { FieldConfig, FormConfig, Locale } from '../domain/config/config.ts';
import { type FieldError, valuesOf } from '../domain/event/form-fields.ts';
import { shorten } from '../domain/event/plain-text.ts';
import { lastText, type Sent, type SentValue, texts } from '../domain/event/sent.ts';
import type { ReadShareToken } from '../domain/referral/share-link.ts';
import { holdsLostLetters } from '../domain/text/lost-letters.ts';
import { valueFields } from '../domain/touch/breakdown-values.ts';
import { type ExplainedTouch, explainTouch } from '../domain/touch/touch.ts';
import { visitorTexts } from '../pages/texts/visitor.ts';
import { type FormView, formPage } from '../pages/visitor/form.ts';
import { errorText } from '../pages/visitor/form-field.ts';
import { THANKS } from '../pages/visitor/thanks.ts';
import { type HttpAnswer, json, page } from '../runtime/answer.ts';
import { isCrawler } from '../runtime/bots.ts';
import { chooseLanguage } from '../runtime/language.ts';
import { mailToken, ON_PAGE } from '../runtime/mail-token.ts';
import { problem } from '../runtime/problem.ts';
import type { HttpRequest } from '../runtime/request.ts';
import { readsNoShareToken, shareTokenReader } from '../runtime/share-token.ts';
import type { CaptureDeps } from './deps.ts';
import { FORM_TYPES, type LeftOut, readFormBody } from './form-body.ts';
import { takeSubmission } from './take-submission.ts';
import { fieldsOfSent } from './travelling-fields.ts';
import { undeclaredFields } from './undeclared.ts';
import { formAsSent } from './variant.ts';

/** @throws QueueUnavailable */
export async function postForm(
  deps: CaptureDeps,
  configured: FormConfig,
  request: HttpRequest,
): Promise<HttpAnswer> {
  const locale = chooseLanguage(request.query.get('_lang'), [], deps.config.locale);
  const body = readFormBody(request, locale);
  if (body.kind === 'unsupported-encoding') return problem(request, body.kind, { headers: READ_HERE });
  if (body.kind !== 'read') return problem(request, body.kind);
  const { sent, left } = body;
  const key = configured.variants === undefined ? undefined : await deps.formKey();
  const { form, showing } = formAsSent(configured, sent, key);
  const isLost = form.fields.some((field) => valuesOf(field, sent).some(holdsLostLetters));
  if (isLost && body.isJson) return problem(request, 'malformed', { detail: LOST_LETTERS });
  const { touch, isGuessed, isShareUnread } = touchOf(deps, request, sent, await shareReader(deps));
  const outcome = await takeSubmission(deps, {
    form,
    showing,
    sent,
    language: languageWritten(request, sent, locale),
    idempotencyKey: request.headers['idempotency-key'],
    touch,
    valueFields: valueFields(deps.config.funnels),
    givesHere: givesHere(deps, form),
    reasons: [
      ...(left.length > 0 ? (['file-left-out'] as const) : []),
      ...(body.isGuessed || isLost || isGuessed ? (['letters-guessed'] as const) : []),
      ...(isShareUnread ? (['referral-unreadable'] as const) : []),
      ...(touch === undefined && isOfUnknownPage(request, sent) ? (['arrival-unknown'] as const) : []),
    ],
    robot: isCrawler(request.headers['user-agent'], request.headers),
    from: request.from,
    received: request.received,
  });
  switch (outcome.kind) {
    case 'invalid':
      return sentBack(deps, form, request, sent, outcome.errors);
    case 'closed':
      return problem(request, 'form-closed');
    case 'full':
      return sentBackFull(deps, form, request, sent, outcome.retryAfter);
    case 'taken':
      deps.telemetry.count(outcome.quarantined ? 'SubmissionQuarantined' : 'SubmissionAccepted');
      // What is in quarantine is not the work of a page that the owner could put right.
      if (!outcome.quarantined)
        await deps.undeclared.add(form, undeclaredFields(form, sent), request.received);
      if (left.length > 0) deps.telemetry.count('FileLeftOut', left.length);
      return thank(form, request, body, outcome.id, await givenAt(deps, form, request, body, outcome));
    default:
      return outcome satisfies never;
  }
}

/** A page's visitor can do nothing about it, and is a lead nevertheless; a program's author can. */
const LOST_LETTERS =
  'A field holds U+FFFD or half a character, so letters are lost: send JSON as UTF-8 and cut no text within a character.';

const READ_HERE = { 'accept-encoding': 'identity', 'accept-post': FORM_TYPES.join(', ') } as const;

/** Where a form page is not ours and says nothing of itself, the browser's Referer is the page that held the form. */
function touchOf(
  { config }: CaptureDeps,
  request: HttpRequest,
  sent: Sent,
  readShareToken: ReadShareToken | undefined,
): ExplainedTouch {
  const { headers, address, path, search } = request;
  return explainTouch({
    pageUrl: lastText(sent, '_page') || headers.referer,
    alsoLinked: [headers.referer, `${address}${path}${search}`],
    referrer: lastText(sent, '_referrer'),
    ownHosts: [address, ...config.forms.flatMap(({ origins = [] }) => origins)],
    params: texts(sent),
    rules: { ...config, locale: languageOf(request, sent), readShareToken },
  });
}

/** Undefined where leads share no links. */
async function shareReader({ config, formKey }: CaptureDeps): Promise<ReadShareToken | undefined> {
  if (config.share === undefined) return undefined;
  const key = await formKey();
  return key === undefined ? readsNoShareToken : shareTokenReader(key);
}

/**
 * Whether a page of another site sent it of which the browser told the origin alone, as browsers do unless the page says
 * otherwise (https://w3c.github.io/webappsec-referrer-policy/#default-referrer-policy): neither the tags of its address nor
 * who sent the visitor there are known.
 */
function isOfUnknownPage({ headers, address }: HttpRequest, sent: Sent): boolean {
  if (lastText(sent, '_page')) return false;
  const referer = URL.parse(headers.referer ?? '');
  const origin = referer?.origin ?? headers.origin ?? '';
  const isWhole = referer !== null && referer.pathname + referer.search !== '/';
  return /^https?:/.test(origin) && origin !== address && !isWhole;
}

function thank(
  form: FormConfig,
  request: HttpRequest,
  { sent, left }: { readonly sent: Sent; readonly left: readonly LeftOut[] },
  id: string,
  given: string | undefined,
): HttpAnswer {
  if (!request.wantsHtml) {
    const words = sent.has(IN_PLACE) ? thanksInPlace(form, request, sent, left.length > 0) : {};
    const url = given === undefined ? {} : { url: new URL(given, request.address).href };
    const thanks = sent.has(IN_PLACE) ? { thanks: { ...words, ...url } } : {};
    return json(202, { id, ...(left.length === 0 ? {} : { left }), ...thanks });
  }
  return { status: 303, headers: { location: given ?? thanksAddress(form, request, sent, left.length > 0) } };
}

/** While there is no mail, what a form gives is on the page behind it. */
function givesHere({ config }: CaptureDeps, { thanks, delivers, reply }: FormConfig): boolean {
  return config.mail === undefined && thanks === THANKS && (delivers ?? reply) !== undefined;
}

const GIVEN_MS = 7 * 86_400_000;

async function givenAt(
  deps: CaptureDeps,
  form: FormConfig,
  request: HttpRequest,
  { sent, left }: { readonly sent: Sent; readonly left: readonly LeftOut[] },
  { browser = '' }: { readonly browser?: string },
): Promise<string | undefined> {
  const key = givesHere(deps, form) ? await deps.formKey() : undefined;
  if (key === undefined) return undefined;
  const until = request.received + GIVEN_MS;
  const token = mailToken(key, { use: 'd', lead: browser, form: form.id, mail: ON_PAGE, until });
  return withQuery(`/d/${token}`, saidOn(request, sent, left.length > 0));
}

/** The script for other sites says by this field that it must thank itself, and show faults beside the page's fields. */
const IN_PLACE = '_embed';

function thanksInPlace(form: FormConfig, request: HttpRequest, sent: Sent, filesLeft: boolean): object {
  const { title, text, confirm, filesLeft: files } = visitorTexts(languageOf(request, sent)).thanks;
  const said = [text, ...(form.doubleOptIn ? [confirm] : []), ...(filesLeft ? [files] : [])];
  const words = { title, text: said.join(' ') };
  if (form.thanks === THANKS) return words;
  const address = thanksAddress(form, request, sent, filesLeft);
  return { ...words, url: new URL(address, request.address).href };
}

function thanksAddress(
  { thanks, doubleOptIn }: FormConfig,
  request: HttpRequest,
  sent: Sent,
  filesLeft: boolean,
): string {
  if (!thanks.startsWith('/')) return thanks;
  return withQuery(thanks, {
    ...saidOn(request, sent, filesLeft),
    ...(doubleOptIn ? { _confirm: '1' } : {}),
  });
}

function saidOn(request: HttpRequest, sent: Sent, filesLeft: boolean): Readonly<Record<string, string>> {
  return {
    ...(lastText(sent, '_lang') ? { _lang: languageOf(request, sent) } : {}),
    ...(filesLeft ? { _left: 'files' } : {}),
  };
}

/** Under which a page may send a field. */
function namesOf({ fields }: FormConfig, name: string): readonly string[] {
  return [name, ...(fields.find((field) => field.name === name)?.aliases ?? [])];
}

/** What goes on to the next page of ours: a language that was chosen by name, and that files were left out. */
function withQuery(path: string, parameters: Readonly<Record<string, string>>): string {
  const more = Object.entries(parameters);
  if (more.length === 0) return path;
  const url = new URL(path, 'http://own.invalid');
  for (const [name, value] of more) url.searchParams.set(name, value);
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
      ...(sent.has(IN_PLACE) ? { names: namesOf(form, field) } : {}),
      code: error.code,
      detail: errorText(error, language),
    }));
    return problem(request, 'invalid-fields', { errors: list });
  }
  return page(422, formPage({ ...filledIn(form, sent), language, locale: config.locale, errors }));
}

/** With all that was typed: nothing of it is lost, and sending it again is one click. */
function sentBackFull(
  { config }: CaptureDeps,
  form: FormConfig,
  request: HttpRequest,
  sent: Sent,
  retryAfter: number,
): HttpAnswer {
  const headers = { 'retry-after': String(retryAfter) };
  const language = languageOf(request, sent);
  const { full: notice } = visitorTexts(language);
  if (!request.wantsHtml) return problem(request, 'too-many-requests', { headers, detail: notice });
  const view = { ...filledIn(form, sent), language, locale: config.locale, errors: new Map(), notice };
  return page(429, formPage(view), headers);
}

function filledIn(form: FormConfig, sent: Sent): Pick<FormView, 'form' | 'values' | 'hidden'> {
  const values = new Map(form.fields.map((field) => [field.name, shownAgain(field, valuesOf(field, sent))]));
  return { form, values, hidden: fieldsOfSent(sent) };
}

/** No field has more answers, and no field without a `maxLength` a longer one. */
const MOST_ANSWERS = 300;
const LONGEST_ANSWER = 400;

/** What a field is filled in with again: no more than it takes, or a form would answer with many times what it is sent. */
function shownAgain(field: FieldConfig, values: readonly SentValue[]): readonly string[] {
  let room = 'maxLength' in field ? field.maxLength : MOST_ANSWERS * LONGEST_ANSWER;
  return values.slice(-MOST_ANSWERS).flatMap((value) => {
    const text = shorten(String(value ?? ''), 'maxLength' in field ? room : LONGEST_ANSWER);
    room -= text.length;
    return text === '' ? [] : [text];
  });
}

/** A page of ours speaks the visitor's language; any other that of the configuration, unless it says which. */
function languageWritten(request: HttpRequest, sent: Sent, locale: Locale): Locale {
  const isOurs = lastText(sent, '_page')?.startsWith(`${request.address}/f/`);
  return chooseLanguage(lastText(sent, '_lang'), [], isOurs ? request.language : locale);
}

function languageOf(request: HttpRequest, sent: Sent): HttpRequest['language'] {
  return chooseLanguage(lastText(sent, '_lang'), [], request.language);
}
