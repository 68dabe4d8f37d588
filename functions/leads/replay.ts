// POST /leads/{id}/replay: tells again all that there is to tell of a lead, under the same ids.
import { messagesOf } from '../domain/tell/messages-of.ts';
import { fanOut } from '../queue/outbound-message.ts';
import { type HttpAnswer, json, seeOther } from '../runtime/answer.ts';
import type { Owner } from '../runtime/owner-access.ts';
import { problem } from '../runtime/problem.ts';
import type { HttpRequest } from '../runtime/request.ts';
import { noteOf } from '../store/outbox/outbox.ts';
import type { LeadsDeps } from './deps.ts';
import { refuseErased, refuseUnknown } from './fault.ts';
import { findByHash } from './find-lead.ts';

/** @param only the id of the one message that is meant; absent: all */
export async function replayLead(
  deps: LeadsDeps,
  request: HttpRequest,
  owner: Owner,
  hash: string,
  only?: string,
): Promise<HttpAnswer> {
  const table = await deps.table();
  const finding = await findByHash(table, hash);
  if (finding.kind === 'none') return refuseUnknown(deps, request, owner);
  if (finding.kind === 'erased') return refuseErased(deps, request, owner, finding.at);
  if (deps.tell === undefined)
    return problem(request, 'malformed', {
      detail: 'Nobody is told of anything: configure webhooks or notify.',
    });
  const telling = { definitions: await deps.activeDefinitions(), events: true };
  const notes = [...messagesOf(finding.records, finding.primary, telling).values()]
    .map((message) => noteOf(table.hashOf, message))
    .filter(({ id }) => only === undefined || only === '' || id === only);
  // What was mailed to the lead itself goes once.
  const others = fanOut(deps.config, notes).filter(({ target }) => !('lead' in target));
  const messages = others.map((message) => ({ ...message, isReplay: true as const }));
  await deps.tell(messages);
  if (request.wantsHtml) return seeOther(`/leads/${table.hashOf(finding.primary)}`);
  return json(202, { sent: messages.length, ids: [...new Set(messages.map(({ note }) => note.id))] });
}
