// The routes of leads: for the owner alone, and what a browser sends only with the mark of its session.
import { type HttpAnswer, seeOther, withHeaders } from '../runtime/answer.ts';
import { CHALLENGE, isForeign, OWNER_HEADERS, type Owner, ownerOf } from '../runtime/owner-access.ts';
import { readOwnerForm } from '../runtime/owner-form.ts';
import { allow, methodNotAllowed, problem } from '../runtime/problem.ts';
import type { HttpRequest } from '../runtime/request.ts';
import { sameKey } from '../runtime/same-key.ts';
import { Unavailable } from '../runtime/unavailable.ts';
import { LeadNotErased } from '../store/leads/erase-lead.ts';
import { LeadsInMotion, ReadsThrottled } from '../store/leads/read-leads.ts';
import type { LeadsDeps } from './deps.ts';
import { askToErase, eraseByHash } from './erase.ts';
import { refuseErased, refuseUnknown } from './fault.ts';
import { findByHash } from './find-lead.ts';
import {
  changeQuarantine,
  QUARANTINE_HOME,
  QUARANTINE_METHODS,
  type QuarantinePlace,
  quarantinePlace,
  showQuarantine,
} from './quarantine.ts';
import { replayLead } from './replay.ts';
import { searchLead } from './search.ts';
import { showLead } from './show-lead.ts';
import { showList } from './show-list.ts';
import { showWaiting, WAITING_HOME } from './waiting.ts';

type Place =
  | { readonly kind: 'home' | 'search' | 'waiting' | 'unknown' }
  | { readonly kind: 'lead' | 'erase' | 'replay'; readonly hash: string }
  | QuarantinePlace;

const METHODS = {
  home: ['GET'],
  waiting: ['GET'],
  search: ['POST'],
  lead: ['GET'],
  erase: ['GET', 'POST'],
  replay: ['POST'],
  unknown: ['GET'],
  ...QUARANTINE_METHODS,
} as const satisfies Record<Place['kind'], readonly string[]>;

const FIELDS = ['email', 'id', 'confirm', 'message', '_mark'] as const;

export async function leadRoutes(deps: LeadsDeps, asked: HttpRequest): Promise<HttpAnswer> {
  // Owners read the configured language.
  const request = { ...asked, language: deps.config.locale };
  const place = placeOf(request.path);
  const methods = METHODS[place.kind];
  return withHeaders(await route(deps, request, place, methods).catch(asUnavailable), OWNER_HEADERS);
}

function placeOf(path: string): Place {
  const quarantine = quarantinePlace(path);
  if (quarantine !== undefined) return quarantine;
  if (path === WAITING_HOME) return { kind: 'waiting' };
  const [, , id, action, ...rest] = path.split('/');
  if (id === undefined) return { kind: 'home' };
  if (action === undefined) return id === 'search' ? { kind: 'search' } : { kind: 'lead', hash: id };
  const isAction = rest.length === 0 && (action === 'erase' || action === 'replay');
  return isAction ? { kind: action, hash: id } : { kind: 'unknown' };
}

/** Others keep on changing the lead, or the table is short of breath: to ask again helps. */
function asUnavailable(error: unknown): never {
  const isPassing =
    error instanceof LeadsInMotion || error instanceof ReadsThrottled || error instanceof LeadNotErased;
  if (isPassing) throw new Unavailable(error.message, { cause: error });
  throw error;
}

async function route(
  deps: LeadsDeps,
  request: HttpRequest,
  place: Place,
  methods: readonly string[],
): Promise<HttpAnswer> {
  if (request.method === 'OPTIONS') return { status: 204, headers: { allow: allow(...methods) } };
  if (!methods.includes(request.method)) return methodNotAllowed(request, ...methods);
  const owner = await ownerOf(deps, request);
  if (owner === undefined) return turnAway(request, place);
  return request.method === 'POST' ? take(deps, request, owner, place) : show(deps, request, owner, place);
}

async function show(deps: LeadsDeps, request: HttpRequest, owner: Owner, place: Place): Promise<HttpAnswer> {
  if (place.kind === 'quarantine') return showQuarantine(deps, request, owner);
  if (place.kind === 'home') return showList(deps, request, owner);
  if (place.kind === 'waiting') return showWaiting(deps, request, owner);
  if (!('hash' in place)) return refuseUnknown(deps, request, owner);
  const table = await deps.table();
  const finding = await findByHash(table, place.hash);
  if (finding.kind === 'none') return refuseUnknown(deps, request, owner);
  if (finding.kind === 'erased') return refuseErased(deps, request, owner, finding.at);
  return place.kind === 'erase'
    ? askToErase(deps, owner, table, finding)
    : showLead(deps, request, owner, table, finding);
}

async function take(deps: LeadsDeps, request: HttpRequest, owner: Owner, place: Place): Promise<HttpAnswer> {
  if ('place' in place || place.kind === 'quarantine-erase')
    return changeQuarantine(deps, request, owner, place);
  const { formMark } = owner;
  if (formMark !== undefined && isForeign(request)) return problem(request, 'forbidden');
  const form = readOwnerForm(request, FIELDS);
  if (!form.ok) return problem(request, form.code);
  const { confirm, message, _mark = '', ...typed } = form.fields;
  if (formMark !== undefined && !sameKey(_mark, formMark)) return problem(request, 'forbidden');
  if (!('hash' in place)) return searchLead(deps, request, owner, typed);
  if (place.kind === 'replay') return replayLead(deps, request, owner, place.hash, message);
  return eraseByHash(deps, request, owner, place.hash, {
    ...typed,
    confirmed: formMark === undefined || confirm === 'yes',
  });
}

/** A person is led to the log-in page, and from there to the page from which the form was sent. */
function turnAway(request: HttpRequest, place: Place): HttpAnswer {
  if (!request.wantsHtml) return problem(request, 'unauthorized', { headers: CHALLENGE });
  const isQuarantine = 'place' in place || place.kind === 'quarantine-erase';
  const next = isQuarantine
    ? QUARANTINE_HOME
    : place.kind === 'search'
      ? '/leads'
      : place.kind === 'replay'
        ? `/leads/${place.hash}`
        : request.path;
  return seeOther(`/login?${new URLSearchParams({ next })}`);
}
