// The owner's routes: closed by default, and what each address shows once it is known who asks.
import { faultPage } from '../pages/reports/report-fault.ts';
import { type HttpAnswer, page, seeOther, withHeaders } from '../runtime/answer.ts';
import { type Access, accessOf, CHALLENGE, OWNER_HEADERS } from '../runtime/owner-access.ts';
import { allow, methodNotAllowed, problem } from '../runtime/problem.ts';
import type { HttpRequest } from '../runtime/request.ts';
import type { ReportDeps } from './deps.ts';
import { refuse } from './fault.ts';
import { login, logout } from './login.ts';
import { showCompare, showIndex } from './show-overview.ts';
import { showQuality } from './show-quality.ts';
import { showReport } from './show-report.ts';
import { listRevisions, showRevision } from './show-revisions.ts';

export async function ownerRoutes(deps: ReportDeps, asked: HttpRequest): Promise<HttpAnswer> {
  // Owners read the configured language.
  const request = { ...asked, language: deps.config.locale };
  return withHeaders(await route(deps, request), OWNER_HEADERS);
}

async function route(deps: ReportDeps, request: HttpRequest): Promise<HttpAnswer> {
  if (request.path === '/login') return login(deps, request);
  if (request.path === '/logout') return logout(deps, request);
  if (request.method === 'OPTIONS') return { status: 204, headers: { allow: allow('GET') } };
  if (request.method !== 'GET') return methodNotAllowed(request, 'GET');
  const access = await accessOf(deps, request);
  return access.kind === 'nobody' ? turnAway(deps, request, access) : show(deps, request, access);
}

async function show(
  deps: ReportDeps,
  request: HttpRequest,
  reader: Exclude<Access, { kind: 'nobody' }>,
): Promise<HttpAnswer> {
  const [, root, id, ...rest] = request.path.split('/');
  if (root !== 'reports') return refuse(deps, request, reader, { kind: 'notFound' });
  if (id === undefined) return showIndex(deps, request, reader);
  if (id === 'compare' && rest.length === 0) return showCompare(deps, request, reader);
  if (id === 'quality' && rest.length === 0) return showQuality(deps, request, reader);
  const funnel = deps.config.funnels.find((each) => each.id === id);
  if (funnel === undefined) return refuse(deps, request, reader, { kind: 'notFound' });
  const view = { deps, request, reader, funnel };
  if (rest.length === 0) return showReport(view);
  if (rest[0] === 'revisions' && rest.length === 1) return listRevisions(view);
  if (rest[0] === 'revisions' && rest.length === 4) return showRevision(view, rest.slice(1));
  return refuse(deps, request, reader, { kind: 'notFound' });
}

/** A person is led to the log-in page and back; somebody whose link is no longer valid could not log in there. */
function turnAway(
  { config }: ReportDeps,
  request: HttpRequest,
  { link }: Extract<Access, { kind: 'nobody' }>,
): HttpAnswer {
  if (!request.wantsHtml) {
    const detail =
      link === 'absent' ? undefined : `This link is ${link === 'expired' ? 'no longer' : 'not'} valid.`;
    return problem(request, 'unauthorized', { headers: CHALLENGE, ...(detail ? { detail } : {}) });
  }
  if (link !== 'absent') return page(401, faultPage({ kind: link }, config.locale, undefined));
  const query = request.query.toString();
  return seeOther(`/login?${new URLSearchParams({ next: `${request.path}${query && '?'}${query}` })}`);
}
