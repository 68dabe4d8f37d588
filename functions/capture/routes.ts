// The routes of the visitor: forms, thanks, the home page and health.
import { collectHeaders } from '../collect/origins.ts';
import type { Config, FormConfig } from '../domain/config/config.ts';
import { formEntrance } from '../door/door.ts';
import { textIn } from '../pages/localized.ts';
import { healthPage, homePage } from '../pages/visitor/home.ts';
import { THANKS, thanksPage } from '../pages/visitor/thanks.ts';
import { type HttpAnswer, json, page } from '../runtime/answer.ts';
import { problem } from '../runtime/problem.ts';
import type { HttpRequest } from '../runtime/request.ts';
import { type FoundRoute, handlerOf, router } from '../runtime/router.ts';
import type { CaptureDeps } from './deps.ts';
import { corsHeaders, originPasses, preflightHeaders } from './origin.ts';
import { postForm } from './post-form.ts';
import { showForm } from './show-form.ts';
import { showScript } from './show-script.ts';
import { SOURCE_CONFIG, showSourceConfig } from './show-source-config.ts';

type Answer = HttpAnswer | Promise<HttpAnswer>;
type Handler = (deps: CaptureDeps, request: HttpRequest) => Answer;
type FoundForm = FoundRoute<FormHandler>;
type FormHandler = (deps: CaptureDeps, form: FormConfig, request: HttpRequest) => Answer;

const findRoute = router<Handler>({
  '/': { GET: home },
  [THANKS]: { GET: thanks },
  '/health': { GET: health },
  '/embed.js': { GET: showScript },
  [SOURCE_CONFIG]: { GET: showSourceConfig },
  // Their routes are other functions'. With a final slash the gateway knows no route of them, and they come here.
  '/(login|logout|reports|leads)': { GET: movedTo, POST: movedTo },
});

const findForm = router<FormHandler>({ '/f/:form': { GET: showForm, POST: takeForm } });

export async function capture(deps: CaptureDeps, request: HttpRequest): Promise<HttpAnswer> {
  const ofForm = findForm(request.path);
  if (ofForm !== undefined) return answerForm(deps, request, ofForm);
  const found = findRoute(request.path);
  if (found === undefined) return problem(request, 'not-found');
  const served = handlerOf(found.route, request, () =>
    request.path === SOURCE_CONFIG ? preflightHeaders(request) : {},
  );
  return 'answer' in served ? served.answer : served.handler(deps, request);
}

async function answerForm(deps: CaptureDeps, request: HttpRequest, found: FoundForm): Promise<HttpAnswer> {
  const form = formOf(deps.config, found);
  if (form === undefined) return problem(request, 'unknown-form');
  if (request.method === 'OPTIONS' && !originPasses(form, request)) return problem(request, 'foreign-origin');
  const served = handlerOf(found.route, request, () => preflightHeaders(request));
  if ('answer' in served) return served.answer;
  // Asked before a form is shown: what is filled in must also be taken.
  if (await deps.door.isClosed(formEntrance(form), request.received)) return problem(request, 'form-closed');
  return served.handler(deps, form, request);
}

function takeForm(deps: CaptureDeps, form: FormConfig, request: HttpRequest): Answer {
  return originPasses(form, request) ? postForm(deps, form, request) : problem(request, 'foreign-origin');
}

/** What CORS needs on every answer to this request, problems included. */
export function captureHeaders(
  config: Pick<Config, 'forms'>,
  request: HttpRequest,
): Readonly<Record<string, string>> {
  if (request.path === SOURCE_CONFIG) return collectHeaders(config, request);
  const found = findForm(request.path);
  const form = found && formOf(config, found);
  return form === undefined ? {} : corsHeaders(form, request);
}

function formOf({ forms }: Pick<Config, 'forms'>, { parameters }: FoundForm): FormConfig | undefined {
  return forms.find(({ id }) => id === parameters.form);
}

/** To the same address without its final slash, with the same method and body. */
function movedTo(_: CaptureDeps, { path, query }: HttpRequest): HttpAnswer {
  const asked = query.toString();
  return { status: 308, headers: { location: asked === '' ? path : `${path}?${asked}` } };
}

function thanks(_: CaptureDeps, request: HttpRequest): HttpAnswer {
  return request.wantsHtml
    ? page(
        200,
        thanksPage(request.language, request.query.get('_left') === 'files', request.query.has('_confirm')),
      )
    : json(200, { thanks: true });
}

function home({ config, publicKey }: CaptureDeps, request: HttpRequest): HttpAnswer {
  const { address, language } = request;
  if (request.wantsHtml) return page(200, homePage(config, { address, publicKey, language }));
  const forms = config.forms.map(({ id, title }) => ({
    id,
    title: textIn(title, language, config.locale),
    url: `${address}/f/${id}`,
  }));
  return json(200, { forms, reports: `${address}/reports`, health: `${address}/health` });
}

async function health({ queue, countUncounted }: CaptureDeps, request: HttpRequest): Promise<HttpAnswer> {
  if (!(await queue.takesSubmissions()))
    return problem(request, 'unavailable', { headers: { 'retry-after': '5' } });
  return request.wantsHtml
    ? page(200, healthPage(request.language))
    : json(200, { status: 'ok', ...(await countUncounted()) });
}
