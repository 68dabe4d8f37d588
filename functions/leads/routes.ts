// The routes of leads: for the owner alone, and what a browser sends only with the mark of its session.
import { type HttpAnswer, seeOther, withHeaders } from '../runtime/answer.ts';
import { CHALLENGE, isForeign, OWNER_HEADERS, type Owner, ownerOf } from '../runtime/owner-access.ts';
import { readOwnerForm } from '../runtime/owner-form.ts';
import { problem } from '../runtime/problem.ts';
import type { HttpRequest } from '../runtime/request.ts';
import { handlerOf, router } from '../runtime/router.ts';
import { sameKey } from '../runtime/same-key.ts';
import { Unavailable } from '../runtime/unavailable.ts';
import { LeadNotErased } from '../store/leads/erase-lead.ts';
import type { LeadTable } from '../store/leads/lead-table.ts';
import { LeadsInMotion } from '../store/leads/read-leads.ts';
import { WaitingInMotion } from '../store/waiting/close-waiting.ts';
import type { LeadsDeps } from './deps.ts';
import { askToErase, eraseByHash } from './erase.ts';
import { askToEraseHeld } from './erase-held.ts';
import { refuseErased, refuseUnknown } from './fault.ts';
import { isHeld } from './find-held.ts';
import { type FoundLead, findByHash } from './find-lead.ts';
import {
  deleteQuarantined,
  eraseFromQuarantine,
  QUARANTINE_HOME,
  releaseQuarantined,
  showQuarantine,
} from './quarantine.ts';
import { replayLead } from './replay.ts';
import { searchLead } from './search.ts';
import { showHeld, showLead } from './show-lead.ts';
import { showList } from './show-list.ts';
import { showWaiting } from './waiting.ts';

type Named = { readonly hash?: string; readonly place?: string };
type Answer = HttpAnswer | Promise<HttpAnswer>;
type Handler = (deps: LeadsDeps, request: HttpRequest, owner: Owner, parameters: Named) => Answer;

const findRoute = router<Handler>({
  '/leads': { GET: showList },
  '/leads/search': {
    POST: marked((deps, request, owner, _, typed) => searchLead(deps, request, owner, typed)),
  },
  '/leads/waiting': { GET: showWaiting },
  '/leads/quarantine': { GET: showQuarantine },
  '/leads/quarantine/erase': {
    POST: marked((deps, request, _owner, _, { email }) => eraseFromQuarantine(deps, request, email)),
  },
  '/leads/quarantine/:place/release': {
    POST: marked((deps, request, _, { place = '' }) => releaseQuarantined(deps, request, place)),
  },
  '/leads/quarantine/:place/delete': {
    POST: marked((deps, request, _, { place = '' }) => deleteQuarantined(deps, request, place)),
  },
  '/leads/:hash': { GET: found(showLead, showHeld) },
  '/leads/:hash/erase': {
    GET: found(askToErase, askToEraseHeld),
    POST: marked((deps, request, owner, { hash = '' }, { confirm, ...typed }) => {
      const confirmed = owner.formMark === undefined || confirm === 'yes';
      return eraseByHash(deps, request, owner, hash, { ...typed, confirmed });
    }),
  },
  '/leads/:hash/replay': {
    POST: marked((deps, request, owner, { hash = '' }, { message }) =>
      replayLead(deps, request, owner, hash, message),
    ),
  },
});

const UNKNOWN = { route: { GET: refuseUnknown }, parameters: {} };

export async function leadRoutes(deps: LeadsDeps, asked: HttpRequest): Promise<HttpAnswer> {
  // Owners read the configured language.
  const request = { ...asked, language: deps.config.locale };
  return withHeaders(await answer(deps, request).catch(asUnavailable), OWNER_HEADERS);
}

/** Others keep on changing the lead, or the table is short of breath: to ask again helps. */
function asUnavailable(error: unknown): never {
  const isPassing =
    error instanceof LeadsInMotion || error instanceof LeadNotErased || error instanceof WaitingInMotion;
  if (isPassing) throw new Unavailable(error.message, { cause: error });
  throw error;
}

async function answer(deps: LeadsDeps, request: HttpRequest): Promise<HttpAnswer> {
  const { route, parameters } = findRoute(request.path) ?? UNKNOWN;
  const served = handlerOf<Handler>(route, request);
  if ('answer' in served) return served.answer;
  const owner = await ownerOf(deps, request);
  if (owner === undefined) return turnAway(request, route.GET !== undefined);
  return served.handler(deps, request, owner, parameters);
}

type Show = (
  deps: LeadsDeps,
  request: HttpRequest,
  owner: Owner,
  table: LeadTable,
  lead: FoundLead,
) => Answer;

type ShowHeld = (
  deps: LeadsDeps,
  request: HttpRequest,
  owner: Owner,
  table: LeadTable,
  hash: string,
) => Answer;

/** What is shown of a lead that there is, or of a person who is none and of whom something is kept aside. */
function found(show: Show, showAside: ShowHeld): Handler {
  return async (deps, request, owner, { hash = '' }) => {
    const table = await deps.table();
    const finding = await findByHash(table, hash);
    if (finding.kind !== 'found' && (await isHeld(table, hash, deps.now())))
      return showAside(deps, request, owner, table, hash);
    if (finding.kind === 'none') return refuseUnknown(deps, request, owner);
    if (finding.kind === 'erased') return refuseErased(deps, request, owner, finding.at);
    return show(deps, request, owner, table, finding);
  };
}

const FIELDS = ['email', 'id', 'confirm', 'message', '_mark'] as const;
type Fields = Readonly<Partial<Record<Exclude<(typeof FIELDS)[number], '_mark'>, string>>>;

/** What a browser sends counts only with the mark of its session. */
function marked(take: (...asked: [...Parameters<Handler>, fields: Fields]) => Answer): Handler {
  return async (deps, request, owner, parameters) => {
    const { formMark } = owner;
    if (formMark !== undefined && isForeign(request)) return problem(request, 'forbidden');
    const form = readOwnerForm(request, FIELDS);
    if (!form.ok) return problem(request, form.code);
    const { _mark = '', ...fields } = form.fields;
    if (formMark !== undefined && !sameKey(_mark, formMark)) return problem(request, 'forbidden');
    return take(deps, request, owner, parameters, fields);
  };
}

/** A person is led to the log-in page, and from there to the page from which the form was sent. */
function turnAway({ path, ...request }: HttpRequest, isPage: boolean): HttpAnswer {
  if (!request.wantsHtml) return problem(request, 'unauthorized', { headers: CHALLENGE });
  const form = path.startsWith(QUARANTINE_HOME) ? QUARANTINE_HOME : path.slice(0, path.lastIndexOf('/'));
  return seeOther(`/login?${new URLSearchParams({ next: isPage ? path : form })}`);
}
