// POST /leads/search: where the owner says who is meant, and is led to that lead.
import type { LeadId } from '../domain/event/event.ts';
import { searchPage } from '../pages/leads/search-page.ts';
import { type HttpAnswer, json, page, seeOther } from '../runtime/answer.ts';
import type { Owner } from '../runtime/owner-access.ts';
import { problem } from '../runtime/problem.ts';
import type { HttpRequest } from '../runtime/request.ts';
import type { LeadTable } from '../store/leads/lead-table.ts';
import type { LeadsDeps } from './deps.ts';
import { refuseErased } from './fault.ts';
import { isHeld } from './find-held.ts';
import { findById, idsMeant, type Known } from './find-lead.ts';

/** Who is meant stands in the body alone, and the answer names the lead by its public id: no e-mail in an address. */
export async function searchLead(
  deps: LeadsDeps,
  request: HttpRequest,
  owner: Owner,
  typed: Known,
): Promise<HttpAnswer> {
  const { locale } = deps.config;
  const ids = idsMeant(typed);
  if (ids === undefined) {
    if (request.wantsHtml) return page(422, searchPage({ locale, owner, typed, fault: 'unclear' }));
    const field = typed.id ? 'id' : 'email';
    const detail = 'Send "email", an e-mail address, or "id", a user id or an anonymous id.';
    return problem(request, 'invalid-fields', { detail, errors: [{ field, code: 'invalid', detail }] });
  }
  const table = await deps.table();
  const finding = await findById(table, ids);
  const held = finding.kind === 'found' ? undefined : await heldAmong(table, ids, deps.now());
  if (held !== undefined) return leadTo(request, held);
  switch (finding.kind) {
    case 'found':
      return leadTo(request, table.hashOf(finding.primary));
    case 'erased':
      return refuseErased(deps, request, owner, finding.at);
    case 'none':
      return request.wantsHtml
        ? page(404, searchPage({ locale, owner, typed, fault: 'none' }))
        : problem(request, 'not-found', { detail: 'There is no such lead.' });
    default:
      return finding satisfies never;
  }
}

function leadTo(request: HttpRequest, id: string): HttpAnswer {
  return request.wantsHtml
    ? seeOther(`/leads/${id}`)
    : json(200, { id, lead: `${request.address}/leads/${id}` });
}

/** Where there is no lead, something may be kept aside under the e-mail: by other ids nothing of it is found. */
async function heldAmong(table: LeadTable, ids: readonly LeadId[], now: number): Promise<string | undefined> {
  const email = ids.find(({ kind }) => kind === 'email');
  if (email === undefined) return undefined;
  const hash = table.hashOf(email);
  return (await isHeld(table, hash, now)) ? hash : undefined;
}
