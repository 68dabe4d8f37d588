// What there is to say where there is no lead, or no longer one.
import { leadFaultPage } from '../pages/leads/lead-fault.ts';
import { type HttpAnswer, page } from '../runtime/answer.ts';
import type { Owner } from '../runtime/owner-access.ts';
import { problem } from '../runtime/problem.ts';
import type { HttpRequest } from '../runtime/request.ts';
import type { LeadsDeps } from './deps.ts';

type Deps = Pick<LeadsDeps, 'config'>;

export function refuseUnknown({ config }: Deps, request: HttpRequest, owner: Owner): HttpAnswer {
  if (!request.wantsHtml) return problem(request, 'not-found', { detail: 'There is no such lead.' });
  return page(404, leadFaultPage({ kind: 'notFound' }, config, owner));
}

/** @param at ms since the epoch */
export function refuseErased({ config }: Deps, request: HttpRequest, owner: Owner, at: number): HttpAnswer {
  if (request.wantsHtml) return page(410, leadFaultPage({ kind: 'erased', at }, config, owner));
  return problem(request, 'gone', { detail: `This lead was erased at ${new Date(at).toISOString()}.` });
}
