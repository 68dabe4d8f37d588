// The owner's routes: closed by default, and what each address shows once it is known who asks.
import { faultPage } from '../pages/reports/report-fault.ts';
import type { Reader } from '../pages/reports/report-frame.ts';
import { type HttpAnswer, page, seeOther, withHeaders } from '../runtime/answer.ts';
import { type Access, accessOf, CHALLENGE, OWNER_HEADERS } from '../runtime/owner-access.ts';
import { problem } from '../runtime/problem.ts';
import type { HttpRequest } from '../runtime/request.ts';
import { handlerOf, type PathParameters, router } from '../runtime/router.ts';
import type { ReportDeps } from './deps.ts';
import { refuse } from './fault.ts';
import { login, logout, showLogin } from './login.ts';
import { showCohorts } from './show-cohorts.ts';
import { showCompare, showIndex } from './show-overview.ts';
import { showPaths } from './show-paths.ts';
import { showQuality } from './show-quality.ts';
import { type FunnelRequest, showReport } from './show-report.ts';
import { listRevisions, showRevision } from './show-revisions.ts';
import { takeCosts } from './take-costs.ts';

type Handler = (deps: ReportDeps, request: HttpRequest) => Promise<HttpAnswer>;

/** What only the owner and who has a signed link to it may see. */
type Show = (
  deps: ReportDeps,
  request: HttpRequest,
  reader: Reader,
  parameters: PathParameters,
) => Promise<HttpAnswer> | HttpAnswer;

const findOpen = router<Handler>({
  '/login': { GET: showLogin, POST: login },
  '/logout': { POST: logout },
});

const findReport = router<Show>({
  '/reports': { GET: showIndex },
  '/reports/compare': { GET: showCompare },
  '/reports/quality': { GET: showQuality },
  '/reports/costs': { POST: takeCosts },
  '/reports/:funnel': { GET: ofFunnel(showReport) },
  '/reports/:funnel/cohorts': { GET: ofFunnel(showCohorts) },
  '/reports/:funnel/paths': { GET: ofFunnel(showPaths) },
  '/reports/:funnel/revisions': { GET: ofFunnel(listRevisions) },
  '/reports/:funnel/revisions/:every/:from/:revision': { GET: ofFunnel(showRevision) },
});

export async function ownerRoutes(deps: ReportDeps, asked: HttpRequest): Promise<HttpAnswer> {
  // Owners read the configured language.
  const request = { ...asked, language: deps.config.locale };
  return withHeaders(await answer(deps, request), OWNER_HEADERS);
}

async function answer(deps: ReportDeps, request: HttpRequest): Promise<HttpAnswer> {
  const open = findOpen(request.path);
  if (open !== undefined) {
    const served = handlerOf(open.route, request);
    return 'answer' in served ? served.answer : served.handler(deps, request);
  }
  const { route, parameters } = findReport(request.path) ?? UNKNOWN;
  const served = handlerOf(route, request);
  if ('answer' in served) return served.answer;
  const access = await accessOf(deps, request);
  if (access.kind === 'nobody') return turnAway(deps, request, access);
  return served.handler(deps, request, access, parameters);
}

const UNKNOWN = { route: { GET: refuseUnknown }, parameters: {} };

function refuseUnknown(deps: ReportDeps, request: HttpRequest, reader: Reader): HttpAnswer {
  return refuse(deps, request, reader, { kind: 'notFound' });
}

function ofFunnel(show: (view: FunnelRequest, parameters: PathParameters) => Promise<HttpAnswer>): Show {
  return (deps, request, reader, parameters) => {
    const funnel = deps.config.funnels.find(({ id }) => id === parameters.funnel);
    return funnel === undefined
      ? refuseUnknown(deps, request, reader)
      : show({ deps, request, reader, funnel }, parameters);
  };
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
