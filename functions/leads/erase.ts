// GET and POST /leads/{id}/erase: asks once more, erases the lead, and gives a receipt.
import type { LeadId } from '../domain/event/event.ts';
import { idKey } from '../domain/lead/identity.ts';
import { idsOfLead } from '../domain/lead/identity-graph.ts';
import { emptyRecord, type Records } from '../domain/lead/record.ts';
import { type NotReached, RECOVERY_DAYS, type Receipt } from '../domain/profile/receipt.ts';
import { isMailingLeads, isTelling } from '../domain/tell/targets.ts';
import { confirmPage, receiptPage } from '../pages/leads/erase-page.ts';
import { type HttpAnswer, json, page } from '../runtime/answer.ts';
import type { Owner } from '../runtime/owner-access.ts';
import { problem } from '../runtime/problem.ts';
import type { HttpRequest } from '../runtime/request.ts';
import { eraseLead } from '../store/leads/erase-lead.ts';
import type { LeadTable } from '../store/leads/lead-table.ts';
import type { LeadsDeps } from './deps.ts';
import { askToEraseHeld, eraseHeld } from './erase-held.ts';
import { refuseErased, refuseUnknown } from './fault.ts';
import { isHeld } from './find-held.ts';
import { type Finding, type FoundLead, findByHash, idsMeant, type Known } from './find-lead.ts';
import { emailHashesOf, mailedTo } from './mails-of.ts';
import { toldTo } from './told-to.ts';

export function askToErase(
  { config }: LeadsDeps,
  _: HttpRequest,
  owner: Owner,
  table: LeadTable,
  lead: FoundLead,
): HttpAnswer {
  const { primary } = lead;
  const id = table.hashOf(primary);
  return page(200, confirmPage({ id, lead: { primary, ...extentOf(lead) }, config, owner }));
}

export type Order = Known & {
  /** A page asks for it; a program that holds the token is not asked. */
  readonly confirmed: boolean;
};

/**
 * Erases the lead to which a record belongs. Who also says whose record it is can finish an erasure that was stopped on the way:
 * the mark that is left of a record does not tell.
 */
export async function eraseByHash(
  deps: LeadsDeps,
  request: HttpRequest,
  owner: Owner,
  hash: string,
  order: Order,
): Promise<HttpAnswer> {
  const table = await deps.table();
  const finding = await findByHash(table, hash);
  const id = finding.kind === 'none' ? undefined : idToErase(table, finding, hash, order);
  if (id === undefined && finding.kind !== 'found' && (await isHeld(table, hash, deps.now()))) {
    if (!order.confirmed) return unconfirmed(request, askToEraseHeld(deps, request, owner, table, hash));
    return receiptOf(deps, request, owner, await eraseHeld(deps, table, hash), false);
  }
  if (finding.kind === 'none') return refuseUnknown(deps, request, owner);
  if (id === undefined) {
    const at = finding.kind === 'erased' ? finding.at : deps.now();
    return refuseErased(deps, request, owner, at);
  }
  if (!order.confirmed) {
    const asked = finding.kind === 'found' ? askToErase(deps, request, owner, table, finding) : undefined;
    return unconfirmed(request, asked);
  }
  const extent = finding.kind === 'found' ? extentOf(finding) : { records: 0, events: 0 };
  const told = isTelling(deps.config)
    ? toldTo(deps.config, finding.kind === 'found' ? finding : undefined, await deps.activeDefinitions())
    : [];
  const toLead =
    finding.kind === 'found'
      ? await mailedTo(table, emailHashesOf(table, finding), deps.now())
      : mayHaveMailed(deps);
  const { dataOut } = deps.config;
  let quarantined = 0;
  let localMails = 0;
  await eraseLead(
    {
      table,
      onTakenAlong: ({ submissions, mails }) => {
        quarantined += submissions;
        localMails += mails;
      },
      definitions: await deps.definitions(),
      now: deps.now,
      fresh: deps.fresh,
      tells: tellsErasures(deps),
    },
    id,
  );
  const receipt: Receipt = {
    erased: hash,
    at: new Date(deps.now()).toISOString(),
    removed: { ...extent, quarantined, ...(table.emptyInbox && { localMails }) },
    notReached: [
      ...told,
      ...toLead,
      ...(dataOut === undefined ? [] : [{ what: 'exports', every: dataOut.every } as const]),
      { what: 'recovery-copies', days: RECOVERY_DAYS },
    ],
  };
  return receiptOf(deps, request, owner, receipt, true);
}

function receiptOf(
  { config }: LeadsDeps,
  request: HttpRequest,
  owner: Owner,
  receipt: Receipt,
  isLead: boolean,
): HttpAnswer {
  return request.wantsHtml ? page(200, receiptPage({ receipt, isLead, config, owner })) : json(200, receipt);
}

/** @param asked the page that asks for it */
function unconfirmed(request: HttpRequest, asked: HttpAnswer | undefined): HttpAnswer {
  if (asked !== undefined && request.wantsHtml) return asked;
  return problem(request, 'malformed', { detail: 'Send "confirm": "yes": this cannot be undone.' });
}

function mayHaveMailed({ config }: LeadsDeps): readonly NotReached[] {
  return isMailingLeads(config) ? [{ what: 'mails-to-lead', mails: null }] : [];
}

/** The sweep hands it over. */
function tellsErasures({ config: { webhooks = [] } }: LeadsDeps): boolean {
  return webhooks.some(({ on }) => on.includes('erased'));
}

function idToErase(
  table: LeadTable,
  finding: Exclude<Finding, { kind: 'none' }>,
  hash: string,
  said: Known,
): LeadId | undefined {
  // Not the primary one: it may be another lead's by the time of the erasure.
  const known = finding.kind === 'found' ? [...finding.records.values()].map(({ id }) => id) : idsMeant(said);
  return known?.find((id) => table.hashOf(id) === hash);
}

type Extent = Pick<Receipt['removed'], 'records' | 'events'>;

function extentOf({ primary, records }: { readonly primary: LeadId; readonly records: Records }): Extent {
  const tree = idsOfLead(records, primary).map((id) => records.get(idKey(id)) ?? emptyRecord(id));
  return {
    records: tree.length,
    events: tree.reduce((sum, { history }) => sum + history.events.length, 0),
  };
}
