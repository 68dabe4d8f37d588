// The routes of the visitor: forms, thanks, the home page and health.
import type { Config, FormConfig } from '../domain/config/config.ts';
import { formEntrance } from '../door/door.ts';
import { textIn } from '../pages/localized.ts';
import { healthPage, homePage } from '../pages/visitor/home.ts';
import { THANKS, thanksPage } from '../pages/visitor/thanks.ts';
import { type HttpAnswer, json, page } from '../runtime/answer.ts';
import { allow, methodNotAllowed, problem } from '../runtime/problem.ts';
import type { HttpRequest } from '../runtime/request.ts';
import type { CaptureDeps } from './deps.ts';
import { corsHeaders, originPasses, preflightHeaders } from './origin.ts';
import { postForm } from './post-form.ts';
import { showForm } from './show-form.ts';
import { showScript } from './show-script.ts';

const FORM_ROUTE = 'ANY /f/{form}';

export async function capture(deps: CaptureDeps, request: HttpRequest): Promise<HttpAnswer> {
  if (formIdOf(request) === undefined) return site(deps, request);
  const form = formOf(deps.config, request);
  if (form === undefined) return problem(request, 'unknown-form');
  // Asked before a form is shown: nobody fills in what is then not taken.
  if (isRead(request) && (await deps.door.isClosed(formEntrance(form), request.received)))
    return problem(request, 'form-closed');
  switch (request.method) {
    case 'GET':
      return showForm(deps, form, request);
    case 'POST':
      return originPasses(form, request) ? postForm(deps, form, request) : problem(request, 'foreign-origin');
    case 'OPTIONS':
      return originPasses(form, request)
        ? { status: 204, headers: preflightHeaders(request) }
        : problem(request, 'foreign-origin');
    default:
      return methodNotAllowed(request, 'GET', 'POST');
  }
}

function isRead({ method }: HttpRequest): boolean {
  return method === 'GET' || method === 'POST';
}

/** What CORS needs on every answer to this request, problems included. */
export function captureHeaders(
  config: Pick<Config, 'forms'>,
  request: HttpRequest,
): Readonly<Record<string, string>> {
  const form = formOf(config, request);
  return form === undefined ? {} : corsHeaders(form, request);
}

function formOf({ forms }: Pick<Config, 'forms'>, request: HttpRequest): FormConfig | undefined {
  return forms.find(({ id }) => id === formIdOf(request));
}

/** The gateway takes `/f/ebook/` for another route than `/f/ebook`. */
function formIdOf({ route, parameters, path }: HttpRequest): string | undefined {
  return route === FORM_ROUTE ? parameters.form : /^\/f\/([^/]+)$/.exec(path)?.[1];
}

/** Their routes are other functions'. With a final slash the gateway knows no route of them, and they come here. */
const OWNER_PATHS: ReadonlySet<string> = new Set(['/login', '/logout', '/reports', '/leads']);

/** To the same address without its final slash, with the same method and body. */
function movedTo({ path, query }: HttpRequest): HttpAnswer {
  const asked = query.toString();
  return { status: 308, headers: { location: asked === '' ? path : `${path}?${asked}` } };
}

type SiteRoute = (deps: CaptureDeps, request: HttpRequest) => HttpAnswer | Promise<HttpAnswer>;

const SITE: ReadonlyMap<string, SiteRoute> = new Map<string, SiteRoute>([
  ['/', home],
  [
    THANKS,
    (_, request) =>
      request.wantsHtml
        ? page(
            200,
            thanksPage(
              request.language,
              request.query.get('_left') === 'files',
              request.query.has('_confirm'),
            ),
          )
        : json(200, { thanks: true }),
  ],
  ['/health', health],
  ['/embed.js', showScript],
]);

function site(deps: CaptureDeps, request: HttpRequest): HttpAnswer | Promise<HttpAnswer> {
  const route = SITE.get(request.path);
  if (OWNER_PATHS.has(request.path)) return movedTo(request);
  if (route === undefined) return problem(request, 'not-found');
  if (request.method === 'OPTIONS') return { status: 204, headers: { allow: allow('GET') } };
  return request.method === 'GET' ? route(deps, request) : methodNotAllowed(request, 'GET');
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
