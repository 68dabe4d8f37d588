// Tells of a referral, in two events: the lead who shared the link has another that joined by it, and the one who joined was brought.
import type { Config } from '../domain/config/config.ts';
import type { LeadId } from '../domain/event/event.ts';
import { idsOfLead } from '../domain/lead/identity-graph.ts';
import { referralSubmissions } from '../domain/referral/referral-events.ts';
import { referralsOf } from '../domain/referral/referrals.ts';
import { type FoundLead, findByHash } from '../leads/find-lead.ts';
import type { SubmissionQueue } from '../queue/sender.ts';
import { referralPair } from '../runtime/share-token.ts';
import type { Telemetry } from '../runtime/telemetry.ts';
import type { LeadTable } from '../store/leads/lead-table.ts';
import type { Note } from '../store/outbox/outbox.ts';

export type TellReferralDeps = {
  readonly config: Pick<Config, 'share'>;
  readonly table: () => Promise<LeadTable>;
  readonly shareKey: () => Promise<string>;
  readonly queue: Pick<SubmissionQueue, 'send'>;
  /** ms since the epoch. */
  readonly now: () => number;
  readonly telemetry: Pick<Telemetry, 'count'>;
};

/** @returns whether it was told: not of a lead who came by its own link, and not once either of the two is erased */
export async function tellReferral(
  deps: TellReferralDeps,
  { lead: referred, to: referrer = '' }: Note,
): Promise<boolean> {
  const { config, queue, telemetry } = deps;
  if (config.share === undefined) return false;
  // Before the leads are read: an erasure that is not seen here is later, and rejects what is told.
  const received = deps.now();
  const table = await deps.table();
  const came = await findByHash(table, referred);
  const shared = await findByHash(table, referrer);
  if (came.kind !== 'found' || shared.kind !== 'found') return false;
  const named = idWith(table, came, referred);
  const by = idWith(table, shared, referrer);
  const referral = referralsOf(came.records, came.primary).find(
    (one) => one.referrer === referrer && one.referred.key === named?.key,
  );
  if (referral === undefined || by === undefined) return false;
  if (idWith(table, came, referrer) !== undefined) {
    telemetry.count('ReferralOfOneself');
    return false;
  }
  const pair = referralPair(await deps.shareKey(), { referrer, referred });
  await queue.send(
    referralSubmissions({ pair, referrer: by, referred: referral.referred, at: referral.at, received }),
  );
  telemetry.count('ReferralTold');
  return true;
}

/** The id of a lead that has this public id. */
function idWith({ hashOf }: LeadTable, { records, primary }: FoundLead, hash: string): LeadId | undefined {
  return idsOfLead(records, primary).find((id) => hashOf(id) === hash);
}
