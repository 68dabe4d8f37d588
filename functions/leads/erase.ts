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
import { refuseErased, refuseUnknown } from './fault.ts';
import { type Finding, type FoundLead, findByHash, idsMeant, type Known } from './find-lead.ts';
import { mailsOf } from './mails-of.ts';
import { toldTo } from './told-to.ts';

export function askToErase(
  { config }: LeadsDeps,
  _: HttpRequest,
  owner: Owner,
  table: LeadTable,
  lead: FoundLead,
): HttpAnswer {
  const { primary } = lead;
  return page(200, confirmPage({ id: table.hashOf(primary), primary, ...extentOf(lead), config, owner }));
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
  if (finding.kind === 'none') return refuseUnknown(deps, request, owner);
  const id = idToErase(table, finding, hash, order);
  if (id === undefined) {
    const at = finding.kind === 'erased' ? finding.at : deps.now();
    return refuseErased(deps, request, owner, at);
  }
  if (!order.confirmed) {
    if (finding.kind === 'found' && request.wantsHtml)
      return askToErase(deps, request, owner, table, finding);
    return problem(request, 'malformed', { detail: 'Send "confirm": "yes": this cannot be undone.' });
  }
  const extent = finding.kind === 'found' ? extentOf(finding) : { records: 0, events: 0 };
  const told = isTelling(deps.config)
    ? toldTo(deps.config, finding.kind === 'found' ? finding : undefined, await deps.activeDefinitions())
    : [];
  const toLead = await mailedTo(deps, table, finding);
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
    notReached: [...told, ...toLead, { what: 'recovery-copies', days: RECOVERY_DAYS }],
  };
  return request.wantsHtml
    ? page(200, receiptPage({ receipt, config: deps.config, owner }))
    : json(200, receipt);
}

/** Mails to the lead, counted before what is kept of them goes. */
async function mailedTo(
  { config, now }: LeadsDeps,
  table: LeadTable,
  finding: Finding,
): Promise<readonly NotReached[]> {
  if (finding.kind !== 'found') return isMailingLeads(config) ? [{ what: 'mails-to-lead', mails: null }] : [];
  const { mails } = await mailsOf(table, finding, now());
  const gone = mails.filter(({ outcome }) => outcome !== 'refused' && outcome !== 'suppressed').length;
  return gone === 0 ? [] : [{ what: 'mails-to-lead', mails: gone }];
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
